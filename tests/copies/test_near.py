"""Copies are told from reports that merely talk alike."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengwen import clean
from chengwen.copies import near

Market = tuple[dict[str, str], dict[str, str]]


@pytest.fixture(scope="module")
def cleaned(market: Market) -> dict[str, str]:
    """All 200 documents, clean: `r003` a report, `r003-copy` its copy."""
    reports, copies = market
    documents = {**reports, **{f"{name}-copy": text for name, text in copies.items()}}
    return {name: clean(text).text for name, text in documents.items()}


def test_of_50_resold_copies_49_at_least_are_known_and_no_report_is_taken_for_another(cleaned: dict[str, str]) -> None:
    signatures = {name: near.signature(text) for name, text in cleaned.items()}
    shingles = {name: near.shingles(text) for name, text in cleaned.items()}
    alike = set(near.pairs(signatures))
    same = {pair for pair in alike if near.compare(shingles[pair[0]], shingles[pair[1]]).same}
    right = {(name.removesuffix("-copy"), name) for name in cleaned if name.endswith("-copy")}
    assert len(right) == 50
    assert len(same & right) >= 49
    assert same - right == set()


def test_pairs_finds_what_comparing_each_with_each_finds(cleaned: dict[str, str]) -> None:
    signatures = {name: near.signature(text) for name, text in cleaned.items()}
    each = {pair for pair in combinations(sorted(signatures), 2) if near.agreement(*map(signatures.get, pair)) >= 0.5}
    assert set(near.pairs(signatures, 0.5)) == each


def test_a_copy_is_known_by_its_signature_alone(cleaned: dict[str, str]) -> None:
    """What a tombstone has to go by."""
    copies = [name for name in cleaned if name.endswith("-copy")]
    known = [
        near.agreement(near.signature(cleaned[name]), near.signature(cleaned[name.removesuffix("-copy")]))
        >= near.SAME_SIGNATURE
        for name in copies
    ]
    assert sum(known) >= 49


def test_a_signature_is_the_same_on_every_machine_and_with_every_version() -> None:
    """Tombstones outlive versions: where the library makes other numbers, this must be known before a release."""
    assert near.signature("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥")[:4] == FIRST_SLOTS
    assert near.algorithm() == "rensa R-MinHash 2, 128 slots, seed 1997, 13 Han characters"


FIRST_SLOTS = (3451162859, 2463115160, 3420071143, 3634204207)


@given(st.text("一二三四五六七八九十。，\n", min_size=20), st.text("0123456789，。 \n", max_size=5))
def test_digits_labels_and_punctuation_change_nothing(text: str, between: str) -> None:
    half = len(text) // 2
    assert near.shingles(f"{text[:half]}{between}〖数字〗{text[half:]}") == near.shingles(text)


@given(st.text("一二三四", min_size=1), st.text("一二三四", min_size=1))
def test_a_likeness_is_a_share(first: str, second: str) -> None:
    likeness = near.compare(near.shingles(first), near.shingles(second))
    assert 0 <= likeness.of_first <= 1
    assert near.compare(near.shingles(first), near.shingles(first)) == near.Likeness(1, 1)


HAN = "".join(map(chr, range(0x4E00, 0x5A00)))
"""Each once, so that no two shingles of a stretch of it are the same."""


def stretch(start: int, shingles: int) -> str:
    return HAN[start : start + shingles + near.SHINGLE - 1]


@pytest.mark.parametrize(
    ("first", "second", "shared", "same", "similar"),
    [
        (100, 100, 75, True, True),
        (100, 100, 74, False, True),
        (80, 100, 60, True, True),
        (80, 101, 60, False, True),
        (80, 100, 59, False, True),
        (50, 100, 50, False, True),
        (100, 100, 30, False, True),
        (100, 100, 29, False, False),
        (30, 1000, 9, False, True),
    ],
)
def test_which_share_of_the_smaller_and_of_the_larger_makes_a_copy(
    first: int, second: int, shared: int, same: bool, similar: bool
) -> None:
    """A copy shares three quarters of the smaller text and three fifths of the larger; a part of a report is none."""
    one, other = near.shingles(stretch(0, first)), near.shingles(stretch(first - shared, second))
    assert (len(one), len(other), len(one & other)) == (first, second, shared)
    for likeness in (near.compare(one, other), near.compare(other, one)):
        assert (likeness.same, likeness.similar) == (same, similar)


def test_differences_name_the_paragraphs() -> None:
    first = "标题甲\n\n一、工作\n走访二十户。\n二、问题\n"
    second = "标题乙\n\n一、工作\n走访三十户。\n补种树木。\n"
    assert list(near.differences(first, second)) == [
        (["标题甲"], ["标题乙"]),
        (["走访二十户。", "二、问题"], ["走访三十户。", "补种树木。"]),
    ]
    assert list(near.differences("一、工作12次。\n", "一、工作〖数字〗次。\n")) == []
