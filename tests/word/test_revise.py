"""A ledger as tracked changes: all accepted, a Word file says the clean text; all rejected, the source text."""

from __future__ import annotations

import random
import re
from copy import deepcopy
from dataclasses import replace
from io import BytesIO
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZipFile

import pytest
from docx_files import NUMBERING, box, docx, item, p, r, random_docx, table, text_of
from hypothesis import given
from hypothesis import strategies as st

from chengwen import Cleaner, clean
from chengwen.errors import InputError
from chengwen.formats.packages import local
from chengwen.formats.read import Extracted, read
from chengwen.text import Edit, Span, apply
from chengwen.word import clean as cleaning
from chengwen.word.clean import HOLDS, clean_word, in_lines
from chengwen.word.package import open_word
from chengwen.word.prepare import prepare
from chengwen.word.resolve import resolve

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CLEANER = Cleaner()
BLANK = " \t\u00a0\u3000"
TITLE = p("关于做好防汛工作的通知", properties='<w:jc w:val="center"/>')
NOISE = p("甲乙文库整理，咨询QQ10001")


def source_of(raw: bytes) -> str:
    (result,) = read("x.docx", raw)
    assert isinstance(result, Extracted), result
    return result.text or ""


def both(raw: bytes, **options: bool) -> tuple[Element, str]:
    """Clean a file; whatever became of its text, the changes stand for it. The document, and its clean text."""
    made = clean_word(raw, "x.docx", CLEANER, **options)
    clean_text = in_lines(made.document.text)
    assert text_of(made.data, accept=True) == clean_text
    assert text_of(made.data, accept=False) == source_of(raw)
    accepted = clean_word(raw, "x.docx", CLEANER, accept=True).data
    assert source_of(accepted) == clean_text
    with ZipFile(BytesIO(accepted)) as package:
        assert not any(re.search(rb"<w:(?:ins|del|pPrChange)\b", package.read(name)) for name in package.namelist())
    with ZipFile(BytesIO(made.data)) as package:
        return fromstring(package.read("word/document.xml")), clean_text


def normal(text: str) -> str:
    """A text without blank lines and blank ends of lines, which a Word file does not say."""
    return "".join(f"{words}\n" for line in text.split("\n") if (words := line.strip(BLANK)))


@given(st.integers(0, 2**32))
def test_whatever_a_ledger_does_to_whatever_file_the_changes_say_it_or_are_refused(seed: int) -> None:
    chance = random.Random(seed)
    file = open_word(random_docx(chance))
    prepare(file, lambda _: True)
    text, word = cleaning._read(file, file.trees)
    source, edits, at = text.text, list[Edit](), 0
    while source and (at := at + chance.choice((0, 1, 1, 2, 3, 5, 9))) < len(source):
        end = min(at + chance.choice((0, 0, 1, 1, 2, 3, 6, 14, 30)), len(source))
        written = "".join(chance.choice("新旧〖〗\n，") for _ in range(chance.choice((0, 0, 1, 2, 3))))
        if source[at:end] != written:
            edits.append(Edit(Span(at, end), written, ("layout-x",)))
        at = end + 1
    wanted = apply(source, edits)
    document = replace(clean("一、做法\n甲乙。\n", id="x"), text=wanted, edits=tuple(edits))
    try:
        cleaning._revise(file, text, word, document, comments=chance.random() < 0.5)
    except InputError:
        return
    for accept, expected in ((True, wanted), (False, source)):
        trees = {name: deepcopy(tree) for name, tree in file.of_kind(*cleaning.TEXTS)}
        for tree in trees.values():
            resolve(tree, accept=accept)
        found = normal(cleaning._read(file, trees)[0].text)
        assert found == normal(expected) or (accept and refused(file, source, wanted))


def refused(file: cleaning.WordFile, source: str, wanted: str) -> bool:
    """Whether the check at the end refuses a file: cells and notes do not say spaces at their ends."""
    with pytest.raises(InputError):
        cleaning._refuse_what_differs(file, source, wanted)
    return True


