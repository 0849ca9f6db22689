"""The help of commands, in the language of the run: click lays out English, this what is not English."""

from __future__ import annotations

import inspect
import unicodedata
from collections.abc import Iterable, Iterator

import click

from chengwen.cli.language import LANGUAGES, OPTION, told, told_by_click, words
from chengwen.engine.kept import compiled
from chengwen.message import foreign

_WIDE = {"W", "F"}
_EXAMPLE = compiled("(?P<command>.*?[^ ])(?P<gap> {2,})(?P<about>.*)")
_EXTRA = compiled(r"(?s)(?P<help>.*?)(?:  \[(?P<extra>[^\[\]]*)\])?")
CLOSING = "，。；：、）”’！？…"
"""A line does not begin with these."""


class Formatter(click.HelpFormatter):
    """Writes help; what is given to it is English, what it writes is the language of the run."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line that shows how a command is called."""
        if words():
            args = " ".join(told_by_click(one, words()) for one in args.split(" "))
            prefix = told_by_click("Usage: ", words())
        super().write_usage(prog, args, prefix)

    def write_heading(self, heading: str) -> None:
        """Write what stands above a list."""
        if words():
            self.write(f"{'':{self.current_indent}}{told_by_click(heading, words())}：\n")
        else:
            super().write_heading(heading)

    def write_text(self, text: str) -> None:
        """Write the paragraphs of a text; one that begins with a backspace keeps its lines."""
        if not words():
            super().write_text(text)
            return
        indent = " " * self.current_indent
        parts = [
            "\n".join(f"{indent}{line}" for line in _paragraph(one, self.width - self.current_indent))
            for one in text.split("\n\n")
        ]
        self.write("\n\n".join(parts) + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write a list of options or commands, each with what it is for."""
        if not words():
            super().write_dl(rows, col_max, col_spacing)
            return
        listed = [(name, _about(about)) for name, about in rows]
        room = min(col_max, max(columns(name) for name, _ in listed)) + col_spacing
        for name, about in listed:
            first, *others = wrapped(about, max(self.width - self.current_indent - room, 20))
            head = " " * self.current_indent + name
            apart = " " * (self.current_indent + room)
            first = f"{head}\n{apart}{first}" if columns(name) > room - col_spacing else f"{head:<{len(apart)}}{first}"
            self.write("\n".join([first, *(apart + line for line in others)]) + "\n")


class Context(click.Context):
    """The context of a command, whose help is in the language of the run."""

    formatter_class = Formatter


BEHIND = click.Option([OPTION], type=click.Choice(LANGUAGES), expose_value=False, hidden=True)
"""The option of the language behind a verb, where people write it too; the help shows it once, before the verb."""


class Command(click.Command):
    """A command whose help is in the language of the run."""

    context_class = Context

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return what it takes, the language included, which has been read before."""
        return [*super().get_params(ctx), BEHIND]


class Group(click.Group):
    """Commands whose help is in the language of the run."""

    context_class = Context
    command_class = Command

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return what it takes; a group below another takes the language as a verb does."""
        return [*super().get_params(ctx), *([BEHIND] if ctx.parent else [])]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands, each with the first sentence of its help."""
        if not words():
            super().format_commands(ctx, formatter)
            return
        with formatter.section("Commands"):
            formatter.write_dl([(name, _first_paragraph(one)) for name, one in sorted(self.commands.items())])


def _first_paragraph(command: click.Command) -> str:
    return inspect.cleandoc(command.help or "").partition("\n\n")[0]


def one_line(paragraph: str) -> str:
    """Return a paragraph as tables have it, without its line ends."""
    return paragraph.replace("\n", " ")


def _paragraph(paragraph: str, width: int) -> Iterator[str]:
    if not paragraph.startswith("\b\n"):
        yield from wrapped(told(foreign(one_line(paragraph))), width)
        return
    for line in paragraph.split("\n")[1:]:
        match = _EXAMPLE.fullmatch(line)
        yield f"{match['command']}{match['gap']}{told(foreign(match['about']))}" if match else line


def _about(text: str) -> str:
    """Return what is said of an option or a command, with what click adds to it."""
    match = _EXTRA.fullmatch(text)
    assert match  # of any text
    extra = "；".join(told_by_click(one, words()) for one in (match["extra"] or "").split("; ") if one)
    return told(foreign(one_line(match["help"]))) + (f"［{extra}］" if extra else "")


def columns(text: str) -> int:
    """Return how many columns a text takes on a terminal.

    >>> columns("--out 出")
    8
    """
    return sum(2 if unicodedata.east_asian_width(char) in _WIDE else 1 for char in text)


def beginning(text: str, width: int) -> str:
    """Return as much of a text as stands in so many columns.

    >>> beginning("清洗 a", 3), beginning("清洗", 4)
    ('清', '清洗')
    """
    while columns(text) > width:
        text = text[:-1]
    return text


def wrapped(text: str, width: int) -> list[str]:
    """Return the lines of a text of so many columns: between Han anywhere, elsewhere at blanks.

    >>> wrapped("写到这里：一个文件夹，或 *.jsonl。", 20)
    ['写到这里：一个文件', '夹，或 *.jsonl。']
    """
    lines = [""]
    for piece in _PIECES.findall(text):
        if columns((lines[-1] + piece).rstrip(" ")) > width and lines[-1]:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip(" ")
    return [line.rstrip(" ") for line in lines]


_PIECES = compiled(f" *(?:[\u3000-\u9fff\uff00-\uffef“‘（《]|[^ \u3000-\u9fff\uff00-\uffef]+)[{CLOSING}]*| +$")
