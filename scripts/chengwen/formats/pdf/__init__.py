"""PDF: pages, lines, paragraphs, and what repeats on each page."""
