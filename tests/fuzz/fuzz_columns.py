"""A row of whatever columns is a document or is refused with a reason that quotes nothing of it, and all of it is kept."""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from driver import fuzz

from chengwen.corpus.source_columns.fields import USUAL, Wanted, fields_of, to_plain
from chengwen.corpus.source_columns.personal import as_told, is_personal, notice
from chengwen.corpus.tables import _records
from chengwen.errors import InputError

SECRET = "书香万卷"
NAMES = (
    *("text", "bytes", "id", "正文", "内容", "content", "编号", "标题", "title", "链接", "url", "日期", "date", "ID ", "TEXT"),
    *("", "\u3000正文", "\ufeffid", "联系人", "电话（手机）", "x", "13812345678", "张建国", "a" * 60, "甲\n乙", "\x1b[2J"),
)  # fmt: skip
HEADERS = ("", "甲", "甲", "甲-1", "甲-2", "甲-3", "1", "2", "3", "4", "column", "column-1", "column-2", " 甲", "text")
VALUES: tuple[Any, ...] = (
    *(None, "", 0, 1, -1, True, 1.5, float("nan"), float("inf"), 10**30, b"\xff\x00", Decimal("1.20"), SECRET, f"{SECRET}\n"),
    *([], {}, [SECRET, None], {"a": {SECRET: [1]}}, datetime.date(2020, 2, 29), datetime.datetime(1, 1, 1, tzinfo=datetime.UTC), datetime.time(1)),
    *("2020-02-30", "2021年5月6日", "http://[", "https://example.cn/a?b=13812345678", "//", "\ud800", "13812345678", "a@b.cn"),
    *("5bm/", "!!!", "\x00", "2020年党建工作总结\n一、甲。\n", "110101199003074514", "9999-99-99", datetime.timedelta(1), (1, "甲")),
)  # fmt: skip


def check(data: bytes) -> None:
    """Make a table, then a record and what is asked of it, of the bytes."""
    take = partial(next, iter(data), 0)
    _keeps_each_cell([[_one(take, HEADERS) for _ in range(take() % 6)] for _ in range(take() % 4)])
    record = {_one(take, NAMES): _one(take, VALUES) for _ in range(take() % 9)}
    wanted = Wanted(_one(take, NAMES), _one(take, NAMES)) if take() % 4 == 0 else USUAL
    found, tried = set[str](), Counter[str]()
    notice(record, found, tried)
    assert found <= record.keys()
    assert all(name in found for name, value in record.items() if value not in (None, "", [], {}) and is_personal(name))
    for name in record:
        assert as_told(name) or not name
        assert "13812345678" not in as_told(name)
    try:
        fields = fields_of(dict(record), wanted)
    except InputError as error:
        assert SECRET not in str(error)
        assert "13812345678" not in str(error) or "13812345678" in (wanted.text, wanted.id)
        str(error).encode()
        return
    assert isinstance(fields.raw, str | bytes)
    assert fields.id is None or fields.id
    assert all(value is record[name] for name, value in fields.columns.items())
    assert len(record) - len(fields.columns) <= 4
    json.dumps(to_plain(fields.columns), allow_nan=False)
    json.dumps(fields.stated, allow_nan=False)


def _keeps_each_cell(table: list[list[str]]) -> None:
    """Whatever its headers are, a record holds what every cell of its row holds."""
    rows = [row for row in table if any(row)]
    made = list(_records(iter(table)))
    assert len(made) == max(0, len(rows) - 1)
    for row, (record, _) in zip(rows[1:], made, strict=True):
        assert list(record.values()) == row


def _one(take: Callable[[], int], some: tuple[Any, ...]) -> Any:
    return some[take() % len(some)]


if __name__ == "__main__":
    fuzz(check)
