"""The commands about rules: list, show and test them."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from chengwen.cli.progress import counted, shown

own_rules = click.option("--rules", "folder", type=click.Path(path_type=Path), help="Rules of your own, beside ours.")
"""The option of every command that accepts additional rules."""


@click.group()
def rules() -> None:
    """List, show and test the rules."""


@rules.command("list")
def rules_list() -> None:
    """List every rule by family, with what it is about."""
    from chengwen.knowledge.load import ours_only

    ours = ours_only()
    for rule in sorted(ours.everything(), key=lambda rule: (rule.family, rule.id)):
        click.echo(f"{click.style(rule.family.ljust(15), dim=True)} {rule.id.ljust(28)} {rule.description}")


@rules.command("show")
@click.argument("id")
def rules_show(id: str) -> None:
    """Show one rule: why it is there, what it takes and what it leaves."""
    from dataclasses import asdict

    from chengwen.knowledge.load import catalogue

    rule = catalogue().get(id)
    if rule is None:
        raise click.UsageError(f"No rule “{id}”; `chengwen rules list` names them all.")
    for key, value in asdict(rule).items():
        for line in value if isinstance(value, tuple) else [value] if value else []:
            text = f"{line[0]!r} → {line[1]!r}" if isinstance(line, tuple) else line
            click.echo(f"{click.style(key.ljust(12), fg='cyan')} {text}")


@rules.command("test")
@own_rules
def rules_test(folder: Path | None) -> None:
    """Hold every rule to its examples and to linear time."""
    from chengwen.checkout import checks
    from chengwen.knowledge.load import load_rules

    loaded = load_rules(folder)
    with shown("Testing"):
        findings = list(checks.check_rules(loaded))
    for finding in findings:
        click.secho(f"{finding.file}: {finding.message}", fg="red")
    do = "does" if len(findings) == 1 else "do"
    click.echo(f"{counted(len(loaded.patterns), 'rule')}, {len(findings)} that {do} not hold", err=True)
    sys.exit(1 if findings else 0)
