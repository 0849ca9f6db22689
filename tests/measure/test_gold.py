"""The documents annotated by hand are held to floors that only rise, tests/gold/floors.toml, and each to tests/gold/gold.lock.

`PYTHONPATH=tests:scripts/tools python tests/measure/test_gold.py` prints the present values as floors, rounded down, those of blind documents a little
lower; `chengwen score tests/gold --lock` writes the lock. A floor is lowered, and a lock loosened, with the reason in the
commit. Nothing here quotes a blind document: a failure says which one, and how much.
"""

from __future__ import annotations

import math
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from annotated import Annotated
from chengwen.errors import InputError
from chengwen.knowledge.load import ours_only
from chengwen.measure import lock
from chengwen.measure.gold import Gold, read_folder, read_gold
from chengwen.measure.score import PLACES, TOTALS, Counts, as_lines, count, score, table, told
from measure import FIGURES, by_set
from measure import MEASURES as TOLD

GOLD = Path(__file__).parents[1] / "gold"
FLOORS = GOLD / "floors.toml"
Scored = list[tuple[Gold, Counts]]
Rows = dict[str, dict[str, float]]
SETS: list[dict[str, Any]] = tomllib.loads(FIGURES.read_text(encoding="utf-8"))["sets"]
"""What is told of the annotated documents."""
MEASURES = ("noise_recall", "precision", "content_kept", "masks_found", "masks_typed", "headings_f1")
HIDING = ("persons", "persons_again", "persons_true", "identifiers", "identifiers_true", "places", "places_true")
"""Measured besides where the documents mark everything that identifies someone."""
OF_ALL = ("titles", "removed_or_suspect", *(f"{place}_recall" for place in (*PLACES, "rewritten")))
"""Measured besides over all documents, seen and blind."""
ROWS = {key: key.strip("()").replace(" ", "_") for key in TOTALS}
BLIND_MARGIN, BLIND_MARGIN_OF_CONTENT = 0.02, 0.002
"""How far below what is measured the floors of blind documents are set: nobody may look for what moved."""
SHOWN = 20
"""Problems that a failure lists."""
HEAD = """# What `chengwen score tests/gold` must reach: for the documents that were seen, for the blind ones, for the traps of both, and
# by family of those that were seen; shares from 0 to 1. Made by `PYTHONPATH=tests:scripts/tools python tests/measure/test_gold.py`, rounded down, the blind ones a
# little lower. These only rise: whoever lowers one says why in the commit. The blind rows are the honest ones.
"""


@pytest.fixture(scope="module")
def scored(annotated: Annotated) -> Scored:
    """Each document, and what is right and wrong in what is made of it; the blind ones are kept nowhere but here."""
    blind = [(gold, score(gold, ours_only())) for gold in read_folder(GOLD) if gold.blind]
    return [*blind, *((replace(gold, name=f"seen/{gold.name}"), count(gold, document)) for gold, document in annotated)]


@pytest.fixture(scope="module")
def present(scored: Scored) -> Rows:
    return rows_of(table(scored))


def rows_of(rows: Rows) -> Rows:
    """The measures by the name of the row in floors.toml: seen, seen_traps, blind, blind_traps, family.<name>."""
    rows = dict(rows)
    totals = {name: rows.pop(key) for key, name in ROWS.items()}
    families = {name: row for name, row in rows.items() if not name.startswith(("(", "blind/"))}
    return {**totals, **{f"family.{name}": row for name, row in families.items()}}


@cache
def floors() -> dict[str, dict[str, float]]:
    written = tomllib.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    families = written.pop("family", {})
    return {**written, **{f"family.{name}": row for name, row in families.items()}}


def documents_of(row: str, scored: Scored) -> Iterator[tuple[Gold, Counts]]:
    for gold, counts in scored:
        which = "blind" if gold.blind else "seen"
        rows = {which, f"{which}_traps"} if gold.headers["kind"] == "trap" else {which}
        if not gold.failure_is_known and row in rows | set([] if gold.blind else [f"family.{gold.family}"]):
            yield gold, counts


