"""Chinese full-text search without a server."""
