"""One language a run: every message is there in Chinese and in English, and no run mixes them."""

from __future__ import annotations

import ast
import inspect
import pickle
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import click
import pytest
from click.testing import CliRunner, Result

from chengwen import errors
from chengwen.cli import help as helping
from chengwen.cli.language import chosen, tables_of_words, told_by_click, words_of
from chengwen.cli.main import cli
from chengwen.cli.progress import Progress
from chengwen.knowledge.tables import read_table
from chengwen.message import ABOUT, COMMA, Message, at, in_words, packed, say, unpacked

PACKAGE = Path(__file__).parents[2] / "scripts" / "chengwen"
FILES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))
TABLES = tables_of_words()
MESSAGES = TABLES["messages"]
CHINESE = words_of("zh")
REFUSALS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)}
MADE = {"say", "at", "unpacked", "foreign"}
"""What makes a message."""
OF_DATA = {COMMA, ABOUT, *(entry["kind"] for entry in read_table("archives", "others"))}
"""Sentences that no call of `say` holds."""
HAN = "\u4e00-\u9fff"


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            yield node.func.id if isinstance(node.func, ast.Name) else node.func.attr, node


@cache
def tree(name: str) -> ast.Module:
    return ast.parse((PACKAGE / name).read_text(encoding="utf-8"))


@cache
def said() -> tuple[tuple[str, str, set[str | None]], ...]:
    """Every sentence of the package: where it stands, itself, and what fills its gaps."""
    return tuple(_said())


def _said() -> Iterator[tuple[str, str, set[str | None]]]:
    for name in FILES:
        for called, node in calls(tree(name)):
            if called == "say" and name != "message.py":
                template = node.args[0]
                where = f"{name}:{node.lineno}"
                assert isinstance(template, ast.Constant), f"{where}: the sentence must stand here, to be found"
                assert isinstance(template.value, str)
                yield where, template.value, {one.arg for one in node.keywords}


def gaps(template: str, *, numbers: bool = True) -> set[str]:
    """The gaps of a sentence; without those that only choose between one and many."""
    return {name for _, name, spec, _ in Formatter().parse(template) if name and (numbers or "|" not in (spec or ""))}


class TestTheTables:
    def test_every_sentence_is_there_in_chinese(self) -> None:
        assert [(where, template) for where, template, _ in said() if template not in MESSAGES] == []

    def test_every_gap_is_filled(self) -> None:
        assert [(where, template) for where, template, given in said() if gaps(template) != given] == []

    def test_both_sentences_have_the_same_gaps(self) -> None:
        wrong = [
            english
            for english, chinese in MESSAGES.items()
            if not gaps(english, numbers=False) <= gaps(chinese) <= gaps(english)
        ]
        assert wrong == []

    def test_no_sentence_is_there_for_nothing(self) -> None:
        assert set(MESSAGES) == {template for _, template, _ in said()} | OF_DATA

    def test_a_chinese_sentence_has_chinese_in_it_and_an_english_one_has_none(self) -> None:
        for table in (MESSAGES, TABLES["click"], TABLES["foreign"], TABLES["help"]):
            for english, chinese in table.items():
                assert not re.search(f"[{HAN}]{{5}}|[，。；：、]", english), english
                assert not re.search("[a-z]{3,} [a-z]{3,}", without_names(chinese)), chinese
                words = re.sub(r"\{[^{}]*\}", "", english)
                assert not re.search("[a-z]{3,}", without_names(words)) or re.search(f"[{HAN}]", chinese), english

    def test_every_flag_is_explained_in_english(self) -> None:
        assert set(TABLES["flags"]) == {entry["id"] for entry in read_table("flags", "flags")}


def without_names(text: str) -> str:
    """A text without what has no language: commands, options, file names, names of programs."""
    text = re.sub("--[a-z-]+(?: [a-z]+)?", "", text)
    text = re.sub(
        r"`[^`]*`|“[^”]*”|\{[^{}]*\}|'[^']*'|git [a-z -]+&&|git [a-z -]+|(?:pip|apt) install *[a-z.{}-]*", "", text
    )
    return re.sub(r"chengwen(?: [a-z]+)*|clean samples|\(\*\.[a-z]+\)", "", text)


