"""Find a table of contents, which repeats the headings that follow: dotted, tabbed, with the codes of Word's field, or
drawn as a tree.

It goes only where the headings do follow; a list of pages without its text (目录 of a volume) is the document.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from chengwen.engine.draft import Draft
from chengwen.engine.kept import compiled
from chengwen.engine.lines import Line
from chengwen.engine.scan import holds_word
from chengwen.text import Edit, delete

RULE = "contents-list"
_SIGNS = (
    "...",
    ". . .",
    "．．．",
    "···",
    "∙∙∙",
    "…",
    "⋯",
    "‥",
    "----",
    "____",
    "\t",
    "PAGEREF",
    "├",
    "目录",
    "目 录",
    "目\u3000录",
    "目次",
)
_HEADING = compiled("(?:目[ \u3000]*[录次]|CONTENTS|Contents)[：:]?")
_FIELD = compiled(
    r'TOC(?: \\[a-z](?: "[^"\n]{0,20}")?){1,6}|HYPERLINK \\l "?_Toc[0-9]{1,12}"?'
    r"|PAGEREF _Toc[0-9]{1,12}(?: \\[a-z]){0,3}"
)
_NUMBER = r"(?:[0-9]{1,2}[.．、]?){0,4}[ \u3000]{0,2}"
_ENTRY = compiled(
    rf"(?P<text>{_NUMBER}(?:[^\t.．·…∙]|(?<=[0-9])[.．](?=[0-9])){{2,80}}?)[ \u3000]*"
    r"(?:[.．·…⋯‥∙\-—_ ]{3,200}|…{1,2}|\t[\t ]*|[ \u3000]{3,})(?:[(（第-]?[0-9]{1,4}[)）页-]?)"
)
_BRANCH = compiled("[│┃ \u3000]*[├└┣┗][─━ \u3000]*(?P<text>.{2,80})")
_PAGE = compiled("(?P<text>.{2,80}?)[ \t\u3000]*[0-9]{1,4}")
LONGEST = 300
"""In code points; an entry has its heading and a row of dots."""
_DROPPED = compiled("[ \t\u3000。：:]+")


def contents(draft: Draft) -> Iterator[Edit]:
    """Yield the deletions of the lines of a table of contents; most texts cost a few searches."""
    if not holds_word(draft.value, _SIGNS):
        return
    lines = draft.lines
    if not any(draft.of_line(_may_be_one, line.content) for line in lines):
        return
    keys = [_plain(line.content) for line in lines]
    last = {key: number for number, key in enumerate(keys)}
    at = 0
    while at < len(lines):
        headed = _HEADING.fullmatch(lines[at].content) is not None
        end, entries = _entries(lines, keys, last, at + headed, headed)
        if len(entries) > 1 and _are_followed(entries, keys[end:]):
            yield from (delete(line.low, line.next, RULE) for line in lines[at:end])
        at = max(end, at + 1)


def _may_be_one(content: str) -> bool:
    return _HEADING.fullmatch(content) is not None or (len(content) < LONGEST and bool(_entry(content)))


def _entries(
    lines: Sequence[Line], keys: Sequence[str], last: dict[str, int], at: int, headed: bool
) -> tuple[int, list[str]]:
    """Return where the entries that begin at a line end, and what they name; below 目录 one needs no page."""
    entries: list[str] = []
    while at < len(lines) and (key := _entry(lines[at].content) or (headed and _again(keys[at], last, at))):
        entries.append(key)
        at += 1
    return at, entries


def _are_followed(entries: Sequence[str], keys: Sequence[str]) -> bool:
    """Whether six in ten of the headings, two at least, stand below the table."""
    following = sorted(keys)
    found = sum(_begins_one(following, key) for key in entries)
    return found >= 2 and found * 10 >= len(entries) * 6


def _begins_one(ordered: Sequence[str], key: str) -> bool:
    """Whether one of the sorted lines begins with a key."""
    at = bisect_left(ordered, key)
    return at < len(ordered) and ordered[at].startswith(key)


def _entry(content: str) -> str:
    """Return the heading that an entry of a table of contents names; empty if the line is none."""
    bare = _FIELD.sub("", content).strip(" \t\u3000")
    match = _BRANCH.fullmatch(bare) or _ENTRY.fullmatch(bare) or (_PAGE.fullmatch(bare) if bare != content else None)
    return _plain(match["text"]) if match else ""


def _again(key: str, last: dict[str, int], at: int) -> str:
    """Return the key of a line that stands again further on; empty if it does not."""
    return key if len(key) > 2 and last[key] > at else ""


def _plain(content: str) -> str:
    return _DROPPED.sub("", content)
