"""The verbs `explain` and `diff`: what was done to a text, and by which rule; of a file, or of a row of a table."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import starmap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chengwen.cli.help import Command
from chengwen.cli.language import told
from chengwen.cli.notes import note
from chengwen.cli.rules import own_rules
from chengwen.decode.file_names import as_text
from chengwen.engine.kept import compiled
from chengwen.engine.printable import on_one_line
from chengwen.message import Message, at, foreign, say

if TYPE_CHECKING:
    from chengwen.checkout.report import Reason, Row
    from chengwen.cleaner import Cleaner
    from chengwen.document import Document
    from chengwen.knowledge.rules import Rules


_NUMBERED = compiled("(?P<file>.+?)(?P<numbers>(?::[1-9][0-9]{0,8}){0,2})")


@dataclass(frozen=True, slots=True)
class Place:
    """A file as it was named, and the numbers behind it: of a table the row and the line in it, else the line."""

    file: str
    row: int | None
    line: int | None


def place_in(said: str) -> Place:
    """Return what a place names; a table without a row is a usage error that says how to name one.

    >>> place_in("a.txt:12"), place_in("a.csv:3")
    (Place(file='a.txt', row=None, line=12), Place(file='a.csv', row=3, line=None))
    >>> place_in("a.jsonl:3:12"), place_in("a.txt")
    (Place(file='a.jsonl', row=3, line=12), Place(file='a.txt', row=None, line=None))
    """
    from chengwen.corpus.file_kinds import holds_rows

    match = _NUMBERED.fullmatch(said)
    file, numbers = (match["file"], match["numbers"]) if match else (said, "")
    given = [int(one) for one in numbers.split(":")[1:]]
    if holds_rows(file):
        if not given:
            name = as_text(file)
            raise click.UsageError(
                say("{file} holds a document a row; name the row behind a colon, {file}:1 for the first", file=name)
            )
        return Place(file, given[0], given[1] if given[1:] else None)
    if given[1:]:  # a name that ends in a number
        return Place(f"{file}:{given[0]}", None, given[1])
    return Place(file, None, given[0] if given else None)


def cleaned(place: Place, cleaner: Cleaner, asked: dict[str, Any]) -> Document:
    """Clean what stands at a place: a file, or the row of a table, whose columns are found as `clean` finds them."""
    if place.row is None:
        from chengwen.checkout import samples

        return samples.clean_file(Path(place.file), cleaner)
    from chengwen.corpus.one_row import clean_row_of
    from chengwen.corpus.options import CorpusOptions
    from chengwen.corpus.rows import Reading
    from chengwen.corpus.source_columns.fields import Wanted

    wanted = Wanted(asked["text_column"] or "", asked["id_column"] or "")
    return clean_row_of(place.file, place.row, CorpusOptions(cleaner, reading=Reading(wanted=wanted)))


def columns(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say which column is read."""
    for option, name in (("--id-column", "id_column"), ("--text-column", "text_column")):
        verb = click.option(option, name, metavar="NAME", help="As `clean` takes it.")(verb)
    return verb


@click.command(cls=Command)
@click.argument("place", metavar="FILE[:LINE]|TABLE:ROW[:LINE]")
@click.option("--places", type=click.Choice(["follow", "all", "none"]), default="follow", help="As `clean` takes it.")
@columns
@own_rules
def explain(place: str, places: str, folder: Path | None, **asked: Any) -> None:
    """Show what spoke at a line of a file: rules that took something, labels, suspects, the section it is in.

    \b
    chengwen explain report.docx      every line of the file on which something was done or is suspected
    chengwen explain report.docx:12   line 12 of the file as it is, counted from 1
    chengwen explain 表.csv:3         every line of the third row on which something was done
    chengwen explain 表.csv:3:2       the second line of that row

    Rows are counted as `clean` counts them: lines of JSON, rows of a table below its header. Returns 1 where nothing
    was done there. `one of`: lines went together, and this one does not show by which of these rules.

    To overrule it, write [[keep]], [[remove]], [[undo]], [[keep_name]] or [[mask]] with text and reason into a .toml of
    the file's name beside it.
    """
    from chengwen.checkout.choices import find_choices
    from chengwen.cleaner import Cleaner
    from chengwen.corpus.file_kinds import holds_rows
    from chengwen.knowledge.load import load_rules

    found = Place(place, None, None) if Path(place).is_file() and not holds_rows(place) else place_in(place)
    loaded, chosen = load_rules(folder), find_choices()
    document = cleaned(found, Cleaner(loaded, only=chosen.only, skip=chosen.skip, places=places), asked)
    reasons = list(_reasons(document, found, loaded))
    for line, reason in reasons:
        if found.line is None:
            click.secho(f"{line:>4}  ", dim=True, nl=False)
        click.secho(f"{told(reason.what):8}", fg="cyan", nl=False)
        click.echo(on_one_line(f"{told(reason.by)}  {told(reason.why)}"))
    if any(reason.what != SECTION for _, reason in reasons):
        return
    note(say("nothing was done there"))
    sys.exit(1)


