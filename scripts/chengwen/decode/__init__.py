"""From bytes to text: the encoding, what could not be decoded, and files that are not text."""
