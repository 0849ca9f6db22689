"""`python -m chengwen` is the command `chengwen`."""

from chengwen.cli import main

main()
