"""Clean a corpus: plan shards, clean them, resume, mark near-duplicates, report."""
