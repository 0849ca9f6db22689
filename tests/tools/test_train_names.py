"""The name model is made again from what is in the repository, byte for byte, and knows names from words."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path

import pytest
import train_names

from chengwen.stages.hide.people.candidates import candidates
from chengwen.stages.hide.people.features import all_features
from chengwen.stages.hide.people.weights import WEIGHTS, name_weights, score, unpack

CARD = (Path(__file__).parents[2] / "docs" / "name-model.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def part() -> dict[str, int]:
    return train_names.train(list(train_names.examples(train_names.invented(train_names.PART, [], 1))))


def test_the_part_that_is_here_gives_the_bytes_that_the_card_tells(part: dict[str, int]) -> None:
    unpacked = gzip.decompress(train_names.pack(part))  # what zlib makes of them differs between its versions
    told = re.search("--part.*sha256 ([0-9a-f]{64})", CARD)
    assert told
    assert hashlib.sha256(unpacked).hexdigest() == told[1]


def test_packing_loses_no_weight_that_counts(part: dict[str, int]) -> None:
    again = unpack(train_names.pack(part))
    sixteenths = {name: weight * 16 // train_names.ONE for name, weight in part.items()}
    assert again == {name: weight for name, weight in sixteenths.items() if weight}


def test_the_weights_are_small_enough_and_whole() -> None:
    assert WEIGHTS.stat().st_size <= 450_000
    assert len(name_weights()) > 5_000
    assert all(isinstance(weight, int) for weight in name_weights().values())


@pytest.mark.parametrize(
    ("text", "name", "is_name"),
    [
        ("夜里，赵德发接到电话，背起药箱就走。", "赵德发", True),
        ("经手人：孙桂香\n", "孙桂香", True),
        ("推广高标准农田，全县连片推进。", "高标准", False),
        ("建设张家口、石家庄等城市。", "张家口", False),
    ],
)
def test_names_score_above_words(text: str, name: str, is_name: bool) -> None:
    start = text.index(name)
    found = [one for one in candidates(text) if (one.start, one.end) == (start, start + len(name))]
    points = max((score(all_features(text, one, 1), name_weights()) for one in found), default=-999)
    assert (points > 0) == is_name


def test_every_slot_of_the_templates_can_be_filled() -> None:
    documents = list(train_names.invented(200, [], 3))
    assert not any(re.search("[{}]", text) for text, _ in documents)
    assert all(0 <= start < end <= len(text) for text, marks in documents for start, end in marks)
    assert {text[start:end] for text, marks in documents for start, end in marks}


def test_a_kind_held_back_is_not_trained_on() -> None:
    kinds = {kind for kind, _ in train_names.read_templates(["cases"])}
    assert "cases" not in kinds
    assert "minutes" in kinds


def test_the_templates_are_data_beside_the_trainer() -> None:
    assert Path(train_names.HERE, "templates.txt").is_file()
