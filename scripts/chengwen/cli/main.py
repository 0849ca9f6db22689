"""The command `chengwen`: subcommands only, no logic. Results go to stdout, progress and warnings to stderr."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from errno import EACCES, EDQUOT, EFBIG, ENOSPC, EPERM, EROFS
from pathlib import Path
from typing import Any

import click

from chengwen.cli.contribute import add, remove, suggest
from chengwen.cli.corpus import corpus_options
from chengwen.cli.defaults import defaults, language
from chengwen.cli.explain import explain
from chengwen.cli.export import export
from chengwen.cli.help import Group
from chengwen.cli.init import init
from chengwen.cli.language import LANGUAGES, OPTION, Said, chosen, in_language, told, told_by_click, words, words_of
from chengwen.cli.notes import note, note_marked, note_names, note_what_is_left, warn
from chengwen.cli.progress import BEGINS_ANEW, ERASE, GOES_ON, follow, if_stopped, shown, stopped
from chengwen.cli.rules import own_rules, rules
from chengwen.cli.word import word_options
from chengwen.decode.file_names import as_text, unique_id
from chengwen.engine.printable import on_one_line, spelt_out
from chengwen.message import Message, at, foreign, of_system, say

FAMILY_HELP = "may be given several times; `chengwen rules list` names the families"
FAILED = 3
NO_ROOM = {ENOSPC, EDQUOT, EFBIG}
NO_RIGHT = {EACCES, EPERM, EROFS}
"""Error numbers of the system."""
INTERRUPTED = 130
"""Exit code that shells use for a command ended by Ctrl-C."""


class Verbs(Group):
    """The group of commands; our own errors become one clear sentence, in the language of the run."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Read the arguments, the language first."""
        wanted = words_of(chosen(args, os.environ, language()))
        try:
            return super().make_context(info_name, args, parent, obj=wanted, **extra)
        except click.ClickException as error:
            raise in_language(error, wanted) from error

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        from chengwen.errors import ChengwenError

        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            note(stopped(ctx))
            sys.exit(INTERRUPTED)
        except click.Abort:
            note(told_by_click("Aborted!", ctx.obj))
            sys.exit(1)
        except click.ClickException as error:
            raise in_language(error, ctx.obj) from error
        except ChengwenError as error:
            raise _failure(error.message) from error
        except BrokenPipeError:
            raise  # the reader of the output has closed it; click ends quietly
        except OSError as error:
            name = on_one_line(str(error.filename or told(say("a file"))))
            raise _failure(at(name, _with_advice(error))) from error


def _with_advice(error: OSError) -> Message:
    """Return what the system says of trouble with files, and what a person can do about it."""
    reason = of_system(error)
    if error.errno in NO_ROOM:
        return say("{reason}; make room, then run again: what is written so far is whole", reason=reason)
    if error.errno in NO_RIGHT:
        return say("{reason}; give yourself the right to, or name another place, then run again", reason=reason)
    return reason


def _failure(message: Message) -> Said:
    """Return a problem that a person has to fix, ready to be shown."""
    # Indented, since a line of its own, begun by a line end in a file name, could look like another message.
    text = spelt_out(told(message)).replace("\n", "\n  | ")
    return Said(told(say("Error: {message}", message=text)), FAILED)


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(OPTION, type=click.Choice(LANGUAGES), help="Language of help and messages; by your locale, unless asked.")
@click.version_option(package_name="chengwen", message="%(prog)s %(version)s")
@click.pass_context
def cli(context: click.Context, lang: str | None) -> None:  # noqa: ARG001 -- `Verbs` has taken it
    """Turn scraped Chinese official documents into clean, anonymised, sectioned text.

    Every change is recorded with its place and its rule. Exit codes: 0 fine, 1 findings, 2 misuse, 3 broken input.
    """
    if context.invoked_subcommand != "init":  # it begins another corpus
        context.default_map = defaults()


cli.add_command(init)
cli.add_command(add)
cli.add_command(rules)
cli.add_command(suggest)
cli.add_command(remove)
cli.add_command(export)
cli.add_command(explain)


def rule_options(verb: Any) -> Any:
    """Add the options that choose rules."""
    verb = own_rules(verb)
    verb = click.option("--skip", multiple=True, metavar="FAMILY", help=f"Leave out a family; {FAMILY_HELP}.")(verb)
    return click.option("--only", multiple=True, metavar="FAMILY", help=f"Use only a family; {FAMILY_HELP}.")(verb)


