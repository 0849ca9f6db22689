"""Lay out the text: one paragraph per line, no indents, full-width punctuation."""
