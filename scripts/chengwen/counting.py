"""Numbers of things in messages."""

from __future__ import annotations


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun; `many` where the plural takes more than an s.

    >>> counted(1, "shard"), counted(2_000, "row"), counted(0, "copy", "copies")
    ('1 shard', '2,000 rows', '0 copies')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"
