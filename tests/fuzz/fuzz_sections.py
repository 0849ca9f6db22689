"""Sections of whatever text nest, cover what they say they cover, and have ids of their own."""

from __future__ import annotations

from driver import fuzz
from invented import text_of

from chengwen.engine.draft import read
from chengwen.stages.structure.sections import split


def check(data: bytes) -> None:
    """Split a text of pieces, mostly headings, with up to three parts of a compilation in it."""
    text = "".join(part if byte % 3 else HEADS[byte % len(HEADS)] + part for byte, part in _parts(data))
    starts = [at + 1 for at, char in enumerate(text) if char == "\n" and at + 1 < len(text)]
    parts = sorted({starts[byte * len(starts) // 256] for byte in data[:3]}) if starts and data[0] % 2 else []
    sections = split(
        read(text), (None, "工作总结", "述职报告")[len(data) % 3], [at for at in parts if text[at:].strip("\n")]
    )
    open_until = [len(text)]
    for section in sections:
        while open_until and section.start >= open_until[-1]:
            open_until.pop()
        assert open_until
        assert 0 <= section.start <= section.heading_end <= section.end <= open_until[-1]
        open_until.append(section.end)
        assert section.level is None or 0 <= section.level <= 5
        assert section.number in text[section.start : section.heading_end]
    assert len({section.id for section in sections}) == len(sections)


HEADS = (
    "\n一、",
    "\n二、",
    "\n（一）",
    "\n（二）",
    "\n1.",
    "\n2、",
    "\n（1）",
    "\n①",
    "\n第一章",
    "\n第二节 ",
    "\n十、",
    "\n一百二十、",
)


def _parts(data: bytes) -> list[tuple[int, str]]:
    return [(data[at], text_of(b"\0" + data[at : at + 4])) for at in range(3, len(data), 4)]


if __name__ == "__main__":
    fuzz(check)
