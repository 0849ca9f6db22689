"""A result depends on its document alone: not on what was cleaned before, beside it, in which order or where.

And what is cleaned leaves nothing behind.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from random import Random

import pytest

from chengwen import Cleaner, clean
from chengwen.document import to_json
from chengwen.errors import ChengwenError
from chengwen.measure.gold import read_folder

GOLD = Path(__file__).with_name("gold") / "seen"
CLIPPED = (
    "村党支部书记陈某",
    "一、她是病人信得",
    "中医科：欧阳",
    "本报记者 余一",
    "（湛建",
    "镇长王　",
    "任命李",
    "联系人：赵",
)
"""Ends of lines where a name has begun: what is searched next to them must not be taken for the rest of it."""


ONE = Cleaner()
"""All threads ask the same one."""


def result(raw: str) -> str:
    """All that cleaning says of a text, refusals too."""
    try:
        return json.dumps(to_json(ONE.clean(raw), with_text=True), ensure_ascii=False)
    except ChengwenError as error:
        return f"{type(error).__name__}: {error}"


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Gold documents, and lines that break off at the end of one document and go on in another."""
    gold = Random(5).sample([one.raw for one in read_folder(GOLD)], 150)
    last = [f"2022年第{number}号工作总结\n一、全镇动员。\n{line}" for number, line in enumerate(CLIPPED)]
    inner = [f"2021年工作总结\n{line}\n国同志带头，成效明显。\n" for line in CLIPPED]
    return [*gold, *last, *inner]


@pytest.fixture(scope="module")
def alone(texts: list[str]) -> list[str]:
    """One after the other."""
    return [result(text) for text in texts]


@pytest.fixture
def impatient() -> Iterator[None]:
    """Let threads take turns as often as can be."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("impatient")
def test_in_eight_threads_at_once(texts: list[str], alone: list[str]) -> None:
    rolls = [  # more lines than any cache of lines had room for
        "\n".join(["网格员名册", *(f"{chr(0x4E00 + 37 * roll + number)}网格员{roll}号" for number in range(200))])
        for roll in range(24)
    ]
    expected = dict(zip([*texts, *rolls], [*alone, *map(result, rolls)], strict=True))
    order = Random(1).sample(list(expected), len(expected))
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(result, order))
    assert [text[:20] for text, one in zip(order, made, strict=True) if one != expected[text]] == []


def test_in_processes(texts: list[str], alone: list[str]) -> None:
    good = [number for number in range(0, len(texts), 3) if alone[number].startswith("{")]
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        made = pool.map(clean, [texts[number] for number in good], chunksize=8)
        assert [json.dumps(to_json(one, with_text=True), ensure_ascii=False) for one in made] == [
            alone[number] for number in good
        ]


IN_ORDER = """
import hashlib, json, random, sys
from chengwen import clean
from chengwen.document import to_json

texts = json.load(sys.stdin)
order = random.Random(int(sys.argv[1])).sample(range(len(texts)), len(texts))[:: int(sys.argv[2])]
made = {number: json.dumps(to_json(clean(texts[number]), with_text=True)) for number in order}
print(*(hashlib.sha256(made[number].encode()).hexdigest() for number in range(len(texts))))
"""


def test_in_any_order(texts: list[str], alone: list[str]) -> None:
    """Each order, and the same from its end, in a process that has cleaned nothing yet: of any two texts, either is first."""
    good = json.dumps([text for text, made in zip(texts, alone, strict=True) if made.startswith("{")][60:])
    made = [
        subprocess.run(
            [sys.executable, "-c", IN_ORDER, seed, step], input=good, capture_output=True, text=True, check=True
        )
        for seed in ("0", "1")
        for step in ("1", "-1")
    ]
    assert {one.stdout for one in made} == {made[0].stdout}
    assert made[0].stdout


LEFT_BEHIND = """
import gc, sys
from chengwen import clean
from chengwen.sidecar import Override, Sidecar

def plant():  # never whole in this file, nor in any object that lives on
    name, place, phone = "".join(("欧", "阳", "翀", "沨")), "".join(("鹮", "沨")), "".join(("1397", "650", "8241"))
    reason = "".join(("玥", "祎", "骞"))
    return name, place, phone, reason

def texts():
    name, place, phone, reason = plant()
    yield f"2022年总结\\n述职人：{name}\\n一、{place}镇党委书记{name}到XX村，XX镇、{place}镇，“{place}记忆”，电话{phone}。\\n", reason
    yield f"{name}的总结{name}的总结\\n{name}的总结\\n\\n一、欢迎{name}。{name}说，{place}村。红旗村，XX县。\\n李某（{phone}），李{place}。", reason
    yield f"總結\\n{name}書記於會議上強調，{place}鎮黨委書記{name}（電話{phone}）開展學習教育工作，認真貫徹會議精神。\\n" * 3, reason
    yield f"总结\\n&lt;{name}&gt; {name}".encode("gb18030"), reason
    yield f"总结\\n{name}".encode("gbk").decode("latin-1") + f"\\n{name}", reason

def look():
    for raw, reason in texts():
        name, place, phone, _ = plant()
        try:
            sidecar = Sidecar(
                url=f"https://example.cn/{name}", rights=name, metadata={"author": name},
                mask=(Override(reason, name, type="person"), Override(reason, place, type="place")),
                keep=(Override(reason, name),) if isinstance(raw, str) and name in raw else (),
            )
            clean(raw, name=f"{name}.txt", sidecar=sidecar, places="all")
            clean(raw, name=f"{name}.txt", places="all")
        except Exception as error:
            print("refused", type(error).__name__, error)

look()
gc.collect()
secrets = plant()
known = {id(secrets), *map(id, secrets)}
mine = id(sys._getframe().f_locals), id(globals())
seen, waiting, found = set(), [one for one in gc.get_objects() if id(one) not in known], []
while waiting:
    one = waiting.pop()
    if id(one) in seen or id(one) in known or one is seen or one is waiting or one is found:
        continue
    seen.add(id(one))
    if isinstance(one, (str, bytes)):
        text = one if isinstance(one, str) else one.decode("utf-8", "replace") + one.decode("gb18030", "replace")
        found += [(type(one).__name__, len(text)) for secret in secrets if secret in text][:1]
    elif id(one) != id(known):
        waiting += gc.get_referents(one)
print(len(seen) > 50_000, found)
"""


def test_nothing_of_a_document_is_left_in_the_process() -> None:
    """Every object that can be reached is read, the caches of the libraries among them."""
    run = subprocess.run([sys.executable, "-c", LEFT_BEHIND], capture_output=True, text=True, check=False)
    assert (run.stdout, run.stderr) == ("True []\n", "")
