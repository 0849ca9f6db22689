"""Say in words why lines sound like the page: where they stand, and what in them spoke loudest."""

from __future__ import annotations

from chengwen.engine.draft import Draft
from chengwen.stages.strip.register.decode import ONE
from chengwen.stages.strip.register.judge import HEAD, TAIL, Stretch
from chengwen.stages.strip.register.model import reasons
from chengwen.stages.strip.register.parts import Part

MOST = 3
"""How many pieces are named."""
_PLACES = {HEAD: "篇首", TAIL: "篇末"}


def why_part(text: str, part: Part) -> str:
    """Return the reasons for a part of a line, for readers."""
    said = "，".join(f"{piece} {tenths(loud)}" for piece, loud in reasons(text[part.span.start : part.span.end], 1))
    return f"行中一段；{said + ' … = ' if said else '= '}{tenths(part.score)}"


def why(draft: Draft, stretch: Stretch) -> str:
    """Return the reasons for a stretch, for readers: its lines, its place, its loudest pieces, its best line."""
    heard: dict[str, int] = {}
    for number in stretch.lines:
        for piece, loud in draft.of_line(reasons, draft.lines[number].content):
            heard[piece] = max(loud, heard.get(piece, 0))
    loudest = sorted(heard, key=lambda piece: (-heard[piece], piece))
    named = [one for one in loudest if not any(one != longer and one in longer for longer in loudest[:MOST])][:MOST]
    said = "，".join(f"{piece} {tenths(heard[piece])}" for piece in named)
    size = len(stretch.lines)
    block = f"块 {size} 行" if size > 1 else "单独一行"
    return f"{block}，{_PLACES.get(stretch.rule, '正文中')}；{said + ' … = ' if said else '= '}{tenths(stretch.score)}"


def tenths(score: int) -> str:
    """Return a score as a signed number with one decimal.

    >>> tenths(3584), tenths(-300)
    ('+3.5', '-0.3')
    """
    rounded = (10 * abs(score) + ONE // 2) // ONE
    return f"{'-' if score < 0 else '+'}{rounded // 10}.{rounded % 10}"