@pytest.mark.parametrize("name", FILES)
def test_what_is_raised_can_be_said_in_another_language(name: str) -> None:
    """A refusal is made of a message: one that is made here, or one that is handed on (mypy holds that it is one)."""
    for called, node in calls(tree(name)):
        if called in REFUSALS - {"MissingExtraError"} | {"UsageError"} and name != "errors.py":
            (given, *_) = node.args
            made = (
                isinstance(given, ast.Call) and isinstance(given.func, ast.Name) and given.func.id in MADE | {"_taken"}
            )
            handed_on = isinstance(given, ast.Name | ast.Attribute)
            made_by_a_function = isinstance(given, ast.Call) and getattr(given.func, "id", "").startswith("_")
            assert made or handed_on or made_by_a_function, f"{name}:{node.lineno}"


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("cli/")])
def test_the_command_line_says_nothing_that_is_no_message(name: str) -> None:
    for called, node in calls(tree(name)):
        if called in {"echo", "secho", "_note", "_warn", "shown", "if_stopped", "prompt", "confirm"}:
            literals = [one.value for one in _of_first(node) if isinstance(one, ast.Constant)]
            found = [one for one in literals if isinstance(one, str) and re.search(f"[a-z]{{3}}|[{HAN}]", one)]
            assert found == [], f"{name}:{node.lineno}"


def _of_first(node: ast.Call) -> Iterator[ast.AST]:
    """What the first argument is made of, calls of other functions left out."""
    waiting: list[ast.AST] = list(node.args[:1])
    while waiting:
        one = waiting.pop()
        if not isinstance(one, ast.Call):
            yield one
            waiting += ast.iter_child_nodes(one)


def commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    for name, one in command.commands.items() if isinstance(command, click.Group) else ():
        yield from commands(one, (*path, name))


COMMANDS = list(commands(cli))


def help_of(command: click.Command) -> Iterator[str]:
    """What the help of a command is made of, as the table has it."""
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        if not paragraph.startswith("\b\n"):
            yield helping.one_line(paragraph)
            continue
        for line in paragraph.split("\n")[1:]:
            yield line.rpartition("  ")[2].lstrip(" ")
    yield "Show this message and exit."
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            yield parameter.help or ""


