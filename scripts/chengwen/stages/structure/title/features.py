"""Name what speaks for and against a line's being the title: its words, where it stands, what stands below it.

A feature is a name; which line is the title, the weights of its features decide (words/title_weights.toml, made by
scripts/tools/train_title.py from annotated documents). None of them looks at a particular word: what words say is said
by the lists that other stages have too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from chengwen.engine.draft import Draft
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN
from chengwen.engine.scan import names_found, sought_by_name
from chengwen.knowledge.tables import pattern, word_set
from chengwen.stages.strip.register.decode import ONE
from chengwen.stages.strip.register.model import score
from chengwen.stages.structure.shapes import shapes_of
from chengwen.stages.structure.title.head import NAMED, Head, is_salutation, own_score, own_signs, said_again
from chengwen.stages.structure.title.lines import (
    begins_text,
    is_couplet,
    is_document_number,
    is_in_halves,
    is_kind,
    is_subtitle,
)

BODY = 600
"""How many characters of the text below a line are compared with it."""
SHORTEST_HELD = 8
"""In code points: a shorter line that another holds is a word of it."""
MOST = 3
"""More words of buttons or frames, commas or copies than this say no more."""
_LENGTHS = (3, 4, 5, 7, 11, 15, 20, 30, 45, 60)
_PLACES = (0, 1, 2, 3, 5, 8, 12)
_DISTANCES = (0, 1, 2, 3, 5, 8)
_SOUNDS = (-9, -6, -4, -2, -1, 0, 1, 2, 4)
"""How much a line sounds like the page (the register model), in its own unit."""
_HAN_RUN = compiled(f"[{HAN}][{HAN}]*")
_LABEL = compiled("([^：:]{1,8})[：:]")
_YEAR = compiled("(?:19|20)[0-9Xx×*]{2}年")
_SIGNS = sought_by_name(
    {
        "a gap": compiled("[ \u3000]"),
        "a list": compiled("[、；]"),
        "a book": compiled("[《》]"),
        "a quotation": compiled("[“”]"),
        "a figure": compiled("[0-9]"),
        "a stroke": compiled("[_|｜·丨]"),
        "Latin letters": compiled("[A-Za-z]{3}"),
        "a year": _YEAR,
        "a date at its end": compiled("[月日][）)]?$"),
        "a bracket at its end": compiled("[】\\])）]$"),
        "a bracket at its beginning": compiled("^[【\\[（(]"),
        "a figure at its beginning": compiled("^[0-9]"),
        "关于 at its beginning": compiled("^关于"),
        "关于": compiled("(?<!^)关于"),
        "a question mark": compiled("[？?]$"),
        "an exclamation mark": compiled("[！!]$"),
    }
)
"""What a line may have, by the pattern that finds it."""


def features_of_line(draft: Draft, content: str) -> tuple[str, ...]:
    """Return what a line, or what is left of it, says by itself; the draft remembers what it sounds like."""
    return tuple(_of_line(draft, content))


def _of_line(draft: Draft, content: str) -> Iterator[str]:
    signs = own_signs(draft, content) or ()
    yield from signs
    if is_kind(content):
        yield "a kind alone"
    yield f"length {_step(len(content), _LENGTHS)}"
    yield from (f"has {name}" for name in names_found(_SIGNS, content, set(content)))
    yield from _counted("commas", content.count("，"))
    yield f"sounds {_step(draft.of_line(score, content) // ONE, _SOUNDS)}"
    if labelled := _LABEL.match(content):
        own = labelled[1] in word_set("titles", "own_labels")
        spoken = pattern("titles", "spoken").match(content)
        yield "a label" + (", spoken" if spoken else ", of a document" if own else "")
    yield from (f"is {shape}" for shape in sorted(draft.of_line(shapes_of, content)))


@dataclass(frozen=True, slots=True)
class Around:
    """What all lines of a head have in common when the place of one of them is described."""

    first: int
    """The line that speaks first."""
    subtitle: int
    """The first line that begins as a subtitle does; the number of lines if none does."""
    text: str
    """What the text says where it opens; at the end of the head if it does not."""


def around(head: Head) -> Around:
    """Return what `features_of_place` asks of a head, read once for all its lines."""
    lines, opens = head.lines, head.opens
    first = next((n for n in head.speaks if n > head.issue and n not in head.above), 0)
    subtitle = next((n for n, line in enumerate(lines) if is_subtitle(line.content)), len(lines))
    text = islice(lines, opens, opens + 6) if opens < len(lines) else lines[-6:]
    return Around(first, subtitle, "".join(line.content for line in text)[:BODY])


def features_of_place(draft: Draft, head: Head, whole: Around, at: int) -> Iterator[str]:
    """Yield what the head says of one of its lines; `whole` is what `around` says of the head."""
    lines, opens = head.lines, head.opens
    content = lines[at].content
    if at > opens:
        yield f"below the opening {min(MOST, at - opens)}"
    else:
        yield f"above the opening {_step(opens - at, _DISTANCES)}"
    yield f"line {_step(at, _PLACES)}"
    found = {
        "nothing opens": opens >= len(lines),
        "speaks first": at == whole.first,
        "first of all": at == 0,
        "below a subtitle": whole.subtitle < at,
        "masthead": at < head.issue <= at + 4,
        "below the issue": 0 <= head.issue < at,
    }
    yield from (name for name, holds in found.items() if holds)
    above, below, after = (lines[n].content if 0 <= n < len(lines) else "" for n in (at - 1, at + 1, at + 2))
    yield from draft.of_neighbours(_of_neighbours, content, above, below, after)
    if any(
        len(line.content) >= SHORTEST_HELD and line.content != content and line.content in content for line in lines
    ):
        yield "holds another"
    yield from _counted("again", said_again(draft, lines[at]))
    yield from _counted("echo", _echo(content, whole.text), 4)


def _of_neighbours(draft: Draft, content: str, above: str, below: str, after: str) -> Sequence[str]:
    found = {
        "above a subtitle": is_subtitle(below),
        "couplet above a subtitle": is_subtitle(after) and not is_subtitle(below) and is_couplet(content, below),
        "above a number": is_document_number(below),
        "below a number": is_document_number(above),
        "above a salutation": is_salutation(below),
        "two above a salutation": is_salutation(after) and not is_salutation(below),
        "above text": begins_text(below),
        "in halves": is_in_halves(content),
        "halves above": is_in_halves(above),
        "as long as the next": len(content) == len(below),
        "above one named": _is_named(draft, below),
        "below one named": _is_named(draft, above),
    }
    shapes = draft.of_line(shapes_of, below) if below else ()
    return (*(name for name, holds in found.items() if holds), *(f"above {shape}" for shape in sorted(shapes)))


def _is_named(draft: Draft, content: str) -> bool:
    own = own_score(draft, content) if content else None
    return own is not None and own >= NAMED


def _echo(title: str, body: str) -> int:
    """Return up to four points for the share of the pairs of characters of a line that the text below holds."""
    pairs = [run[at : at + 2] for run in _HAN_RUN.findall(title) for at in range(len(run) - 1)]
    return round(4 * sum(pair in body for pair in pairs) / len(pairs)) if pairs else 0


def _counted(name: str, count: int, most: int = MOST) -> Iterator[str]:
    yield from (f"{name} {number}" for number in range(1, min(most, count) + 1))


def _step(number: int, steps: tuple[int, ...]) -> str:
    """Return which step of a stair a number stands on, by the last number of the step."""
    return next((f"to {step}" for step in steps if number <= step), "beyond")
