"""Views of a text: lines, folded lines, spans, scans. Nothing here knows about Chinese documents."""