@cli.command()
@click.argument("paths", nargs=-1, metavar="[PATH…]")
@click.option(
    "--out", metavar="PLACE", help="Write here: a folder, or of a corpus also one file, *.jsonl[.gz|.zst] or *.parquet."
)
@click.option("--json", "as_json", is_flag=True, help="Give the whole document as JSON, not its text alone.")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if cleaned/ is not up to date.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change in cleaned/, or in a cleaned corpus.")
@click.option(
    "--places",
    type=click.Choice(["follow", "all", "none"]),
    default="follow",
    show_default=True,
    help="Hide place names as the author did, all, or none.",
)
@click.option(
    "--recogniser",
    "wanted",
    multiple=True,
    metavar="NAME",
    help="Ask an installed recogniser for names too; may be given several times.",
)
@word_options
@corpus_options
@rule_options
def clean(
    paths: tuple[str, ...],
    out: str | None,
    as_json: bool,
    check: bool,
    diff: bool,
    places: str,
    wanted: tuple[str, ...],
    accept: bool,
    comments: bool,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    folder: Path | None,
    **of_corpus: Any,
) -> None:
    """Clean samples, files, standard input, or a corpus.

    \b
    chengwen clean                     raw/ -> cleaned/, what changed only
    chengwen clean FILE                the clean text of one file (- for standard input)
    chengwen clean FILE --json         the same as a document: edits, sections, placeholders
    chengwen clean FILE… --out DIR     several files, or all texts of a folder
    chengwen clean PATH… --out PLACE   a corpus: *.jsonl[.gz|.zst], *.parquet, folders of them, s3://…
    chengwen clean A.docx --out B.docx  a Word file in place, its changes tracked
    """
    from chengwen.cleaner import Cleaner
    from chengwen.cli import corpus, word
    from chengwen.knowledge.load import load_rules
    from chengwen.stages.hide.hide import find_recognisers

    options = Cleaner(load_rules(folder), only=only, skip=skip, places=places, recognisers=find_recognisers(wanted))
    if out and word.is_asked_for(paths, out) and not (as_json or check or diff):
        corpus.refuse_options(of_corpus)
        sys.exit(word.run(paths[0], out, options, accept=accept, comments=comments))
    word.refuse_idle_options(accept=accept, comments=comments)
    _refuse_idle_options(paths, out, as_json=as_json, check=check)
    if out and corpus.is_asked_for(paths, out, of_corpus):
        if diff:
            sys.exit(corpus.diff(paths, out, options, _out, **of_corpus))
        sys.exit(corpus.run(paths, out, options, **of_corpus))
    if diff and paths:
        raise click.UsageError(say("--diff speaks of cleaned/, or of a corpus that was cleaned: PATH… --out PLACE."))
    corpus.refuse_options(of_corpus)
    if not paths:
        sys.exit(_clean_samples(options, check=check, diff=diff))
    if out:
        sys.exit(_clean_files(paths, Path(out), options))
    _refuse_to_print(paths)
    _print_document(paths[0], options, as_json)


def _refuse_idle_options(paths: tuple[str, ...], out: str | None, *, as_json: bool, check: bool) -> None:
    """Reject options that would have no effect together, rather than do something other than what was asked."""
    from chengwen.corpus.plan import ROWS
    from chengwen.overwriting import trouble_with_name

    if out is not None and (trouble := trouble_with_name(out, ROWS)):
        raise click.UsageError(trouble)
    if check and (paths or out):
        raise click.UsageError(say("--check speaks of cleaned/; it takes no PATH and no --out."))
    if out and not paths:
        raise click.UsageError(say("--out needs a PATH; without one, raw/ is cleaned into cleaned/."))
    if as_json and (out or not paths):
        raise click.UsageError(
            say("--json is for one PATH without --out; what is written to a place has its JSON there.")
        )


def _refuse_to_print(paths: tuple[str, ...]) -> None:
    """Reject anything but a single document on this machine if no output is named."""
    from chengwen.corpus.plan import ROWS, kind_of

    if len(paths) > 1:
        raise click.UsageError(say("Several files need --out DIR to go to."))
    if "://" in paths[0]:
        raise click.UsageError(at(paths[0], say("a store is read with --out; from the web, download the file first.")))
    if kind_of(paths[0]) in ROWS:
        raise click.UsageError(say("{path} holds many documents; name --out for them to go to.", path=paths[0]))