def test_words_that_go_are_deleted_and_words_that_come_are_inserted() -> None:
    document, _ = both(docx(TITLE + p("一、党员", r("X", "<w:b/>"), "名。")))
    (deleted,), (inserted,) = document.iter(f"{W}del"), document.iter(f"{W}ins")
    assert "".join(deleted.itertext()) == "X"
    assert "".join(inserted.itertext()) == "〖数字〗"
    assert [local(one.find(f"{W}r/{W}rPr")[0]) for one in (deleted, inserted)] == ["b", "b"]  # type: ignore[index]
    assert {one.get(f"{W}author") for one in (deleted, inserted)} == {"chengwen"}
    assert all(one.get(f"{W}date") is None for one in (deleted, inserted))


def test_a_line_that_goes_takes_its_paragraph_with_it() -> None:
    document, _ = both(docx(NOISE + TITLE + p("一、做法")))
    first = next(document.iter(f"{W}p"))
    assert first.find(f"{W}pPr/{W}rPr/{W}del") is not None
    assert "".join(first.find(f"{W}del").itertext()).startswith("甲乙文库")  # type: ignore[union-attr]


def test_a_soft_break_is_a_line_end_and_goes_with_its_line() -> None:
    document, text = both(docx(f"<w:p>{r('甲乙文库整理，咨询QQ10001')}<w:r><w:br/></w:r>{r('一、做法')}</w:p>"))
    assert text == "一、做法\n"
    assert [len(list(one.iter(f"{W}br"))) for one in document.iter(f"{W}del")] in ([0, 1], [1])


WRAPPED = (
    "为全面贯彻落实上级关于防汛工作的部署要求，切实保障人民群众生命财产安全，现将有关事项通知如下，请各单位认真贯彻执行，"
    "确保各项措施落到实处，取得实效，安全度汛。"
) * 3


def test_lines_that_were_broken_are_joined_and_look_like_the_first() -> None:
    lines = [WRAPPED[at : at + 30] for at in range(0, len(WRAPPED), 30)]
    body = p(lines[0], properties='<w:ind w:firstLine="640"/>') + "".join(map(p, lines[1:]))
    document, text = both(docx(TITLE + body + p("一、提高认识") + p("各单位要高度重视。")))
    assert WRAPPED in text.splitlines()
    last = [one for one in document.iter(f"{W}p") if "".join(one.itertext()) == lines[-1]]
    assert [one.find(f"{W}pPr/{W}ind").get(f"{W}firstLine") for one in last] == ["640"]  # type: ignore[union-attr]
    assert [len(one) for one in document.iter(f"{W}pPrChange")] == [1] * (len(lines) - 1)


def test_numbers_that_word_writes_stay_its_own_until_an_item_loses_its_words() -> None:
    kept, _ = both(docx(TITLE + item("提高认识") + item("加强值守"), numbering=NUMBERING))
    assert list(kept.iter(f"{W}pPrChange")) == []
    changed, text = both(docx(TITLE + item("提高认识") + item("第1页 共8页") + item("加强值守"), numbering=NUMBERING))
    assert text.splitlines()[1:] == ["一、提高认识", "二、", "三、加强值守"]
    assert ["".join(one.itertext()) for one in changed.iter(f"{W}ins")][-3:] == ["一、", "二、", "三、"]