def problems_of(row: str, scored: Scored) -> str:
    found = [f"{gold.name}: {problem}" for gold, counts in documents_of(row, scored) for problem in told(gold, counts)]
    rest = [f"… and {len(found) - SHOWN} more: chengwen score tests/gold --problems"] if len(found) > SHOWN else []
    return "\n".join([*found[:SHOWN], *rest])


def measures_of(row: str, scored: Scored) -> tuple[str, ...]:
    marked = any(gold.names_are_marked for gold, _ in documents_of(row, scored))
    dated = any("year" in gold.headers for gold, _ in documents_of(row, scored))
    of_all = ("titles",) if row.endswith("_traps") else OF_ALL if row in ROWS.values() else ()
    return (*MEASURES, *(HIDING if marked else ()), *of_all, *(("years",) if dated else ()))


@pytest.mark.parametrize("row", floors())
def test_no_measure_falls_below_its_floor(row: str, present: Rows, scored: Scored) -> None:
    assert row in present, f"floors.toml speaks of [{row}], for which there is no document"
    now = present[row]
    below = [f"{key} is {now[key]:.5f}, floor {floor}" for key, floor in floors()[row].items() if now[key] < floor]
    assert not below, "\n".join([f"[{row}] {', '.join(below)}", problems_of(row, scored)])


def test_floors_are_set_for_every_family_and_every_measure(present: Rows, scored: Scored) -> None:
    assert sorted(floors()) == sorted(present), (
        "run `PYTHONPATH=tests:scripts/tools python tests/measure/test_gold.py`, and take over the rows that are new"
    )
    for row, values in floors().items():
        assert tuple(values) == measures_of(row, scored), row


def test_a_known_failure_still_fails(scored: Scored) -> None:
    met = [gold.name for gold, counts in scored if gold.failure_is_known and not counts.problems]
    assert not met, f"{', '.join(met)}: no problem any more; take out the header known_failure"


def test_a_document_is_what_its_header_says(scored: Scored) -> None:
    for gold, _ in scored:
        assert gold.headers.get("why"), f"{gold.name}: no why"
        assert not (gold.headers["kind"] == "trap" and gold.noise), f"{gold.name}: a trap marks no noise"
        if gold.blind:
            stated = {"title", "year"} & gold.headers.keys()  # names-1 is about names: it states neither
            assert len(stated) != 1, f"{gold.name}: a blind document states both title and year, or neither"
            assert "known_failure" not in gold.headers, f"{gold.name}: no failure of a blind document is known"


def test_no_document_gets_worse(scored: Scored) -> None:
    name = GOLD / lock.NAME
    before = lock.read_lock(name.read_text(encoding="utf-8"), str(name))
    worse = list(lock.worse(before, lock.lock_of(scored)))
    assert not worse, "\n".join(
        ["more is wrong than gold.lock says; if it has to be: chengwen score tests/gold --lock", *worse]
    )


def test_a_gain_in_one_document_hides_no_loss_in_another() -> None:
    before = {"blind/a.txt": {"missed": 40}, "seen/b.txt": {"missed": 2}, "seen/c.txt": {"masks": 1}}
    now = {"blind/a.txt": {}, "seen/b.txt": {"missed": 3, "lost": 1}, "seen/d.txt": {}}
    assert list(lock.worse(before, now)) == [
        "seen/b.txt: missed 2 → 3, lost 0 → 1",
        "seen/c.txt: locked, and there is no such document",
        "seen/d.txt: not locked yet",
    ]


def test_a_lock_is_read_as_it_was_written_or_refused_by_its_line(scored: Scored) -> None:
    now = lock.lock_of(scored)
    assert lock.read_lock(lock.as_text(now), "gold.lock") == now
    with pytest.raises(InputError, match=r"gold\.lock: line 2 is not"):
        lock.read_lock("# head\nseen/a.txt: much\n", "gold.lock")


HEADERS = "%% kind: mixed\n%% why: it is short\n"


def counted(headers: str, body: str) -> Counts:
    return score(read_gold(f"{HEADERS}{headers}%%\n{body}", "a.txt", "a"), ours_only())


