"""Looking at a text: lines, views, spans, scans. Nothing here knows of Chinese documents."""
