"""Read the structure of a clean text: title, sections, metadata."""
