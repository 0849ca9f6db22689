"""A PDF knows neither paragraphs nor headers: both are told by where lines stand."""

from __future__ import annotations

from io import BytesIO

import pypdfium2
import pytest

from chengwen.formats.pdf.furniture import without_furniture
from chengwen.formats.pdf.lines import Line
from chengwen.formats.pdf.paragraphs import paragraphs
from chengwen.formats.read import Extracted, read

EM, LEFT, WIDTH = 16.0, 80.0, 28
"""Points, points, Han to a line."""


def line(text: str, at: float, indent: float = 0, em: float = EM) -> Line:
    """Set a line on a page: the how-manyth, and how many Han from the left margin."""
    left, bottom = LEFT + indent * EM, 750 - 28.0 * at
    return Line((text,), left, left + em * len(text), bottom, bottom + em, em, 595, 842, (text,))


def page(*lines: tuple[str, float] | tuple[str, float, float]) -> list[Line]:
    return [line(text, at, *rest) for at, (text, *rest) in enumerate(lines)]


FULL, REST = "为做好全县防汛工作确保安全度汛现将有关事项认真通知如下文", "请遵照执行。"
BODY = (("云" * (WIDTH - 2), 2), ("云" * WIDTH, 0), (REST, 0))
"""What tells the margins: a paragraph over three lines."""


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((("云" * 26, 2), ("水" * 28, 0), (REST, 0)), ["云" * 26 + "水" * 28 + REST]),
        ((("云" * 26, 2), ("水" * 26, 2), (REST, 0)), ["云" * 26, "水" * 26 + REST]),
        (((REST, 2), ("水" * 20, 0)), [REST, "水" * 20]),
        ((("1." + "云" * 26, 0), ("水" * 20, 2)), ["1." + "云" * 26 + "水" * 20]),
        ((("云" * 25 + "。", 2), ("二、工作", 0)), ["云" * 25 + "。", "二、工作"]),
        ((("云溪县水利局", 20), ("附件如下", 0)), ["云溪县水利局", "附件如下"]),
        ((("云" * 20, 0, 22.0), ("水" * 6, 9.75, 22.0)), ["云" * 20 + "水" * 6]),
    ],
    ids=["first-line indent", "two paragraphs", "short line", "hanging number", "heading", "signature", "long title"],
)
def test_lines_go_on_where_they_are_full(lines: tuple[tuple[str, float]], expected: list[str]) -> None:
    text = list(paragraphs([page(*BODY), page(*lines), page(*BODY)]))
    assert [each for each in text if each != "云" * (WIDTH - 2) + "云" * WIDTH + REST] == expected


@pytest.mark.parametrize(("pitches", "goes_on"), [(1, True), (1.4, True), (2, False), (3, False)])
def test_a_blank_line_ends_a_paragraph(pitches: float, goes_on: bool) -> None:
    """Seen by the distance alone: the line above is full, and the one below not indented."""
    found = list(paragraphs([page(*BODY), [line("云" * WIDTH, 4), line("水" * WIDTH, 4 + pitches)], page(*BODY)]))
    assert ("云" * WIDTH + "水" * WIDTH in found) == goes_on


def test_a_paragraph_goes_on_over_a_page() -> None:
    first, *rest = page(*BODY)
    assert list(paragraphs([[first], rest])) == ["云" * (WIDTH - 2) + "云" * WIDTH + REST]


def kept(*pages: tuple[str, ...]) -> list[list[str]]:
    found = without_furniture([page(*((text, 0) for text in each)) for each in pages])
    return [[each.text for each in lines] for lines in found]


def test_what_stands_on_every_page_is_furniture() -> None:
    assert kept(("云溪县文件", "甲", "— 1 —"), ("云溪县文件", "乙", "— 2 —")) == [["甲"], ["乙"]]
    assert kept(("甲", "第1页 共8页"), ("乙", "第2页 共8页")) == [["甲"], ["乙"]]


def test_one_page_alone_proves_nothing() -> None:
    assert kept(("云溪县文件", "甲", "— 1 —")) == [["云溪县文件", "甲", "— 1 —"]]


def test_numbers_that_do_not_count_the_pages_stay() -> None:
    assert kept(("甲", "完成35%"), ("乙", "完成81%")) == [["甲", "完成35%"], ["乙", "完成81%"]]


def test_the_same_words_in_the_middle_of_pages_stay() -> None:
    lines = ("一", "二", "三", "特此说明", "四", "五", "六")
    other = ("七", "八", "九", "特此说明", "甲", "乙", "丙")
    assert kept(lines, other) == [list(lines), list(other)]


def test_a_scanned_page_among_others_is_named(made: dict[str, bytes]) -> None:
    document = pypdfium2.PdfDocument(made["pdf"])
    with pypdfium2.PdfDocument(made["scan.pdf"]) as scan:
        document.import_pages(scan)
    file = BytesIO()
    document.save(file)
    document.close()
    (result,) = read("通知.pdf", file.getvalue())
    assert isinstance(result, Extracted)
    assert "pages-without-text" in result.flags
