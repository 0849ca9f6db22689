"""What a person has settled in a sidecar is no finding of `check`, what was kept being kept in the clean text too; a rule
that does not hold is one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from chengwen.checkout.checks import check_rules
from chengwen.cli.main import cli
from chengwen.knowledge.load import ours_only
from chengwen.knowledge.rules import Rules

RAW = "柏岭县脱贫攻坚工作总结\n一、主要做法\n典型户吴大壮种菜增收，镇长陈建国多次上门。\n二、下步打算\n上一篇：没有了\n"
SETTLED = {
    "keep_name": '[[keep_name]]\ntext = "吴大壮"\nreason = "本人同意"\n',
    "keep": '[[keep]]\ntext = "上一篇：没有了"\nreason = "原文如此"\n',
    "undo": '[[undo]]\nrule = "related-neighbours"\nreason = "原文如此"\n',
    "remove": '[[remove]]\ntext = "种菜增收，"\nreason = "试"\n',
    "mask": '[[mask]]\ntext = "上门"\ntype = "other"\nreason = "试"\n',
}


@pytest.mark.parametrize("key", SETTLED)
def test_a_settled_document_has_no_findings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "raw" / "private").mkdir(parents=True)
    (tmp_path / "raw" / "private" / "a.txt").write_text(RAW, encoding="utf-8")
    (tmp_path / "raw" / "private" / "a.toml").write_text(SETTLED[key], encoding="utf-8")
    done = CliRunner().invoke(cli, ["clean"])
    assert done.exit_code == 0, done.output
    done = CliRunner().invoke(cli, ["check"])
    assert "clean-is-final" not in done.output
    assert done.exit_code == 0, done.output


def test_a_rule_that_does_not_hold_is_a_finding_and_the_others_are_none() -> None:
    ours = ours_only()
    first, *others = ours.patterns
    found = list(check_rules(Rules((replace(first, keep=first.match), *others), ours.operations)))
    assert [(one.rule, first.id in str(one.file)) for one in found] == [("rule-holds", True)]
