"""The columns of a row: which are its text and its id, and what is carried through beside them."""
