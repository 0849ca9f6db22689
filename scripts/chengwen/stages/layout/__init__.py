"""Lay out the text: one paragraph a line, no indents, full-width punctuation."""
