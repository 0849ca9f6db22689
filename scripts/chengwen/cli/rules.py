"""The commands about rules: list, show, test and begin them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from chengwen.cli.help import Group
from chengwen.cli.language import told
from chengwen.cli.notes import note
from chengwen.cli.progress import follow, shown
from chengwen.message import Message, at, say

RULES_HERE = Path("rules")
"""Where `rules new` writes, in the working folder."""


def rules_here(folder: Path | None) -> Path | None:
    """Return the folder of rules that is named, else that of the working folder, which is then told.

    A corpus names its folder in chengwen.toml; without one, `clean` takes rules only where they are named, too.
    """
    if folder is not None or not any(map(_holds_rules, sorted(RULES_HERE.glob("*.toml")))):
        return folder
    note(
        say(
            "with the rules in {folder}/; other commands take them with --rules {folder}, or in a corpus "
            "(`chengwen init`)",
            folder=RULES_HERE,
        )
    )
    return RULES_HERE


def _holds_rules(path: Path) -> bool:
    """Whether a file is one of rules, and not a .toml of something else."""
    try:
        return b"[[rules]]" in path.read_bytes()
    except OSError:
        return False


own_rules = click.option("--rules", "folder", type=click.Path(path_type=Path), help="Rules of your own, beside ours.")
"""The option of every command that accepts additional rules."""


@click.group(cls=Group)
def rules() -> None:
    """List, show and test the rules, and begin new ones."""


@rules.command("list")
@own_rules
def rules_list(folder: Path | None) -> None:
    """List every rule by family, with what it is about.

    In a checkout of the project also its support: in how many documents of tests/gold/seen and raw/ it fires, and in
    how many families of these (raw/ is one). A rule that fires in one document, or in none, is marked with !.
    """
    from chengwen.knowledge.load import load_rules

    ours = load_rules(rules_here(folder))
    columns = _support_columns(ours)
    for rule in sorted(ours.everything(), key=lambda rule: (rule.family, rule.id)):
        family = click.style(rule.family.ljust(15), dim=True)
        click.echo(f"{family} {rule.id.ljust(28)} {columns.get(rule.id, '')}{rule.description}")


SEEN = Path("tests") / "gold" / "seen"
"""Below a checkout of the project: the annotated documents that may be read."""


def _support_columns(ours: Any) -> dict[str, str]:
    """Return the column of support for each rule; nothing outside the project: a wheel has no documents to count in."""
    from chengwen.checkout import store
    from chengwen.errors import InputError
    from chengwen.measure.support import support

    try:
        root = store.find_root()
    except InputError:
        return {}
    if not (root / SEEN).is_dir():
        return {}
    with shown(say("Counting")) as progress:
        found = support(follow(_documents(root, ours), progress), ours)
    return {
        id: told(
            say(
                "{documents:4} in {sources:2} {mark} ",
                documents=one.documents,
                sources=len(one.sources),
                mark="!" if one.is_weak else " ",
            )
        )
        for id, one in found.items()
    }


def _documents(root: Path, ours: Any) -> Iterator[tuple[str, Any]]:
    """Clean what rules may be written from, annotated documents and samples; each with its family, samples `raw`."""
    from chengwen.checkout import samples, store
    from chengwen.cleaner import Cleaner
    from chengwen.measure.gold import read_folder

    cleaner = Cleaner(ours)
    for gold in read_folder(root / SEEN):
        yield gold.family, cleaner.clean(gold.raw, id="gold")
    for outcome in samples.outcomes(store.raw_samples(root), cleaner):
        if outcome.document is not None:
            yield "raw", outcome.document


@rules.command("show")
@click.argument("id")
@own_rules
def rules_show(id: str, folder: Path | None) -> None:
    """Show one rule: why it is there, what it takes and what it leaves."""
    from dataclasses import asdict

    from chengwen.knowledge.load import catalogue, load_rules

    rule = catalogue(load_rules(rules_here(folder))).get(id)
    if rule is None:
        raise click.UsageError(say("No rule “{id}”; `chengwen rules list` names them all.", id=id))
    for key, value in asdict(rule).items():
        for line in value if isinstance(value, tuple) else [value] if value else []:
            text = f"{line[0]!r} → {line[1]!r}" if isinstance(line, tuple) else line
            click.echo(f"{click.style(key.ljust(12), fg='cyan')} {text}")


@rules.command("test")
@own_rules
def rules_test(folder: Path | None) -> None:
    """Hold every rule to its examples and to linear time."""
    from chengwen.checkout import checks
    from chengwen.knowledge.load import load_rules, ours_only

    if folder and _is_empty_yet(folder):
        click.echo(told(say("{folder}: no rules of your own there yet", folder=folder)), err=True)
        folder = None
    else:
        folder = rules_here(folder)
    loaded = load_rules(folder)
    with shown(say("Testing")):
        findings = list(checks.check_rules(loaded))
    for finding in findings:
        click.secho(told(at(finding.file, finding.message)), fg="red")
    summary = say(
        "{rules:,} {rules:rule|rules}, {own:,} of your own, {wrong} that {wrong:does|do} not hold",
        rules=len(loaded.patterns),
        own=len(loaded.patterns) - len(ours_only().patterns),
        wrong=len(findings),
    )
    click.echo(told(summary), err=True)
    sys.exit(1 if findings else 0)


def _is_empty_yet(folder: Path) -> bool:
    """Whether a folder is the one that chengwen.toml names for rules, in which nobody has put any."""
    from chengwen.checkout.choices import find_choices

    chosen = find_choices()
    is_named = chosen.rules_folder is not None and folder.resolve() == chosen.rules_folder.resolve()
    return is_named and chosen.own_rules is None


@rules.command("new")
@click.argument("id")
@click.option(
    "--match", "matches", multiple=True, metavar="TEXT", help="A line that it must take; asked for otherwise."
)
@click.option(
    "--keep", "keeps", multiple=True, metavar="TEXT", help="A line like it that must stay; asked for otherwise."
)
@click.option(
    "--pattern",
    metavar="REGEX",
    help=(
        "What it matches; the first line to take, word for word, unless given. Write classes out, [0-9] for \\d, and "
        "bound every repeat: there is no \\w, no \\s, no * and no +."
    ),
)
@click.option(
    "--scope",
    default="line",
    show_default=True,
    metavar="SCOPE",
    help=(
        "Where it looks: line, a whole line; part, a line or a sentence of it; span, anywhere in a line; block, "
        "several lines; head:N or tail:N, a whole line among the first or the last N."
    ),
)
@click.option("--family", default="own", show_default=True, help="The family that it belongs to.")
@click.option("--description", help="What it is about, in a few words; asked for otherwise.")
@click.option("--why", help="Why it is noise; asked for otherwise.")
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path), help="Write here; rules/ID.toml, unless given.")
def rules_new(
    id: str,
    matches: tuple[str, ...],
    keeps: tuple[str, ...],
    pattern: str | None,
    scope: str,
    family: str,
    description: str | None,
    why: str | None,
    out: Path | None,
) -> None:
    """Write a rule file: its examples are asked for, and it is written only if it holds.

    A rule takes a whole line that its pattern matches, or a piece out of it with --scope span. Each needs a line that
    it takes and one like it that stays.
    """
    from chengwen.checkout.store import write_whole
    from chengwen.errors import InputError
    from chengwen.knowledge.load import draft_of, read_rules

    path = out or Path("rules") / f"{id}.toml"
    if path.exists():
        raise InputError(at(path, say("is there already; name another file with --out, or change it by hand")))
    matches = matches or (_ask(say("a line that it must take"), "--match"),)
    keeps = keeps or (_ask(say("a line like it that must stay"), "--keep"),)
    description = description or _ask(say("what it is about, in a few words"), "--description")
    why = why or _ask(say("why it is noise"), "--why")
    text = draft_of(id, family, (description, why), pattern, (matches, keeps), scope)
    read_rules(text.encode(), str(path))  # says what is wrong with it, before anything is written
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, text.encode())
    click.echo(
        told(say("{file}: written; try it with `chengwen clean FILE --rules {folder}`", file=path, folder=path.parent))
    )


def _ask(what: Message, option: str) -> str:
    """Ask for what an option would say; where nobody can answer, say which."""
    try:
        answer: str = click.prompt(told(what))
    except click.Abort:
        if sys.stdin.isatty():  # Ctrl-C
            raise
        missing = say("{option} is missing, and nobody is there to ask: {what}", option=option, what=what)
        raise click.UsageError(missing) from None
    return answer
