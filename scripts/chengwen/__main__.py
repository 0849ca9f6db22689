"""`python -m chengwen` is the command `chengwen`."""

from chengwen.cli.main import main

main()
