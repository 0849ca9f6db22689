"""Find the lines that a document shows: an example, a screen, an inscription, announced by the line above.

A rule on proofreading quotes page numbers and buttons, a drill what the screens say, a register of archives its file
names. They look like noise, each on a line of its own; the line above says what they are: 样式如下：, （屏幕显示）.
"""

from __future__ import annotations

from chengwen.engine.draft import Draft
from chengwen.knowledge.numbering import numbered
from chengwen.knowledge.tables import pattern
from chengwen.stages.strip.register.decode import ONE
from chengwen.stages.strip.register.model import score

MOST, LONGEST = 8, 60
"""How many lines may be shown, and how long they are, in code points."""
PLAIN = ONE // 2
"""What a line that announces may sound like: one of the page announces more of the page."""
_NUMBERED = numbered("第一章", "第一节", "第一条", "一、", "（一）")
_ENDS = ("：", ":", "）", ")")
_SENTENCE_ENDS = ("。", "；", "！")


def shown(draft: Draft) -> frozenset[int]:
    """Return the numbers of the lines that a line above shows; computed once for each draft."""
    return draft.of_lines(_shown)


def _shown(draft: Draft) -> frozenset[int]:
    lines = draft.lines
    found: set[int] = set()
    for number, line in enumerate(lines[1:-1], 1):
        if line.content.endswith(_ENDS) and _announces(line.content) and draft.of_line(score, line.content) < PLAIN:
            below = number + 1
            while below < len(lines) and below <= number + MOST and _may_be_shown(lines[below].content):
                found.add(below)
                below += 1
    return frozenset(found)


def _announces(content: str) -> bool:
    return pattern("frames", "shows").search(content) is not None


def _may_be_shown(content: str) -> bool:
    """Whether a line may be an example: not where the text goes on, in a sentence or under a number."""
    return len(content) <= LONGEST and not content.endswith(_SENTENCE_ENDS) and not _NUMBERED.match(content)
