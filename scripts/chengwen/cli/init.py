"""The command `init`: a corpus of one's own, with its site."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from chengwen.cli.help import Command
from chengwen.cli.language import LANGUAGES, told, words
from chengwen.cli.notes import note
from chengwen.message import at, say


@click.command(cls=Command)
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@click.option("--title", help="Name of the corpus and of its site; the folder's name unless given.")
@click.option("--address", default="", metavar="URL", help="Where the site will be; may be given later.")
@click.option("--rights", default="", help="One sentence on the rights in the texts, for the foot of each page.")
@click.option(
    "--site-language",
    type=click.Choice(LANGUAGES),
    default=LANGUAGES[0],
    show_default=True,
    help="Language of everything on the site but the documents.",
)
@click.option("--yes", is_flag=True, help="Ask nothing.")
def init(folder: Path, title: str | None, address: str, rights: str, site_language: str, yes: bool) -> None:
    """Begin a corpus of your own: folders, chengwen.toml, a site.

    Writes raw/, cleaned/, rules/, docs/, mkdocs.yml, chengwen.toml and a README into DIR, or here. Files that are there
    already stay as they are. Afterwards `add`, `clean`, `check`, `diff`, `export` and `site` work in that folder.
    """
    from chengwen.checkout.begin import begin, default_title, refuse
    from chengwen.checkout.choices import Site
    from chengwen.checkout.web_addresses import site_address

    refuse(folder)
    usual = default_title(folder)
    if title is None and not yes and sys.stdin.isatty():
        title = click.prompt(told(say("Name of the corpus")), default=usual)
        address = address or click.prompt(
            told(say("Address of its site, https://…/ (Enter: later)")), default="", show_default=False
        )
        rights = rights or click.prompt(
            told(say("One sentence on the rights in the texts (Enter: later)")), default="", show_default=False
        )
    site = Site(title or usual, address=site_address(address, "--address"), rights=rights, language=site_language)
    written, there = begin(folder, site, "zh" if words() else "en")
    for path in there:
        note(at(path, say("is there already, and stays as it is")))
    for path in written:
        click.echo(path)
    step = "" if folder == Path() else f"cd {folder} && "
    note(say("next: {step}chengwen add FILE…, then chengwen site", step=step))