def _print_document(path: str, options: Any, as_json: bool) -> None:
    from chengwen.checkout import samples
    from chengwen.stages.hide.people.evidence import with_names

    raw = sys.stdin.buffer.read() if path == "-" else b""
    with shown(say("Cleaning")):
        document = options.clean(raw, id="stdin") if path == "-" else samples.clean_file(Path(path), options)
    note_what_is_left(document)
    note_marked([document.flags])
    note_names(document)
    _out(json.dumps(with_names(document), ensure_ascii=False) + "\n" if as_json else document.text)


def _clean_samples(options: Any, *, check: bool, diff: bool) -> int:
    from chengwen import overwriting
    from chengwen.checkout import store, unchanged
    from chengwen.corpus import state

    root = store.find_root()
    overwriting.refuse_to_write_into([str(root / folder) for folder in store.FOLDERS], [str(root / "cleaned")])
    made_by = state.made_by(options)
    before = unchanged.by_sample(root)
    known = {} if check or diff else unchanged.recall(root, made_by, before)
    flags = {id: flags for id, flags in unchanged.recall_marked(root).items() if id in known}
    raw, there = store.raw_samples(root, but=known), store.cleaned_ids(root)
    if not raw and not there:
        raise click.UsageError(
            at(root / "raw", say("no samples (*.txt) here; put a text there, or name a file to clean."))
        )
    done, changed = set[str](), list[str]()
    try:
        with shown(say("Cleaning"), len(raw)) as progress:
            worst = _clean_each(root, follow(raw, progress), options, (check, diff), (done, changed, flags))
    finally:
        if done and not (check or diff):
            unchanged.remember(root, made_by, before, known, done, flags)
    number = len(known) + len(raw)
    done_now = say("{number:,} {number:sample|samples}, {changed} changed", number=number, changed=len(changed))
    unverified = len(set(there) - known.keys() - {sample.id for sample in raw})
    left = say("{done}; {unverified} without a raw file here, left", done=done_now, unverified=unverified)
    note(left if unverified else done_now)
    note_marked(flags.values())
    return worst or (1 if changed and (check or diff) else 0)


def _clean_each(
    root: Path,
    raw: Iterable[Any],
    options: Any,
    only: tuple[bool, bool],
    found: tuple[set[str], list[str], dict[str, Any]],
) -> int:
    """Clean samples, and record which are done, which changed and which are marked secret.

    `only` asks for a check or a diff, without writing.
    """
    from chengwen.checkout import samples, store
    from chengwen.errors import ChengwenError
    from chengwen.stages.structure.secrecy.secrecy import marks_among

    (check, diff), (done, changed, flags), worst = only, found, 0
    if not any(only):
        if_stopped(GOES_ON)
    for outcome in samples.outcomes(raw, options):
        try:
            if outcome.document is None:
                raise ChengwenError(outcome.problem)
            note_what_is_left(outcome.document)
            note_names(outcome.document)
            if samples.differs(root / "cleaned", outcome.document):
                changed.append(outcome.id)
                if diff:
                    _out(samples.text_diff(root / "cleaned", outcome.document))
                elif not check:
                    store.write_cleaned(root / "cleaned", outcome.document)
                note(at(outcome.id, say("would change") if any(only) else say("written")))
            done.add(outcome.id)
            flags[outcome.id] = marks_among(outcome.document.flags)
        except ChengwenError as error:
            worst = 3
            warn(error.message)
    note_marked(flags)
    return worst


def _clean_files(paths: tuple[str, ...], out: Path, options: Any) -> int:
    from chengwen import overwriting
    from chengwen.checkout import samples, store
    from chengwen.errors import ChengwenError

    worst, written, flags = 0, set[str](), list[tuple[str, ...]]()
    files = store.text_files([Path(path) for path in paths])
    overwriting.refuse_texts(paths, files, str(out), lambda path: samples.clean_file(path, options))
    taken = overwriting.Taken(files)
    if_stopped(BEGINS_ANEW)
    with shown(say("Cleaning"), len(files)) as progress:
        for path in follow(files, progress):
            try:
                document = _with_id_of_its_own(samples.clean_file(path, options), path, written)
                taken.refuse(out, document.id, path)
                flags.append(document.flags)
                note_names(document)
                samples.write_changed(out, document)
                taken.add(out, document.id)
            except ChengwenError as error:
                worst = 3
                warn(error.message)
    note_marked(flags)
    return worst


