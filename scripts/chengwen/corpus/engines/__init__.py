"""What cleans the shards of a corpus: processes here, or Ray."""
