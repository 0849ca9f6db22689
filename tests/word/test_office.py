"""Another program reads what is written: LibreOffice accepts and rejects the changes, and opens what it made itself."""

from __future__ import annotations

import re
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from docx_files import NUMBERING, docx, item, p, table, text_of
from office import profile, read_all_with, read_with

from chengwen import Cleaner
from chengwen.formats.read import Extracted, read
from chengwen.word.clean import clean_word, in_lines
from chengwen.word.package import open_word, put_together
from chengwen.word.parts import core

NOTICE = Path(__file__).parents[1] / "formats" / "notice.fodt"
TITLE = p("关于做好防汛工作的通知", properties='<w:jc w:val="center"/>')
WRAPPED = (
    "为全面贯彻落实上级关于防汛工作的部署要求，切实保障人民群众生命财产安全，现将有关事项通知如下，请各单位认真执行。"
    * 3
)
BODY = (
    p("甲乙文库整理，咨询QQ10001")
    + TITLE
    + "".join(p(WRAPPED[at : at + 30]) for at in range(0, len(WRAPPED), 30))
    + item("提高认识")
    + item("第1页 共8页")
    + item("加强值守")
    + p("联系人：党政办主任赵晓峰，电话13800138000")
    + table("序号|姓名|电话", "1|张三丰|13900139000")
    + p("更多范文请访问www.example.com")
    + p("青石镇人民政府")
)


@pytest.fixture(scope="module")
def option(office: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    return profile(office, tmp_path_factory.mktemp("office") / "profile")


def words(text: str) -> str:
    return re.sub("[ \t\n\u3000\ufeff]", "", text)


def test_libreoffice_accepts_them_to_the_clean_text_and_rejects_them_to_the_source(
    office: str, option: str, tmp_path: Path
) -> None:
    raw = docx(BODY, numbering=NUMBERING)
    made = clean_word(raw, "x.docx", Cleaner(), comments=True)
    (tmp_path / "x.docx").write_bytes(made.data)
    accepted = read_with(office, option, tmp_path / "x.docx", ".uno:AcceptAllTrackedChanges")
    rejected = read_with(office, option, tmp_path / "x.docx", ".uno:RejectAllTrackedChanges")
    (source,) = read("x.docx", raw)
    assert isinstance(source, Extracted)
    assert words(accepted) == words(made.document.text)
    assert words(rejected) == words(source.text or "")
    assert made.document.text.split("\n")[2] in accepted.split("\n")  # broken in two lines before


NOISE = p("第1页 共8页")
ORDINARY = p("各单位要高度重视防汛工作，层层压实责任，确保安全度汛。")
FIRST, SECOND, THIRD = (item(words) for words in ("提高认识", "加强值守", "落实责任"))
STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:pPr>'
    '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:ind w:firstLine="640"/></w:pPr></w:style>'
)


def styled(words: str) -> str:
    return p(words, properties='<w:pStyle w:val="H1"/>')


def cell(*paragraphs: str) -> str:
    return f"<w:tbl><w:tr><w:tc>{''.join(paragraphs)}</w:tc><w:tc>{p('备注')}</w:tc></w:tr></w:tbl>"


def frame(*paragraphs: str) -> str:
    return f"<w:tbl><w:tr><w:tc>{''.join(paragraphs)}</w:tc></w:tr></w:tbl>"


PLACES = {
    "before a number": TITLE + ORDINARY + NOISE + FIRST + ORDINARY + SECOND,
    "between two": TITLE + ORDINARY + FIRST + NOISE + SECOND + ORDINARY,
    "after the last": TITLE + ORDINARY + FIRST + SECOND + NOISE,
    "at the start": NOISE + FIRST + ORDINARY + SECOND,
    "at the start, before a title": NOISE + TITLE + FIRST + ORDINARY + SECOND,
    "several at the start": NOISE + NOISE + FIRST + ORDINARY + SECOND,
    "several together": TITLE + ORDINARY + NOISE + NOISE + FIRST + NOISE + NOISE + SECOND,
    "at the start of a cell": TITLE + FIRST + cell(NOISE, SECOND, ORDINARY) + THIRD,
    "between two in a cell": TITLE + FIRST + frame(SECOND, NOISE, THIRD) + ORDINARY,
    "at the end of a cell": TITLE + FIRST + frame(SECOND, NOISE) + THIRD + ORDINARY,
    "before a table": TITLE + FIRST + NOISE + cell(SECOND) + THIRD,
    "after a table": TITLE + FIRST + cell(SECOND) + NOISE + THIRD,
    "an item at the start": item("甲乙文库整理，咨询QQ10001") + TITLE + FIRST + SECOND + ORDINARY,
    "an item at the start, before a table": item("甲乙文库整理，咨询QQ10001") + cell(TITLE, FIRST) + SECOND + ORDINARY,
    "the words of an item": TITLE + FIRST + item("第1页 共8页") + SECOND + ORDINARY,
    "the words of an item above others": TITLE + item("第1页 共8页") + item("备足物资", 1) + SECOND + ORDINARY,
    "the words of an item numbered by its style": TITLE + styled("第1页 共8页") + styled("备足物资") + ORDINARY,
}
"""Where a paragraph goes among those that Word numbers."""


