"""Numbered lines and glued paragraphs in any order: nothing visible is lost, no level without its number, and settled."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from chengwen import Document, clean
from chengwen.engine.draft import read
from chengwen.knowledge.numbering import OF_HEADINGS, number_at
from chengwen.stages.layout.glued import unglue
from chengwen.stages.layout.wraps import wraps
from chengwen.stages.structure.decimals import decimals
from chengwen.stages.structure.sequence import FORMS, KINDS, RANKS, Marker, counting_on

NUMBERS = (
    "一、 二、 三、 四、 七、 （一） （二） （三） 1. 2. 3. 1、 2、 （1） （2） ① ② ㈠ ⑴ ⑵ 第一章 第二章 第一条 第二条 第一部分 "
    "1 1.1 1.2 1.1.1 2 2.1"
).split()
TEXTS = (
    "加强管护 基本情况 存在的问题今年以来，各村修渠三十里，清淤二百方。 检查堤坝，更换闸门。 备好草袋； 总则 主要做法 "
    "按照要求，分片包干，责任到人。 一是查渠道；二是查涵洞。 渠道畅通。 3.5公里渠段完工 2022.3开工 二、三类渠道同样养护。 "
    "各位代表： 渠道管护工作总结 青石镇人民政府 2022年3月1日 抄送：县水利局"
).split()
ENDS = ("", "", "。", "\n", "\n", "　　", "：", "；", " ", "\n　　")
pieces = st.tuples(st.sampled_from(["", *NUMBERS]), st.sampled_from(TEXTS), st.sampled_from(ENDS))
texts = st.lists(pieces, max_size=25).map(lambda found: "".join("".join(piece) for piece in found))


def visible(text: str) -> str:
    """A text without white space."""
    return "".join(text.split())


@settings(max_examples=500, deadline=None)
@given(texts)
def test_splitting_and_joining_lose_nothing_and_settle(text: str) -> None:
    draft = read(text)
    for stage in (unglue, wraps):
        after = draft.apply(sorted(stage(draft), key=lambda edit: edit.span))
        assert visible(after.value) == visible(text)
    document = clean(text)
    assert "unsettled" not in document.flags
    assert clean(document.text).text == document.text


@settings(max_examples=500, deadline=None)
@given(texts)
def test_a_level_is_what_its_number_says(text: str) -> None:
    document: Document = clean(text)
    lines = read(document.text).lines
    by_depth = {one.line.low: len(one.path) for one in decimals(lines)}
    for section in document.sections:
        if section.level and section.heading_end > section.start:
            number = number_at(document.text, section.start, OF_HEADINGS)
            said = by_depth.get(section.start) or (number.form.level if number else None)
            assert section.level == said, section.title


markers = st.lists(
    st.builds(
        Marker,
        kind=st.sampled_from(list(RANKS)),
        value=st.integers(1, 9),
        at=st.just(0),
        weight=st.sampled_from([3, 4, 5, 6, 9, 10]),
    ),
    max_size=40,
)


@given(markers)
def test_a_number_within_a_line_never_counts_alone_after_a_gap(found: list[Marker]) -> None:
    taken = sorted(counting_on(found))
    for kind in RANKS:
        chain = [found[index] for index in taken if found[index].kind == kind]
        assert not (len(chain) == 1 and chain[0].inside and chain[0].value > 1 and chain[0].weight <= 6)


@given(st.integers(1, 30), st.sampled_from([form for form in FORMS if KINDS[form] != "条"]))
def test_a_chain_from_one_on_counts_whole(size: int, form: str) -> None:
    found = [Marker(KINDS[form], value, value, 10) for value in range(1, size + 1)]
    assert counting_on(found) == set(range(size))


def test_each_form_of_a_heading_has_a_kind() -> None:
    assert set(OF_HEADINGS) <= set(FORMS)
