"""A text as read: asked once, searched line by line, and read again only where it changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengwen.engine.draft import Draft, read
from chengwen.engine.find import Find
from chengwen.measure.gold import read_folder
from chengwen.stages.hide import identifiers
from chengwen.stages.hide.people import names, people
from chengwen.stages.hide.places import places
from chengwen.text import Span, delete, replace

Look = Callable[[str], Iterator[Find]]
texts = st.text("甲乙ＡaA１2，。 \u3000\u200b\n\r\u2028", max_size=40)
GOLD = Path(__file__).parents[1] / "gold" / "seen"

OURS = [
    identifiers._find,
    names._kept,
    people._introduced_on_lines,
    people._surnames,
    places._by_context,
    places._before_companies,
]
TELLING = (
    "13912345678",
    "51234",
    "会上，李建国，到会讲话。",
    "，张建国任",
    "注）、张建国同志",
    "短号51234",
    "邮箱：zhangsan＠example.com",
    "住在阳光小区3栋201室",
    "军官证号A1B2C3D",
    "微博：weibo.com/u/zhangsan",
    "身份证号1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X",
    "信号：lantianyixue",
)
"""Lines that tell something by themselves, or would with what stands above or below them."""


@pytest.fixture(scope="module")
def documents() -> dict[str, str]:
    """Every other of the seen documents of the gold set as it is annotated, marks and all, by name."""
    return {str(path): path.read_text(encoding="utf-8") for path in sorted(GOLD.glob("*/*.txt"))[::2]}


@pytest.fixture(scope="module")
def some_lines() -> list[str]:
    """So many lines of the gold set."""
    raw = [gold.raw for gold in read_folder(GOLD)]
    lines = {line.content for text in raw for line in read(text).lines if len(line.content) < 200}
    return Random(2).sample(sorted(lines), 1_000)


def letters(text: str) -> Iterator[Find]:
    return (Find(Span(*match.span()), "letter", name=match.group()) for match in re.finditer("[甲乙]+", text))


def by_place(finds: list[Find]) -> list[tuple[Span, str, int, str, str]]:
    return sorted({(one.span, one.what, one.weight, one.by, one.name) for one in finds})


def test_a_question_about_the_whole_text_is_answered_once_for_each_text() -> None:
    asked: list[tuple[str, int]] = []

    def ask(draft: Draft, number: int) -> int:
        asked.append((draft.value, number))
        return number

    draft = read("甲\n乙")
    later = draft.apply([delete(0, 2, "rule")])
    answers = [draft.once(ask, 1), draft.once(ask, 1), draft.once(ask, 2), later.once(ask, 1), later.once(ask, 1)]
    assert answers == [1, 1, 2, 1, 1]
    assert asked == [("甲\n乙", 1), ("甲\n乙", 2), ("乙", 1)]


def test_without_edits_a_draft_stays_itself() -> None:
    draft = read("甲\n乙")
    assert draft.apply([]) is draft


def test_a_long_line_is_asked_each_time_and_a_short_one_once_in_the_life_of_a_document() -> None:
    asked: list[str] = []
    draft = read("")
    for line in ("甲", "甲", "甲" * 2_001, "甲" * 2_001):
        draft.of_line(asked.append, line)
    read("").of_line(asked.append, "甲")
    assert list(map(len, asked)) == [1, 2_001, 2_001, 1]


def test_lines_beside_each_other_are_asked_once_and_long_ones_each_time() -> None:
    asked: list[tuple[str, ...]] = []

    def compute(_: Draft, *contents: str) -> int:
        asked.append(contents)
        return len(contents)

    draft = read("甲\n乙")
    later = draft.apply([delete(1, 2, "x")])
    long = "长" * 1_001
    answers = [one.of_neighbours(compute, *lines) for one in (draft, later) for lines in (("甲", "乙"), (long, long))]
    assert answers == [2] * 4
    assert asked == [("甲", "乙"), (long, long), (long, long)]


def test_a_draft_says_nothing_of_its_text() -> None:
    assert repr(read("王建国")) == "Draft(3 characters)"


class TestSearch:
    """A search by line finds what it finds in the whole text."""

    @given(st.lists(texts, min_size=1, max_size=4))
    def test_again_and_after_edits(self, some: list[str]) -> None:
        draft = read(some[0])
        for text in (*some, *some):
            draft = draft.apply([replace(0, len(draft.value), text, "rule")]) if text != draft.value else draft
            assert draft.search(letters) == list(letters(text))

    def test_only_lines_that_are_new_are_searched(self) -> None:
        asked: list[str] = []

        def look(text: str) -> Iterator[Find]:
            asked.append(text)
            yield Find(Span(0, 1), "first")

        draft = read("甲\n乙\n甲")
        assert [one.span for one in draft.search(look)] == [Span(0, 1), Span(4, 5)]
        draft.apply([replace(0, 1, "丙", "rule")]).search(look)
        assert asked == ["甲\n乙", "丙"]

    @pytest.mark.parametrize("look", OURS, ids=lambda look: f"{look.__module__}.{look.__name__}")
    def test_none_of_ours_looks_beyond_the_line(self, look: Look, documents: dict[str, str]) -> None:
        for name, text in documents.items():
            assert by_place(read(text).search(look)) == by_place(list(look(text))), name

    @pytest.mark.parametrize("look", OURS, ids=lambda look: f"{look.__module__}.{look.__name__}")
    def test_none_of_ours_finds_other_things_for_what_is_searched_along(self, look: Look) -> None:
        alone = [by_place(list(look(line))) for line in TELLING]
        for others in ("", "另一行", "副书记，李〖姓名〗，2020年电话13912345678、号12345678", "共计"):
            for line, seen in zip(TELLING, alone, strict=True):
                text, start = f"{others}\n{line}\n{others}", len(others) + 1
                along = [one for one in look(text) if start <= one.span.start <= start + len(line)]
                assert by_place([one.moved(-start) for one in along]) == seen, line

    @pytest.mark.parametrize("look", OURS, ids=lambda look: f"{look.__module__}.{look.__name__}")
    def test_a_line_cut_off_anywhere_is_searched_alike_at_the_end_of_a_text_and_before_another(
        self, look: Look, some_lines: list[str]
    ) -> None:
        """What is searched last must not be taken for more than it is: 党支部书记陈某 is no 陈某 and a gap."""
        chance = Random(2)
        for line in some_lines:
            cut_off = line[: chance.randrange(1, len(line) + 1)].rstrip("\u3000 ")
            alone = by_place(list(look(cut_off)))
            before_another = [one for one in look(f"{cut_off}\n国同志任书记") if one.span.start <= len(cut_off)]
            assert [one for one in alone if one[0].end > len(cut_off)] == [], cut_off
            assert by_place(before_another) == alone, cut_off


def test_what_depends_on_the_lines_alone_is_known_in_the_next_round() -> None:
    asked: list[str] = []

    def count(draft: Draft, least: int) -> int:
        asked.append(draft.value)
        return sum(len(line.content) >= least for line in draft.lines)

    first = read("  总结\n\n工作完成。\n")
    same = first.apply([delete(0, 2, "layout-indent")])
    other = same.apply([delete(0, 1, "test")])
    assert [draft.of_lines(count, 3) for draft in (first, same, other)] == [1, 1, 1]
    assert asked == [first.value, other.value]
    assert same.of_lines(count, 2) == 2, "another argument is another question"