REPORT = "⟨0¦2021年河道清淤工作总结⟩\n一年来，全镇清理河道十二公里，群众满意。\n"
UNTITLED = "全镇清理河道十二公里，群众满意，各村配合。\n各村又补种柳树三百株，河岸长效管护有人负责。\n"


@pytest.mark.parametrize(
    ("headers", "body", "titles", "years"),
    [
        ("%% title: 2021年河道清淤工作总结\n%% year: 2021\n", REPORT, (1, 1), (1, 1)),
        ("%% title: 2021年河道清淤工作汇报\n%% year: 2020\n", REPORT, (0, 1), (0, 1)),
        ("%% title: none\n%% year: none\n", REPORT, (0, 1), (0, 1)),
        ("%% title: none\n%% year: none\n", UNTITLED, (1, 1), (1, 1)),
        ("", REPORT, (1, 1), (0, 0)),
        ("", UNTITLED, (1, 1), (0, 0)),
        ("%% names: marked\n", REPORT, (0, 0), (0, 0)),
    ],
)
def test_titles_and_years_are_right_where_the_header_says_so_or_the_body_marks_them(
    headers: str, body: str, titles: tuple[int, int], years: tuple[int, int]
) -> None:
    counts = counted(headers, body)
    assert (counts.titles_right, counts.titles) == titles
    assert (counts.years_right, counts.years) == years
    assert counts.wrong().get("titles", 0) == titles[1] - titles[0]
    assert counts.wrong().get("years", 0) == years[1] - years[0]


@pytest.mark.parametrize(
    ("headers", "title"),
    [
        ("", "⟪place¦XX⟫镇2021年河道清淤工作总结"),
        ("%% title: XX镇2021年河道清淤工作总结\n", "⟪place¦XX⟫镇2021年河道清淤工作总结"),
        ("", "镇⟪censored→党¦X⟫委2021年工作总结"),
        ("", r"2021年河道⟦junk¦\u{200b}⟧清淤⟦entity→工¦&#24037;⟧作总结"),
    ],
)
def test_a_title_is_compared_as_the_clean_text_has_it(headers: str, title: str) -> None:
    counts = counted(headers, f"⟨0¦{title}⟩\n全镇清理河道十二公里，群众满意。\n")
    assert (counts.titles_right, counts.problems) == (1, [])


def test_noise_is_counted_by_where_it_stands() -> None:
    counts = counted(
        "",
        "⟦frame¦甲乙网首页⟧\n⟨0¦2021年河道清淤工作总结⟩⟦promo¦广告⟧\n⟦frame¦分享到⟧\n全镇清理河道十二公里。⟦promo¦请关注\n丙丁号⟧\n⟦x→公¦共⟧里。\n"
        "⟦related¦下一篇⟧\n",
    )
    assert {place: getattr(counts, place) for place in (*PLACES, "rewritten")} == {
        "above": 5,
        "inside": 6,
        "part": 5,
        "after": 3,
        "rewritten": 1,
    }
    assert counts.noise == 20
    assert counts.noise_gone == sum(getattr(counts, f"{place}_gone") for place in (*PLACES, "rewritten"))


def test_what_is_reported_and_stays_counts_as_removed_or_suspect(scored: Scored) -> None:
    suspected = [counts for _, counts in scored if counts.noise_suspected]
    assert suspected
    for counts in suspected:
        rates = counts.rates()
        assert rates["noise_recall"] < rates["removed_or_suspect"] <= 1


def test_seen_and_blind_have_a_line_each_before_the_families(scored: Scored) -> None:
    lines = list(as_lines(table(scored)))
    names = [line.split("  ")[0] for line in lines[1 : lines.index("")]]
    assert names[:5] == ["(seen)", "(seen traps)", "(blind)", "(blind traps)", "(known failures)"]
    assert names[5:] == sorted(names[5:])
    assert "blind/noise-10" in names