def _with_id_of_its_own(document: Any, path: Path, written: set[str]) -> Any:
    """Assign a document a new id if one written before has the same, and report it."""
    from dataclasses import replace

    id, name = unique_id(document.id, written), as_text(path.name)
    written.add(id)
    note_what_is_left(document)
    if document.id != Path(name).stem:
        note(at(name, say("its name told what the text hides; written as {id}", id=id)))
    elif id != document.id:
        other = say("another file was written as {other}; written as {id}", other=document.id, id=id)
        note(at(as_text(str(path)), other))
    return replace(document, id=id)


@cli.command()
@own_rules
def check(folder: Path | None) -> None:
    """Check everything a contribution must satisfy.

    Rules hold to their examples, raw files are as received, cleaned/ is what the code makes of raw/, and every cleaned
    sample is well formed. Where a raw file is not there, what can be checked without it is.
    """
    from chengwen.checkout import checks, store
    from chengwen.checkout.choices import find_choices
    from chengwen.cleaner import Cleaner
    from chengwen.knowledge.load import load_rules

    root = store.find_root()
    chosen = find_choices(root)
    cleaner = Cleaner(load_rules(folder), only=chosen.only, skip=chosen.skip, places=chosen.places)
    raw, known = store.raw_samples(root), store.cleaned_ids(root)
    with shown(say("Checking"), len(raw)) as progress:
        findings = list(checks.check(root, follow(raw, progress), cleaner))
    for said in checks.notes(root):
        note(said)
    for finding in findings:
        click.secho(on_one_line(told(at(finding.file, at(finding.rule, finding.message)))), fg="red")
        click.echo(f"  {on_one_line(told(finding.remedy))}")
    unverified = len(set(known) - {sample.id for sample in raw})
    note(
        say(
            "{number:,} cleaned {number:sample|samples} checked, {found:,} {found:finding|findings}",
            number=len(known),
            found=len(findings),
        )
    )
    if unverified:
        note(
            say(
                "{number} of them {number:has|have} no raw file here: that they come from raw/ could not be verified",
                number=unverified,
            )
        )
    sys.exit(1 if findings else 0)


@cli.command()
@click.argument("id")
def diff(id: str) -> None:
    """Show what was removed, masked and rewritten in a sample, and by which rule."""
    from chengwen.checkout import report, store
    from chengwen.checkout.choices import find_choices

    root = store.find_root()
    for row in report.rows(store.published_one(root, id), find_choices(root).cleaner().rules):
        click.secho(row.place, dim=True, nl=False)
        click.secho(f"  {on_one_line(' '.join(row.rules))}", fg="cyan", nl=False)
        click.echo(f"  {row.description}")
        for old in row.removed:
            click.secho(f"    - {on_one_line(told(old))}", fg="red")
        for new in row.written:
            click.secho(f"    + {on_one_line(new)}", fg="green")
    for type, number, contexts in report.hidden(store.published_one(root, id)):
        click.secho(told(say("{type}: {number} hidden", type=foreign(on_one_line(type)), number=number)), fg="cyan")
        for context in contexts:
            click.echo(f"    {on_one_line(context)}")


@cli.command()
@click.argument("folder", metavar="GOLD", type=click.Path(path_type=Path))
@click.option("--problems", is_flag=True, help="List what was missed, lost or wrong, document by document.")
@click.option("--unblind", is_flag=True, help="With --problems: quote blind documents too; they are blind no more.")
@click.option(
    "--lock", "locks", is_flag=True, help="Write what is wrong in each document, as counts, to GOLD/gold.lock."
)
@click.option("--json", "as_json", is_flag=True, help="Give the measures as JSON.")
def score(folder: Path, problems: bool, unblind: bool, locks: bool, as_json: bool) -> None:
    """Measure the rules against documents annotated by hand.

    Recall and precision of noise, content lost, masks found and typed, headings with their level, titles, years, noise
    by where it stands: for the documents that were seen and for the blind ones, for the traps of both, and by family.

    Of documents in a folder blind/ --problems gives counts only: reading them to mend something would make training
    data of them.
    """
    from chengwen.knowledge.load import load_rules
    from chengwen.measure import gold
    from chengwen.measure import score as scoring

    if unblind and not problems:
        raise click.UsageError(say("--unblind says what --problems may quote; give both"))
    with shown(say("Scoring")) as progress:
        documents = follow(gold.read_folder(folder), progress)
        scored = [(document, scoring.score(document, load_rules())) for document in documents]
    if locks:
        _lock(folder, scored)
    table = scoring.table(scored)
    if as_json:
        _out(json.dumps(table, ensure_ascii=False, indent=1) + "\n")
        return
    for document, counts in scored if problems else []:
        for problem in scoring.told(document, counts, unblind=unblind):
            click.echo(told(at(document.name, problem)))
    if problems and any(document.blind for document, _ in scored):
        note(READ if unblind else UNREAD)
    for line in scoring.as_lines(table):
        click.echo(line)


