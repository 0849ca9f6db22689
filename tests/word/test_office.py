"""Another program reads what is written: LibreOffice accepts and rejects the changes, and opens what it made itself."""

from __future__ import annotations

import re
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from docx_files import NUMBERING, docx, item, p, table, text_of
from office import profile, read_with

from chengwen import Cleaner
from chengwen.formats.read import Extracted, read
from chengwen.word.clean import clean_word, in_lines

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
