"""A seller's marks are found where half of the documents is seen, and the drafted rules clean the other half."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from annotated import Annotated
from chengwen import clean
from chengwen.knowledge.load import ours_only, read_rules
from chengwen.knowledge.rules import Rules
from chengwen.measure.suggest import as_toml, drafts, find_fragments

Market = tuple[dict[str, str], dict[str, str]]
MARKS = ("云岭文稿轩", "墨水河写作铺", "稿纸山房学习群：", "稿纸山房")


def sell(text: str, number: int) -> str:
    """Put a seller's marks into a report: within sentences, alone on lines, and a number that is never the same."""
    chance = random.Random(number)
    lines = text.rstrip("\n").split("\n")
    for _ in range(4):
        at = chance.choice([at for at, line in enumerate(lines) if len(line) > 40])
        cut = chance.randrange(4, len(lines[at]) - 4)
        lines[at] = f"{lines[at][:cut]}墨水河写作铺{lines[at][cut:]}"
    for _ in range(2):
        lines.insert(chance.randrange(2, len(lines)), "云岭文稿轩")
    lines.insert(chance.randrange(2, len(lines)), f"稿纸山房学习群：{chance.randrange(10**5, 10**9)}，入群验证{number}")
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def halves(market: Market) -> tuple[list[str], list[tuple[str, str]]]:
    """The clean texts of 20 sold reports, and 20 more, each with the report it was."""
    reports = list(market[0].values())[:40]
    sold = [sell(report, number) for number, report in enumerate(reports)]
    return [clean(text).text for text in sold[:20]], list(zip(sold[20:], reports[20:], strict=True))


def test_drafted_rules_work_on_the_other_half(halves: tuple[list[str], list[tuple[str, str]]]) -> None:
    seen, unseen = halves
    fragments = find_fragments(seen)
    assert {mark for one in fragments for mark in MARKS if mark in one.text} == set(MARKS)
    rules = read_rules(
        as_toml(drafts(fragments, seen), fragments).encode(), "drafts.toml"
    )  # holds them to their examples
    ours = ours_only()
    with_drafts = Rules((*ours.patterns, *rules), ours.operations)
    for sold, report in unseen:
        assert clean(sold, rules=with_drafts).text == clean(report).text


def test_nothing_is_drafted_of_reports_that_share_set_phrases(market: Market) -> None:
    assert find_fragments([clean(text).text for text in market[0].values()]) == []


def test_nothing_is_drafted_of_clean_documents_of_many_kinds(annotated: Annotated) -> None:
    assert find_fragments([document.text for _, document in annotated]) == []


def test_copies_of_one_document_prove_nothing(market: Market) -> None:
    sold = clean(sell(market[0]["r000"], 7)).text
    assert find_fragments([sold] * 10) == []


def test_the_command_writes_a_rule_file_that_loads(
    run: Callable[..., Result], checkout: Path, halves: tuple[list[str], list[tuple[str, str]]]
) -> None:
    (checkout / "found").mkdir()
    for number, text in enumerate(halves[0]):
        path = checkout / "found" / f"{number % 3}" / f"{number:02}.{('txt', 'md')[number % 2]}"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (checkout / "found" / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    drafted = run("suggest", "found")
    assert drafted.exit_code == 0
    assert "20 documents, 3 drafts" in drafted.stderr
    assert "left alone: 1 " in drafted.stderr
    (checkout / "mine").mkdir()
    (checkout / "mine" / "drafts.toml").write_text(drafted.stdout, encoding="utf-8")
    assert run("rules", "test", "--rules", "mine").exit_code == 0
    assert " 0 drafts" in run("suggest", "found", "--rules", "mine").stderr


def test_a_folder_without_documents_is_refused(run: Callable[..., Result], checkout: Path) -> None:
    (checkout / "found").mkdir()
    drafted = run("suggest", "found")
    assert (drafted.exit_code, drafted.stdout) == (3, "")
    assert "found: nothing here to clean" in drafted.stderr