def test_a_table_keeps_its_cells_and_a_row_that_goes_is_deleted_as_a_row() -> None:
    rows = ("序号|姓名|电话", "1|张三丰|13900139000", "甲乙文库整理，咨询QQ10001||")
    document, text = both(docx(TITLE + p("一、名单") + table(*rows) + p("二、要求")))
    assert "1\t〖姓名1〗\t〖电话〗" in text
    deleted = [one for one in document.iter(f"{W}tr") if one.find(f"{W}trPr/{W}del") is not None]
    assert [len(list(document.iter(f"{W}tc"))), len(deleted)] == [9, 1]


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (("姓名|赵晓峰|性别|男|照片", "联系电话|13800138000|||", "备注||||"), ["联系电话\t〖电话〗", "备注"]),
        (("登记表|", "联系电话|13800138000|", "备注||"), ["登记表", "联系电话\t〖电话〗", "备注"]),
        (("甲方（盖章）：|乙方（盖章）：",), ["甲方（盖章）：\t乙方（盖章）："]),
        (
            ("抄送：县委办公室。|", "镇政府办公室|2021年6月1日印发"),
            ["抄送：县委办公室。", "镇政府办公室\t2021年6月1日印发"],
        ),
    ],
)
def test_a_form_with_empty_cells_and_a_row_of_two_keep_their_cells(rows: tuple[str, ...], lines: list[str]) -> None:
    document, text = both(docx(TITLE + p("一、要求") + p("各单位要高度重视，按时报送。") + table(*rows)))
    assert text.splitlines()[-len(lines) :] == lines
    assert [len(row) for row in document.iter(f"{W}tr")] == [row.count("|") + 1 for row in rows]


def test_a_text_box_is_cleaned_in_both_its_copies() -> None:
    document, text = both(docx(TITLE + p("一、做法", box(p("联系人：党政办主任赵晓峰，电话13800138000")))))
    assert "〖姓名" in text
    boxes = list(document.iter(f"{W}txbxContent"))
    assert len(boxes) == 2
    assert len({"".join(one.itertext()) for one in boxes}) == 1


def test_notes_are_cleaned_and_one_of_which_nothing_is_left_loses_its_sign() -> None:
    body = (
        TITLE
        + p("一、做法", '<w:r><w:footnoteReference w:id="1"/></w:r>')
        + p("二、打算", '<w:r><w:footnoteReference w:id="2"/></w:r>')
    )
    notes = '<w:footnote w:id="1"><w:p><w:r><w:t>见文件。</w:t></w:r></w:p></w:footnote><w:footnote w:id="2"><w:p><w:r><w:t>甲乙文库整理，咨询QQ10001</w:t></w:r></w:p></w:footnote>'
    document, text = both(docx(body, footnotes=notes))
    assert text.endswith("见文件。\n")
    gone = [one for one in document.iter(f"{W}del") for _ in one.iter(f"{W}footnoteReference")]
    assert len(gone) == 1


def test_earlier_changes_are_accepted_first_and_hidden_words_left_out() -> None:
    body = (
        TITLE
        + p('<w:del w:id="1" w:author="李四"><w:r><w:delText>旧话</w:delText></w:r></w:del>', "一、新话")
        + p(r("暗话", "<w:vanish/>"), "二、明话")
    )
    made = clean_word(docx(body), "x.docx", CLEANER)
    assert [str(one) for one in made.left_out] == ["hidden text", "tracked changes, which were accepted"]
    assert text_of(made.data, accept=False).splitlines()[1:] == ["一、新话", "二、明话"]
    assert not any(word.encode() in made.data for word in ("旧话", "暗话", "李四"))


def test_each_change_has_its_rule_in_a_comment_on_request() -> None:
    raw = docx(NOISE + TITLE + p("一、党员X名。"))
    for options, expected in (({}, 1), ({"comments": True}, 3)):
        made = clean_word(raw, "x.docx", CLEANER, **options)
        with ZipFile(BytesIO(made.data)) as package:
            comments = fromstring(package.read("word/comments.xml"))
            pointed = re.findall(rb'commentReference w:id="([0-9]+)"', package.read("word/document.xml"))
        told = {one.get(f"{W}id"): "".join(one.itertext()) for one in comments}
        assert told["0"] == HOLDS
        assert sorted(told) == sorted(number.decode() for number in pointed)
        assert len(told) == expected
        assert {one.get(f"{W}author") for one in comments} == {"chengwen"}
    assert any("promo-compiler-credit" in words for words in told.values())


def test_nothing_stays_of_a_paragraph_that_goes_not_even_the_sign_of_a_comment() -> None:
    """LibreOffice would make it one with the next paragraph; the first comment stands in one that stays."""
    made = clean_word(docx(NOISE + TITLE + item("提高认识"), numbering=NUMBERING), "x.docx", CLEANER, comments=True)
    with ZipFile(BytesIO(made.data)) as package:
        first, second, _ = fromstring(package.read("word/document.xml")).iter(f"{W}p")
    assert [local(one) for one in first] == ["pPr", "del"]
    assert [one.get(f"{W}id") for one in first.iter(f"{W}commentReference")] == ["1"]
    assert [one.get(f"{W}id") for one in second.iter(f"{W}commentReference")] == ["0"]


