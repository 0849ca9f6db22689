"""A corpus of one's own: what `init` writes, and how every command follows its chengwen.toml."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chengwen.checkout.begin import FILES, begin
from chengwen.checkout.choices import PLACES, Choices, Site, find_choices, read_choices
from chengwen.cleaner import Cleaner
from chengwen.cli.main import cli
from chengwen.errors import InputError
from chengwen.stages.hide import hide

REPORT = "青石文苑编排\n2022年水利工作总结\n\n一、水库除险。全镇完成水库除险加固三座，青石镇的水利站派人值守。\n"
RULE = """
[[rules]]
id = "own-watermark"
family = "own"
description = "青石文苑的水印行。"
why = "文苑加的。"
scope = "line"
keywords = ["青石文苑"]
pattern = '''青石文苑(?:编排|整理)'''
action = "remove"
confidence = "high"
match = ["青石文苑编排"]
keep = ["参观青石文苑编排的展览"]
"""


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new corpus, in which the test works."""
    begin(tmp_path / "县志", Site("县志办公文"), "en")
    monkeypatch.chdir(tmp_path / "县志")
    return tmp_path / "县志"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments), prog_name="chengwen")


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class TestBegin:
    def test_everything_that_the_commands_look_for_is_there(self, corpus: Path) -> None:
        assert set(FILES) <= set(files(corpus))
        assert b"*" in (corpus / "raw" / "private" / ".gitignore").read_bytes().split(b"\n")
        assert find_choices(corpus / "raw").root == corpus

    @pytest.mark.parametrize("language", ["zh", "en"])
    def test_what_the_owner_says_stands_in_the_file(self, tmp_path: Path, language: str) -> None:
        said = Site('“甲”与"乙"\\丙', "两行\n说明", "https://example.org/", "供学习", language="en")
        begin(tmp_path, said, language)
        assert find_choices(tmp_path) == Choices(root=tmp_path, language=language, site=said)

    def test_the_name_of_the_folder_is_the_title_unless_one_is_given(self, tmp_path: Path) -> None:
        assert run("init", str(tmp_path / "文稿"), "--yes").exit_code == 0
        assert run("init", str(tmp_path / "b"), "--title", "乙").exit_code == 0
        assert [find_choices(tmp_path / name).site.title for name in ("文稿", "b")] == ["文稿", "乙"]

    def test_the_language_of_the_site_is_not_that_of_messages(self, tmp_path: Path) -> None:
        assert run("--lang", "en", "init", str(tmp_path / "a"), "--yes").exit_code == 0
        assert run("--lang", "zh", "init", str(tmp_path / "b"), "--yes", "--site-language", "en").exit_code == 0
        assert [find_choices(tmp_path / name).language for name in "ab"] == ["en", "zh"]
        assert [find_choices(tmp_path / name).site.language for name in "ab"] == ["zh", "en"]
        home = [(tmp_path / name / "docs" / "index.md").read_text(encoding="utf-8") for name in "ab"]
        assert ["文稿" in home[0], "Documents" in home[1]] == [True, True]

    def test_an_address_gets_the_slash_that_addresses_of_pages_are_put_behind(self, tmp_path: Path) -> None:
        assert run("init", str(tmp_path), "--yes", "--address", "https://docs.example.cn/w").exit_code == 0
        assert find_choices(tmp_path).site.address == "https://docs.example.cn/w/"

    @pytest.mark.parametrize("address", ["docs.example.cn", "https://", "https://…/", "ftp://docs.example.cn/"])
    def test_an_address_that_is_not_complete_is_refused_and_nothing_written(self, tmp_path: Path, address: str) -> None:
        done = run("init", str(tmp_path / "a"), "--yes", "--address", address)
        assert done.exit_code == 3
        assert f"--address: “{address}” is no complete address of a site" in done.stderr
        assert not (tmp_path / "a").exists()

    def test_files_that_are_there_stay(self, tmp_path: Path) -> None:
        (tmp_path / "README.md").write_bytes(b"mine")
        done = run("init", str(tmp_path), "--yes")
        assert "README.md: is there already, and stays as it is" in done.stderr
        assert (tmp_path / "README.md").read_bytes() == b"mine"

    @pytest.mark.parametrize("where", ["", "raw", "neu/tief"])
    def test_no_corpus_begins_in_another(self, corpus: Path, where: str) -> None:
        before = files(corpus)
        done = run("init", str(corpus / where), "--yes")
        assert (done.exit_code, files(corpus)) == (3, before)
        assert "here is a corpus already" in done.stderr

    def test_a_file_is_no_place_for_one(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_bytes(b"a")
        done = run("init", str(tmp_path / "a.txt"))
        assert done.exit_code == 3
        assert "is a file; name a folder" in done.stderr


class TestChoices:
    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ('place = "all"', "unknown key “place”; known are language, rules, places, only, skip"),
            ('places = "every"', "places must be one of follow, all, none"),
            ('language = "fr"', "language must be one of zh, en"),
            ('skip = "masks"', "skip must be a list of families; `chengwen rules list` names them"),
            ("rules = 3", "rules must be a text"),
            ('site = "x"', "site must be a table, [site]"),
            ('[site]\ntitel = "x"', "unknown key “titel”"),
            ("[site]\ntitle = 3", "title must be a text"),
            ('[site]\naddress = "docs.example.cn"', "“docs.example.cn” is no complete address of a site"),
            ('[site]\ncolour = "红"', "colour must be a colour, # and six hexadecimal digits: #1d4f91"),
            ('[site]\ncolour_dark = "#fff; } body { display: none"', "colour_dark must be a colour"),
            ('[site]\nlanguage = "fr"', "site.language must be one of zh, en"),
            ("= 3", "not valid TOML"),
        ],
    )
    def test_what_is_wrong_is_told_with_what_may_stand_there(self, text: str, problem: str) -> None:
        with pytest.raises(InputError, match=r"^mine\.toml: ") as raised:
            read_choices(text.encode(), "mine.toml")
        assert problem in str(raised.value)

    def test_an_address_is_that_of_a_folder(self) -> None:
        said = read_choices(b'[site]\naddress = "https://docs.example.cn/w"\ncolour = "#18f"', "mine.toml")
        assert (said.site.address, said.site.colour) == ("https://docs.example.cn/w/", "#18f")

    def test_places_are_those_of_the_stage(self) -> None:
        assert PLACES == hide.PLACES

    def test_without_a_file_they_are_those_of_the_toolkit(self, tmp_path: Path) -> None:
        assert find_choices(tmp_path).cleaner().places == Cleaner().places

    def test_a_command_says_what_is_wrong_and_does_nothing(self, corpus: Path) -> None:
        (corpus / "chengwen.toml").write_text('places = "every"\n', encoding="utf-8")
        done = run("clean")
        assert done.exit_code == 3
        assert "chengwen.toml: places must be one of" in done.stderr

    def test_the_language_is_that_of_the_file_unless_one_is_asked_for(self, corpus: Path) -> None:
        (corpus / "chengwen.toml").write_text('language = "zh"\n', encoding="utf-8")
        assert "用法" in run("check", "--help").output
        assert "Usage" in run("--lang", "en", "check", "--help").output


