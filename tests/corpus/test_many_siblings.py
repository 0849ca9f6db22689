"""Thousands of reports that fill in one form: telling them apart grows with their number, not with its square."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from types import FrameType

import pytest

from chengwen.copies import many
from chengwen.copies.templates import of_one_template
from chengwen.corpus.copies import forms
from chengwen.corpus.copies.forms import Told

WORDS = "防汛 扶贫 教育 卫生 党建 安全 环保 就业 乡村 交通 水利 文化".split()
LINES = "".join(f"{word}方面，各村按照统一安排，认真组织排查，逐户登记造册，做到底数清、情况明。\n" for word in WORDS)


def table(seed: int, rows: int = 40) -> str:
    """A monthly table: the same words every month, and other numbers."""
    chance = random.Random(seed)
    cells = ("\t".join(str(chance.randrange(10, 999)) for _ in range(5)) for _ in range(rows))
    lines = "".join(f"{number}\t{WORDS[number % 12]}村\t{own}\t无\n" for number, own in enumerate(cells, 1))
    return f"{chance.randrange(1, 13)}月各村情况统计表\n{LINES}序号\t村名\t户数\t人口\t走访\t登记\t整改\t备注\n{lines}"


def told(texts: list[str], folder: Path) -> Told:
    (folder / "keys").write_bytes(b"".join(many.key(one, "near") for one in texts))
    first = many.find_firsts(folder / "keys", "near", folder)
    with (folder / "keys").open("rb") as keys:
        near = forms._near_copies(first, keys)
        return forms._told_apart(first, near, lambda row: forms._digest(keys, row), texts.__getitem__)


def calls(texts: list[str], folder: Path) -> int:
    """How many functions are called while reports are told apart."""
    number = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal number
        number += event == "call"

    sys.setprofile(count)
    try:
        told(texts, folder)
    finally:
        sys.setprofile(None)
    return number


def test_twice_as_many_siblings_take_about_twice_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "COMMON", 20)  # as with thousands, few numbers tell a report from the others
    texts = [table(seed) for seed in range(160)]
    assert calls(texts, tmp_path) <= 2.5 * calls(texts[:80], tmp_path)


def test_each_is_read_once_to_be_compared_with_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [table(seed) for seed in range(60)]
    read, compared = [], []
    monkeypatch.setattr(forms, "filled", lambda text: read.append(text) or FILLED(text))
    monkeypatch.setattr(forms, "fill_one_form", lambda *both: compared.append(both) or COMPARE(*both))
    assert len(told(texts, tmp_path).forms) == 59
    assert len(compared) > 100
    assert len(read) <= 2 * 60  # as a newcomer, and once as one of those before it


FILLED, COMPARE = forms.filled, forms.fill_one_form


def test_more_than_are_held_ready_are_told_apart_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [table(seed) for seed in range(40)]
    texts += [text.replace("无", "略") for text in texts[::4]]
    wanted = told(texts, tmp_path)
    assert list(wanted.first) == [*range(40), *range(0, 40, 4)]
    monkeypatch.setattr(forms, "AT_HAND", 1)
    assert told(texts, tmp_path) == wanted


def test_a_copy_of_a_late_report_is_found_though_each_number_is_in_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two numbers that follow one another are in few, so that they tell of which report a text is a copy."""
    monkeypatch.setattr(forms, "COMMON", 5)
    texts = [table(seed) for seed in range(60)]
    copies = [texts[row].replace("无", "略") for row in (20, 59)]
    assert list(told([*texts, *copies], tmp_path).first) == [*range(60), 20, 59]


@pytest.mark.parametrize("rows", [12, 60])
def test_a_table_is_the_same_report_though_a_line_came_and_another_went(rows: int) -> None:
    lines = table(1, rows).split("\n")
    other = [*lines[:20], "备注，另有外出务工人员", *lines[20:]]
    assert not of_one_template("\n".join(lines), "\n".join(other))
    assert not of_one_template("\n".join(lines), "\n".join([*other[:17], *other[18:]]))
    assert of_one_template(
        "\n".join(lines), "\n".join([*table(2, rows).split("\n")[:20], *other[20:22], *table(2, rows).split("\n")[20:]])
    )
