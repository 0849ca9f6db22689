"""A sidecar is refused in one sentence, or it survives being written and read again, and cleaning beside it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from driver import fuzz

from chengwen import clean
from chengwen.document import to_json
from chengwen.errors import InputError, SidecarError
from chengwen.sidecar import OVERRIDE_KEYS, SIDECAR_KEYS, as_toml, parse_sidecar
from chengwen.text import apply

TEXT = "甲乙文库整理，咨询QQ10001\n2020年党建工作总结\n一、张建国同志任组长，共有党员X名。\n\n二、成效明显。\n"
VALUES = (
    *(
        '"甲"',
        '"党员"',
        '"X名"',
        '"\\n"',
        '""',
        '"张建国"',
        '"一、"',
        '"person"',
        '"layout-indent"',
        '"width-letter-digit"',
        '"\\u007f\\u200b"',
    ),
    *(
        "0",
        "1",
        "2",
        "-1",
        "true",
        "1.5",
        "nan",
        "1979-05-27",
        "[]",
        '["a"]',
        "[1]",
        "{}",
        '{ x = "y" }',
        "99999999999999999999",
    ),
    *('"utf-8"', '"rot13"', '"gb18030"', '"a\\u0000"', '"http://["', '"https://example.cn/张建国"', "'''\n甲乙\n'''"),
)
KEYS = (*SIDECAR_KEYS, *OVERRIDE_KEYS, "compiled_by", "title", "year", "发文机关", "a.b", "unknown")
TABLES = (
    "[metadata]",
    "[[keep]]",
    "[[remove]]",
    "[[undo]]",
    "[[keep_name]]",
    "[[mask]]",
    "[[also]]",
    "[keep]",
    "[[metadata]]",
)


def check(data: bytes) -> None:
    """Read the bytes as they are, or tables and keys that they choose."""
    take = partial(next, iter(data[1:]), 0)
    written = data[1:] if data[:1] and data[0] % 4 == 0 else _file(take).encode()
    try:
        sidecar = parse_sidecar(written, "x.toml")
    except SidecarError as error:
        assert str(error).startswith("x.toml: ")
        return
    again = parse_sidecar(as_toml(sidecar).encode(), "x.toml")
    assert as_toml(again) == as_toml(sidecar)
    assert again.metadata == sidecar.metadata
    try:
        document = clean(TEXT, sidecar=replace(sidecar, encoding=None))
    except (SidecarError, InputError):
        return
    assert apply(document.private.source_text or "", document.edits) == document.text
    json.dumps(to_json(document, with_text=True), allow_nan=False)


def _file(take: Callable[[], int]) -> str:
    """Write up to four tables; every other entry is what an override needs, so that some of them pass."""
    lines = [_line(take) for _ in range(take() % 4)]
    for _ in range(take() % 4):
        lines.append(TABLES[take() % len(TABLES)])
        if take() % 2:
            lines += [f"text = {VALUES[take() % 8]}", 'reason = "r"']
        lines += [_line(take) for _ in range(take() % 3)]
    return "\n".join(lines)


def _line(take: Callable[[], int]) -> str:
    key = KEYS[take() % len(KEYS)]
    return f"{json.dumps(key, ensure_ascii=False)} = {VALUES[take() % len(VALUES)]}"


if __name__ == "__main__":
    fuzz(check)
