"""Spans, edits, composition, and the way back to the source."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chengwen.errors import LedgerError
from chengwen.text import Edit, Mask, Span, Text, apply, begin, delete, insert, replace


@st.composite
def edits_for(draw: st.DrawFn, text: str) -> list[Edit]:
    """Draw sorted, disjoint edits of a text, touching ones, insertions and marks among them."""
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    edits = []
    for low, high in zip(cuts[::2], cuts[1::2], strict=False):
        written = draw(st.text("甲乙丙", max_size=3))
        mark = draw(st.sampled_from([None, None, Mask("author", "place")])) if written else None
        edits.append(replace(low, high, written, draw(st.sampled_from("rst")), mark))
    return edits


@st.composite
def histories(draw: st.DrawFn) -> list[Text]:
    """Draw a text and what became of it, stage by stage."""
    text = begin(draw(st.text("一二三四五六七八九十", max_size=30)))
    history = [text]
    for _ in range(draw(st.integers(1, 4))):
        text = text.apply(draw(edits_for(text.value)))
        history.append(text)
    return history


@settings(max_examples=20 * settings.default.max_examples)
@given(histories())
def test_every_history_leads_back_to_its_source(history: list[Text]) -> None:
    """To draw one takes ten times as long as to look at it, so all is looked at in each."""
    composed_edits_lead_from_the_source_to_the_value(history)
    the_ledger_is_sorted_and_no_two_edits_touch(history[-1])
    locate_is_monotone_and_exact_where_nothing_was_written(history[-1])
    marks_stay_on_the_text_they_were_made_for(history)


def composed_edits_lead_from_the_source_to_the_value(history: list[Text]) -> None:
    for text in history:
        assert apply(text.source, text.edits) == text.value
        assert apply(text.source, text.ledger()) == text.value


def the_ledger_is_sorted_and_no_two_edits_touch(text: Text) -> None:
    done = -1
    for edit in text.ledger():
        assert done < edit.span.start
        assert text.source[edit.span.start : edit.span.end] != edit.text
        done = edit.span.end


def locate_is_monotone_and_exact_where_nothing_was_written(text: Text) -> None:
    places = [text.locate(offset) for offset in range(len(text.value) + 1)]
    assert places == sorted(places)
    written = {at for e, s in zip(text.edits, text.starts, strict=True) for at in range(s, s + len(e.text))}
    for offset, char in enumerate(text.value):
        if offset not in written:
            assert text.source[places[offset]] == char
            assert text.locate_span(Span(offset, offset + 1)) == Span(places[offset], places[offset] + 1)


def marks_stay_on_the_text_they_were_made_for(history: list[Text]) -> None:
    for text in history:
        for mark in text.marks:
            assert set(text.value[mark.span.start : mark.span.end]) <= set("甲乙丙")
            assert 0 <= mark.source.start <= mark.source.end <= len(text.source)


class TestApply:
    def test_copies_what_lies_between_edits(self) -> None:
        assert apply("一二三四", [delete(0, 1, "a"), insert(2, "甲", "b"), replace(3, 4, "乙", "c")]) == "二甲三乙"

    @pytest.mark.parametrize(
        "edits",
        [[delete(2, 1, "a")], [delete(0, 5, "a")], [delete(1, 3, "a"), delete(2, 4, "b")], [delete(-1, 1, "a")]],
    )
    def test_refuses_a_ledger_that_does_not_fit(self, edits: list[Edit]) -> None:
        with pytest.raises(LedgerError, match="does not fit between"):
            apply("一二三四", edits)


class TestCompose:
    def test_a_later_edit_inside_written_text_joins_the_edit_that_wrote_it(self) -> None:
        text = begin("一二三").apply([replace(1, 2, "甲乙丙", "write")]).apply([delete(2, 3, "cut")])
        assert text.edits == (Edit(Span(1, 2), "甲丙", ("write", "cut")),)

    def test_edits_that_only_touch_stay_apart_until_the_ledger(self) -> None:
        text = begin("一二三四").apply([delete(0, 2, "a")]).apply([replace(0, 1, "甲", "b")])
        assert [edit.rules for edit in text.edits] == [("a",), ("b",)]
        assert text.ledger() == (Edit(Span(0, 3), "甲", ("a", "b")),)

    def test_what_is_put_back_leaves_no_trace(self) -> None:
        text = begin("一二").apply([replace(0, 1, "甲", "a")]).apply([replace(0, 1, "一", "b")])
        assert text.ledger() == ()

    def test_one_new_edit_can_cover_several_old_ones(self) -> None:
        text = begin("一二三四五").apply([delete(1, 2, "a"), replace(3, 4, "甲", "b")]).apply([delete(0, 4, "c")])
        assert text.edits == (Edit(Span(0, 5), "", ("a", "b", "c")),)


class TestLocate:
    def test_counts_what_was_taken_away_before(self) -> None:
        text = begin("　　第一，").apply([delete(0, 2, "indent")])
        assert [text.locate(n) for n in (0, 1, 3)] == [2, 3, 5]

    def test_written_text_comes_from_where_its_edit_begins(self) -> None:
        text = begin("共X名").apply([replace(1, 2, "〖数字〗", "mask")])
        assert [text.locate(n) for n in range(7)] == [0, 1, 1, 1, 1, 2, 3]
        assert text.locate_span(Span(1, 5)) == Span(1, 2)

    def test_written_text_as_long_as_what_it_replaced_comes_from_it_character_by_character(self) -> None:
        text = begin("　黨建總結").apply([delete(0, 1, "indent")]).apply([replace(0, 4, "党建总结", "script")])
        assert [text.locate(n) for n in range(5)] == [1, 2, 3, 4, 5]
        assert text.locate_span(Span(1, 3)) == Span(2, 4)

    def test_a_stretch_of_written_text_is_found_again_in_what_was_there_as_often(self) -> None:
        text = begin("哈哈哈哈 。").apply([replace(0, 6, "哈哈哈哈。", "space")])
        assert [text.locate_span(Span(at, at + 2)) for at in (0, 2)] == [Span(0, 2), Span(2, 4)]

    def test_an_offset_outside_is_an_error(self) -> None:
        with pytest.raises(LedgerError, match="outside a text of 1 characters"):
            begin("一").locate(2)


class TestMarks:
    def test_shift_with_what_is_edited_before_them(self) -> None:
        text = (
            begin("　共X名")
            .apply([replace(2, 3, "〖数字〗", "mask", Mask("author", "number"))])
            .apply([delete(0, 1, "indent")])
        )
        (mark,) = text.marks
        assert (mark.span, mark.mask, mark.source) == (Span(1, 5), Mask("author", "number"), Span(2, 3))

    def test_are_forgotten_when_their_text_is_edited(self) -> None:
        text = (
            begin("共X名")
            .apply([replace(1, 2, "〖数字〗", "mask", Mask("author", "number"))])
            .apply([delete(1, 2, "cut")])
        )
        assert text.marks == ()
