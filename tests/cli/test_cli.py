"""The commands as a person meets them: what they print, where it goes, the exit code, and what a mistake is told."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chengwen.cli.main import cli
from chengwen.cli.notes import note_lines

ROOT = Path(__file__).parents[2]
TEXT = "2022年党建工作总结\n　　全镇共有党员X名。\n一、加强领导\n成效明显,群众满意。\n"
CLEAN = "2022年党建工作总结\n\n全镇共有党员〖数字〗名。\n一、加强领导\n成效明显，群众满意。\n"

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command in a checkout of its own with one sample."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "s1.txt").write_bytes(TEXT.encode("gb18030"))
    (tmp_path / "raw" / "s1.toml").write_text('rights = "invented for the tests"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return lambda *arguments, **options: CliRunner().invoke(cli, arguments, **options)


def told(result: Result, code: int, *words: str) -> None:
    """The command ended with this code and one clear message on stderr, no traceback."""
    assert result.exit_code == code, result.output
    assert isinstance(result.exception, SystemExit | None)
    assert "Traceback" not in result.output
    for word in words:
        assert word in result.stderr


class TestClean:
    def test_cleans_the_samples_and_writes_only_what_changed(self, run: Run, tmp_path: Path) -> None:
        assert "s1: written" in run("clean").stderr
        assert (tmp_path / "cleaned" / "s1.txt").read_bytes() == CLEAN.encode()
        stamp = (tmp_path / "cleaned" / "s1.json").stat().st_mtime_ns
        result = run("clean")
        assert (result.stdout, result.exit_code) == ("", 0)
        assert (tmp_path / "cleaned" / "s1.json").stat().st_mtime_ns == stamp

    def test_gives_the_text_of_one_file(self, run: Run) -> None:
        assert run("clean", "raw/s1.txt").stdout == CLEAN

    def test_reads_standard_input(self, run: Run) -> None:
        assert run("clean", "-", input=TEXT.encode()).stdout == CLEAN

    def test_gives_the_document_as_json(self, run: Run) -> None:
        document = json.loads(run("clean", "raw/s1.txt", "--json").stdout)
        assert document["schema"] == "chengwen/2"
        assert document["text"] == CLEAN
        assert document["source"]["encoding"] == "gb18030"
        assert document["provenance"]["rights"] == "invented for the tests"
        assert [s["id"] for s in document["sections"]] == ["title", "opening", "s1"]

    def test_writes_files_and_folders_into_out(self, run: Run, tmp_path: Path) -> None:
        shutil.copy("raw/s1.txt", "raw/s2.txt")
        assert run("clean", "raw", "--out", "made").exit_code == 0
        assert sorted(p.name for p in (tmp_path / "made").iterdir()) == ["s1.json", "s1.txt", "s2.json", "s2.txt"]
        assert (tmp_path / "made" / "s2.txt").read_text(encoding="utf-8") == CLEAN

    def test_check_and_diff_write_nothing_and_find_what_would_change(self, run: Run, tmp_path: Path) -> None:
        assert run("clean", "--check").exit_code == 1
        assert not (tmp_path / "cleaned").exists()
        run("clean")
        (tmp_path / "cleaned" / "s1.txt").write_text(CLEAN.replace("满意", "不满"), encoding="utf-8")
        result = run("clean", "--diff")
        assert result.exit_code == 1
        assert "-成效明显，群众不满。\n+成效明显，群众满意。\n" in result.stdout
        assert "不满" in (tmp_path / "cleaned" / "s1.txt").read_text(encoding="utf-8")
        run("clean")
        assert run("clean", "--check").exit_code == 0

    def test_leaves_out_a_family(self, run: Run) -> None:
        assert "党员X名" in run("clean", "raw/s1.txt", "--skip", "masks").stdout
        assert "明显,群众" in run("clean", "raw/s1.txt", "--only", "masks").stdout

    def test_takes_rules_of_one_s_own(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "mine").mkdir()
        (tmp_path / "mine" / "a.toml").write_text(
            '[[rules]]\nid = "own"\nfamily = "own"\ndescription = "d"\nwhy = "w"\nscope = "line"\nkeywords = ["群众"]\n'
            'pattern = "成效明显[,，]群众满意。"\naction = "remove"\nconfidence = "high"\n'
            'match = ["成效明显,群众满意。"]\nkeep = ["群众满意。"]\n',
            encoding="utf-8",
        )
        assert "群众" not in run("clean", "raw/s1.txt", "--rules", "mine").stdout


class TestMistakes:
    def test_a_missing_path(self, run: Run) -> None:
        told(run("clean", "gone.txt"), 3, "gone.txt: no such file")

    def test_what_may_be_noise_and_stays_is_counted(self, run: Run, tmp_path: Path) -> None:
        kept = "一年来，社区坚持每周上门走访，建立健康台账，逐户登记老人的需求，群众反映良好。"
        (tmp_path / "a.txt").write_text(
            f"养老工作总结\n{kept}\n在线留言\n下一步将继续扩大助餐点覆盖面，把服务延伸到每一个楼栋。\n",
            encoding="utf-8",
        )
        result = run("clean", "a.txt")
        assert "在线留言" in result.stdout
        told(result, 0, "a: places that may be noise and were left: 1, on line 4 of the clean text\n")
        told(result, 0, "`chengwen explain a.txt` shows them by the lines of the file, a sidecar settles them\n")
        explained = run("explain", "a.txt").stdout
        assert [line.split()[:2] for line in explained.splitlines() if "suspect" in line] == [["3", "suspect"]]
        assert "may be noise" not in run("clean", "raw/s1.txt").stderr

    @pytest.mark.parametrize("place", [[], ["--out", "made"]])
    def test_what_may_be_names_is_told_with_a_command_that_says_why(
        self, run: Run, tmp_path: Path, place: list[str]
    ) -> None:
        (tmp_path / "a.txt").write_text(
            "工作汇报\n\n那年大雪，孙长河赶着羊过了河。多亏了陈大山，水渠才通。经赵德顺劝说，两家和好。\n",
            encoding="utf-8",
        )
        told(run("clean", "a.txt", *place), 0, "line 3 of", "`chengwen clean FILE --json` says why, a sidecar")

    def test_of_many_lines_with_names_the_first_are_told(self, capsys: pytest.CaptureFixture[str]) -> None:
        note_lines("a", range(1, 16))
        assert "lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 3 more of the clean text" in capsys.readouterr().err

    @pytest.mark.parametrize("id", ["s1.txt", "raw/s2.txt", "总结"])
    def test_an_id_that_is_none_is_told_the_nearest(self, run: Run, id: str) -> None:
        run("clean")
        told(run("diff", id), 3, f"{id}: no document has this id; the nearest are s1, and `ls cleaned` lists all")

    def test_an_id_that_was_not_cleaned_yet(self, run: Run, tmp_path: Path) -> None:
        run("clean")
        (tmp_path / "raw" / "s2.txt").write_text(TEXT, encoding="utf-8")
        told(run("diff", "s2"), 3, "no such file; run `chengwen clean`")

    def test_an_empty_file_is_an_empty_text_and_told(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "empty.txt").touch()
        told(run("clean", "empty.txt"), 0, "empty: nothing is left of it; the clean text is empty")

    def test_a_folder_without_out(self, run: Run) -> None:
        told(run("clean", "raw"), 2, "raw: this is a folder; name --out")

    def test_a_folder_without_texts(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "none").mkdir()
        told(run("clean", "none", "--out", "made"), 3, "none: nothing here to clean; found: nothing; known are .jsonl")
        assert not (tmp_path / "made").exists()

    def test_a_checkout_without_samples(self, run: Run, tmp_path: Path) -> None:
        shutil.rmtree(tmp_path / "raw")
        (tmp_path / "raw").mkdir()
        told(run("clean"), 2, "no samples (*.txt) here")

    def test_no_checkout_at_all(self, run: Run, tmp_path: Path) -> None:
        shutil.rmtree(tmp_path / "raw")
        told(run("clean"), 3, "no raw/ or cleaned/ folder here or above")

    def test_a_binary_file(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
        told(run("clean", "a.txt"), 3, "a.txt: this is a PNG image, not a text")

    def test_a_sidecar_with_an_encoding_that_nobody_knows(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "raw" / "s1.toml").write_text('encoding = "gb2313"\n', encoding="utf-8")
        told(run("clean"), 3, "raw/s1.toml: unknown encoding “gb2313”; use a name such as gb18030")
        assert "raw/s1.toml: unknown encoding “gb2313”; use a name such as gb18030" in run("check").stdout
        (tmp_path / "raw" / "s1.toml").write_text('encoding = ""\n', encoding="utf-8")
        told(run("clean"), 3, "raw/s1.toml: unknown encoding “”; use a name such as gb18030")

    def test_a_sample_that_cannot_be_cleaned_is_a_finding_and_the_others_are_checked(
        self, run: Run, tmp_path: Path
    ) -> None:
        (tmp_path / "raw" / "s0.txt").write_bytes(b"%PDF-1.7")
        told(run("check"), 1, "0 cleaned samples checked, 2 findings")
        assert run("check").stdout.startswith("raw/s0.txt: raw-cleans: s0.txt: this is a PDF")
        assert "cleaned/s1: cleaned-current" in run("check").stdout

    def test_several_files_without_out(self, run: Run) -> None:
        told(run("clean", "raw/s1.txt", "raw/s1.txt"), 2, "Several files need --out DIR")

    def test_a_pattern_without_out(self, run: Run, tmp_path: Path) -> None:
        told(run("clean", "raw/*.txt"), 2, "raw/*.txt is a pattern, and may mean several files; name --out")
        shutil.copy(tmp_path / "raw" / "s1.txt", tmp_path / "a[1].txt")
        assert run("clean", "a[1].txt").stdout == CLEAN

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["--out", "made"], "--out needs a PATH"),
            (["--json"], "--json is for one PATH, printed or --out NAME.json"),
            (["raw", "--out", "made", "--json"], "--json is for one PATH, printed or --out NAME.json"),
            (
                ["raw", "--out", "made", "--dedup", "exact", "--shard-megabytes", "1"],
                "--dedup, --shard-megabytes: for rows only",
            ),
            (["raw/s1.txt", "--jobs", "2"], "--jobs: needs --out"),
            (["raw/s1.txt", "--format", "jsonl"], "--format: needs --out"),
            (["raw", "--out", "made", "--format", "jsonl", "--ray-address", "a:1"], "--ray-address needs --engine ray"),
        ],
    )
    def test_an_option_that_would_have_no_effect(
        self, run: Run, tmp_path: Path, arguments: list[str], words: str
    ) -> None:
        told(run("clean", *arguments), 2, words)
        assert {path.name for path in tmp_path.iterdir()} == {"raw"}

    def test_a_broken_rule_file_stops_before_the_first_document(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "mine").mkdir()
        shutil.copy(ROOT / "tests" / "cases" / "rules-invalid" / "unknown-key.toml", tmp_path / "mine")
        told(run("clean", "--rules", "mine"), 3, "unknown-key.toml: promo-example: unknown key “actoin”")
        assert not (tmp_path / "cleaned").exists()

    def test_a_sidecar_with_an_unknown_key(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "raw" / "s1.toml").write_text('right = "x"\n', encoding="utf-8")
        told(run("clean"), 3, "s1.toml: unknown key “right”; known are url, rights")

    def test_a_sidecar_that_speaks_of_what_is_not_there(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "raw" / "s1.toml").write_text('[[keep]]\ntext = "甲"\nreason = "乙"\n', encoding="utf-8")
        told(run("clean"), 3, "s1.toml: [[keep]] 1: “text” does not stand in the raw text")

    def test_a_sidecar_with_a_wrong_value(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "raw" / "s1.toml").write_text("rights = 3\n", encoding="utf-8")
        told(run("clean"), 3, "s1.toml: “rights” must be a string, found a whole number")

    def test_one_bad_sample_does_not_stop_the_others(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "raw" / "s0.txt").write_bytes(b"%PDF-1.7")
        told(run("clean"), 3, "s0.txt: this is a PDF", "s1: written")
        assert (tmp_path / "cleaned" / "s1.txt").exists()

    def test_a_failed_run_leaves_earlier_output_as_it_was(self, run: Run, tmp_path: Path) -> None:
        run("clean")
        before = {p.name: p.read_bytes() for p in (tmp_path / "cleaned").iterdir()}
        (tmp_path / "raw" / "s1.txt").write_bytes(b"%PDF-1.7")
        told(run("clean"), 3, "s1.txt: this is a PDF")
        assert {p.name: p.read_bytes() for p in (tmp_path / "cleaned").iterdir()} == before

    def test_a_folder_that_cannot_be_made(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "cleaned").touch()
        told(run("clean"), 3, "cleaned: File exists")

    def test_an_unknown_rule(self, run: Run) -> None:
        told(run("rules", "show", "nothing"), 2, "No rule “nothing”; `chengwen rules list`")


class TestOverrides:
    def test_a_sidecar_overrules_the_rules_and_diff_says_so(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "raw" / "s1.toml").write_text(
            '[[remove]]\ntext = "一、加强领导"\nreason = "试"\n[[keep]]\ntext = "党员X名"\nreason = "试"\n',
            encoding="utf-8",
        )
        run("clean")
        expected = CLEAN.replace("一、加强领导\n", "").replace("〖数字〗", "X")
        assert (tmp_path / "cleaned" / "s1.txt").read_text(encoding="utf-8") == expected
        assert "sidecar-remove" in run("diff", "s1").stdout
        assert "编者指定删去" in run("diff", "s1").stdout
        published = (tmp_path / "cleaned" / "s1.json").read_text(encoding="utf-8")
        assert "加强领导" not in published
        assert "试" not in published
        assert run("clean", "--check").exit_code == 0


class TestCheck:
    def test_finds_nothing_in_order(self, run: Run) -> None:
        run("clean")
        result = run("check")
        assert (result.exit_code, result.stdout) == (0, "")
        assert "1 cleaned sample checked, 0 findings" in result.stderr

    def test_says_what_could_not_be_verified_without_raw(self, run: Run, tmp_path: Path) -> None:
        run("clean")
        shutil.rmtree(tmp_path / "raw")
        result = run("check")
        assert result.exit_code == 0
        assert "1 of them has no raw file here" in result.stderr
        assert run("clean", "--check").exit_code == 0

    def test_finds_a_text_that_was_changed_by_hand(self, run: Run, tmp_path: Path) -> None:
        run("clean")
        (tmp_path / "cleaned" / "s1.txt").write_text(CLEAN + "多出一行。\n", encoding="utf-8")
        result = run("check")
        assert result.exit_code == 1
        assert "cleaned/s1: cleaned-current: it is not what the code makes of raw/" in result.stdout
        assert "cleaned/s1.json: cleaned-whole:" in result.stdout
        assert "run `chengwen clean`" in result.stdout

    def test_finds_a_raw_file_that_is_not_the_one_received(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "raw" / "s1.toml").write_text(f'sha256 = "{"0" * 64}"\n', encoding="utf-8")
        run("clean")
        assert "raw/s1.txt: raw-unchanged" in run("check").stdout

    @pytest.mark.parametrize(
        ("path", "value", "rule"),
        [
            (["sections", 2, "end"], 9_999, "sections-nest"),
            (["sections", 2, "heading_end"], 0, "sections-nest"),
            (["placeholders", 0, "end"], 9_999, "placeholders-fit"),
            (["edits", 0, "end"], 9_999, "edits-disjoint"),
        ],
    )
    def test_finds_spans_that_do_not_fit(
        self, run: Run, tmp_path: Path, path: list[str | int], value: int, rule: str
    ) -> None:
        run("clean")
        file = tmp_path / "cleaned" / "s1.json"
        data = json.loads(file.read_text(encoding="utf-8"))
        part = data
        for step in path[:-1]:
            part = part[step]
        part[path[-1]] = value
        file.write_text(json.dumps(data), encoding="utf-8")
        shutil.rmtree(tmp_path / "raw")
        assert f"cleaned/s1: {rule}:" in run("check").stdout


class TestDiffAndRules:
    def test_diff_tells_place_rule_and_what_went(self, run: Run) -> None:
        run("clean")
        out = run("diff", "s1").stdout
        assert "2:9  mask-number  数目（后跟量词）\n    - X\n    + 〖数字〗\n" in out

    def test_diff_of_a_file_tells_how_it_would_be_cleaned(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("柏岭县工作总结\n典型户吴大壮增收。\n上一篇：没有了\n", encoding="utf-8")
        out = run("diff", "a.txt").stdout
        assert "上一篇：没有了" in out
        assert "〖姓名1〗" in out
        assert "吴大壮" not in out
        assert not (tmp_path / "a.json").exists()

    def test_diff_without_raw_tells_only_how_much(self, run: Run, tmp_path: Path) -> None:
        run("clean")
        shutil.rmtree(tmp_path / "raw")
        assert "    - (1 character)\n    + 〖数字〗\n" in run("diff", "s1").stdout

    def test_rules_are_listed_shown_and_tested(self, run: Run) -> None:
        assert "promo-compiler-credit" in run("rules", "list").stdout
        assert "甲乙文库整理，咨询QQ10001" in run("rules", "show", "promo-compiler-credit").stdout
        assert run("rules", "test").exit_code == 0

    def test_outside_the_project_no_support_is_listed(self, run: Run) -> None:
        line = next(line for line in run("rules", "list").stdout.splitlines() if "promo-compiler-credit" in line)
        assert re.fullmatch(r"promo_contact +promo-compiler-credit +\S+", line)

    def test_in_the_project_each_rule_is_listed_with_its_support(self, run: Run, tmp_path: Path) -> None:
        credit = "⟦promo¦甲乙文库整理，咨询QQ10001⟧\n"
        for name, body in {"a/1": credit, "a/2": credit, "b/1": credit, "b/2": "二\x01月，群众满意。\n"}.items():
            put_gold(tmp_path / "tests" / "gold" / "seen" / f"{name}.txt", f"2022年工作总结\n{body}全镇清理河道。\n")
        put_gold(tmp_path / "tests" / "gold" / "blind" / "c" / "1.txt", f"2022年工作总结\n{credit}全镇清理河道。\n")
        lines = run("rules", "list").stdout.splitlines()
        told = {id: line for line in lines for id in line.split()[1:2]}
        assert re.search("promo-compiler-credit +3 in  2   ", told["promo-compiler-credit"])
        assert re.search("mask-number +1 in  1 ! ", told["mask-number"])
        assert re.search("junk-control +1 in  1 ! ", told["junk-control"])
        assert re.search("paywall-line +0 in  0 ! ", told["paywall-line"])


def put_gold(path: Path, body: str, kind: str = "mixed") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"%% kind: {kind}\n%% why: it is short\n%%\n{body}", encoding="utf-8")


class TestScore:
    SECRET = "柳溪文萃阁的书斋"
    BODY = f"⟨0¦2022年工作总结⟩\n全镇清理河道，群众满意。⟦x¦又见{SECRET}。⟧\n各村补种柳树三百株。\n"

    @pytest.fixture
    def gold(self, run: Run, tmp_path: Path) -> Path:
        for name in ("seen/a/1", "seen/b/2", "blind/c/3"):
            put_gold(tmp_path / "gold" / f"{name}.txt", self.BODY)
        return tmp_path / "gold"

    def test_of_blind_documents_problems_are_counted_and_never_quoted(self, run: Run, gold: Path) -> None:
        result = run("score", "gold", "--problems")
        quoting = [line.split(":")[0] for line in result.stdout.splitlines() if self.SECRET in line]
        assert quoting == ["seen/a/1.txt", "seen/b/2.txt"]
        assert "blind/c/3.txt: missed 11\n" in result.stdout
        told(result, 0, "blind documents: counts only", "--unblind")
        for start in ("gold/blind", "gold/blind/c", str(gold / "seen" / ".." / "blind")):
            assert self.SECRET not in run("score", start, "--problems").output

    def test_a_link_does_not_unblind(self, run: Run, gold: Path, tmp_path: Path) -> None:
        (tmp_path / "open").symlink_to(gold / "blind" / "c")
        assert self.SECRET not in run("score", "open", "--problems").output

    @pytest.mark.usefixtures("gold")
    def test_who_asks_reads_them_and_is_told_what_follows(self, run: Run) -> None:
        result = run("score", "gold/blind", "--problems", "--unblind")
        assert self.SECRET in result.stdout
        told(result, 0, "to seen/, and have new ones written")
        told(run("score", "gold", "--unblind"), 2, "--problems")

    @pytest.mark.usefixtures("gold")
    def test_seen_and_blind_are_told_apart_in_json(self, run: Run) -> None:
        rows = json.loads(run("score", "gold", "--json").stdout)
        assert {name: row["documents"] for name, row in rows.items()} == {
            "(seen)": 2,
            "(blind)": 1,
            "a": 1,
            "b": 1,
            "blind/c": 1,
        }

    def test_a_lock_is_written_and_says_what_got_worse(self, run: Run, gold: Path) -> None:
        told(run("score", "gold", "--lock"), 0, "gold.lock: 3 documents")
        lines = [line for line in (gold / "gold.lock").read_text(encoding="utf-8").splitlines() if line[0] != "#"]
        assert lines == ["blind/c/3.txt: missed 11", "seen/a/1.txt: missed 11", "seen/b/2.txt: missed 11"]
        put_gold(gold / "blind" / "c" / "3.txt", self.BODY + "⟦x¦还有这一句。⟧\n")
        put_gold(gold / "seen" / "a" / "1.txt", "全镇清理河道。\n")
        result = run("score", "gold", "--lock")
        told(result, 0, "blind/c/3.txt: missed 11 → 17")
        assert "seen/a" not in result.stderr
        (gold / "gold.lock").write_text("???\n", encoding="utf-8")
        told(run("score", "gold", "--lock"), 3, "gold.lock: line 1 is not")
        assert (gold / "gold.lock").read_text(encoding="utf-8") == "???\n"


class TestTheProcessItself:
    def test_output_is_utf8_with_plain_line_feeds_whatever_the_locale(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
        environment = {**os.environ, "PYTHONIOENCODING": "cp936", "PYTHONUTF8": "0"}
        done = subprocess.run(
            [sys.executable, "-m", "chengwen", "clean", "a.txt"],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            check=True,
        )
        assert done.stdout == CLEAN.encode()

    def test_the_scripts_run_from_a_checkout(self, tmp_path: Path) -> None:
        (tmp_path / "raw").mkdir()
        (tmp_path / "raw" / "s1.txt").write_text(TEXT, encoding="utf-8")
        for script in ("clean", "check"):
            subprocess.run(
                [sys.executable, str(ROOT / "scripts" / f"{script}.py")], cwd=tmp_path, check=True, capture_output=True
            )
        assert (tmp_path / "cleaned" / "s1.txt").read_bytes() == CLEAN.encode()


def test_help_loads_nothing_of_the_cleaning() -> None:
    """What makes the command slow to start is loaded by the verb that needs it."""
    code = "import sys; from chengwen.cli.main import cli; print('chengwen.cleaner' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "False\n"


@pytest.mark.parametrize("words", [("check", "--help", "--lang", "zh"), ("rules", "--lang=zh", "list", "--help")])
def test_the_language_may_stand_behind_the_verb(run: Run, words: tuple[str, ...]) -> None:
    assert "用法：" in run(*words).stdout
    assert "--lang" not in run(*words).stdout
    told(run("clean", "--lang", "fr"), 2, "'fr' is not one of 'zh', 'en'")
    assert run("clean", "raw/s1.txt", "--lang", "zh").stdout == CLEAN
