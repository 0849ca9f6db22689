"""The shards of a corpus: planned, cleaned each by itself, and remembered, so that a run does only what is left."""
