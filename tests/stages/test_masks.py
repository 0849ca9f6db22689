"""What becomes of masks beyond the cases as data: suspects, rows, siblings."""

from __future__ import annotations

import pytest

from chengwen import clean
from chengwen.stages.masks.agreement import Typed, agree
from chengwen.stages.masks.lost import lost_numbers


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("共发放低保金 万元，参合率达 %，惠及群众 人次。", [" 万元", " %", " 人次"]),
        ("收入同比增长%，支出下降％。", ["%", "％"]),
        ("单位：万元、%；占比（%）", []),
        ("金额（万元） 占比% 增幅%", []),
        ("完成 12 万元，增长 5 %，达98%，计 1.2 万人次", []),
    ],
)
def test_a_unit_without_its_number_is_a_suspect(text: str, lost: list[str]) -> None:
    found = [text[one.start : one.end].strip() for one in lost_numbers(text)]
    assert found == [one.strip() for one in lost]


def test_the_document_tells_of_numbers_lost_and_changes_nothing() -> None:
    document = clean("2023年工作总结\n\n发放低保金 万元，参合率达 %。\n")
    assert document.text == "2023年工作总结\n\n发放低保金 万元，参合率达 %。\n"
    assert [one.rule for one in document.suspects] == ["number-lost", "number-lost"]


def types(text: str, *masks: Typed) -> list[str]:
    return [mask.type for mask in agree(text, masks)]


def unknown(start: int, end: int) -> Typed:
    return Typed(start, end, "mask-other", "other")


class TestAgreement:
    def test_a_row_follows_the_mask_beside_which_it_is_told(self) -> None:
        assert types("XX、XX县", unknown(0, 2), Typed(3, 5, "mask-place", "place")) == ["place", "place"]
        assert types("由XX和XX", Typed(1, 3, "mask-person-role", "person"), unknown(4, 6)) == ["person", "person"]

    def test_a_count_is_not_handed_on(self) -> None:
        assert types("XX、XX户", unknown(0, 2), Typed(3, 5, "mask-number", "number")) == ["other", "number"]

    def test_a_bare_mask_is_what_most_of_its_writing_are(self) -> None:
        place = Typed(0, 2, "mask-place", "place")
        assert types("XX县，XX好", place, unknown(4, 6)) == ["place", "place"]

    def test_where_its_siblings_differ_it_stays_unknown(self) -> None:
        told = Typed(0, 2, "mask-place", "place"), Typed(4, 6, "mask-person-title", "person")
        assert types("XX县，XX同志，XX好", *told, unknown(9, 11)) == ["place", "person", "other"]

    def test_inside_a_word_it_stays_unknown(self) -> None:
        place = Typed(0, 1, "mask-place", "place")
        assert types("X县，入X申请书", place, unknown(4, 5)) == ["place", "other"]
