"""Find recognisers of names that are installed beside the toolkit, by their entry points.

A recogniser is any callable that takes a text and gives spans with a type: `(start, end, "person")`, in code points of
the clean text as it stands just before names are hidden. Its package names it in the group `chengwen.recognisers`.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import entry_points

from chengwen.anonymise import Recogniser
from chengwen.errors import InputError

GROUP = "chengwen.recognisers"


def find_recognisers(names: Sequence[str]) -> tuple[Recogniser, ...]:
    """Load the recognisers of these names; one that is not installed raises `InputError`."""
    installed = {entry.name: entry for entry in entry_points(group=GROUP)} if names else {}
    for name in names:
        if name not in installed:
            known = ", ".join(sorted(installed)) or "none"
            raise InputError(f"--recogniser {name}: no installed package offers it ({GROUP}); installed are: {known}")
    return tuple(installed[name].load() for name in names)
