"""The digest and the date of each document that may be published; a file that did not change is not read again.

The index and the download are made from these, beside the pages, so they have a memory of their own.
"""

from __future__ import annotations

import json
import pickle
import time
from pathlib import Path
from typing import NamedTuple

from chengwen.checkout.store import publishable_ids, write_whole
from chengwen.checkout.unchanged import FRESH, Stamp, listing
from chengwen.stamp import digest, toolkit_and_site

FILE = Path(".cache") / "site" / "digests.pickle"
Date = tuple[int, str]
"""The year and the whole date; 0 and "" where a document says none."""


class Known(NamedTuple):
    """What is known of a document without reading it."""

    stamp: Stamp | None
    """Of its JSON; None if it is too young to be trusted."""
    digest: str
    """Of its JSON, which holds that of its text."""
    date: Date


def digests(root: Path) -> dict[str, Known]:
    """Return what is known of every document that may be published, by id."""
    path, code = root / FILE, toolkit_and_site().encode()
    written_by, _, packed = path.read_bytes().partition(b"\n") if path.is_file() else (b"", b"", b"")
    before: dict[str, Known] = pickle.loads(packed) if written_by == code else {}  # nobody else writes there
    now, cleaned = time.time_ns(), listing(root / "cleaned")
    same = {id for id, one in before.items() if one.stamp and one.stamp == cleaned.get(f"{id}.json")}
    found: dict[str, Known] = {}
    for id in publishable_ids(root, same):
        if id in same:
            found[id] = before[id]
            continue
        stamp = cleaned.get(f"{id}.json")
        data = (root / "cleaned" / f"{id}.json").read_bytes()
        found[id] = Known(stamp if stamp and now - stamp[1] > FRESH else None, digest(data), dated(data))
    if found != before:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, code + b"\n" + pickle.dumps(found, pickle.HIGHEST_PROTOCOL))
    return found


def dated(data: bytes) -> Date:
    """Return year and date of a document, to sort by; 0 and "" if it says none."""
    about = json.loads(data)["metadata"]
    year = about.get("year")
    return year if isinstance(year, int) else 0, str(about.get("date_written") or "")


def newest_first(root: Path) -> dict[str, str]:
    """Return the ids in the order of their documents' dates, the latest first, without a year last; with digests."""
    known = digests(root)
    ordered = sorted(known, key=lambda id: (known[id].date, id), reverse=True)
    return {id: known[id].digest for id in ordered}
