"""A rule is begun with its examples, and is written only if it holds; a changed line is shown with what went."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chengwen.cli.main import cli
from chengwen.knowledge.load import read_rules

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)

    def go(*words: str, code: int = 0, **how: str) -> Result:
        done = CliRunner().invoke(cli, words, **how)  # type: ignore[arg-type]
        assert done.exit_code == code, done.output
        return done

    return go


def test_examples_are_asked_for_and_the_rule_works(run: Run, tmp_path: Path) -> None:
    said = run("rules", "new", "own-ad", input="更多范文请加群（12345）\n更多范文见附件。\n广告\n文库的广告\n").output
    assert "a line that it must take" in said
    (rule,) = read_rules((tmp_path / "rules" / "own-ad.toml").read_bytes(), "own-ad.toml")
    assert (rule.id, rule.family, rule.keywords, rule.match) == (
        "own-ad",
        "own",
        ("更多范文",),
        ("更多范文请加群（12345）",),
    )
    (tmp_path / "a.txt").write_text("工作总结\n更多范文请加群（12345）\n更多范文见附件。\n", encoding="utf-8")
    assert "请加群" not in run("clean", "a.txt", "--rules", "rules", "--only", "own").stdout
    assert "is there already" in run("rules", "new", "own-ad", code=3).stderr


def test_where_nobody_answers_the_option_that_is_missing_is_named(run: Run, tmp_path: Path) -> None:
    said = run("rules", "new", "own-ad", "--match", "更多范文请加群", input="", code=2).stderr
    assert "--keep is missing, and nobody is there to ask: a line like it that must stay" in said
    assert not (tmp_path / "rules").exists()


AD = ("--match", "完成任务。更多范文请加群", "--keep", "更多范文见附件", "--description", "广告", "--why", "试")


def test_a_rule_may_take_a_piece_out_of_a_line_or_look_at_the_end_alone(run: Run, tmp_path: Path) -> None:
    run("rules", "new", "piece", *AD, "--pattern", "更多范文请加群", "--scope", "span")
    (rule,) = read_rules((tmp_path / "rules" / "piece.toml").read_bytes(), "piece.toml")
    assert (rule.scope, rule.pattern) == ("span", "更多范文请加群")
    (tmp_path / "a.txt").write_text("工作总结\n\n完成任务。更多范文请加群\n", encoding="utf-8")
    assert "完成任务。\n" in run("clean", "a.txt", "--rules", "rules", "--only", "own").stdout
    run("rules", "new", "end", *AD, "--scope", "tail:3")
    assert read_rules((tmp_path / "rules" / "end.toml").read_bytes(), "end.toml")[0].scope == "tail:3"
    said = run("rules", "new", "wrong", *AD, "--scope", "page", code=3).stderr
    assert "it must be line, part, span, block, head:N or tail:N" in said
    assert not (tmp_path / "rules" / "wrong.toml").exists()


def test_rules_in_the_working_folder_are_listed_shown_and_tested_without_being_named(run: Run, tmp_path: Path) -> None:
    """Also where no chengwen.toml names them; it is said that `clean` must be told."""
    run("rules", "new", "own-ad", *AD)
    here = "with the rules in rules/; other commands take them with --rules rules, or in a corpus (`chengwen init`)\n"
    for words in (("show", "own-ad"), ("list",), ("test",)):
        done = run("rules", *words)
        assert here in done.stderr
        assert "own-ad" in done.stdout or ", 1 of your own, 0 that do not hold" in done.stderr
        assert here not in run("rules", *words, "--rules", "rules").stderr
    (tmp_path / "chengwen.toml").write_text("", encoding="utf-8")
    assert here not in run("rules", "show", "own-ad").stderr
    (tmp_path / "chengwen.toml").unlink()
    (tmp_path / "rules" / "own-ad.toml").write_text("[tool.other]\n", encoding="utf-8")
    assert here not in run("rules", "test").stderr, "rules of something else are left alone"


def test_one_that_does_not_hold_is_not_written_and_what_to_do_is_told(run: Run, tmp_path: Path) -> None:
    given = ("--match", "更多范文请加群", "--keep", "更多范文", "--description", "广告", "--why", "广告")
    said = run("rules", "new", "x", *given, "--pattern", "更多.*", code=3).stderr
    assert "a repeat has no upper bound; write {0,30} for *" in said
    said = run("rules", "new", "x", *given, "--pattern", r"更多范文\d+(?:[0-9]{1,9}){1,9}", code=3).stderr
    for problem in ("write {0,30} for *, {1,30} for +; also, it uses", "such as [0-9]; also, a repeat stands within"):
        assert problem in said, "all that is wrong with it is told at once"
    said = run("rules", "new", "x", *given, "--pattern", "更多范文.{0,9}", code=3).stderr
    assert "Narrow the pattern" in said
    said = run("rules", "new", "x", *given, "--pattern", "(更)多\\1", code=3).stderr
    assert "it refers back to a group; write the words out" in said
    assert list(tmp_path.iterdir()) == []


def test_a_line_that_changed_is_shown_with_what_went_and_what_came(run: Run, tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    text = "2022年工作总结\n全镇共有党员X名,群众满意。\n联系人：李建国，13900001111。\n不变的一行。\n"
    (tmp_path / "raw" / "s.txt").write_text(text, encoding="utf-8")
    run("clean")
    lines = run("diff", "s", "--word").stdout.split("\n")
    assert "2: {+[U+000A]+}全镇共有党员[-X-]{+〖数字〗+}名[-,-]{+，+}群众满意。" in lines
    assert any(line.startswith("3: 联系人：{+〖姓名1〗+}，{+〖电话〗+}") for line in lines)
    assert "李建国" not in "".join(lines)
    assert "不变" not in "".join(lines)