def test_readme_tells_how_many_documents_there_are(scored: Scored) -> None:
    text = " ".join((GOLD.parents[1] / "README.md").read_text(encoding="utf-8").split())
    seen = [gold for gold, _ in scored if not gold.blind]
    traps = sum(gold.headers["kind"] == "trap" for gold in seen)
    assert f"holds {len(seen)} invented documents annotated by hand, {traps} of them traps" in text
    assert f"and {len(scored) - len(seen)} more in `blind/`" in text


@pytest.fixture(scope="module")
def sets(scored: Scored) -> Rows:
    return by_set(table(scored), {one["id"]: one["tells"] for one in SETS})


@pytest.mark.parametrize("told", SETS, ids=lambda one: one["id"])
def test_what_is_told_of_a_set_is_what_it_scores(told: dict[str, Any], sets: Rows) -> None:
    now = sets[told["id"]]
    assert {name: told.get(name) for name in now} == now, "run `make measure`"
    assert not (set(told) & set(TOLD)) - set(now)


SECRET = "甲乙丙丁书斋"


def test_of_a_blind_document_only_counts_are_told() -> None:
    text = f"{HEADERS}%% title: {SECRET}工作总结\n%% year: 1999\n%%\n⟦x¦{SECRET}的句子，很长，留在正文里。⟧\n各村补种柳树三百株。\n"
    blind, seen = (read_gold(text, "a.txt", "a", blind=blind) for blind in (True, False))
    counts = score(blind, ours_only())
    assert SECRET in "".join(told(seen, counts))
    assert SECRET in "".join(told(blind, counts, unblind=True))
    (line,) = told(blind, counts)
    assert re.fullmatch(r"[a-z_]+ \d+(, [a-z_]+ \d+)*", line)
    assert SECRET not in repr((blind, counts))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"{HEADERS}%%\n一\n⟦x→{SECRET}¦{SECRET}\n", "line 5: a mark ⟦…¦ is never closed"),
        (f"{HEADERS}%%\n⟦x¦{SECRET}⟫\n", "line 4: ⟫ closes no mark"),
        (f"{HEADERS}%%\n{SECRET}\n\\u{{d800}}\n", "line 5: \\u{d800} is no character"),
        (f"{HEADERS}%% year: {SECRET}\n%%\n一\n", "the header year must be four digits"),
        (f"{HEADERS}{SECRET}", "the header must be lines"),
    ],
)
def test_a_document_that_is_none_is_told_by_file_and_line_and_not_quoted(text: str, line: str) -> None:
    with pytest.raises(InputError) as error:
        read_gold(text, "blind/a.txt", "a", blind=True)
    assert str(error.value).startswith(f"blind/a.txt: {line}")
    assert SECRET not in str(error.value)


def test_a_mark_may_hold_a_real_line_feed() -> None:
    gold = read_gold(f"{HEADERS}%%\n全镇清理⟦wrap→¦\n⟧河道。\n", "a.txt", "a")
    assert gold.raw == "全镇清理\n河道。\n"
    assert [(one.family, one.new, gold.raw[one.span.start : one.span.end]) for one in gold.noise] == [
        ("wrap", "", "\n")
    ]


def test_a_document_in_another_encoding_is_told_by_its_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("%% kind: trap\n%% why: 国\n%%\n总结\n".encode("gb18030"))
    with pytest.raises(InputError, match=re.escape(f"{path}: byte 22 is not UTF-8; save the file as UTF-8")):
        list(read_folder(tmp_path))


def as_floors() -> str:
    """Write the present values as floors, rounded down to three decimals."""
    scored, parts = [(gold, score(gold, ours_only())) for gold in read_folder(GOLD)], [HEAD]
    for row, values in rows_of(table(scored)).items():
        lines = [f"{key} = {floor_of(row, key, values[key]):.3f}" for key in measures_of(row, scored)]
        parts.append("\n".join([f"[{row}]", *lines, ""]))
    return "\n".join(parts)


def floor_of(row: str, key: str, value: float) -> float:
    margin = BLIND_MARGIN_OF_CONTENT if key.startswith("content_") else BLIND_MARGIN
    lowered = max(0, value - margin) if row.startswith("blind") else value
    return math.floor(round(lowered, 9) * 1000) / 1000


if __name__ == "__main__":
    sys.stdout.write(as_floors())
