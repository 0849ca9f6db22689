"""Measure the toolkit against annotated text, and draft rules from what repeats."""