class TestHelp:
    def test_every_part_of_it_is_there_in_chinese_and_nothing_else(self) -> None:
        assert {part for _, command in COMMANDS for part in help_of(command)} == set(TABLES["help"])

    @pytest.mark.parametrize(("path", "command"), COMMANDS, ids=[" ".join(path) or "all" for path, _ in COMMANDS])
    def test_it_is_in_one_language(self, path: tuple[str, ...], command: click.Command) -> None:
        assert isinstance(command, helping.Command | helping.Group), "its help would be in English always"
        english = CliRunner().invoke(cli, ["--lang", "en", *path, "--help"], prog_name="chengwen").output
        chinese = CliRunner().invoke(cli, ["--lang", "zh", *path, "--help"], prog_name="chengwen").output
        assert not re.search(f"[{HAN}]{{5}}|[，。；]", english)
        lines = [line for line in chinese.split("\n") if not line.startswith("  chengwen ")]
        assert not re.search("[a-z]{2,} [a-z]{2,}", without_names(" ".join(" ".join(lines).split())))
        assert "用法：" in chinese
        assert "Usage:" not in chinese

    def test_lines_are_no_wider_than_asked(self) -> None:
        shown = CliRunner().invoke(cli, ["--lang", "zh", "add", "--help"], terminal_width=60).output
        assert max(map(helping.columns, shown.split("\n"))) <= 60

    @pytest.mark.parametrize("path", [(), ("rules",)])
    def test_is_shown_where_no_verb_is_given(self, path: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
        told = CliRunner().invoke(cli, path, prog_name="chengwen")
        assert (told.exit_code, "命令：" in told.output, "Commands" in told.output) == (2, True, False)


class TestTheChoice:
    @pytest.mark.parametrize(
        ("environment", "language"),
        [
            ({}, "en"),
            ({"LANG": "zh_CN.UTF-8"}, "zh"),
            ({"LANG": "zh_TW.Big5"}, "zh"),
            ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
            ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, "zh"),
            ({"LC_MESSAGES": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
            ({"LC_ALL": "", "LANG": "zh"}, "zh"),
            ({"LANG": "de_DE.UTF-8"}, "en"),
        ],
    )
    def test_is_the_locale_s(self, environment: dict[str, str], language: str) -> None:
        assert chosen(["clean", "a.txt"], environment) == language

    @pytest.mark.parametrize(
        ("arguments", "language"),
        [
            (["--lang", "en", "clean"], "en"),
            (["--lang=en"], "en"),
            (["--lang", "en", "--lang", "zh", "clean"], "zh"),
            (["--help", "--lang", "en"], "en"),
            (["clean", "--lang", "en"], "en"),
            (["--lang", "en", "rules", "--lang", "zh", "list"], "zh"),
            (["add", "--", "--lang", "en"], "zh"),
            (["--lang", "fr", "clean"], "zh"),
            (["--lang"], "zh"),
        ],
    )
    def test_the_option_wins_before_the_verb_and_behind_it(self, arguments: list[str], language: str) -> None:
        assert chosen(arguments, {"LC_ALL": "zh_CN.UTF-8"}) == language

    def test_a_run_takes_it_from_either(self, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
        assert CliRunner().invoke(cli, ["clean", "gone.txt"]).stderr == "错误：gone.txt：没有这个文件\n"
        assert (
            CliRunner().invoke(cli, ["--lang", "en", "clean", "gone.txt"]).stderr == "Error: gone.txt: no such file\n"
        )


MISTAKES = {
    "no verb of rules": ["rules", "--lang", "zh"],
    "no such verb": ["clen"],
    "no such language": ["--lang", "fr", "clean"],
    "no such option": ["clean", "--jsno"],
    "a value where none belongs": ["clean", "--json=1"],
    "no value": ["clean", "--out"],
    "no number": ["clean", "--jobs", "x"],
    "too small a number": ["clean", "--jobs", "0"],
    "no float": ["clean", "--max-megabytes", "x"],
    "none of the choices": ["clean", "--places", "some"],
    "no argument": ["diff"],
    "one argument more": ["diff", "a", "b"],
    "two arguments more": ["diff", "a", "b", "c"],
    "no option": ["remove", "s1"],
    "no such rule": ["rules", "show", "x"],
    "no number of a port": ["site", "--port", "x"],
    "figures in a folder": ["clean", "a.jsonl", "--out", "b", "--stats", "."],
}


@pytest.mark.parametrize("arguments", MISTAKES.values(), ids=MISTAKES)
def test_what_click_says_is_chinese_too(checkout: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    told = CliRunner().invoke(cli, arguments, prog_name="chengwen")
    assert told.exit_code == 2, told.output
    assert re.search(f"[{HAN}]", told.stderr)
    left = re.sub("chengwen(?: [a-z]+)*|'[^']*'|\\[[A-Z…]+\\]", "", told.stderr)
    assert not re.search("[a-z]{2,} [a-z]{2,}|[A-Z][a-z]+[: ]", left), told.stderr


def test_what_click_says_that_is_not_known_stays() -> None:
    assert told_by_click("Something new happened.", CHINESE) == "Something new happened."
    assert told_by_click("Missing command.", {}) == "Missing command."


@pytest.fixture
def corpus(checkout: Path) -> Path:
    """A checkout with samples, one of them broken, a corpus with rejects, rules that do not hold, and files to add."""
    raw = checkout / "raw"
    (raw / "s1.txt").write_text("2022年党建工作总结\n一、共有党员X名。\n联系人：张海涛 13812345678\n", "utf-8")
    (raw / "s2.txt").write_bytes(b"%PDF-1.4\n")
    (raw / "s3.txt").write_text("2022年工作总结\n一、正文\n", "utf-8")
    (raw / "s3.toml").write_text("encoding = 5\n", "utf-8")
    (checkout / "rows.jsonl").write_text(
        '{"id": "a", "text": "一、正文"}\n{"id": "b"}\nno JSON\n[]\n{"text": 1}\n', "utf-8"
    )
    (checkout / "found.txt").write_text(
        "2024年河湖管护工作总结\n一、主要工作\n全年清理河道十二公里。村民李小明（电话13812345679）巡河。\n甲乙文库整理，咨询QQ10001\n",
        "utf-8",
    )
    (checkout / "secret.txt").write_text("秘密★5年\n关于防汛的通知\n各村：\n请做好准备。\n", "utf-8")
    (checkout / "mine").mkdir()
    (checkout / "mine" / "own.toml").write_text(RULE, "utf-8")
    (checkout / "gold" / "a").mkdir(parents=True)
    (checkout / "gold" / "a" / "one.txt").write_text(
        "%% kind: mixed\n%%\n⟦ad¦甲乙丙丁⟧\n2022年工作总结\n一、正文\n", "utf-8"
    )
    return checkout


RULE = """
[[rules]]
id = "own"
description = "自己的"
why = "自己的"
family = "own"
scope = "line"
keywords = ["甲乙"]
pattern = '''甲乙.*'''
action = "remove"
confidence = "high"
match = ["甲乙文库"]
keep = ["甲乙两方"]
"""

RUNS = [
    ["clean"],
    ["clean", "--check"],
    ["check"],
    ["diff", "s1"],
    ["clean", "raw", "--out", "texts"],
    ["clean", "rows.jsonl", "--out", "made"],
    ["clean", "rows.jsonl", "--out", "made", "--diff"],
    ["export", "made", "--out", "exported", "--format", "jsonl"],
    ["export", "rows.jsonl", "--out", "other"],
    ["clean", "raw/s1.txt", "--out", "o.zip"],
    ["explain", "raw/s1.txt:2"],
    ["explain", "raw/s1.txt:99"],
    ["add", "found.txt", "--yes"],
    ["add", "found.txt", "--yes"],
    ["add", "secret.txt", "raw/s2.txt", "--yes"],
    ["suggest", "raw"],
    ["rules", "test", "--rules", "mine"],
    ["score", "gold", "--problems"],
    ["score", "raw"],
    ["remove", "s1", "--reason", "张海涛要求"],
    ["remove", "s1", "--reason", "权利人要求"],
    ["clean", "raw/s1.txt", "--only", "nothing"],
]


def pieces(sentences: dict[str, str] | list[str], pattern: str) -> set[str]:
    """What of sentences stands between their gaps and is unmistakably of their language."""
    parts = (part for one in sentences for part in re.split(r"\{[^{}]*\}", one))
    return {found for part in parts for found in re.findall(pattern, part)}


def test_no_run_mixes_them(corpus: Path) -> None:
    """Runs in both languages, over the same mistakes: what is said in one has no piece of a sentence of the other."""
    english = pieces(MESSAGES, "[a-z]{2,}(?: [a-z]{2,}){2,}")
    chinese = pieces([*MESSAGES.values()], f"[{HAN}，。；：]{{5,}}")
    assert len(english) > 300
    assert len(chinese) > 300
    said_in_all: dict[str, str] = {}
    for language in ("en", "zh"):
        for arguments in RUNS:
            said_in_all[language] = said_in_all.get(language, "") + _said_by(corpus, language, arguments)
    assert {piece for piece in chinese if piece in said_in_all["en"]} == set()
    assert {piece for piece in english if piece in said_in_all["zh"]} == set()
    assert sum(piece in said_in_all["en"] for piece in english) > 30
    assert sum(piece in said_in_all["zh"] for piece in chinese) > 30


def _said_by(root: Path, language: str, arguments: list[str]) -> str:
    result: Result = CliRunner().invoke(cli, ["--lang", language, *arguments])
    assert result.exit_code in {0, 1, 2, 3}, result.output
    assert not result.exception or isinstance(result.exception, SystemExit), (arguments, result.exception)
    return result.output


class TestAMessage:
    def test_is_english_unless_somebody_shows_it_otherwise(self) -> None:
        error = errors.InputError(at("a.txt", say("no such file")))
        assert str(error) == "a.txt: no such file"
        assert in_words(error.message, CHINESE) == "a.txt：没有这个文件"

    def test_keeps_its_words_in_another_process(self) -> None:
        error = pickle.loads(pickle.dumps(errors.InputError(at("a.txt", say("no such file")), "gone")))
        assert (in_words(error.message, CHINESE), error.reason) == ("a.txt：没有这个文件", "gone")
        told = say("nothing here to clean; known are {known}", known=("a", say("a PDF")))
        assert in_words(unpacked(packed(told)), CHINESE) == in_words(told, CHINESE)

    @pytest.mark.parametrize(("number", "told"), [(0, "0 documents"), (1, "1 document"), (2_000, "2,000 documents")])
    def test_has_the_right_number(self, number: int, told: str) -> None:
        assert say("{number:,} {number:document|documents}", number=number) == told

    def test_of_braces_that_a_user_wrote(self) -> None:
        assert in_words(at("{a}.txt", say("no such file")), CHINESE) == "{a}.txt：没有这个文件"
        assert Message("{{}}") == "{}"

    def test_on_a_terminal_fits_its_columns(self) -> None:
        progress = Progress(say("Cleaning"), total=300, done=150, words=CHINESE)
        assert progress.line(12, 80) == "清洗  [###############---------------]  50%  150/300，12 秒"
        assert all(helping.columns(progress.line(12, width)) < width for width in range(2, 90))
