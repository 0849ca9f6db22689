"""Whatever stands at the top of a text, what is read from it is of the kind it should be, and stands in the text."""

from __future__ import annotations

import json

from driver import fuzz
from invented import text_of

from chengwen.engine.draft import read
from chengwen.stages.structure.metadata import describe

LABELS = ("索引号：", "发文机关：", "文号:", "成文日期：", "主题词：", "　发布日期：", "标题：")


def check(data: bytes) -> None:
    """Put labels of a block of metadata between the pieces of a text."""
    text = text_of(data[8:])
    for number in data[:8]:
        at = number * len(text) // 256
        text = text[:at] + LABELS[number % len(LABELS)] + text[at:]
    found, _ = describe(read(text))
    for key, value in found.items():
        assert value is None or (isinstance(value, int) and 1900 <= value < 2100 if key == "year" else value)
    if found["title"]:
        assert "".join(found["title"].split()) in "".join(text.split())  # a title of several lines is joined
    json.dumps(found, allow_nan=False)


if __name__ == "__main__":
    fuzz(check)
