"""The command `chengwen`, a file for each group of commands."""
