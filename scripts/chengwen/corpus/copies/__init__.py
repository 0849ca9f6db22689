"""Copies in a cleaned corpus: what is kept of each document, which are copies, marked or dropped, and listed."""