@pytest.mark.parametrize(("comments", "by_libreoffice"), [(True, False), (False, True)])
def test_a_paragraph_that_goes_takes_no_number_with_it(
    office: str, option: str, tmp_path: Path, *, comments: bool, by_libreoffice: bool
) -> None:
    """LibreOffice gives a joined paragraph the number of its first part, Word of its last; the text is the same."""
    files = {place: docx(body, numbering=NUMBERING, styles=STYLES) for place, body in PLACES.items()}
    if by_libreoffice:
        files = of_libreoffice(office, option, tmp_path / "made", files)
    made, asked = list[tuple[str, str, str]](), list[tuple[bytes, str]]()
    for place, raw in files.items():
        cleaned = clean_word(raw, "x.docx", Cleaner(), comments=comments)
        (source,) = read("x.docx", raw)
        assert isinstance(source, Extracted)
        assert not re.search("甲乙文库|共8页", cleaned.document.text), place
        assert text_of(cleaned.data, accept=True) == in_lines(cleaned.document.text)
        for what, text in (("Accept", cleaned.document.text), ("Reject", source.text or "")):
            made.append((place, what, text))
            asked.append((cleaned.data, f".uno:{what}AllTrackedChanges"))
    texts = read_all_with(office, option, tmp_path, asked)
    told = [(place, what, words(text)) for (place, what, _), text in zip(made, texts, strict=True)]
    assert told == [(place, what, words(text)) for place, what, text in made]


def of_libreoffice(office: str, option: str, folder: Path, files: dict[str, bytes]) -> dict[str, bytes]:
    """The same files as LibreOffice writes them."""
    folder.mkdir()
    paths = {place: folder / f"{number}.docx" for number, place in enumerate(files)}
    for place, path in paths.items():
        path.write_bytes(put_together(open_word(files[place]), core(title="通知")))
    command = [office, option, "--headless", "--convert-to", "docx", "--outdir", str(folder / "out")]
    subprocess.run([*command, *map(str, paths.values())], check=True, capture_output=True, timeout=300)
    return {place: (folder / "out" / path.name).read_bytes() for place, path in paths.items()}


def test_a_file_of_libreoffice_with_notes_lists_and_tables_comes_back(office: str, option: str, tmp_path: Path) -> None:
    command = [office, option, "--headless", "--convert-to", "docx", "--outdir", str(tmp_path), str(NOTICE)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    raw = (tmp_path / "notice.docx").read_bytes()
    made = clean_word(raw, "notice.docx", Cleaner())
    (source,) = read("notice.docx", raw)
    assert isinstance(source, Extracted)
    assert text_of(made.data, accept=True) == in_lines(made.document.text)
    assert text_of(made.data, accept=False) == source.text
    accepted = clean_word(raw, "notice.docx", Cleaner(), accept=True).data
    (tmp_path / "clean.docx").write_bytes(accepted)
    read_again = read_with(office, option, tmp_path / "clean.docx", "")
    *lines, note = made.document.text.splitlines()  # LibreOffice writes no notes into a text
    assert note.startswith("骨干渠道")
    assert [line for line in lines if "\t" not in line and words(line)[-8:] not in words(read_again)] == []


def test_other_programs_read_both(tmp_path: Path) -> None:
    docx_library, mammoth = pytest.importorskip("docx"), pytest.importorskip("mammoth")
    raw = docx(BODY, numbering=NUMBERING)
    for accept in (True, False):
        made = clean_word(raw, "x.docx", Cleaner(), accept=accept).data
        assert any("加强值守" in one.text for one in docx_library.Document(BytesIO(made)).paragraphs)
        told = mammoth.extract_raw_text(BytesIO(made)).value
        assert "〖姓名1〗" in told
        assert "赵晓峰" not in told
