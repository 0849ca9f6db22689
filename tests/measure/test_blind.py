"""tests/gold/blind/ stays blind: nothing that the rules were written from, or a model was trained on, stands in it.

Whatever fails here is named, never quoted.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest

from chengwen.engine.lines import folded
from chengwen.knowledge.load import ours_only
from chengwen.measure.gold import read_folder

TESTS = Path(__file__).parents[1]
BLIND = TESTS / "gold" / "blind"
OFFICIAL = sorted((BLIND / "gongwen").glob("*.jsonl"))
RUN, HAN = 12, 8
"""How many folded characters in a row, and how many of them Chinese: shorter runs, rulers, tags and addresses are
anybody's."""
COMMON = 3
"""A run that stands in so many seen documents is a phrase of the trade, not the memory of one."""
STOCK = frozenset(
    (
        "065ae6d89e8b7b16 0c2a85227a616b83 13b367635a07c46b 154578450219529a 15ecfe95c7b08d88 1aceaf3462b3d0f3 "
        "21679f1dad2f825a 2237ccd3cc906b23 2469908264f6f38d 277189ca58f3c508 2a224a78733b193a 2dd51015001e84ce "
        "32c598c04768d0b6 3333c7d6c895fddc 33b632f43bf24028 39b93c65e9e5e769 3b31b47b6ae5f0dd 3c435104f6812ede "
        "3f2220e909eb71d2 3facc560a1ca6c4f 40012a78a05ae4bb 42fedd0aa49b83f3 436b96a5651215d6 4641fa3078554d75 "
        "4b425abad9e3b99d 4b7efb97a0892a84 4cf025de902dfb88 51604a9e164c1aa4 53ef8ab58a86bed3 5b027395cf8f133e "
        "5c9187328aec9920 5d1db6906cd622ed 65db0a8b308da0ee 682cbb1218963bde 70c39f5db60b2d77 71fd6a07c4ba8172 "
        "72bef2bf5fb242d9 735261c6a74f1da8 7580d99ebf8ad17b 7617bb0af8565e3a 76bc3124c08c5b33 76d88a9c471aee2f "
        "791081c159019344 7c8a54f02936b5e7 7d57f6f93ec2a204 857ba003f554ad3b 86176047d99c5bdf 871ac05453310bb0 "
        "8a91d7171a0c3ce7 8b8f84708132dc84 8c5da8c9a9517696 8e915663e641bb65 8f6116722e6bb9f5 927e791553775f2b "
        "93346d14c21123b7 93444d956fc90910 985ca6fc16751fa7 9882beb7734d7794 9b01f01a73555f63 9f7df2ada1f08e90 "
        "a3c0382c1ce690c0 a79bf266b17cd2c4 a90f5be433185379 acdafa7b788c1f52 b809e4165dc89c43 b81cd0277c5ac59a "
        "b876acc615357856 bbce256e96d39ae2 bc7c8d8245d2fc84 bd9d68c215a62fd9 bf9eb0a660ae3d79 c28243ac37d17828 "
        "c46e0916e408106a c8757592c602b542 ca6e17b455ac8344 cb8ea051ea2a1d9f cf1b65593f2b926e cf89a3f9ee848f64 "
        "d26a7df53a7d282e d6bc6601850b0611 d6d4c7989320cfed d897fcff05340c18 d9a1b743037640dc d9e5d32775908ede "
        "e0400a9d2fdc0a25 e08ec457b93428ea e2bace1857b28cd9 e743c2d9dec7862f e77de74a4ac0773e ec502aadf038d130 "
        "eff88bee20ef4b46 f0550c237b77f9e6 f0b7b2c7afb8cbeb f25ede32fffe4863 f3ebd22998aeb55d f529669a01099fed "
        "fa38ab2b084110f9 fae39a8d4d92f19c fb0a4e62ef35fb4f fbb64245af2506c2"
    ).split(" ")
)
"""Digests of runs of sentences that real sites or offices use word for word: they stood in rules or cases before the
blind documents were written, by people who had not read those. None was added for what is younger than its document."""


def runs(text: str) -> Iterator[str]:
    """Every run of folded characters within a line, white space left out, that is long and Chinese enough to tell."""
    for line in text.split("\n"):
        plain = re.sub(r"[\s　]", "", folded(line))
        han = [char >= "一" and char <= "鿿" for char in plain]
        for at in range(len(plain) - RUN + 1):
            if sum(han[at : at + RUN]) >= HAN:
                yield plain[at : at + RUN]