def test_the_first_comment_stands_in_no_row_that_goes() -> None:
    document, _ = both(docx(table("甲乙文库整理，咨询QQ10001||", "序号|姓名|电话") + TITLE + p("一、做法")))
    _, row = document.iter(f"{W}tr")
    assert len(list(row.iter(f"{W}commentReference"))) == 1


def test_a_number_comes_back_with_its_level_and_whatever_its_style_says() -> None:
    """LibreOffice gives back what a paragraph names itself, and a level only with a style."""
    styles = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="H"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
        '<w:ind w:left="99"/></w:pPr></w:style>'
    )
    goes = item("甲乙文库整理，咨询QQ10001")
    body = goes + TITLE + item("第1页 共8页") + item("加强值守", 1) + p("提高认识", properties='<w:pStyle w:val="H"/>')
    raw = docx(body, numbering=NUMBERING, styles=styles)
    document, _ = both(raw)
    gone, _, _, lower, styled = document.iter(f"{W}p")
    assert gone.find(f"{W}pPr/{W}pPrChange") is None  # it takes its number with it
    now, was = lower.find(f"{W}pPr/{W}numPr"), lower.find(f"{W}pPr/{W}pPrChange/{W}pPr")
    assert (said(now, "ilvl"), said(now, "numId")) == ("1", "0")
    assert (said(was, "ilvl"), said(was, "numId"), said(was, "pStyle")) == ("1", "1", "chengwen-1-1")
    was = styled.find(f"{W}pPr/{W}pPrChange/{W}pPr")
    assert [local(one) for one in was] == ["pStyle", "numPr", "ind"]  # type: ignore[union-attr]
    assert (said(was, "ilvl"), said(was, "numId"), said(was, "pStyle")) == ("0", "1", "H")
    for accept, expected in ((False, ["N", "H", "chengwen-1-1"]), (True, ["N", "H"])):
        with ZipFile(BytesIO(clean_word(raw, "x.docx", CLEANER, accept=accept).data)) as package:
            listed = fromstring(package.read("word/styles.xml"))
        assert [one.get(f"{W}styleId") for one in listed] == expected


def said(look: Element | None, name: str) -> str | None:
    found = next(look.iter(W + name), None) if look is not None else None
    return found.get(f"{W}val") if found is not None else None


def test_the_same_file_makes_the_same_bytes_and_a_clean_one_has_no_changes() -> None:
    raw = docx(NOISE + TITLE + p("一、党员X名。"))
    first, second = (clean_word(raw, "x.docx", CLEANER, comments=True).data for _ in range(2))
    assert first == second
    accepted = clean_word(raw, "x.docx", CLEANER, accept=True).data
    again = clean_word(accepted, "x.docx", CLEANER)
    assert b"<w:del " not in again.data
    assert b"<w:ins " not in again.data


@pytest.mark.parametrize("prefix", ["", "ns0:"])
def test_names_keep_the_prefixes_they_have(prefix: str) -> None:
    """Some programs make Word's names the default ones: attributes need a prefix all the same."""
    raw = docx(TITLE + p("一、党员X名。"))
    file = BytesIO()
    with ZipFile(BytesIO(raw)) as package, ZipFile(file, "w") as target:
        for name in package.namelist():
            data = package.read(name).decode()
            if name == "word/document.xml":
                space = f"xmlns{':' * bool(prefix)}{prefix[:-1]}="
                data = data.replace("<w:", f"<{prefix}").replace("</w:", f"</{prefix}").replace("xmlns:w=", space)
                data = data.replace(" w:", f" {prefix}") if prefix else re.sub(r' w:val="[^"]*"', "", data)
            target.writestr(name, data)
    both(file.getvalue())
