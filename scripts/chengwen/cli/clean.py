"""The command `clean`: its options in one table, and which of its three ways a call asks for.

Without a PATH, the samples of a checkout (samples.py); one PATH without --out, a document on standard output; else
whatever the PATHs hold, as texts or as rows: only --out and --format say which (batch.py).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from chengwen.cli.help import Command
from chengwen.cli.notes import note, note_marked, note_names, note_what_is_left, out
from chengwen.cli.progress import shown
from chengwen.engine.printable import on_one_line
from chengwen.message import at, say

if TYPE_CHECKING:
    from chengwen.cleaner import Cleaner
    from chengwen.document import Document

SEVERAL = "may be given several times"
FAMILY = f"{SEVERAL}; `chengwen rules list` names the families"
POSITIVE = click.IntRange(1)
MORE_THAN_NOTHING = click.FloatRange(min=0, min_open=True)
SHARE = click.FloatRange(0, 1, min_open=True)
FORMATS = ("jsonl", "jsonl.gz", "jsonl.zst", "parquet")

ALWAYS, PLACE, ROWS, TEXTS, WORD = "always", "place", "rows", "texts", "word"
"""Where an option has an effect: always, with --out, where rows, texts or a Word file are written."""
OPTIONS: tuple[tuple[str, tuple[str, ...], dict[str, Any], str], ...] = (
    (
        ALWAYS,
        ("-o", "--out"),
        {"metavar": "PLACE"},
        (
            "Write here: a folder, which takes a .txt and a .json a document; rows, *.jsonl[.gz|.zst] or *.parquet; "
            "of one file, its *.txt or *.json. Beside rows, NAME.rejects.jsonl says what was refused, "
            "NAME.duplicates.jsonl what was dropped."
        ),
    ),
    (
        ALWAYS,
        ("--json", "as_json"),
        {"is_flag": True},
        "Give the whole document as JSON, not its text alone.",
    ),
    (
        ALWAYS,
        ("--check",),
        {"is_flag": True},
        "Write nothing; exit with 1 if cleaned/ is not up to date.",
    ),
    (
        ALWAYS,
        ("--diff",),
        {"is_flag": True},
        "Write nothing; show what would change in cleaned/, or in a cleaned corpus.",
    ),
    (
        PLACE,
        ("--dry-run",),
        {"is_flag": True},
        (
            "Write nothing: say what would be read and which column is the text; with --limit, --sample, --dedup or a "
            "choice such as --genre, clean that too, and show the figures."
        ),
    ),
    (
        ALWAYS,
        ("--places",),
        {"type": click.Choice(["follow", "all", "none"]), "default": "follow", "show_default": True},
        "Hide place names as the author did, all, or none.",
    ),
    (
        ALWAYS,
        ("--recogniser", "recognisers"),
        {"multiple": True, "metavar": "NAME"},
        f"Ask an installed recogniser for names too; {SEVERAL}.",
    ),
    (
        ALWAYS,
        ("--ocr",),
        {"metavar": "COMMAND"},
        (
            "Read scanned PDF with this program: it gets the file, in place of FILE or as its last word, and "
            "prints the text."
        ),
    ),
    (
        PLACE,
        ("--text-column",),
        {"metavar": "NAME"},
        "The column of the text, which comes out as `text`; else text, 正文, 内容, content … is looked for.",
    ),
    (
        PLACE,
        ("--id-column",),
        {"metavar": "NAME"},
        (
            "The column of the id; else id, 编号 … is looked for, and without one, ids are made from the content: "
            "equal texts have equal ones."
        ),
    ),
    (
        PLACE,
        ("--drop-column", "dropped"),
        {"multiple": True, "metavar": "NAME"},
        (
            f"Leave out this column of tables and rows, one that names persons, say; others come out below `columns`; "
            f"{SEVERAL}."
        ),
    ),
    (
        PLACE,
        ("--limit",),
        {"type": POSITIVE, "metavar": "N"},
        "Stop after so many documents; those that --genre, --min-han and the like leave out do not count.",
    ),
    (
        PLACE,
        ("--sample",),
        {"type": SHARE, "metavar": "SHARE"},
        "Clean this share of the documents, 0.01 for one in a hundred: the same ones every time.",
    ),
    (
        PLACE,
        ("--min-han",),
        {"type": POSITIVE, "metavar": "N"},
        "Leave out documents with fewer Chinese characters.",
    ),
    (
        PLACE,
        ("--han-share",),
        {"type": SHARE, "metavar": "SHARE"},
        "Leave out documents with a smaller share of Chinese characters.",
    ),
    (
        PLACE,
        ("--drop-flag",),
        {"multiple": True, "metavar": "FLAG"},
        f"Leave out documents with this flag; {SEVERAL}.",
    ),
    (
        PLACE,
        ("--genre",),
        {"multiple": True, "metavar": "GENRE"},
        f"Keep documents of this genre; where none is, those there are get listed; {SEVERAL}.",
    ),
    (
        PLACE,
        ("--year",),
        {"multiple": True, "metavar": "YEAR"},
        (
            f"Keep documents of this year, or of a range, 2018-2020, by a column of years, the text, or a column of "
            f"dates; {SEVERAL}."
        ),
    ),
    (
        ROWS,
        ("--format", "kind"),
        {"type": click.Choice(FORMATS)},
        "Write rows of this kind into the folder, in shards, instead of texts.",
    ),
    (
        PLACE,
        ("-j", "--jobs"),
        {"type": POSITIVE},
        "Processes; one a processor, unless asked.",
    ),
    (
        ROWS,
        ("--engine",),
        {"type": click.Choice(["local", "ray"]), "default": "local", "show_default": True},
        "What cleans rows: processes here, or Ray.",
    ),
    (
        ROWS,
        ("--ray-address",),
        {"metavar": "ADDRESS"},
        "A Ray cluster that runs; without it, one is started here.",
    ),
    (
        ROWS,
        ("--dedup",),
        {"type": click.Choice(["exact", "near", "paragraph"])},
        (
            "Mark copies of earlier documents in a column `duplicate_of`: the same clean text, or nearly the same; or "
            "paragraphs that several documents have, in `shared_paragraphs`."
        ),
    ),
    (
        ROWS,
        ("--threshold",),
        {"type": click.FloatRange(0.4, 1), "default": 0.5, "show_default": True},
        "How much of their signatures near copies share.",
    ),
    (
        ROWS,
        ("--against",),
        {"multiple": True, "metavar": "PLACE"},
        f"Look for copies of this cleaned corpus too; it comes first; {SEVERAL}.",
    ),
    (
        ROWS,
        ("--keep",),
        {"type": click.Choice(["first", "best"]), "default": "first", "show_default": True},
        "Which of some copies is no copy: the first, or the best, which is the longest and least masked.",
    ),
    (
        ROWS,
        ("--clusters",),
        {"type": click.Path(path_type=Path, dir_okay=False)},
        (
            "List here, a line of JSON a cluster, which document is kept, which are its copies, and which fill in the "
            "same form with other numbers or names; each with its file and row."
        ),
    ),
    (
        ROWS,
        ("--drop-duplicates", "drop"),
        {"is_flag": True},
        "Leave out the copies that --dedup finds.",
    ),
    (
        PLACE,
        ("--stats",),
        {"type": click.Path(path_type=Path, dir_okay=False)},
        "Write the figures of the run here, counts by rule among them.",
    ),
    (
        ROWS,
        ("--shard-megabytes",),
        {"type": MORE_THAN_NOTHING, "default": 16, "show_default": True},
        "Most input of a shard.",
    ),
    (
        PLACE,
        ("--max-megabytes",),
        {"type": MORE_THAN_NOTHING, "default": 64, "show_default": True},
        "Refuse larger rows and files.",
    ),
    (
        PLACE,
        ("--max-annotations",),
        {"type": POSITIVE, "default": 1_000_000, "show_default": True},
        "Refuse a document with more edits, sections, placeholders and suspects.",
    ),
    (
        TEXTS,
        ("--prune",),
        {"is_flag": True},
        "Remove from a folder of texts what an earlier run wrote of sources that are gone, if it is as it was written.",
    ),
    (
        ROWS,
        ("--suspects",),
        {"is_flag": True},
        "List suspected names in the rows as well: for checking them, not for publishing.",
    ),
    (
        WORD,
        ("--accept",),
        {"is_flag": True},
        "Of a Word file: give the clean file, without tracked changes.",
    ),
    (
        WORD,
        ("--comments",),
        {"is_flag": True},
        "Of a Word file: each change bears its rule in a comment.",
    ),
    (
        ALWAYS,
        ("--only",),
        {"multiple": True, "metavar": "FAMILY"},
        f"Use only a family of rules; {FAMILY}.",
    ),
    (
        ALWAYS,
        ("--skip",),
        {"multiple": True, "metavar": "FAMILY"},
        (
            "Leave out a family: `--skip private` hides no names and no numbers, `--skip masks` leaves the author's "
            f"own masks as they are; {FAMILY}."
        ),
    ),
    (
        ALWAYS,
        ("--rules",),
        {"type": click.Path(path_type=Path)},
        "Rules of your own, beside ours.",
    ),
    (
        ALWAYS,
        ("-q", "--quiet"),
        {"is_flag": True},
        "Say nothing but what went wrong.",
    ),
    (
        PLACE,
        ("-v", "--verbose"),
        {"is_flag": True},
        "Name each document that is written.",
    ),
)
"""All options of the command, in the order of its help."""


def _with_options(verb: Any) -> Any:
    for _, names, how, about in reversed(OPTIONS):
        verb = click.option(*names, **how, help=about)(verb)
    return verb


@click.command(cls=Command)
@click.argument("paths", nargs=-1, metavar="[PATH…]")
@_with_options
def clean(paths: tuple[str, ...], **asked: Any) -> None:
    """Clean samples, files of any format, folders of them, standard input, or a corpus.

    \b
    chengwen clean                        in a corpus (`chengwen init`): raw/ -> cleaned/, what changed only
    chengwen clean FILE                   the clean text of one file (- for standard input)
    chengwen clean FILE --json            the same as a document: edits, sections, placeholders
    chengwen clean FILE -o NAME.txt       its clean text there; NAME.json, its document
    chengwen clean PATH… -o FOLDER        files, folders, patterns: mirrored, a .txt and a .json a document
    chengwen clean PATH… -o NAME.jsonl    the same as rows; NAME.parquet, or --format for shards in a folder
    chengwen clean A.docx -o B.docx       a Word file in place, its changes tracked

    A run that was stopped goes on with the same command. Over rows, after an upgrade or with other rules, that does
    anew what they change, and --diff shows it first.

    Reads txt, md, docx, doc, wps, rtf, odt, html, mht, pdf, eml, zip, csv, tsv, xlsx, jsonl and parquet, in folders all
    of them together; what is of another kind is left alone, and counted. Places may be s3://, hf:// or https:// too.
    """
    from chengwen.cli import word

    to_word = word.is_asked_for(paths, asked["out"])
    if word.is_of_more(paths, asked["out"]):
        raise click.UsageError(
            say(
                "{out}: a .docx is made of one .docx only; for more, name a folder with --out",
                out=on_one_line(asked["out"]),
            )
        )
    (_refuse_beside_word if to_word else _refuse_idle_options)(paths, asked)
    options = _cleaner(asked)
    if to_word:
        sys.exit(word.run(paths[0], asked["out"], options, accept=asked["accept"], comments=asked["comments"]))
    if (asked["out"] and not is_file_of_one(asked["out"])) or asked["dry_run"]:
        from chengwen.cli import batch

        sys.exit(batch.run(paths, options, asked))
    if paths:
        _refuse_more_than_one(paths, asked["out"])
        _give_document(paths[0], options, asked)
        return
    from chengwen.cli import samples

    sys.exit(samples.run(options, check=asked["check"], diff=asked["diff"], quiet=asked["quiet"]))


def _cleaner(asked: dict[str, Any]) -> Cleaner:
    """Return what cleans; a family that is none is a wrong option, unless chengwen.toml names it."""
    from chengwen.cleaner import Cleaner
    from chengwen.errors import RuleError
    from chengwen.knowledge.load import load_rules
    from chengwen.stages.hide.hide import find_recognisers

    rules, recognisers = load_rules(asked["rules"]), find_recognisers(asked["recognisers"])
    try:
        return Cleaner(rules, only=asked["only"], skip=asked["skip"], places=asked["places"], recognisers=recognisers)
    except RuleError as error:
        if not {"--only", "--skip"} & set(_given(ALWAYS)):
            raise
        raise click.UsageError(error.message) from None


def _refuse_beside_word(_: Sequence[str], asked: dict[str, Any]) -> None:
    if asked["as_json"] or asked["check"] or asked["diff"] or _given(PLACE, ROWS, TEXTS):
        raise click.UsageError(say("a Word file is written alone: IN.docx --out OUT.docx, --accept, --comments."))


def _refuse_without_word() -> None:
    if idle := _given(WORD):
        raise click.UsageError(say("{options}: for a Word file only: IN.docx --out OUT.docx.", options=idle))


def _refuse_idle_options(paths: Sequence[str], asked: dict[str, Any]) -> None:
    """Reject options that would have no effect together, rather than do something other than what was asked."""
    from chengwen.corpus.file_kinds import ROWS as KINDS
    from chengwen.corpus.output import is_corpus
    from chengwen.overwriting import trouble_with_name

    if asked["dry_run"]:
        _refuse_beside_trial(paths, asked)
    place, is_one = asked["out"], is_file_of_one(asked["out"])
    if place is not None and not is_one and (trouble := trouble_with_name(place, KINDS)):
        raise click.UsageError(trouble)
    if asked["check"] and (paths or place):
        raise click.UsageError(say("--check speaks of cleaned/; it takes no PATH and no --out."))
    if place and not paths:
        raise click.UsageError(say("--out needs a PATH; without one, raw/ is cleaned into cleaned/."))
    if asked["as_json"] and ((place and not (is_one and place.lower().endswith(".json"))) or not paths):
        raise click.UsageError(
            say("--json is for one PATH, printed or --out NAME.json; what is written elsewhere has its JSON there.")
        )
    _refuse_without_word()
    rows = bool(place) and is_corpus(place, asked["kind"] or "")
    if asked["diff"] and paths and not rows:
        raise click.UsageError(
            say("--diff speaks of cleaned/, or of rows that were cleaned: PATH… --out NAME.jsonl, or with --format.")
        )
    if (not place or is_one) and not asked["dry_run"] and (idle := _given(PLACE, ROWS, TEXTS)):
        raise click.UsageError(say("{options}: needs --out, a folder or rows to write to.", options=idle))
    _refuse_the_other_kind(rows=rows)


def _refuse_beside_trial(paths: Sequence[str], asked: dict[str, Any]) -> None:
    """Reject what a trial, which writes nothing, could only ignore."""
    if not paths:
        raise click.UsageError(
            say("--dry-run needs a PATH; of raw/ and cleaned/, --check and --diff say what changes.")
        )
    flags = ("as_json", "check", "diff", "stats", "clusters", "prune")
    idle = tuple(f"--{name.removeprefix('as_')}" for name in flags if asked[name])
    if idle or asked["engine"] == "ray":
        raise click.UsageError(
            say(
                "--dry-run writes nothing, and tries on this machine: leave {options} out.",
                options=idle or ("--engine ray",),
            )
        )


def _refuse_the_other_kind(*, rows: bool) -> None:
    """Reject options for rows where texts are written, and the other way round."""
    if rows and (idle := _given(TEXTS)):
        raise click.UsageError(
            say(
                "{options}: for a folder of texts; among rows, what sources that are gone gave goes by itself.",
                options=idle,
            )
        )
    if not rows and (idle := _given(ROWS)):
        raise click.UsageError(
            say(
                "{options}: for rows only. Name --out NAME.jsonl or NAME.parquet; or --format jsonl, for shards in a "
                "folder.",
                options=idle,
            )
        )


def _given(*effects: str) -> tuple[str, ...]:
    """Return the options of these effects that stand on the command line."""
    context = click.get_current_context()
    wanted = {names[-1].lstrip("-").replace("-", "_") for effect, names, _, _ in OPTIONS if effect in effects}
    return tuple(
        max(one.opts, key=len)
        for one in context.command.params
        if one.name in wanted and context.get_parameter_source(one.name) is ParameterSource.COMMANDLINE
    )


ENDINGS = (".txt", ".json")
"""Of an output that takes one document: its text, or all of it."""


def is_file_of_one(out: str | None) -> bool:
    """Whether an output is named as a file that takes the text or the JSON of one document."""
    if out is None or "://" in out or Path(out).is_dir():
        return False
    return out.lower().endswith(ENDINGS)


def _refuse_more_than_one(paths: Sequence[str], out: str | None) -> None:
    """Reject anything but a single document if no output for more is named."""
    from chengwen.corpus.walk import is_container
    from chengwen.overwriting import is_pattern

    if out and (len(paths) > 1 or Path(paths[0]).is_dir()):
        raise click.UsageError(
            say("{out}: takes one document only; for more, name a folder with --out", out=on_one_line(out))
        )
    if len(paths) > 1:
        raise click.UsageError(say("Several files need --out DIR to go to."))
    name = on_one_line(paths[0])
    if Path(paths[0]).is_dir():
        raise click.UsageError(at(name, say("this is a folder; name --out to clean all texts in it")))
    if is_pattern(paths[0]) and "://" not in paths[0]:
        raise click.UsageError(
            say("{path} is a pattern, and may mean several files; name --out for them to go to.", path=name)
        )
    if is_container(paths[0]) and not paths[0].lower().endswith(".zip"):
        raise click.UsageError(say("{path} holds many documents; name --out for them to go to.", path=name))


def _give_document(path: str, options: Any, asked: dict[str, Any]) -> None:
    """Clean one document, and print it or write it into a file."""
    from chengwen.checkout import samples
    from chengwen.corpus import storage
    from chengwen.formats.read import is_plain
    from chengwen.sidecar import Sidecar
    from chengwen.stages.hide.people.evidence import with_names

    ocr, target = asked["ocr"] or "", asked["out"]
    if target:
        _refuse_to_write(path, target)
    raw = sys.stdin.buffer.read() if path == "-" else b""
    with shown(say("Cleaning")):
        if "://" in path:
            with storage.open_file(path) as file:
                raw = file.read()
            document = samples.clean_content(raw, storage.last_part(path), options, Sidecar(), ocr)
        elif path != "-":
            document = samples.clean_file(Path(path), options, ocr)
        elif is_plain("stdin", raw):
            document = options.clean(raw, id="stdin")
        else:
            document = samples.clean_content(raw, "stdin", options, Sidecar(), ocr)
    if not asked["quiet"]:
        if note_what_is_left(document) and path != "-" and "://" not in path:
            note(
                say("`chengwen explain {file}` shows them by the lines of the file, a sidecar settles them", file=path)
            )
        note_marked([document.flags])
        note_names(document)
    if target:
        _write_document(document, Path(target), quiet=asked["quiet"])
    else:
        out(json.dumps(with_names(document), ensure_ascii=False) + "\n" if asked["as_json"] else document.text)


def _refuse_to_write(path: str, target: str) -> None:
    """Refuse a file that cannot be made, or that is what is read."""
    from chengwen import overwriting

    overwriting.refuse_to_replace([path], [target])
    overwriting.refuse_unusable(target, whole=True)


def _write_document(document: Document, target: Path, *, quiet: bool) -> None:
    """Write the text or the JSON of a document into a file, never over another."""
    from chengwen.checkout import store
    from chengwen.document import to_json
    from chengwen.errors import InputError

    is_text = target.suffix.lower() == ENDINGS[0]
    data = document.text.encode() if is_text else store.dump(to_json(document, with_text=True))
    if target.exists() and target.stat().st_size and target.read_bytes() != data:
        raise InputError(at(target, say("is there already, with something else in it; name another, or move it")))
    target.parent.mkdir(parents=True, exist_ok=True)
    store.write_whole(target, data)
    if not quiet:
        note(at(target, say("written")))
