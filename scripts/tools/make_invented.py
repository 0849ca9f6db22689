"""Make a checkout of invented documents whose copied passages and refrains are known: to build and test the site on.

    python scripts/tools/make_invented.py FOLDER [--documents 300] [--copies 50] [--refrains 50] [--seed 1]

The same seed yields the same documents: dated, of several genres, levels and issuers, each cleaned like any other. What
was planted stands in FOLDER/planted.json. A copy is a passage of 30 to 200 characters that one document takes from an
earlier one, sometimes with a word changed; a refrain is a set phrase that many issuers use.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from chengwen import clean
from chengwen.checkout.store import write_cleaned

ROOT = Path(__file__).parents[2]
ORDER = ("opening", "work", "problems", "causes", "plans", "closing")
NUMERALS = "一二三四五六七八九十"
SHORTEST = 30
"""Characters in a planted passage, at least."""
YEARS = range(2016, 2026)
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Planted:
    """A passage that stands in several documents."""

    text: str
    documents: tuple[str, ...]
    """Their ids; for a copy the earliest first."""
    changed: bool = False
    """Whether the later ones have a word changed in it."""


@dataclass(slots=True)
class Draft:
    """A document before its text is put together."""

    id: str
    date: tuple[int, int, int]
    issuer: str
    level: str
    genre: str
    matter: str
    parts: dict[str, list[list[str]]]
    """Paragraphs of each part, each a list of sentences."""


def words() -> dict[str, Any]:
    """Return the words that documents are made of."""
    return tomllib.loads((ROOT / "scripts/tools/invented.toml").read_text(encoding="utf-8"))


def corpus(documents: int, copies: int, refrains: int, seed: int) -> tuple[list[Draft], list[Planted], list[Planted]]:
    """Return the documents, the copies and the refrains planted in them."""
    known, chance = words(), random.Random(seed)
    drafts = sorted((_draft(number, known, chance) for number in range(documents)), key=lambda one: one.date)
    for number, draft in enumerate(drafts):
        draft.id = f"{number:05}"
    copied = [_plant_copy(number, drafts, chance) for number in range(copies)]
    common = [_plant_refrain(known, drafts, chance) for _ in range(refrains)]
    return drafts, copied, common


def _draft(number: int, known: Mapping[str, Any], chance: random.Random) -> Draft:
    level = chance.choice(list(known["levels"]))
    issuer = chance.choice(known["places"]) + known["levels"][level] + chance.choice(known["bodies"])
    date = chance.choice(YEARS), chance.randint(1, 12), chance.randint(1, 28)
    genre, matter = chance.choice(known["genres"]), chance.choice(known["slots"]["matter"])
    sizes = {"opening": 1, "work": chance.randint(3, 6), "problems": 2, "plans": chance.randint(2, 3)}
    if chance.random() < 0.5:
        sizes["causes"] = 2
    parts = {
        part: [[_sentence(part, known, chance) for _ in range(chance.randint(2, 4))] for _ in range(sizes[part])]
        for part in ORDER
        if part in sizes
    }
    parts["closing"] = [[_sentence("closing", known, chance)]]
    return Draft(str(number), date, issuer, level, genre, matter, parts)


def _sentence(part: str, known: Mapping[str, Any], chance: random.Random) -> str:
    clauses = chance.sample(known["clauses"][part], min(len(known["clauses"][part]), chance.randint(3, 4)))
    return "，".join(_filled(clause, known, chance) for clause in clauses) + "。"


def _filled(clause: str, known: Mapping[str, Any], chance: random.Random) -> str:
    def word(match: re.Match[str]) -> str:
        if match[1] == "n":
            return str(chance.randint(2, 400))
        return str(chance.choice(known["places"] if match[1] == "place" else known["slots"][match[1]]))

    return _SLOT.sub(word, clause)


def _plant_copy(number: int, drafts: Sequence[Draft], chance: random.Random) -> Planted:
    """Copy whole sentences of a document into one to four later ones."""
    first = chance.randrange(len(drafts) - 20)
    part = chance.choice([part for part in ("work", "problems", "plans") if part in drafts[first].parts])
    paragraph = chance.choice(drafts[first].parts[part])
    least = SHORTEST + 30 * (number % 6)
    taken: list[str] = []
    for sentence in paragraph:
        taken.append(sentence)
        if len("".join(taken)) >= least:
            break
    text, changed = "".join(taken), number % 3 == 0
    later = chance.sample(drafts[first + 1 :], chance.randint(1, 4))
    for draft in later:
        words = re.sub("[0-9]+", lambda _: str(chance.randint(2, 400)), text) if changed else text
        draft.parts[part].insert(chance.randint(0, len(draft.parts[part])), [words])
    return Planted(text, (drafts[first].id, *sorted(draft.id for draft in later)), changed)


def _plant_refrain(known: Mapping[str, Any], drafts: Sequence[Draft], chance: random.Random) -> Planted:
    """Put a set phrase at the beginning of sentences in documents of many issuers."""
    clauses: list[str] = []
    for clause in chance.sample(known["clauses"]["refrain"], 4):
        clauses.append(_filled(clause, known, chance))
        if len("".join(clauses)) >= SHORTEST + 2:
            break
    text = "，".join(clauses)
    chosen = chance.sample(drafts, chance.randint(10, 18))
    for draft in chosen:
        sentences = chance.choice(draft.parts[chance.choice([part for part in draft.parts if part != "closing"])])
        place = chance.randrange(len(sentences))
        sentences[place] = f"{text}，{sentences[place]}"
    return Planted(text, tuple(sorted(draft.id for draft in chosen)))


def text_of(draft: Draft, known: Mapping[str, Any], seed: int) -> str:
    """Put the text of a document together: title, headed parts, signature and date."""
    chance, (year, month, day) = random.Random(f"{seed}-{draft.id}"), draft.date
    lines, number = [f"{draft.issuer}{year}年{draft.matter}{draft.genre}", ""], 0
    for part, paragraphs in draft.parts.items():
        if part in known["headings"]:
            lines.append(f"{NUMERALS[number]}、{chance.choice(known['headings'][part])}")
            number += 1
        for place, sentences in enumerate(paragraphs):
            if part == "work":
                head = f"{chance.choice(known['slots']['aim'])}，{chance.choice(known['slots']['aim'])}"
                lines.append(f"（{NUMERALS[place]}）{head}" if place < len(NUMERALS) else head)
            lines.append("".join(sentences))
    return "\n".join([*lines, draft.issuer, f"{year}年{month}月{day}日", ""])


def write(folder: Path, drafts: Sequence[Draft], seed: int) -> Iterator[int]:
    """Clean and write the documents; yield the number of characters of each."""
    known = words()
    for draft in drafts:
        document = clean(text_of(draft, known, seed), id=draft.id)
        date = "{:04}-{:02}-{:02}".format(*draft.date)
        about = replace(
            document.metadata,
            year=draft.date[0],
            genre=draft.genre,
            level=draft.level,
            issuer=(draft.issuer,),
            date_written=date,
        )
        write_cleaned(folder / "cleaned", replace(document, metadata=about))
        yield len(document.text)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    for name, number in (("documents", 300), ("copies", 50), ("refrains", 50), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=number)
    asked = parser.parse_args()
    drafts, copies, refrains = corpus(asked.documents, asked.copies, asked.refrains, asked.seed)
    asked.folder.mkdir(parents=True)
    shutil.copytree(ROOT / "docs", asked.folder / "docs")
    shutil.copy(ROOT / "mkdocs.yml", asked.folder)
    characters = sum(write(asked.folder, drafts, asked.seed))
    planted = {"copies": [asdict(one) for one in copies], "refrains": [asdict(one) for one in refrains]}
    (asked.folder / "planted.json").write_text(json.dumps(planted, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(f"{asked.documents} documents, {characters:,} characters: {asked.folder}")


if __name__ == "__main__":
    main()
