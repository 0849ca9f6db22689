"""Lines, and the view that rules have of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengwen.engine.lines import cut, fold, folded
from chengwen.knowledge.load import ours_only
from chengwen.knowledge.rules import block_view, find

texts = st.text("甲乙ＡaA１2，。 \u3000\u200b\n\r\u2028", max_size=40)
GOLD = Path(__file__).parents[1] / "gold" / "seen"
KEYWORDS = sorted({keyword for rule in ours_only().patterns for keyword in rule.keywords})
LATER = ("block", "part")
"""Rules with these scopes are only listed; they are looked for when it is known where the line stands."""
EXAMPLES = sorted(example for rule in ours_only().patterns for example in (*rule.match, *rule.keep))


@given(texts)
def test_lines_cover_the_text_and_end_where_a_line_ends(text: str) -> None:
    lines = list(cut(text))
    assert "".join(text[line.low : line.next] for line in lines) == text
    assert all(line.content == text[line.start : line.end] for line in lines)
    assert all(text[line.stop : line.next] in ("\n", "\r\n", "\r", "\u2028", "") for line in lines)


@pytest.mark.parametrize("char", ["\u1fff", "\u2010", "\u2065", "\u206a"])
def test_what_unicode_has_beside_the_unseen_is_part_of_its_line(char: str) -> None:
    (line,) = cut(f" {char}甲{char}\n")
    assert line.content == f"{char}甲{char}"


@pytest.mark.parametrize(
    "char", ["\u200b", "\u200c", "\u200f", "\u202a", "\u202c", "\u2060", "\u2062", "\u2066", "\u2069", "\ufeff"]
)
def test_the_unseen_at_the_ends_of_a_line_is_no_part_of_it(char: str) -> None:
    (line,) = cut(f"{char}甲{char}乙{char}\n")
    assert line.content == f"甲{char}乙"
    assert folded(line.content) == "甲乙"


@given(texts)
def test_a_place_in_a_view_leads_to_the_character_that_is_folded_there(text: str) -> None:
    filled = [line for line in cut(text) if not line.blank]
    for view in (*map(fold, filled), block_view(filled)):
        for at, char in enumerate(view.text):
            span = view.span(at, at + 1)
            assert char == "\n" or folded(text[span.start : span.end]) == char


@given(st.lists(st.sampled_from([*KEYWORDS, *EXAMPLES, "甲", "工作总结" * 30]), max_size=4).map("".join))
def test_one_pattern_for_all_keywords_finds_what_each_rule_finds_by_itself(line: str) -> None:
    rules, seen = ours_only(), folded(line.replace("\n", ""))
    alone = {
        number: [] if rule.scope in LATER else [match.span() for match in find(rule, seen)]
        for number, rule in enumerate(rules.patterns)
        if any(keyword in seen for keyword in rule.keywords)
    }
    together = {number: [match.span() for match in matches] for number, matches in rules.matches_in(seen) if matches}
    assert together == {number: spans for number, spans in alone.items() if spans}
