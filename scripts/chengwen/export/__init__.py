"""A cleaned corpus as a data set: JSONL, Parquet, text, with its card."""
