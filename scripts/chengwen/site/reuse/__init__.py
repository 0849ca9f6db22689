"""Passages that documents share: found without comparing each text with each, dated, and told from set phrases."""
