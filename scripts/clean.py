"""Run `chengwen clean` from a checkout: python scripts/clean.py [options]."""

import sys

from chengwen.cli.main import cli

if __name__ == "__main__":
    cli(["clean", *sys.argv[1:]], prog_name="clean.py")
