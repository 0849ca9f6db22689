"""The command `chengwen`: subcommands only, no logic. Results go to stdout, progress and warnings to stderr."""

from __future__ import annotations

import json
import os
import sys
from errno import EACCES, EDQUOT, EFBIG, ENOSPC, EPERM, EROFS
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chengwen.cli.clean import clean
from chengwen.cli.contribute import add, remove, suggest
from chengwen.cli.defaults import defaults, language
from chengwen.cli.explain import diff, explain
from chengwen.cli.export import export
from chengwen.cli.help import Group
from chengwen.cli.init import init
from chengwen.cli.language import LANGUAGES, OPTION, Said, chosen, in_language, told, told_by_click, words, words_of
from chengwen.cli.notes import note, out
from chengwen.cli.progress import follow, if_stopped, shown, stopped
from chengwen.cli.rules import own_rules, rules
from chengwen.cli.verify import verify
from chengwen.engine.kept import keep
from chengwen.engine.printable import on_one_line, spelt_out
from chengwen.message import Message, at, of_system, say

if TYPE_CHECKING:
    pass

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
@click.version_option(None, "-V", "--version", package_name="chengwen", message="%(prog)s %(version)s")
@click.pass_context
def cli(context: click.Context, lang: str | None) -> None:  # noqa: ARG001 -- `Verbs` has taken it
    """Turn scraped Chinese official documents into clean, anonymised, sectioned text.

    Every change is recorded with its place and its rule; what a rule is about is said in Chinese. Exit codes: 0 fine, 1
    findings, 2 misuse, 3 broken input.
    """
    if context.invoked_subcommand != "init":  # it begins another corpus
        context.default_map = defaults()


cli.add_command(init)
cli.add_command(add)
cli.add_command(clean)
cli.add_command(rules)
cli.add_command(suggest)
cli.add_command(remove)
cli.add_command(export)
cli.add_command(explain)
cli.add_command(verify)


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


cli.add_command(diff)


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
        out(json.dumps(table, ensure_ascii=False, indent=1) + "\n")
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
                    command = [sys.executable, "-m", "chengwen", OPTION, language, verb]
                    subprocess.run(command, cwd=root, stdin=subprocess.DEVNULL, check=False)
        except KeyboardInterrupt:
            server.shutdown()


def main() -> None:
    """Run the command; what every start would make anew is kept for the next."""
    try:
        cli(prog_name="chengwen")
    finally:
        keep()
