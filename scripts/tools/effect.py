"""Report in Markdown what a change of rules did to the samples.

python scripts/tools/effect.py OLD/cleaned NEW/cleaned
"""

import sys
from pathlib import Path

from chengwen.checkout.report import as_markdown, effects
from chengwen.checkout.store import cleaned_ids

if __name__ == "__main__":
    old, new = (Path(argument).resolve().parent for argument in sys.argv[1:3])
    sys.stdout.buffer.write(as_markdown(list(effects(old, new)), len(cleaned_ids(new))).encode())
