"""The page that cleans a text in the reader's browser."""
