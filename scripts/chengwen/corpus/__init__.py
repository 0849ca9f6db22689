"""Clean a corpus: plan it in shards, clean them, resume, mark near-duplicates, report."""
