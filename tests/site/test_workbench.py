"""The writing desk: which sections it offers, which of them are one, and which frames of sentences are mined."""

import runpy
from dataclasses import asdict, replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from chengwen import clean
from chengwen.document import Metadata, Section
from chengwen.site.page import entry
from chengwen.site.pages.parts import parts_of
from chengwen.site.search.texts import stretches
from chengwen.site.workbench.frames import DOCUMENTS, FILLINGS, ISSUERS, Clauses, frames
from chengwen.site.workbench.home import first_screen
from chengwen.site.workbench.page import frames_page, writing_page
from chengwen.site.workbench.sections import LONG, Desk, rows_of, written_parts

TOOL = SimpleNamespace(**runpy.run_path(str(Path(__file__).parents[2] / "scripts/tools/make_invented.py")))
FILLER = "组织护林员开展巡护，新建监测点三处，建立巡护台账，做到有人管、有人查。"


def sectioned(make, *parts: tuple[str, str, str], **changes: object):
    """Make a document of parts: role, heading, text; a heading with （ lies in the one before."""
    text, found, above = "总结\n\n", [("title", 0, "总结", 0, 2, None)], ""
    for number, (role, heading, body) in enumerate(parts, 1):
        inside = heading.startswith("（")
        id = f"{above}-{number}" if inside else f"s{number}"
        above = above if inside else id
        found.append((id, 2 if inside else 1, heading, len(text), len(text) + len(heading), role))
        text += f"{heading}\n{body}\n"
    ends = []
    for at, (_, level, *_) in enumerate(found):
        follower = next((one for one in found[at + 1 :] if one[1] <= level), None)
        ends.append(follower[3] if follower else len(text))
    sections = tuple(
        Section(
            id, level, heading[:2], heading.partition("、")[2] or heading[3:], start, heading_end, end, role or "other"
        )
        for (id, level, heading, start, heading_end, role), end in zip(found, ends, strict=True)
    )
    return make(text, sections=sections, **changes)


def offered(document) -> list[tuple[str, tuple[str, ...]]]:
    return [(document.sections[one.first - 1].id, one.roles) for one in written_parts(document)]


def test_parts_are_offered_whole_and_what_lies_in_them_if_its_heading_says_so(make):
    document = sectioned(
        make,
        ("work", "一、主要工作", FILLER),
        ("problems", "（一）补短板", FILLER),
        ("problems", "二、存在问题", FILLER),
        ("causes", "（一）原因分析", FILLER),
        ("plans", "三、下一步打算", "略。"),
    )
    assert offered(document) == [("s1", ("work",)), ("s3", ("problems",)), ("s3-4", ("causes",))]
    [first, *_] = written_parts(document)
    ids = [id for id, *_ in stretches(document)]
    assert ids[first.first : first.first + first.spans] == ["s1", "s1-2"]


def test_a_long_part_is_offered_by_the_sections_in_it(make):
    long = FILLER * (LONG // len(FILLER) + 1)
    document = sectioned(
        make, ("work", "一、主要工作", "如下。"), ("work", "（一）护林", long), ("other", "（二）防火", FILLER)
    )
    assert offered(document) == [("s1-2", ("work",)), ("s1-3", ("work",))]


def test_near_identical_sections_are_one_group(make):
    other = "召开党员大会，选举支部委员，按期换届，健全组织，整顿软弱涣散支部，派驻第一书记。"
    desk = Desk()
    for number, body in enumerate((FILLER * 3, FILLER * 3 + "另修路12公里。", other * 3)):
        desk.note(number, rows_of(sectioned(make, ("problems", "二、存在问题", body), id=str(number))))
    assert [row[3] for row in desk.sections["problems"]] == [0, 0, 1]


def groups_of(make, *bodies: str) -> list[int]:
    desk = Desk()
    for number, body in enumerate(bodies):
        desk.note(number, rows_of(sectioned(make, ("problems", "二、存在问题", body), id=str(number))))
    return [row[3] for row in desk.to_json()["sections"]["problems"]]


SHORT = "个别巡护员责任心不够强，巡护记录不全。"
OTHER = "农户对政策了解还不多，参加培训的人少，后劲不足。"
THIRD = "经费缺口较大，监测设备老旧，更换不及时，影响工作。"


def test_equal_short_sections_are_one_group(make):
    assert groups_of(make, SHORT, OTHER, SHORT, f"{SHORT}\n") == [0, 1, 0, 0]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (1, 0, 2)])
