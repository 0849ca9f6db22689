"""Files that are no plain text, read into text: start with `chengwen.formats.read`."""
