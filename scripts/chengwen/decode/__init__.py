"""Bytes become text: which encoding, what could not be read, and what is no text at all."""