def test_a_section_that_lies_whole_in_another_is_of_its_group_whichever_comes_first(make, order):
    bodies = SHORT, f"{SHORT}\n{OTHER}", THIRD
    groups = dict(zip(order, groups_of(make, *(bodies[at] for at in order)), strict=True))
    assert groups[0] == groups[1] != groups[2]


def test_two_sections_are_not_one_for_a_paragraph_that_both_have(make):
    one, other = groups_of(make, f"{SHORT}\n{OTHER}", f"{SHORT}\n{THIRD}")
    assert one != other
    first, _, third = groups_of(make, SHORT, f"{SHORT}\n{OTHER}", f"{SHORT}\n{THIRD}")
    assert first != third


@pytest.fixture(scope="module")
def invented():
    drafts, _, _ = TOOL.corpus(100, 10, 10, 3)
    known = TOOL.words()
    return [
        replace(document, metadata=replace(document.metadata, issuer=(draft.issuer,)))
        for draft in drafts
        for document in [clean(TOOL.text_of(draft, known, 3), id=draft.id)]
    ]


def test_frames_stand_in_many_documents_of_several_issuers_and_none_in_another(invented):
    clauses = Clauses()
    for number, document in enumerate(invented):
        clauses.note(number, document)
    found = frames(clauses)
    assert len(found) >= 30
    for frame in found:
        assert frame.documents >= DOCUMENTS
        assert frame.issuers >= ISSUERS
        within = [one for one in clauses.clauses if one.startswith(frame.left) and one.endswith(frame.right)]
        held = [document.id for document in invented if any(clause in document.text for clause in within)]
        assert len(held) >= frame.documents
        assert len(frame.examples) >= FILLINGS
        assert len({clause for _, clause in frame.examples}) == len(frame.examples)
    sides = [(frame.left, frame.right) for frame in found]
    assert not [
        (one, other)
        for one in sides
        for other in sides
        if one != other and other[0].startswith(one[0]) and other[1].endswith(one[1])
    ]
    names = {f"{left}…{right}" for left, right in sides}
    assert {"在…的坚强领导下", "在…县委的坚强领导下"} & names
    assert "坚持把…摆在突出位置" in names


def test_what_few_issuers_write_is_no_frame(make):
    clauses = Clauses()
    for number in range(20):
        body = f"坚持把{'甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉'[number]}林业摆在突出位置。"
        document = make(f"总结\n\n{body}\n", metadata=Metadata("总结", issuer=(f"机关{number % 2}",)))
        clauses.note(number, document)
    assert frames(clauses) == []


def test_no_frame_cuts_a_label(make):
    clauses = Clauses()
    for number in range(20):
        body = f"全力打造〖地名{number + 1}〗村千亩苹果园。"
        document = make(f"总结\n\n{body}\n", metadata=Metadata("总结", issuer=(f"机关{number}",)))
        clauses.note(number, document)
    assert frames(clauses) == []


def test_the_home_page_shows_each_part_once_and_leads_to_the_desk(make):
    evil = sectioned(
        make,
        ("problems", "二、存在问题", f"<script>{FILLER}"),
        ("plans", "三、下一步打算", FILLER),
        metadata=Metadata("<b>总结", year=2021),
    )
    shown = first_screen([*parts_of(evil, entry(evil))])
    assert 'action="search/"' in shown
    assert shown.count("<section") == 2
    assert 'href="write/?part=problems"' in shown
    assert "<script" not in shown
    assert "<b>总结" not in shown


def test_frames_can_be_read_without_javascript(invented):
    clauses = Clauses()
    for number, document in enumerate(invented):
        clauses.note(number, document)
    found = [list(asdict(frame).values()) for frame in frames(clauses)]
    page = frames_page([["<b>", "</b>", 5, 3, ["work"], [[0, "<b><i></b>"]]], *found])
    assert page.body.count('class="desk-frame"') == 1 + sum(bool({*frame[4]} - {"other"}) for frame in found)
    assert "&lt;b&gt;<b>&lt;i&gt;</b>&lt;/b&gt;" in page.body
    assert "摆在突出位置" in page.body
    assert 'href="frames/"' in writing_page(None).body
    assert "还没有找到句式" in frames_page([]).body


def test_the_page_has_no_script_and_no_style_of_its_own():
    body = writing_page(None).body
    assert not any(mark in body for mark in ("<script", "style=", "<style", " on"))
    assert "<noscript>" in body
