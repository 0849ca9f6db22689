"""A Word file of whatever paragraphs is refused in a sentence, or says what it said with all changes rejected."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape

from docx_files import NUMBERING, box, docx, item, p, r, t, table, text_of
from driver import fuzz
from invented import pieces

from chengwen import Cleaner
from chengwen.errors import InputError
from chengwen.formats.read import Extracted, read
from chengwen.word.clean import clean_word, in_lines
from chengwen.word.template import word_file

CLEANER = Cleaner()
LOOKS = ("", "<w:b/>", "<w:vanish/>", '<w:color w:val="FF0000"/>', "<w:rtl/>", "<w:strike/>")


def check(data: bytes) -> None:
    """Make a file of the bytes, clean it with changes and without, and lay its text out anew."""
    take = partial(next, iter(data), 0)
    body = "".join(_block(take, 2) for _ in range(1 + take() % 8))
    raw = docx(f"{body}<w:sectPr/>", numbering=NUMBERING, footnotes="", header1=p(_words(take)))
    (before,) = read("报告.docx", raw)
    try:
        made = clean_word(raw, "报告.docx", CLEANER, comments=take() % 2 == 0)
        accepted = clean_word(raw, "报告.docx", CLEANER, accept=True)
    except InputError as error:
        str(error).encode()
        return
    assert isinstance(before, Extracted)
    assert text_of(made.data, accept=False) == before.text
    assert text_of(made.data, accept=True) == in_lines(made.document.text)
    (after,) = read("报告.docx", accepted.data)
    assert (after.text or "" if isinstance(after, Extracted) else "") == in_lines(accepted.document.text)
    for one in read("新.docx", word_file(made.document)):
        assert isinstance(one, Extracted)


def _block(take: Callable[[], int], depth: int) -> str:
    kind = take() % 12
    if kind == 0 and depth:
        return table(*("|".join(_words(take) for _ in range(1 + take() % 3)) for _ in range(1 + take() % 3)))
    if kind == 1 and depth:
        return p(box("".join(_block(take, depth - 1) for _ in range(1 + take() % 2))), _run(take))
    if kind == 2:
        return item(_words(take), take() % 3)
    if kind == 3:
        return p(f"<w:ins>{_run(take)}</w:ins>", f"<w:del>{_run(take).replace('w:t', 'w:delText')}</w:del>", _run(take))
    return p(*(_run(take) for _ in range(take() % 4)))


def _run(take: Callable[[], int]) -> str:
    kind = take() % 9
    if kind == 0:
        return f"<w:r>{t(_words(take))}<w:br/>{t(_words(take))}<w:tab/></w:r>"
    if kind == 1:
        return f'<w:hyperlink r:id="x">{r(_words(take))}</w:hyperlink>'
    return r(_words(take), LOOKS[take() % len(LOOKS)])


def _words(take: Callable[[], int]) -> str:
    """Some pieces, without the characters that XML does not allow."""
    chosen = "".join(pieces()[(take() * 256 + take()) % len(pieces())] for _ in range(take() % 4))
    return escape(
        "".join(char for char in chosen if char in "\t\n\r" or " " <= char < "\ud800" or "\udfff" < char < "\ufffe")
    )


if __name__ == "__main__":
    fuzz(check)
