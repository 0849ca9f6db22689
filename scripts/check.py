"""Run `chengwen check` from a checkout: python scripts/check.py [options]."""

import sys

from chengwen.cli.main import cli

if __name__ == "__main__":
    cli(["check", *sys.argv[1:]], prog_name="check.py")
