"""Label by kind what the author masked: X, **, 20XX."""
