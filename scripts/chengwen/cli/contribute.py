"""The commands of a contributor: `add`, `suggest`, `remove`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chengwen.cli.help import Command
from chengwen.cli.language import told, words
from chengwen.cli.progress import ERASE, each_shown, follow, if_stopped, shown
from chengwen.cli.rules import own_rules
from chengwen.engine.printable import on_one_line, spelt_out
from chengwen.message import Message, at, say

if TYPE_CHECKING:
    from chengwen.checkout.additions import Proposal
    from chengwen.checkout.many_additions import Sum
    from chengwen.corpus.walk import Left
    from chengwen.formats.read import Extracted, Refused


BROKEN_INPUT = 3
MOST_COLUMNS = 12
text_column = click.option(
    "--text-column",
    metavar="NAME",
    default="",
    help="Of tables: the column of the text; else text, 正文, 内容, content … is looked for.",
)


@click.command(cls=Command)
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path))
@click.option("--source", "url", metavar="URL", help="Where the text was found; then it is public already.")
@click.option("--rights", help="What is known of the rights in the text.")
@click.option("--public/--private", default=None, help="Whether the raw file may be published; asked if not said.")
@click.option("--publishable", metavar="REASON", help="Why a text marked as internal may be published; kept with it.")
@click.option("--as-new", is_flag=True, help="Take a copy of a known sample as a sample of its own.")
@click.option("--yes", is_flag=True, help="Ask nothing; suspects stay as they are.")
@click.option("--json", "as_json", is_flag=True, help="Report as one JSON object a line; asks nothing.")
@text_column
@click.option("-v", "--verbose", is_flag=True, help="Of many files too, report all that was done in each.")
def add(
    files: tuple[Path, ...],
    url: str | None,
    rights: str | None,
    public: bool | None,
    publishable: str | None,
    as_new: bool,
    yes: bool,
    as_json: bool,
    text_column: str,
    verbose: bool,
) -> None:
    """Add new samples: decode, look for twins, clean, report, write raw/ and cleaned/.

    Takes texts in any encoding, and with the extra “formats” docx, doc, wps, rtf, odt, html, mht, pdf, eml, zip;
    tables (csv, tsv, xlsx, jsonl, parquet) row by row; or folders of these, where what is of another kind is left
    alone, and counted. Of more than five files each has a line, unless something is asked. A copy of a known sample
    adds its source to that sample. A text that names persons goes to raw/private/, which git ignores, unless it is
    public. A text that is marked secret (绝密, 机密, 秘密) is refused before anything is written, unless its sidecar
    says why it was `declassified`; one marked internal likewise, unless --publishable does.
    """
    from chengwen.checkout import additions, holdings, store
    from chengwen.checkout.choices import find_choices
    from chengwen.cli import found
    from chengwen.errors import InputError, SidecarError

    _refuse_source(url)
    root = store.find_root()
    additions.refuse_what_was_cleaned(root, files)
    if_stopped(say("stopped; what was added stays, and the same command finishes what it began"))
    cleaner = find_choices().cleaner()
    with shown(say("Reading cleaned/")):
        held = holdings.holdings(root)
    ask = sys.stdin.isatty() and not yes and not as_json
    paths, left, outcomes = _documents(files)
    telling = Telling(root, as_json, _sum(paths, is_long=ask or as_json or verbose))
    for one in each_shown(found.read(paths, text_column), say("Reading")):
        stated = replace(one.sidecar, url=url or one.sidecar.url, rights=rights or one.sidecar.rights)
        telling.columns.update(dict.fromkeys(one.beside))
        try:
            with shown(say("Cleaning")):
                proposal = additions.propose(root, held, _readable(one.item), stated, cleaner, public, publishable)
                proposal = additions.with_columns(proposal, one.stated)
            proposal, outcome = _settle(telling, proposal, public, as_new=as_new, ask=ask)
        except (InputError, SidecarError) as error:
            _refuse(error.message)
            outcome = "refused"
        outcomes[outcome] += 1
        if outcome == "added":
            held = holdings.remember(held, proposal.document.id, proposal.item.original, proposal.document.text)
    _sum_up(telling, outcomes, left, len(paths), url)
    sys.exit(BROKEN_INPUT if outcomes["refused"] else 1 if outcomes["removed"] or outcomes["marked"] else 0)


def _documents(files: tuple[Path, ...]) -> tuple[list[Path], list[Left], Counter[str]]:
    """Return the files to read, what is left alone, and the outcomes so far: where there are none is said."""
    from chengwen.cli import found

    paths, left, problems = found.documents(files)
    return paths, left, _refused(problems)


def _sum(paths: list[Path], *, is_long: bool) -> Sum | None:
    """Return what sums up many files, of which each is told of in one line; None: all is told of each."""
    from chengwen.checkout.many_additions import Sum
    from chengwen.cli import found

    return Sum() if found.are_many(paths) and not is_long else None


def _refuse_source(url: str | None) -> None:
    """Refuse a source that is no address on the web: it says that the raw file is public, and who can find it there."""
    from chengwen.checkout.web_addresses import is_public

    if url is not None and not is_public(url):
        raise click.UsageError(
            say(
                "--source “{url}” is no complete address on the web, and makes the raw file public; write where the "
                "text was found, https://www.example.cn/1, or leave --source out",
                url=on_one_line(url),
            )
        )


@dataclass(frozen=True, slots=True)
class Telling:
    """How the outcomes of a run are told."""

    root: Path
    as_json: bool
    sum: Sum | None
    """Of many files: what was added so far, told at the end, with a line a file; None: all is told of each."""
    columns: dict[str, None] = field(default_factory=dict)
    """The columns of tables that are not kept."""


def _settle(
    telling: Telling, proposal: Proposal, public: bool | None, *, as_new: bool, ask: bool
) -> tuple[Proposal, str]:
    """Show a proposal, ask about it, carry it out and tell of it; return it as it was carried out, and the outcome."""
    root = telling.root
    if not telling.as_json and telling.sum is None:
        _show(root, proposal)
    if ask and proposal.removed is None and not proposal.marks:
        proposal = _ask(proposal, public)
    outcome, written = _carry_out(root, proposal, as_new=as_new, ask=ask)
    _tell(telling, proposal, outcome, [path.relative_to(root).as_posix() for path in written])
    return proposal, outcome


def _sum_up(telling: Telling, outcomes: Counter[str], left: list[Left], read: int, url: str | None) -> None:
    """Say what was left alone, how the rest ended, and of what `url` is the source; beside JSON on standard error."""
    from chengwen.checkout import additions, many_additions

    err = telling.as_json
    if telling.columns:
        _say_of_columns(tuple(telling.columns), as_json=err)
    for line in _files_found(left, read, counted=telling.sum is not None):
        click.echo(on_one_line(told(line)), err=err)
    for line in (
        many_additions.summary(telling.sum, hidden=additions.is_hidden_from_git(telling.root)) if telling.sum else ()
    ):
        click.echo(on_one_line(told(line)), err=err)
    counts = say(
        "{added:,} added, {copies:,} {copies:copy|copies} of what is there, {refused:,} refused",
        added=outcomes["added"],
        copies=outcomes["twin"],
        refused=outcomes["refused"] + outcomes["removed"] + outcomes["marked"],
    )
    if outcomes["declined"]:
        counts = say("{counts}, {declined:,} declined", counts=counts, declined=outcomes["declined"])
    click.echo(told(counts), err=err)
    if url and outcomes["added"] > 1:
        _say_of_source(url, outcomes["added"], as_json=err)


def _files_found(left: list[Left], read: int, *, counted: bool) -> Iterator[Message]:
    """Yield how many files were found, if they are counted, and what was left alone."""
    from chengwen.corpus import walk

    kinds = walk.by_kind(left)
    if counted:
        yield walk.found(read, left)
    elif kinds:
        yield say("left alone: {kinds}", kinds=kinds)


def _say_of_columns(columns: tuple[str, ...], *, as_json: bool) -> None:
    """Name the columns of tables that are not kept: a sample has none."""
    from chengwen.corpus.source_columns.personal import as_told

    noted = say(
        "columns of tables that are not kept: {columns}; a sample has a text, and title, date, year and address",
        columns=tuple(map(as_told, columns[:MOST_COLUMNS])) + (("…",) if len(columns) > MOST_COLUMNS else ()),
    )
    click.echo(on_one_line(told(noted)), err=as_json)


def _say_of_source(url: str, number: int, *, as_json: bool) -> None:
    """Say that one address stands as the source of several samples: of a folder, seldom is each found there."""
    noted = say(
        "{url} is noted as the source of all {number:,}; where one was found elsewhere, change url in the .toml "
        "beside it",
        url=url,
        number=number,
    )
    click.echo(on_one_line(told(noted)), err=as_json)


def _readable(item: Extracted | Refused) -> Extracted:
    """Return a file that was read; one that was not raises `InputError` with the reason."""
    from chengwen.errors import InputError
    from chengwen.formats.read import Refused

    if isinstance(item, Refused):
        raise InputError(at(item.inside or item.name, item.reason))
    return item


def _refused(problems: list[Message]) -> Counter[str]:
    """Report why some files cannot be used, and return the outcomes so far."""
    for problem in problems:
        _refuse(problem)
    return Counter({"refused": len(problems)})


def _refuse(reason: Message) -> int:
    """Report why one file cannot be used, and return the exit code to use when the others are done."""
    click.echo(ERASE + click.style(on_one_line(told(reason)), fg="red"), err=True)
    return BROKEN_INPUT


def _show(root: Path, proposal: Proposal) -> None:
    from chengwen.checkout import addition_report

    others = {twin.id: (root / "cleaned" / f"{twin.id}.txt").read_bytes().decode() for twin in proposal.near_duplicates}
    for line in addition_report.lines(proposal, others):
        click.echo(on_one_line(told(line)))
    for line in addition_report.name_lines(proposal):
        click.echo(on_one_line(told(line)), err=True)


def _ask(proposal: Proposal, public: bool | None) -> Proposal:
    """Ask what only a person can know: what suspects are, and whether the text is public."""
    from chengwen.checkout import addition_report, additions
    from chengwen.sidecar import Override
    from chengwen.stages.structure.secrecy.secrecy import LONE

    keep: list[Override] = []
    remove: list[Override] = []
    for number, suspect in enumerate(proposal.document.suspects):
        if suspect.rule == LONE:  # a mark of secrecy is text, and not for a contributor to remove
            continue
        click.echo(spelt_out(f"\n{told(addition_report.suspect_lines(proposal, number))}"))
        answer = _answer(say("  k to keep it, r to remove it, Enter to leave it for later"), ["k", "r", ""])
        if answer:
            usual = told(say("a part of the text")) if answer == "k" else suspect.why
            reason = click.prompt(told(say("  why")), default=usual)
            decision = Override(reason, additions.source_of(proposal.document, suspect))
            (keep if answer == "k" else remove).append(decision)
    if keep or remove:
        proposal = additions.decide(proposal, keep, remove)
    if public is None and not proposal.public and not proposal.near_duplicate:
        question = say("The raw text tells names or contacts. Has this text been published before?")
        is_public = _confirm(question, default=False)
        proposal = replace(proposal, public=is_public)
    return proposal


def _answer(question: Message, known: list[str]) -> str:
    """Ask until the answer is one of those known."""
    while True:
        answer: str = click.prompt(told(question), default="", show_default=False)
        if answer.strip(" ").lower() in known:
            return answer.strip(" ").lower()
        click.echo(told(say("  please answer with one of these: {known}", known=tuple(filter(None, known)))))


def _confirm(question: Message, *, default: bool) -> bool:
    """Ask for yes or no."""
    marks = "[Y/n]" if default else "[y/N]"
    answer = _answer(say("\n{question} {marks}", question=question, marks=marks), ["y", "yes", "n", "no", ""])
    return answer.startswith("y") if answer else default


def _is_the_same(id: str, *, default: bool) -> bool:
    return _confirm(say("Is this the same document as {id}?", id=id), default=default)


def _carry_out(root: Path, proposal: Proposal, *, as_new: bool, ask: bool) -> tuple[str, list[Path]]:
    """Carry out a proposal; return the outcome, and what was written."""
    from chengwen.checkout import additions

    if proposal.removed:
        return "removed", []
    if proposal.marks:
        return "marked", []
    twin = proposal.near_duplicate
    if twin and not as_new and (not ask or _is_the_same(twin.id, default=True)):
        return "twin", additions.add_source(root, proposal, twin)
    apart = proposal.apart
    if ask and not twin and apart and not as_new and _is_the_same(apart.id, default=False):
        return "twin", additions.add_source(root, proposal, apart)
    if ask and not _confirm(say("Add it to the corpus?"), default=True):
        return "declined", []
    return "added", additions.write(root, additions.with_not_copy_of(proposal))


def _tell(telling: Telling, proposal: Proposal, outcome: str, names: list[str]) -> None:
    from chengwen.checkout import addition_report, additions, many_additions

    if telling.as_json:
        click.echo(json.dumps(addition_report.as_json(proposal, outcome, names), ensure_ascii=False))
        return
    if telling.sum is not None:
        telling.sum.add(proposal, outcome, names)
        for line in many_additions.lines(proposal, outcome, names):
            click.echo(on_one_line(told(line)))
        return
    hidden = additions.is_hidden_from_git(telling.root)
    for line in addition_report.outcome_lines(proposal, outcome, names, hidden=hidden):
        click.echo(on_one_line(told(line)))
    click.echo()


@click.command(cls=Command)
@click.argument("paths", nargs=-1, metavar="[PATH…]", type=click.Path(path_type=Path))
@text_column
@own_rules
def suggest(paths: tuple[Path, ...], folder: Path | None, text_column: str) -> None:
    """Draft rules for what repeats across documents of different content.

    Reads files and folders as `add` does (without PATH, cleaned/), cleans them, and writes a rule file to standard
    output: each draft says what speaks for it and holds real examples. Name it, narrow it or drop it; `chengwen rules
    test --rules DIR` tells what it still lacks.
    """
    from chengwen.checkout import samples, store
    from chengwen.cleaner import Cleaner
    from chengwen.cli import found
    from chengwen.corpus import walk
    from chengwen.errors import ChengwenError
    from chengwen.knowledge.load import load_rules
    from chengwen.measure import suggest as suggesting

    options = Cleaner(load_rules(folder))
    files, left, problems = found.documents(paths or [store.find_root() / "cleaned"])
    worst = max((_refuse(problem) for problem in problems), default=0)
    if not files:
        sys.exit(worst)
    texts = list[str]()
    with shown(say("Cleaning"), len(files)) as progress:
        for one in found.read(follow(files, progress), text_column):
            try:
                texts.append(samples.clean_extracted(_readable(one.item), options, one.sidecar).text)
            except ChengwenError as error:
                worst = _refuse(error.message)
    if paths and (kinds := walk.by_kind(left)):
        click.echo(on_one_line(told(say("left alone: {kinds}", kinds=kinds))), err=True)
    with shown(say("Comparing")):
        fragments = suggesting.find_fragments(texts)
    click.echo(suggesting.as_toml(suggesting.drafts(fragments, texts), fragments, words()), nl=False)
    summary = say(
        "{documents} {documents:document|documents}, {drafts} {drafts:draft|drafts}",
        documents=len(texts),
        drafts=len(fragments),
    )
    click.echo(told(summary), err=True)
    if len(texts) > suggesting.MOST:
        click.echo(told(say("only the first {number} were compared", number=suggesting.MOST)), err=True)
    sys.exit(worst)


@click.command(cls=Command)
@click.argument("id")
@click.option("--reason", required=True, help="Why; it is published with the tombstone.")
def remove(id: str, reason: str) -> None:
    """Take a sample down and keep it from coming back.

    Deletes it from raw/, cleaned/ and the built site, and leaves a tombstone in raw/removed/: a signature by which
    `add` and `check` know the text and its copies again, never the text itself.
    """
    from chengwen.checkout import removals, store

    root = store.find_root()
    if_stopped(say("stopped; the same command finishes what it began"))
    gone = removals.remove(root, id, reason)
    for path in gone:
        click.echo(told(say("deleted {file}", file=on_one_line(path.relative_to(root).as_posix()))))
    click.echo(told(say("left raw/removed/{id}.toml; run `chengwen site` to build the site anew", id=id)))
    if removals.is_in_git(root):
        click.echo(spelt_out(told(removals.purge_advice(root, gone))))
