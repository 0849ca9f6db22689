"""Mend what tore a title or glued it to the text, where the page itself says elsewhere how it reads.

Two lines that together are a line of the head or foot, or stand whole within one, are that title, wrapped; so are
several short ones from 关于 to the name of a kind of document. A paragraph that begins with a title which the page says
above it, dressed (当前浏览：…), and goes on as sentences begin, holds both.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from chengwen.engine.draft import Draft
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN, Line
from chengwen.engine.scan import holds_any
from chengwen.knowledge.tables import pattern
from chengwen.stages.structure.title.copies import FOOT, HEAD, LONGEST, is_dressed, key_of
from chengwen.stages.structure.title.lines import STOPS, could_be_title, looks_like_title
from chengwen.text import Edit, delete, insert

JOINED, PARTED = "linebreak-join", "glued-paragraph"
SHORTEST = 12
"""In code points: two lines that are shorter together may be said in one anywhere."""
LONGEST_SAID = 120
"""In code points: a longer line does not say a title alone."""
BEGINNING = 4
"""In code points: what is compared first, since it costs least."""
OF_SECOND = 4
"""In code points: so much of the second line, before dots, shows that a line says both."""
LONGEST_STACKED = 14
"""In code points, of a line of a title that is set in several."""
MOST_STACKED = 5
_CUT, _DOTS = compiled("…|[.．]{3}"), "….．"
_PHRASE = compiled(f"[{HAN}“”《》（）]+")
_WORDS = compiled(f"[{HAN}]{{2}}")


def titles(draft: Draft) -> Iterator[Edit]:
    """Yield the edits that join a title of two lines, or part one from the paragraph that it begins."""
    if not draft.of_lines(_are_whole):
        yield from list(_joined(draft)) or list(_stacked(draft)) or _parted(draft)


def _are_whole(draft: Draft) -> bool:
    """Whether no title is torn or glued, whatever stands between the lines; another round need not look again."""
    stacked = any(_begins_stack(line.content) for line in draft.lines[:HEAD])
    return not (stacked or any(_torn(draft)) or any(_parted(draft)))


def _stacked(draft: Draft) -> Iterator[Edit]:
    """Yield the edits that join a title set in three to five short lines: 关于进一步做好 / 安置士兵 / 的规定."""
    lines = draft.lines[:HEAD]
    for first, line in enumerate(lines):
        if not _begins_stack(line.content):
            continue
        for last in range(first + 2, min(first + MOST_STACKED, len(lines))):
            parts = [one.content for one in lines[first : last + 1]]
            if len(parts[-1]) > LONGEST_STACKED or not _PHRASE.fullmatch(parts[-1]):
                break
            if draft.value.count("\n", line.end, lines[last].start) == last - first and looks_like_title(
                "".join(parts)
            ):
                yield from (delete(left.end, right.start, JOINED) for left, right in pairwise(lines[first : last + 1]))
                return


def _begins_stack(content: str) -> bool:
    return content.startswith("关于") and len(content) <= LONGEST_STACKED


def _joined(draft: Draft) -> Iterator[Edit]:
    for left, right in _torn(draft):
        if draft.value.count("\n", left.end, right.start) == 1:
            yield delete(left.end, right.start, JOINED)
            return


def _torn(draft: Draft) -> Iterator[tuple[Line, Line]]:
    """Yield the lines that may be the halves of a title, by their contents alone."""
    lines = draft.lines
    said = [line.content for line in (*lines[:HEAD], *lines[max(HEAD, len(lines) - FOOT) :])]
    begun = [one[: cut.start()] for one in said if holds_any(one, _DOTS) and (cut := _CUT.search(one))]
    for left, right in pairwise(lines[:HEAD]):
        size = len(left.content) + len(right.content)
        if not SHORTEST <= size <= LONGEST:
            continue
        whole = left.content + right.content
        if holds_any(whole, STOPS):
            continue  # it could be no title, as below; seen before anything dear is asked
        if not (any(whole in one for one in said) or any(_begins_both(one, left.content, whole) for one in begun)):
            continue
        words = _WORDS.search(left.content) and _WORDS.search(right.content)
        titled = could_be_title(left.content) and could_be_title(whole, LONGEST)
        if words and titled:
            yield left, right


def _begins_both(cut: str, left: str, whole: str) -> bool:
    """Whether a line says two lines as one until dots cut it off, before which it is `cut`: …系统改造项目竞争性磋"""
    at = cut.find(left)
    begun = cut[at:] if at >= 0 else ""
    return len(begun) >= len(left) + OF_SECOND and whole.startswith(begun) and looks_like_title(whole)


def _parted(draft: Draft) -> Iterator[Edit]:
    short = [line for line in draft.lines[:HEAD] if SHORTEST < len(line.content) <= LONGEST_SAID]
    for below in draft.lines[:HEAD] if short else ():
        begins = below.content[:BEGINNING]
        for above in short:
            if begins not in above.content or above.start >= below.start:
                continue
            key, view = key_of(draft, above.content), draft.view(below)
            if len(key) < SHORTEST or not view.text.startswith(key) or not is_dressed(above.content, key):
                continue
            if looks_like_title(key) and pattern("titles", "speech").match(view.text, len(key)):
                yield insert(view.span(len(key), len(key) + 1).start, "\n", PARTED)
                return
