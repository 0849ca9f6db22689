"""Measure what the project claims, and write it where it is claimed: docs/quality.md, README.md, README.zh-CN.md.

docs/quality.toml holds the figures. Those of annotated documents are scored anew by `python scripts/tools/measure.py`
(`make measure`); what needs more than the repository (speed beside other tools, real pages, others' texts) is measured
by the command that stands beside it, and written into that file by hand with its date.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import tomlkit

from chengwen.knowledge.load import ours_only
from chengwen.measure.gold import read_folder
from chengwen.measure.score import score, table

ROOT = Path(__file__).parents[2]
FIGURES = ROOT / "docs" / "quality.toml"
PAGE = ROOT / "docs" / "quality.md"
READMES = {"README.md": "en", "README.zh-CN.md": "zh"}
BEGIN, END = "<!-- measured: make measure -->", "<!-- end of what was measured -->"
MEASURES = {
    "noise_recall": ("杂讯删去", "noise removed"),
    "precision": ("删去的确是杂讯", "removals that are noise"),
    "removed_or_suspect": ("删去或提示", "removed or pointed out"),
    "content_kept": ("正文留下", "content kept"),
    "titles": ("题目", "titles"),
    "years": ("年份", "years"),
    "headings_f1": ("章节标题 F1", "headings, F1"),
    "masks_found": ("隐去处找到", "masks found"),
    "masks_typed": ("隐去处定类", "masks typed"),
    "persons": ("姓名隐去", "persons hidden"),
    "persons_again": ("再次出现的姓名", "persons hidden again"),
    "persons_true": ("隐去的确是姓名", "hidings that are names"),
    "identifiers": ("证件、电话等隐去", "identifiers hidden"),
    "identifiers_true": ("隐去的确是证件等", "of those, identifiers"),
    "places": ("漏下的地名隐去", "left-over places hidden"),
    "places_true": ("隐去的确是地名", "of those, places"),
}
"""Each measure of `chengwen score` that is told, and its name."""
NAMES = (*("persons", "persons_again", "persons_true"), *("identifiers", "identifiers_true", "places", "places_true"))
TELLS = {
    "noise": tuple(name for name in MEASURES if name not in NAMES),
    "names": ("content_kept", "titles", "years", *NAMES),
    "all": tuple(MEASURES),
}
"""What a set can tell: what its documents do not mark is no figure."""
IN_README = (
    *("noise_recall", "precision", "content_kept", "titles"),
    *("headings_f1", "masks_found", "persons", "persons_true", "identifiers", "places"),
)


def scored(tells: Mapping[str, str]) -> dict[str, dict[str, float]]:
    """Score the annotated documents, and return the measures by set; `tells` says of each set what it marks."""
    return by_set(table((gold, score(gold, ours_only())) for gold in read_folder(ROOT / "tests" / "gold")), tells)


def by_set(rows: Mapping[str, Mapping[str, float]], tells: Mapping[str, str]) -> dict[str, dict[str, float]]:
    """Return the measures of each set in per cent, out of the rows of `chengwen score`."""
    found = {name.strip("()"): row for name, row in rows.items()}
    return {id: _told(found[id], TELLS[kind]) for id, kind in tells.items()}


def _told(row: Mapping[str, float], names: Iterable[str]) -> dict[str, float]:
    return {"documents": int(row["documents"]), **{name: round(100 * row[name], 1) for name in names}}


def page(figures: Mapping[str, Any]) -> str:
    """Return docs/quality.md."""
    parts = [figures["lead"].strip()]
    for one in figures["sets"]:
        rows = [(MEASURES[name][0], f"{one[name]:.1f}") for name in MEASURES if name in one]
        head = f"## {one['title']} {{ #{one['id'].replace('/', '-')} }}"
        parts += [head, f"{one['what'].strip()}{one['documents']} 篇，{one['date']} 量。", _table(("量", "%"), rows)]
    for group in figures["groups"]:
        parts += [f"## {group['title']}", group["what"].strip()]
        found = [one for one in figures["figures"] if one["group"] == group["id"]]
        parts.append(
            _table(
                ("量", "数", "日期", "怎样量的"),
                [(one["name"], one["value"], one["date"], f"`{one['command']}`") for one in found],
            )
        )
    return "\n\n".join(parts) + "\n"


def block(figures: Mapping[str, Any], language: str) -> str:
    """Return the table of a README."""
    chinese = language == "zh"
    sets = [one for one in figures["sets"] if one.get("readme")]
    names = [one["readme"] if chinese else one["readme_en"] for one in sets]
    rows = [
        (MEASURES[name][0 if chinese else 1], *(f"{one[name]:.1f}" if name in one else "" for one in sets))
        for name in IN_README
    ]
    return _table(("%", *names), rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def filled(text: str, table_of: str) -> str:
    """Return a README with its table put between the marks."""
    pattern = re.compile(f"({re.escape(BEGIN)}\n).*?(\n{re.escape(END)})", re.DOTALL)
    return pattern.sub(lambda match: f"{match[1]}\n{table_of}\n{match[2]}", text)


def written(figures: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """Yield each file that tells figures, and what must stand in it."""
    yield PAGE, page(figures)
    for name, language in READMES.items():
        yield ROOT / name, filled((ROOT / name).read_text(encoding="utf-8"), block(figures, language))


def main() -> None:
    """Score the annotated documents anew, and write every file."""
    kept = tomlkit.parse(FIGURES.read_text(encoding="utf-8"))
    today = datetime.now(UTC).date().isoformat()
    now = scored({one["id"]: one["tells"] for one in kept["sets"]})
    for one in kept["sets"]:
        for name in MEASURES.keys() & set(one) - now[one["id"]].keys():
            del one[name]
        for name, value in now[one["id"]].items():
            if one.get(name) != value:
                one[name], one["date"] = value, today
    FIGURES.write_text(tomlkit.dumps(kept), encoding="utf-8")
    for path, text in written(tomllib.loads(tomlkit.dumps(kept))):
        path.write_text(text, encoding="utf-8")
        sys.stderr.write(f"{path.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
