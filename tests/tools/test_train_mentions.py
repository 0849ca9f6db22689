"""The model of mentions is made again from what is in the repository, and tells a word from the name it is elsewhere."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path

import pytest
import train_mentions
import train_names

from chengwen.measure.gold import read_folder
from chengwen.stages.hide.people.decide import MEANT, mention_score
from chengwen.stages.hide.people.weights import OF_MENTIONS, mention_weights
from chengwen.text import Span

CARD = (Path(__file__).parents[2] / "docs" / "name-model.md").read_text(encoding="utf-8")


def test_the_weights_are_those_that_the_card_tells_of() -> None:
    told = re.search("mentions.gz, unpacked, sha256 ([0-9a-f]{64})", CARD)
    assert told
    assert hashlib.sha256(gzip.decompress(OF_MENTIONS.read_bytes())).hexdigest() == told[1]


def test_the_same_material_gives_the_same_weights() -> None:
    held = sorted({gold.name.split("/")[0] for gold in read_folder(train_names.GOLD)} - {"leaks"})
    first, again = (train_names.train(train_mentions.known_well(list(train_mentions.examples(held)))) for _ in "12")
    assert first == again
    assert first


def test_the_weights_are_few_and_whole() -> None:
    assert OF_MENTIONS.stat().st_size < 20_000
    assert all(isinstance(weight, int) for weight in mention_weights().values())


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("电工雷雨值夜班。", True),
        ("巡查由雷雨、王建国负责。", True),
        ("课前以雷雨为题作文。", False),
        ("做好雷雨天气的防范。", False),
    ],
)
def test_a_word_is_a_name_where_somebody_acts(text: str, meant: bool) -> None:
    at = text.index("雷雨")
    assert (mention_score(text, Span(at, at + 2), 3, {"雷雨", "王建国"}) >= MEANT) == meant
