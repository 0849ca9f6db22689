"""Charts drawn when the site is built."""
