"""The language of a run: asked for with --lang or set by the locale; the click context carries its words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import IO, Any

import click

from chengwen.engine.kept import compiled
from chengwen.message import ENGLISH, Message, Words, in_words

OPTION = "--lang"
LANGUAGES = ("zh", "en")
LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The variables that set the language of messages; the first that is set counts."""


def chosen(arguments: Sequence[str], environment: Mapping[str, str], preferred: str = "") -> str:
    """Return the language of a run: what is asked for, else the preferred, else the locale's, else English.

    It must be known before the arguments are parsed, since what is wrong with them is said in it.

    >>> chosen(["--lang", "zh", "clean"], {}), chosen(["--lang=en"], {"LANG": "zh_CN.UTF-8"})
    ('zh', 'en')
    >>> chosen(["clean", "--lang", "zh"], {"LC_ALL": "C"}), chosen([], {"LANG": "zh_TW"})
    ('zh', 'zh')
    >>> chosen(["clean", "--", "--lang", "zh"], {})
    'en'
    """
    asked = next((one for one in _asked_for(arguments) if one in LANGUAGES), "")
    locale = next((environment[name] for name in LOCALE if environment.get(name)), "")
    return asked or preferred or ("zh" if locale.lower().startswith("zh") else "en")


def _asked_for(arguments: Sequence[str]) -> Iterator[str]:
    """Yield the values of the option, before the verb or behind it, the last first: it is the one that click takes."""
    given: list[str] = []
    rest = iter(arguments)
    for one in rest:
        if one == OPTION:
            given.append(next(rest, ""))
        elif one.startswith(f"{OPTION}="):
            given.append(one.removeprefix(f"{OPTION}="))
        elif one == "--":
            break
    yield from reversed(given)


@cache
def words_of(language: str) -> Words:
    """Return the words of a language: from each English sentence to its own."""
    if language != "zh":
        return ENGLISH
    from chengwen.knowledge.labels import families, labels  # here: an English run starts without
    from chengwen.knowledge.tables import read_table

    tables = tables_of_words()
    flags = {tables["flags"][one["id"]]: f"{one['name']}：{one['why']}" for one in read_table("flags", "flags")}
    return {**families(), **labels(), **flags, **tables["foreign"], **tables["help"], **tables["messages"]}


@cache
def tables_of_words() -> dict[str, dict[str, str]]:
    """Return the tables of words/messages.toml: our messages and help, flags, what click and the system say."""
    from chengwen.knowledge.tables import DATA, parsed

    return parsed((DATA / "messages.toml").read_bytes())


def words() -> Words:
    """Return the words of the running command; without a command, English."""
    context = click.get_current_context(silent=True)
    found: Words = context.find_root().obj if context else ENGLISH
    return found or ENGLISH


def told(message: str) -> str:
    """Return a message in the language of the running command."""
    return in_words(message, words())


def told_by_click(text: str, wanted: Words) -> str:
    """Return what click says in the words of a run; what none of its known sentences fits stays as it is.

    Click fills its sentences before anybody can ask for them, so they are found again by what stands around the gaps.

    >>> told_by_click("Missing argument 'FILE…'.", words_of("zh"))
    "缺少参数 'FILE…'。"
    """
    if not wanted:
        return text
    for pattern, sentence in _sentences_of_click():
        if match := pattern.fullmatch(text):
            return sentence.format(**{gap: told_by_click(said, wanted) for gap, said in match.groupdict().items()})
    return text


@cache
def _sentences_of_click() -> list[tuple[re.Pattern[str], str]]:
    known = tables_of_words()["click"]
    return [(compiled(_GAP.sub("(?P<\\1>.+?)", _escaped(english)), re.DOTALL), own) for english, own in known.items()]


_GAP = compiled("{([a-z_]+)}")


def _escaped(template: str) -> str:
    return re.sub(r"[.?()\[\]|*+^$\\]", r"\\\g<0>", template)


class Said(click.ClickException):
    """A problem, already worded in the language of the run."""

    def __init__(self, text: str, exit_code: int) -> None:
        super().__init__(text)
        self.exit_code = exit_code  # type: ignore[misc]  # click has one for each class

    def show(self, file: IO[Any] | None = None) -> None:
        """Write it, to standard error unless told where."""
        click.echo(self.message, file, err=True)


def in_language(error: click.ClickException, wanted: Words) -> click.ClickException:
    """Return an error as it is to be shown; in English click words it, and where the help is shown, there is none."""
    if not wanted or isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error
    said = error.message if isinstance(error.message, Message) else error.format_message()
    told = in_words(said, wanted) if isinstance(said, Message) else told_by_click(said, wanted)
    lines = [*_usage(error, wanted), told_by_click("Error: ", wanted) + told]
    return Said("\n".join(lines), error.exit_code)


def _usage(error: click.ClickException, wanted: Words) -> Iterator[str]:
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context:
        with context.scope(cleanup=False):
            yield context.get_usage()
        hint = f"Try '{context.command_path} --help' for help."
        yield told_by_click(hint, wanted) + "\n"