class TestEveryCommandFollows:
    @pytest.fixture
    def added(self, corpus: Path) -> Callable[[str], str]:
        """Give a function that adds the report under some choices, and returns its clean text."""

        def added(choices: str, *options: str) -> str:
            (corpus / "chengwen.toml").write_text(choices, encoding="utf-8")
            (corpus.parent / "a.txt").write_text(REPORT, encoding="utf-8")
            assert run("add", str(corpus.parent / "a.txt"), "--yes", "--public", *options).exit_code == 0
            (text,) = (corpus / "cleaned").glob("*.txt")
            return text.read_text(encoding="utf-8")

        return added

    def test_rules_of_ones_own_are_used_by_add_clean_and_check(self, corpus: Path, added: Callable[[str], str]) -> None:
        (corpus / "rules" / "own.toml").write_text(RULE, encoding="utf-8")
        assert "文苑" not in added("")
        assert run("check").exit_code == 0
        assert run("clean", "--check").exit_code == 0
        (corpus / "rules" / "own.toml").unlink()
        assert run("clean", "--check").exit_code == 1
        assert run("check").exit_code == 1

    def test_places_are_hidden_as_chosen(self, corpus: Path, added: Callable[[str], str]) -> None:
        assert "青石镇" not in added('places = "all"\n')
        assert run("check").exit_code == 0

    def test_a_command_line_counts_more(self, corpus: Path, added: Callable[[str], str]) -> None:
        added('places = "all"\n')
        assert run("clean", "--check", "--places", "none").exit_code == 1

    def test_the_card_of_a_rule_names_it(self, corpus: Path, added: Callable[[str], str]) -> None:
        (corpus / "rules" / "own.toml").write_text(RULE, encoding="utf-8")
        added("")
        (data,) = (corpus / "cleaned").glob("*.json")
        assert "青石文苑的水印行。" in run("diff", data.stem).output

    def test_rules_test_counts_those_of_ones_own(self, corpus: Path) -> None:
        none = run("rules", "test", "--rules", "rules")
        assert (none.exit_code, "rules: no rules of your own there yet\n" in none.stderr) == (0, True)
        assert ", 0 of your own, 0 that do not hold" in none.stderr
        (corpus / "rules" / "own.toml").write_text(RULE, encoding="utf-8")
        for words in ((), ("--rules", "rules"), ("--rules", "rules/own.toml")):
            done = run("rules", "test", *words)
            assert (done.exit_code, ", 1 of your own, 0 that do not hold" in done.stderr) == (0, True)
        (corpus / "other").mkdir()
        assert "no rule files" in run("rules", "test", "--rules", "other").stderr

    def test_explain_says_what_a_rule_of_ones_own_is_about(self, corpus: Path) -> None:
        (corpus / "rules" / "own.toml").write_text(RULE, encoding="utf-8")
        (corpus / "a.txt").write_text(REPORT, encoding="utf-8")
        assert "own-watermark  青石文苑的水印行。" in run("explain", "a.txt:1").stdout


def test_the_example_of_a_rule_in_the_readme_of_rules_holds(corpus: Path) -> None:
    text = (corpus / "rules" / "README.md").read_text(encoding="utf-8")
    example = text.split("```toml\n")[1].split("```")[0]
    assert tomllib.loads(example)["rules"][0]["family"] == "own"
    (corpus / "rules" / "own.toml").write_text(example, encoding="utf-8")
    assert run("rules", "test").exit_code == 0
