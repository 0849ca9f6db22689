"""Clean the samples and build the site from a checkout: python scripts/publish.py [--serve]."""

import sys

from chengwen.cli.main import cli

if __name__ == "__main__":
    try:
        cli(["clean"], prog_name="publish.py")
    except SystemExit as ended:
        if ended.code:
            raise
    cli(["site", *sys.argv[1:]], prog_name="publish.py")
