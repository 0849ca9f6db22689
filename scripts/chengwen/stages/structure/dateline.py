"""Read from the source when its page says that it set the text online: the year of a document that tells none itself.

A dateline is the page's, and strip takes it; here it is read before that, and trusted last. What a page says of today,
of a file in a library or of a post in a forum tells nothing of the document. Nor does a page tell the year of a text
whose author hid it (20XX年): such texts are set online again and again.
"""

from __future__ import annotations

from itertools import islice

from chengwen.engine.kept import compiled
from chengwen.engine.lines import cut
from chengwen.knowledge.tables import pattern
from chengwen.text import Text

HEAD = 25
"""How many lines of a page are read for its dateline."""
LONGEST = 200
"""In code points: a longer line is a paragraph."""
_DATE = compiled(
    "(?<![0-9/.-])((?:19|20)[0-9]{2})(?:[-/.](?:1[0-2]|0?[1-9])[-/.](?:3[01]|[12][0-9]|0?[1-9])(?![0-9])|年[0-9]{1,2}月[0-9]{1,2}日)"
)


def year_of_page(text: Text) -> int | None:
    """Return the year of the one dateline that a page has above its text, as far as that was removed; else None."""
    if not text.edits or pattern("titles", "masked_year").search(text.source):
        return None
    lines = (text.source[line.start : line.end] for line in cut(text.source) if not line.blank)
    years = {year for line in islice(lines, HEAD) if len(line) <= LONGEST for year in _years(line)}
    return int(years.pop()) if len(years) == 1 else None


def _years(line: str) -> list[str]:
    """Return the years of a line that says when its page was published."""
    found = _DATE.findall(line)
    if not found or pattern("titles", "no_dateline").search(line) or not pattern("titles", "dateline").search(line):
        return []
    return list(found)