def shared(sources: Iterable[tuple[str, str]], blind: Iterable[tuple[str, str]], common: frozenset[str]) -> list[str]:
    """Name each source, and the blind document that has a run in common with it; both as (name, text)."""
    where = defaultdict(set)
    for name, text in blind:
        for run in runs(text):
            where[run].add(name)
    found = {
        f"{source}: {name}"
        for source, text in sources
        for run in where.keys() & set(runs(text)) - common
        if digest(run) not in STOCK
        for name in where[run]
    }
    return sorted(found)


def digest(run: str) -> str:
    return sha256(run.encode()).hexdigest()[:16]


@cache
def common_runs() -> frozenset[str]:
    documents = defaultdict(set)
    for gold in read_folder(TESTS / "gold" / "seen"):
        for run in runs(gold.raw):
            documents[run].add(gold.name)
    return frozenset(run for run, names in documents.items() if len(names) >= COMMON)


def blind_texts() -> Iterator[tuple[str, str]]:
    yield from ((gold.name, gold.raw) for gold in read_folder(BLIND))
    for path in OFFICIAL:
        for number, line in enumerate(lines_of(path), 1):
            yield f"{path.name}:{number}", json.loads(line)["text"]


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").rstrip("\n").split("\n")


def rule_examples() -> Iterator[tuple[str, str]]:
    for rule in ours_only().everything():
        examples = (*rule.match, *rule.keep, *(text for pair in getattr(rule, "examples", ()) for text in pair))
        yield from ((f"rule {rule.id}", text) for text in examples)


def cases() -> Iterator[tuple[str, str]]:
    for path in sorted((TESTS / "cases").rglob("*.toml")):
        yield path.relative_to(TESTS).as_posix(), path.read_text(encoding="utf-8")


def training_lines(root: Path) -> Iterator[tuple[str, str]]:
    """What models are trained on: every file below a folder `training`, a row of JSON Lines by its `t` or `text`."""
    for path in sorted(path for folder in root.rglob("training") for path in folder.rglob("*") if path.is_file()):
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        rows = ".jsonl" in path.suffixes
        for number, line in enumerate(filter(None, data.decode("utf-8").split("\n")), 1):
            row = json.loads(line) if rows else {"t": line}
            yield f"{path.relative_to(root).as_posix()}:{number}", row.get("t") or row.get("text") or ""


def test_nothing_that_rules_or_models_come_from_stands_in_a_blind_document() -> None:
    checkout = TESTS.parent
    sources = [*rule_examples(), *cases(), *training_lines(checkout / "scripts"), *training_lines(TESTS)]
    found = shared(sources, blind_texts(), common_runs())
    assert not found, "\n".join(
        [
            "each of these shares its words with a blind document; word it otherwise, or move that document to seen/",
            *found,
        ]
    )


WORDS = "柳溪文萃阁敬请诸君移步书斋细读下卷"


def test_what_shares_its_words_is_named_and_not_quoted(tmp_path: Path) -> None:
    (tmp_path / "training").mkdir()
    (tmp_path / "training" / "lines.jsonl.gz").write_bytes(
        gzip.compress(json.dumps({"t": WORDS, "y": 1}, ensure_ascii=False).encode())
    )
    blind = [("blind/a.txt", f"总结\n各村补种柳树。{WORDS[:6]} 　{WORDS[6:]}\n"), ("blind/b.txt", WORDS[:11])]
    sources = [("rule promo-x", f"（{WORDS[2:14]}）"), ("rule promo-y", WORDS[2:13]), *training_lines(tmp_path)]
    found = shared(sources, blind, frozenset())
    assert found == ["rule promo-x: blind/a.txt", "training/lines.jsonl.gz:1: blind/a.txt"]
    assert not shared(sources, blind, frozenset(runs(WORDS)))


@pytest.mark.parametrize("text", ["------------------------", "<div class='article-content'>一</div>"])
def test_rulers_and_tags_are_nobodys_words(text: str) -> None:
    assert not list(runs(text))


@pytest.mark.parametrize("path", OFFICIAL, ids=lambda path: path.stem)
def test_the_official_documents_parse_and_their_spans_lie_in_the_text(path: Path) -> None:
    assert len(lines_of(path)) == 40
    for number, line in enumerate(lines_of(path), 1):
        row = json.loads(line)
        text, elements, headings = row["text"], row["elements"], row["headings"]
        outside = sum(not 0 <= one["start"] < one["end"] <= len(text) for one in elements)
        elsewhere = sum(not text.startswith(one["text"], one["start"]) for one in headings)
        nameless = not (row["id"] and text)
        assert (nameless, outside, elsewhere) == (False, 0, 0), f"{path.name}: line {number}"
