"""Extract the text of files that are not plain text; the entry point is `chengwen.formats.read`."""
