"""Make a checkout with many documents, recombined from the samples: for measuring, never for publishing.

    python scripts/tools/make_corpus.py FOLDER --documents 1000 [--seed 1]

The same seed yields the same documents. Each takes its headed parts from randomly chosen samples, in the usual order of
a report, and a title, a year and figures of its own; then it is cleaned like any other.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from chengwen import clean
from chengwen.checkout.store import published, write_cleaned

ROOT = Path(__file__).parents[2]
ORDER = ("opening", "work", "problems", "causes", "plans", "closing")
SUBJECTS = (
    "基层党建",
    "乡村振兴",
    "党风廉政建设",
    "安全生产",
    "人居环境整治",
    "意识形态",
    "发展党员",
    "集体经济",
    "基层治理",
)
GENRES = ("工作总结", "述职报告", "情况汇报", "工作方案", "讲话", "调研报告", "工作要点", "经验材料")
BODIES = ("乡镇", "街道", "县直机关", "村党支部", "社区", "学校", "医院", "国有企业")
NUMERALS = "一二三四五六七八九十"
_NUMBER = re.compile("^[一二三四五六七八九十]{1,3}、|^（[一二三四五六七八九十]{1,3}）|^[0-9]{1,2}[.．、]")
_FIGURE = re.compile("(?<![0-9〔])[1-9][0-9]{0,2}(?=[名个次件户条人])")


def parts() -> dict[str, list[list[str]]]:
    """Return the parts of the samples by role: each a heading without its number and the paragraphs below it."""
    found: dict[str, list[list[str]]] = {role: [] for role in ORDER}
    for document in published(ROOT):
        for section in document.sections:
            if section.level in (1, None) and section.role in found:
                lines = [
                    _NUMBER.sub("", line) for line in document.text[section.start : section.end].split("\n") if line
                ]
                found[section.role].append(lines)
    return found


def make(number: int, seed: int, known: dict[str, list[list[str]]]) -> str:
    """Make the raw text of one document."""
    chance = random.Random(f"{seed}-{number}")
    year = chance.choice(range(2015, 2026))
    title = f"{chance.choice(BODIES)}{year}年{chance.choice(SUBJECTS)}{chance.choice(GENRES)}"
    lines = [title, *chance.choice(known["opening"] or [[f"{year}年，各项工作有序推进。"]])]
    roles = ["work"] * chance.randint(2, 4) + ["problems"] * chance.randint(0, 1) + ["plans"] * chance.randint(0, 2)
    for place, role in enumerate(roles):
        heading, *rest = chance.choice(known[role] or known["work"])
        lines.append(f"{NUMERALS[place]}、{heading}")
        lines += chance.sample(rest, min(len(rest), chance.randint(1, 6)))
    text = "\n".join(lines)
    return _FIGURE.sub(lambda _: str(chance.randint(1, 400)), text) + f"\n{year}年12月{chance.randint(1, 28)}日\n"


def write(number: int, folder: Path, seed: int, known: dict[str, list[list[str]]]) -> int:
    """Make, clean and write one document; return its number of characters."""
    document = clean(make(number, seed, known), id=f"{number:06}")
    write_cleaned(folder / "cleaned", document)
    return len(document.text)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True)
    shutil.copytree(ROOT / "docs", asked.folder / "docs")
    shutil.copy(ROOT / "mkdocs.yml", asked.folder)
    with ProcessPoolExecutor() as workers:
        sizes: Iterator[int] = workers.map(
            partial(write, folder=asked.folder, seed=asked.seed, known=parts()), range(asked.documents), chunksize=50
        )
        print(f"{asked.documents} documents, {sum(sizes):,} characters: {asked.folder}")


if __name__ == "__main__":
    main()
