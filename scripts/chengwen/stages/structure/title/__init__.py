"""Find the title of a document: the lines it may be, what speaks for each, its copies."""
