"""Type what the author masked: X, **, 20XX."""
