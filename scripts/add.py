"""Run `chengwen add` from a checkout: python scripts/add.py FILE… [options]."""

import sys

from chengwen.cli.main import cli

if __name__ == "__main__":
    cli(["add", *sys.argv[1:]], prog_name="add.py")
