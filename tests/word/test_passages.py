"""Passages of several documents in one Word file: each looks as in a document of its own, with its source below it."""

from __future__ import annotations

import re
from io import BytesIO
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengwen import clean
from chengwen.word.passages import Passage, passages_file
from chengwen.word.template import word_file

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def parts(made: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(made)) as package:
        return {name: package.read(name) for name in package.namelist()}


def styled(made: bytes) -> list[tuple[str, str]]:
    """Each paragraph that holds words, with the name of its style."""
    found = []
    for one in fromstring(parts(made)["word/document.xml"]).iter(f"{W}p"):
        style: Element | None = one.find(f"{W}pPr/{W}pStyle")
        found.append(("Normal" if style is None else style.get(f"{W}val") or "", "".join(one.itertext())))
    return found


def test_headings_have_the_level_of_their_number_and_rows_are_tables() -> None:
    text = "全镇植树三千亩。\n　（一）分片包干\n1.各村负责\n序号\t村\n1\t李家村\n李家镇人民政府\n2021年6月1日"
    made = passages_file([Passage("二、做法", text, "出处：植树总结")], "篮子")
    assert styled(made) == [
        ("Heading1", "二、做法"),
        ("Normal", "全镇植树三千亩。"),
        ("Heading2", "（一）分片包干"),
        ("Heading3", "1.各村负责"),
        *(("Cell", cell) for cell in ("序号", "村", "1", "李家村")),
        ("Signature", "李家镇人民政府"),
        ("Signature", "2021年6月1日"),
        ("Source", "出处：植树总结"),
    ]


@pytest.mark.parametrize(
    ("heading", "style"),
    [("存在的问题", "Heading1"), ("关于做好防汛工作的通知", "Heading1"), ("（三）夯实基础", "Heading2")],
)
def test_a_passage_has_a_heading_and_no_title(heading: str, style: str) -> None:
    made = passages_file(
        [Passage(heading, "问题不少。\n一是慢。", "出处：a"), Passage("", "成效明显。", "出处：b")], "篮子"
    )
    assert styled(made) == [
        (style, heading),
        ("Normal", "问题不少。"),
        ("Normal", "一是慢。"),
        ("Source", "出处：a"),
        ("Normal", "成效明显。"),
        ("Source", "出处：b"),
    ]


def test_all_but_the_words_is_that_of_a_document() -> None:
    of_document, of_passages = parts(word_file(clean("植树总结\n一、做法\n"))), parts(passages_file([], "篮子"))
    differ = {name for name in of_document if of_document[name] != of_passages[name]}
    assert of_document.keys() == of_passages.keys()
    assert differ == {"word/document.xml", "docProps/core.xml"}
    (page, same) = (re.findall(b"<w:sectPr>.*", one["word/document.xml"]) for one in (of_document, of_passages))
    assert page == same
    assert "<dc:title>篮子</dc:title>" in of_passages["docProps/core.xml"].decode()


LINES = st.text("一二、（）1. \t，。：附件年月日<&>〖〗关于的通知公司县\u3000\0", max_size=20)


@given(LINES, st.lists(LINES, max_size=4), LINES)
def test_all_words_are_there_whatever_stands_in_them(heading: str, lines: list[str], source: str) -> None:
    made = passages_file([Passage(heading, "\n".join(lines), source)], "篮子")
    assert made == passages_file([Passage(heading, "\n".join(lines), source)], "篮子")
    found = "".join(words for _, words in styled(made))
    wanted = "".join([heading, *lines, source]).replace("\0", "[U+0000]")
    assert re.sub("[ \t\u3000]", "", found) == re.sub("[ \t\u3000]", "", wanted)