SECTION = "section"


def _reasons(document: Document, place: Place, rules: Rules) -> Iterator[tuple[int, Reason]]:
    """Yield what spoke at a line; without one, at every line there is, apart from the sections that they are in."""
    from chengwen.checkout import report
    from chengwen.errors import InputError

    source = document.private.source_text or ""
    lines = source.count("\n") + 1
    if place.line is not None:
        if place.line > lines:
            past = say("line {line} is past its end; it has {lines}", line=place.line, lines=lines)
            raise InputError(at(_name(place), past))
        yield from ((place.line, reason) for reason in report.explain_line(document, place.line, rules))
        return
    for line in range(1, lines + 1 - source.endswith("\n")):
        yield from ((line, reason) for reason in _but_sections(report.explain_line(document, line, rules)))


def _but_sections(reasons: Iterable[Reason]) -> Iterator[Reason]:
    return (reason for reason in reasons if reason.what != SECTION)


def _name(place: Place) -> str | Message:
    return place.file if place.row is None else say("{file}, row {number}", file=place.file, number=place.row)


@click.command(cls=Command)
@click.argument("id", metavar="ID|FILE|TABLE:ROW")
@click.option(
    "--word",
    is_flag=True,
    help="Show each line that changed, with what went and what came in its place; below it, its rules.",
)
@columns
@own_rules
def diff(id: str, word: bool, folder: Path | None, **asked: Any) -> None:
    """Show what was removed, masked and rewritten, and by which rule.

    In a sample, by its id; or in a file, or the row of a table (表.csv:3), as it would be cleaned. Rows are counted as
    `clean` counts them: lines of JSON, rows of a table below its header. What is hidden is never shown.
    """
    from chengwen.checkout import report, store
    from chengwen.checkout.choices import find_choices
    from chengwen.cleaner import Cleaner
    from chengwen.corpus.file_kinds import holds_rows
    from chengwen.knowledge.load import load_rules

    place = Place(id, None, None) if Path(id).is_file() and not holds_rows(id) else place_in(id)
    if place.row is not None or (Path(place.file).is_file() and place.line is None):
        chosen = find_choices()
        cleaner = Cleaner(load_rules(folder), only=chosen.only, skip=chosen.skip, places=chosen.places)
        document = cleaned(place, cleaner, asked)
    elif place.line is not None and Path(place.file).is_file():
        raise click.UsageError(
            say(
                "{file} is one document; leave :{line} out, or ask `explain` about a line",
                file=place.file,
                line=place.line,
            )
        )
    else:
        root = store.find_root()
        document, cleaner = store.published_one(root, id), find_choices(root).cleaner()
    if word:
        for number, pieces, rules in report.word_diff(document):
            click.echo(f"{number}: " + on_one_line("".join(starmap(_piece, pieces))))
            click.secho(f"    {on_one_line(' '.join(rules))}", fg="cyan")
    else:
        _show_edits(report.rows(document, cleaner.rules), report.hidden(document))


def _show_edits(rows: Iterable[Row], hidden: Iterable[tuple[str, int, list[str]]]) -> None:
    for row in rows:
        click.secho(row.place, dim=True, nl=False)
        click.secho(f"  {on_one_line(' '.join(row.rules))}", fg="cyan", nl=False)
        click.echo(f"  {row.description}")
        for old in row.removed:
            click.secho(f"    - {on_one_line(told(old))}", fg="red")
        for new in row.written:
            click.secho(f"    + {on_one_line(new)}", fg="green")
    for type, number, contexts in hidden:
        click.secho(told(say("{type}: {number} hidden", type=foreign(on_one_line(type)), number=number)), fg="cyan")
        for context in contexts:
            click.echo(f"    {on_one_line(context)}")


def _piece(how: str, text: str) -> str:
    """Return a piece of a line, marked as Git marks words."""
    if how == "=" or not text:
        return text
    return f"[-{text}-]" if how == "-" else f"{{+{text}+}}"
