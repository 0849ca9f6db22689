"""The documents keep to the code: the command reference is made from --help, and README's examples run."""

from __future__ import annotations

import re
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
本页由各命令的 `--help` 生成（`python tests/project/test_docs.py`）。
"""


def commands(group: click.Group, prefix: str = "") -> list[tuple[str, click.Command]]:
    found: list[tuple[str, click.Command]] = []
    for name, command in group.commands.items():
        found += (
            commands(command, f"{prefix}{name} ") if isinstance(command, click.Group) else [(prefix + name, command)]
        )
    return found


COMMANDS = commands(cli)


def reference() -> str:
    """Make docs/commands.md from what each command says of itself."""
    parts = [HEAD]
    for name, _ in COMMANDS:
        shown = (
            CliRunner()
            .invoke(cli, ["--lang", "zh", *name.split(), "--help"], prog_name="chengwen", terminal_width=90)
            .output
        )
        parts.append(f"## chengwen {name}\n\n```text\n{shown.rstrip()}\n```\n")
    return "\n".join(parts)


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
