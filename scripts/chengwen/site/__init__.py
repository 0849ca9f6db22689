"""From cleaned documents to a website that works with no request to any other host."""
