"""The documents keep to the code: the command reference is made from --help, and README's examples run."""

from __future__ import annotations

import contextlib
import re
import shlex
import tempfile
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from chengwen.cli.main import cli

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "commands.md"
HEAD = """# 命令

在语料库的目录里运行。结果写到标准输出，进度与提醒写到标准错误；退出码 0 正常，1 有发现，2 用法不对，3 输入或环境有问题。
帮助、提示和报告只用一种语言：`chengwen --lang zh|en 命令 …`；不写时依系统的语言设置（LC_ALL、LC_MESSAGES、LANG），zh 开头的用中文，其余用英文。
本页由各命令的 `--help` 和例子真的运行所得生成（`python tests/project/test_docs.py`）。
"""


def commands(group: click.Group, prefix: str = "") -> list[tuple[str, click.Command]]:
    found: list[tuple[str, click.Command]] = []
    for name, command in group.commands.items():
        found += (
            commands(command, f"{prefix}{name} ") if isinstance(command, click.Group) else [(prefix + name, command)]
        )
    return found


COMMANDS = commands(cli)


EXAMPLES = tomllib.loads((Path(__file__).parent / "command_examples.toml").read_text(encoding="utf-8"))
SHOWN_VERBS = ("clean", "diff", "verify", "rules new", "export")
"""The commands whose every option has an example."""
WITHOUT = {"--recogniser", "--ray-address", "--accept", "--comments", "--suspects"}
"""Options that need what a text cannot show here: an installed recogniser, a cluster, a Word file, names in doubt."""
MOST_LINES, MOST_COLUMNS = 14, 110
_TIMES = re.compile(r"用时 [0-9.]+ 秒，每秒 [0-9.]+ MB")


@cache
def outputs() -> dict[str, str]:
    """Run the examples one after the other in a folder of their own, and return what each says."""
    said: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for name, content in EXAMPLES["files"].items():
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(content.lstrip("\n"), encoding="utf-8")
        for example in EXAMPLES["examples"]:
            done = CliRunner().invoke(cli, ["--lang", "zh", *shlex.split(example["run"])], prog_name="chengwen")
            assert done.exit_code in (0, 1, 3), (example["run"], done.output)
            assert "Traceback" not in done.output
            said[example["run"]] = shown(done.output.replace(folder, "…"))
    return said


def shown(output: str) -> str:
    """An output without times, and no longer than a reader likes."""
    lines = [_TIMES.sub("用时 … 秒，每秒 … MB", line) for line in output.rstrip("\n").split("\n")]
    lines = [line if len(line) <= MOST_COLUMNS else line[:MOST_COLUMNS] + "…" for line in lines]
    return "\n".join(lines if len(lines) <= MOST_LINES else [*lines[:MOST_LINES], "…"])


def examples_of(name: str) -> Iterator[str]:
    for example in EXAMPLES["examples"]:
        if f"{example['run']} ".startswith(f"{name} "):
            said = outputs()[example["run"]]
            yield f"{example['about']}\n\n```console\n$ chengwen {example['run']}\n{said}\n```\n".replace(
                "\n\n```\n", "\n```\n"
            )


def reference() -> str:
    """Make docs/commands.md from what each command says of itself, and what its examples say."""
    parts = [HEAD]
    for name, _ in COMMANDS:
        shown = (
            CliRunner()
            .invoke(cli, ["--lang", "zh", *name.split(), "--help"], prog_name="chengwen", terminal_width=90)
            .output
        )
        parts.append(f"## chengwen {name}\n\n```text\n{shown.rstrip()}\n```\n")
        parts += examples_of(name)
    return "\n".join(parts)


def test_every_option_has_an_example() -> None:
    for name, command in COMMANDS:
        if name in SHOWN_VERBS:
            words = {
                word
                for one in EXAMPLES["examples"]
                if f"{one['run']} ".startswith(f"{name} ")
                for word in shlex.split(one["run"])
            }
            options = [one.opts for one in command.params if isinstance(one, click.Option)]
            assert [opts for opts in options if not (words | WITHOUT) & set(opts)] == [], name


def test_the_command_reference_is_what_help_says() -> None:
    assert REFERENCE.read_text(encoding="utf-8") == reference(), (
        "run `python tests/project/test_docs.py`, then read the diff"
    )


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_every_command_and_option_has_help(name: str, command: click.Command) -> None:
    assert command.help, name
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.opts


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_a_readme_names_only_files_and_commands_that_exist(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        kept_private = target.startswith("raw/") and not (ROOT / "raw").exists()
        assert kept_private or (ROOT / target).exists(), target
    known = {name.split()[0] for name, _ in COMMANDS}
    assert set(re.findall(r"`chengwen ([a-z]+)", text)) <= known
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`make ([a-z-]+)`|^ *make ([a-z-]+)", text, re.MULTILINE):
        assert f"\n{target[0] or target[1]}: " in makefile


if __name__ == "__main__":
    REFERENCE.write_text(reference(), encoding="utf-8")