UNREAD = say(
    "blind documents: counts only, since what was read to mend something measures memory from then on; --unblind "
    "quotes them"
)
READ = say(
    "blind documents were quoted: move those that you read to mend something to seen/, and have new ones written"
)


def _lock(folder: Path, scored: Any) -> None:
    """Write the lock of a folder of annotated documents, and say in which more is wrong than it said before."""
    from chengwen.checkout import store
    from chengwen.measure import lock

    path, now = folder / lock.NAME, lock.lock_of(scored)
    before = lock.read_lock(path.read_text(encoding="utf-8"), str(path)) if path.exists() else now
    for line in lock.worse(before, now):
        note(line)
    store.write_whole(path, lock.as_text(now).encode())
    note(at(path, say("{number:,} {number:document|documents}", number=len(now))))


@cli.command()
@click.option("--serve", is_flag=True, help="Build, then show the site on this machine, made anew on changes.")
@click.option("--port", default=8000, show_default=True, help="Where --serve listens.")
def site(serve: bool, port: int) -> None:
    """Build the site from cleaned/ into site/."""
    from chengwen.checkout import store
    from chengwen.errors import MissingExtraError

    root = store.find_root()
    if_stopped(say("stopped; run it again, since the site may be half an old one and half a new one"))
    try:
        from chengwen.site.build import build, place
        from chengwen.site.cleaner import pyodide

        place.refuse(root, root / "site")
        if trouble := pyodide.fetch(root):
            note(trouble)
        with shown(say("Building the site")):
            report = build.build(root, root / "site")
    except ImportError as error:
        raise MissingExtraError(say("the site"), "site", error.name) from error
    note(
        say(
            "{documents:,} {documents:document|documents}, {pages:,} {pages:page|pages}: {place}",
            documents=report.documents,
            pages=report.pages,
            place=root / "site" / "index.html",
        )
    )
    if not report.site_url:
        note(
            say(
                "the site's address is not known: no sitemap.xml, and links in feed.xml are relative; say it as "
                "address below [site] in chengwen.toml, or as SITE_URL in the environment"
            )
        )
    if report.withheld:
        left = report.withheld
        note(say("{number} marked secret or internal, left out; `chengwen check` names them", number=left))
    if serve:
        _serve(root, port)


def _serve(root: Path, port: int) -> None:
    """Serve the site, and rebuild it when a sample, a rule or a page changes.

    Each build is a separate process, since rules are read once per process.
    """
    import subprocess
    import threading

    from chengwen.site.build import build

    language = "zh" if words() else "en"
    with build.serve(root / "site", port, live=True) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        place = f"http://127.0.0.1:{port}/"
        note(say("{place} (Ctrl-C ends; made anew when raw/, a rule or a page changes)", place=place))
        try:
            for _ in build.changes([root / "raw", root / "docs", Path(__file__).parent]):
                for verb in ("clean", "site"):
                    subprocess.run([sys.executable, "-m", "chengwen", OPTION, language, verb], cwd=root, check=False)
        except KeyboardInterrupt:
            server.shutdown()


def _out(text: str) -> None:
    """Write a result: UTF-8 and plain line feeds into files and pipes, the console's own encoding on a terminal."""
    if sys.stdout.isatty():
        click.echo(f"{ERASE}{spelt_out(text)}" if text else "", nl=False)
    else:
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()


def main() -> None:
    """Run the command."""
    cli(prog_name="chengwen")
