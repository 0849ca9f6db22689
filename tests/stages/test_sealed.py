"""What was hidden stays hidden: in the text, the JSON, the file name, the address of the source, and in what is built."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from chengwen import clean
from chengwen.checkout.checks import Finding, check
from chengwen.checkout.samples import ALPHABET, clean_file, clean_sample
from chengwen.checkout.store import raw_samples, write_cleaned
from chengwen.cleaner import Cleaner
from chengwen.cli.main import cli
from chengwen.document import to_json
from chengwen.sidecar import Sidecar
from chengwen.stages.hide.people.candidates import candidates, closed_in
from chengwen.stages.hide.sealed import occurs, secrets_of

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱林何郭罗梁宋郑谢韩唐冯邓曹彭曾萧田董潘袁蔡蒋余杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆汪廖"
)
GIVEN = "伟芳娜秀敏静丽强磊洋勇艳杰娟涛超霞刚桂兰玉红梅波鹏斌健俊凯浩婷雪琳欢琴萍玲莹军"
TITLES = ("镇党委书记", "村委会主任", "副镇长", "村民", "种粮大户", "驻村第一书记", "联系人：", "报告人：", "网格员")
FILLER = (
    "持续巩固拓展脱贫攻坚成果，",
    "年内完成各项任务。",
    "会议强调，",
    "全镇上下高度重视，",
    "\n",
    "由村里统一安排，",
)

names = st.builds(lambda s, a, b: s + a + b, *(st.sampled_from(chars) for chars in (SURNAMES, GIVEN, GIVEN)))
mobiles = st.integers(10**8, 10**9 - 1).map(lambda rest: f"13{rest}")
mentions = st.builds(lambda title, name: f"{title}{name}", st.sampled_from(TITLES), names)


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A text with planted names and numbers, and what was planted."""
    planted: list[str] = []
    pieces = ["工作情况汇报\n"]
    for _ in range(draw(st.integers(1, 5))):
        title, name, phone = draw(st.sampled_from(TITLES)), draw(names), draw(mobiles)
        planted += [name, phone]
        pieces += [draw(st.sampled_from(FILLER)), f"{title}{name}，电话{phone}。", draw(st.sampled_from(FILLER))]
        if draw(st.booleans()):
            pieces.append(f"{name}表示满意。")
    return "".join(pieces), planted


@given(documents())
def test_no_output_holds_what_was_planted(made: tuple[str, list[str]]) -> None:
    raw, planted = made
    sidecar = Sidecar(url=f"https://example.cn/{planted[0]}/1.html", metadata={"author": planted[0]})
    document = clean(raw, name=f"{planted[0]}述职报告.txt", sidecar=sidecar)
    output = document.text + json.dumps(to_json(document, with_text=True), ensure_ascii=False)
    assert not [secret for secret in planted if secret in output]
    again = clean(document.text)
    assert again.text == document.text


class TestNames:
    def test_a_file_name_is_told_without_what_the_text_hides(self) -> None:
        document = clean("报告人：陈志刚\n履职情况", name="陈志刚2022年述职.txt")
        assert document.source.name == "〖姓名〗2022年述职.txt"

    def test_a_full_name_in_the_file_name_of_a_text_that_cuts_it(self) -> None:
        document = clean("村民李某反映问题。\n", name="李海涛信访件.txt")
        assert document.source.name == "〖姓名〗信访件.txt"

    @pytest.mark.parametrize(
        ("name", "told"),
        [
            ("赵志强.txt", "〖姓名〗.txt"),
            ("述职报告-赵志强.docx", "述职报告-〖姓名〗.docx"),
            ("（陈晓）2022年总结.txt", "（〖姓名〗）2022年总结.txt"),
            ("石门镇.txt", "石门镇.txt"),
            ("高质量.txt", "高质量.txt"),
            ("党建工作总结.txt", "党建工作总结.txt"),
        ],
    )
    def test_a_name_that_stands_alone_in_a_file_name_is_hidden_whatever_the_text_says(
        self, name: str, told: str
    ) -> None:
        assert clean("工作总结\n成效明显。\n", name=name).source.name == told

    def test_a_file_is_written_under_a_name_that_tells_nothing(self, tmp_path: Path) -> None:
        path = tmp_path / "陈志刚述职.txt"
        path.write_text("述职人：陈志刚\n一、履职情况\n", encoding="utf-8")
        id = clean_file(path, Cleaner()).id
        assert re.fullmatch(f"〖姓名〗述职-[{ALPHABET}]{{7}}", id)

    def two(self, folder: Path, one: str, other: str) -> list[Path]:
        paths = [folder / f"{name}述职报告.txt" for name in ("李建国", "王秀英")]
        folder.mkdir(exist_ok=True)
        for path, text in zip(paths, (one, other), strict=True):
            path.write_text(text, encoding="utf-8")
        return paths

    REPORTS = ("述职报告\n我叫李建国，现任书记。\n", "述职报告\n我叫王秀英，现任镇长。\n")
    ONE_TEXT = ("述职报告\n我叫李建国，现任书记。\n", "述职报告\n我叫王秀英，现任书记。\n")

    @pytest.mark.parametrize("texts", [REPORTS, ONE_TEXT], ids=["two texts", "one text but for the names"])
    def test_two_peoples_reports_of_one_kind_are_written_under_two_names(
        self, tmp_path: Path, texts: tuple[str, str]
    ) -> None:
        self.two(tmp_path / "in", *texts)
        for _ in range(2):  # the same again
            told = CliRunner().invoke(cli, ["clean", str(tmp_path / "in"), "--out", str(tmp_path / "out")])
            assert told.exit_code == 0, told.output
            ids = sorted(path.stem for path in (tmp_path / "out").glob("*.json"))
            assert len(ids) == len(list((tmp_path / "out").glob("*.txt"))) == 2
            assert not [name for name in ("李建国", "王秀英") if name in "".join(ids)]

    def test_what_a_report_is_called_does_not_hang_on_what_lies_beside_it_nor_on_the_name(self, tmp_path: Path) -> None:
        one, other = (clean_file(path, Cleaner()).id for path in self.two(tmp_path, *self.REPORTS))
        assert one != other
        (tmp_path / "alone").mkdir()
        path = tmp_path / "alone" / "赵志强述职报告.txt"
        path.write_text(self.REPORTS[0].replace("李建国", "赵志强"), encoding="gb18030")
        assert clean_file(path, Cleaner()).id == one

    @pytest.mark.parametrize(
        ("url", "left"),
        [
            ("https://example.cn/a/%E9%99%88%E5%BF%97%E5%88%9A.html", "https://example.cn/"),
            ("https://陈志刚.example.cn/a.html", None),
            ("https://example.cn/a/1.html", "https://example.cn/a/1.html"),
        ],
    )
    def test_an_address_that_tells_is_cut(self, url: str, left: str | None) -> None:
        document = clean("述职人：陈志刚\n", sidecar=Sidecar(url=url))
        assert document.provenance.url == left


class TestSecrets:
    def test_a_name_with_a_gap_is_a_secret_in_both_forms(self) -> None:
        document = clean("组　长：周　敏\n副组长：沈国梁、吴晓峰\n")
        assert {"周　敏", "周敏", "沈国梁", "吴晓峰"} <= set(
            secrets_of(document.private.source_text or "", document.placeholders)
        )

    def test_two_words_that_share_the_characters_of_a_name_do_not_tell_it(self) -> None:
        assert occurs("王强", "村民王强说")
        assert not occurs("王强", "国王强调")


class TestCheck:
    def checkout(self, root: Path) -> None:
        (root / "raw").mkdir()
        (root / "raw/001.txt").write_text("工作总结\n镇党委书记陈志刚主持会议。\n", encoding="utf-8")
        (root / "raw/001.toml").write_text('url = "https://example.cn/1.html"\n', encoding="utf-8")
        for sample in raw_samples(root):
            write_cleaned(root / "cleaned", clean_file(sample.path, Cleaner()))

    def findings(self, root: Path) -> list[str]:
        return [finding.file for finding in check(root, raw_samples(root), Cleaner())]

    def test_a_sound_checkout_has_no_findings(self, tmp_path: Path) -> None:
        self.checkout(tmp_path)
        assert self.findings(tmp_path) == []

    def told(self, root: Path) -> list[str]:
        return [f"{one.file}: {one.message}" for one in check(root, raw_samples(root), Cleaner())]

    def put(self, root: Path, place: str, text: str) -> None:
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        (root / place).write_text(text, encoding="utf-8")

    @pytest.mark.parametrize(
        "place", ["site/d/001/index.html", "docs/about.md", "tests/cases/a.toml", "scripts/rules/a.toml"]
    )
    def test_a_hidden_name_anywhere_is_found_with_its_line_and_never_quoted(self, tmp_path: Path, place: str) -> None:
        self.checkout(tmp_path)
        self.put(tmp_path, place, "<p>\n书记\n陈志刚</p>")
        assert self.findings(tmp_path) == [f"{place}:3"]
        assert "陈志刚" not in "".join(self.told(tmp_path))

    def test_a_name_in_twenty_places_is_one_finding_that_names_some_and_counts_the_others(self, tmp_path: Path) -> None:
        self.checkout(tmp_path)
        (tmp_path / "raw/002.txt").write_text("工作总结\n镇长陈志刚（电话13812345678）说。\n", encoding="utf-8")
        (tmp_path / "raw/002.toml").write_text('url = "https://example.cn/2.html"\n', encoding="utf-8")
        for sample in raw_samples(tmp_path):
            write_cleaned(tmp_path / "cleaned", clean_file(sample.path, Cleaner()))
        for number in range(10, 30):
            self.put(tmp_path, f"docs/{number}.md", "陈志刚\n陈志刚和陈志刚\n")
        self.put(tmp_path, "docs/about.md", "13812345678\n")
        by_name, by_number = self.told(tmp_path)
        assert by_name.startswith("docs/10.md:1: it holds a name or a number that cleaning hides in raw/")
        assert by_name.endswith(
            "; so do docs/10.md:2, docs/11.md:1, docs/11.md:2, docs/12.md:1, docs/12.md:2 and 34 more"
        )
        assert by_number == "docs/about.md:1: it holds a name or a number that cleaning hides in raw/002.txt"

    def test_what_a_sample_left_in_many_of_its_outputs_is_one_finding(self, tmp_path: Path) -> None:
        self.checkout(tmp_path)
        for place in ("index.html", "raw/index.html", "record/index.html"):
            self.put(tmp_path, f"site/d/001/{place}", "<p>\n陈志刚</p>")
        (told,) = self.told(tmp_path)
        assert told == (
            "site/d/001/index.html:2: it holds 1 of the names or numbers that cleaning hides in raw/001.txt; "
            "so do site/d/001/raw/index.html:2, site/d/001/record/index.html:2"
        )

    def test_the_name_of_a_place_is_nobodys(self, tmp_path: Path) -> None:
        """An author who hid places has those left over hidden; that others name a place of that name is chance."""
        (tmp_path / "raw").mkdir()
        text = (
            "工作总结\nXX镇位于XX县东部，云溪村、XX村地处河谷。\n云溪村党支部换届，XX村修路。\n镇党委书记陈志刚到会。\n"
        )
        (tmp_path / "raw/001.txt").write_text(text, encoding="utf-8")
        (tmp_path / "raw/001.toml").write_text('url = "https://example.cn/1.html"\n', encoding="utf-8")
        for sample in raw_samples(tmp_path):
            document = clean_file(sample.path, Cleaner())
            assert {one.type for one in document.placeholders if one.origin == "chengwen"} == {"place", "person"}
            write_cleaned(tmp_path / "cleaned", document)
        self.put(tmp_path, "docs/about.md", "云溪村\n")
        assert self.findings(tmp_path) == []
        self.put(tmp_path, "docs/about.md", "云溪村陈志刚\n")
        assert self.findings(tmp_path) == ["docs/about.md:1"]

    @pytest.mark.parametrize(
        "example",
        ["tests/gold/seen/people/a.txt", "tests/gold/blind/x/a.txt", "scripts/chengwen/knowledge/rules/promo.toml"],
    )
    def test_a_name_of_an_invented_example_is_nobodys_but_a_number_is(self, tmp_path: Path, example: str) -> None:
        self.checkout(tmp_path)
        (tmp_path / "raw/001.txt").write_text("工作总结\n书记陈志刚，电话13812345678。\n", encoding="utf-8")
        for sample in raw_samples(tmp_path):
            write_cleaned(tmp_path / "cleaned", clean_file(sample.path, Cleaner()))
        self.put(tmp_path, example, "镇长陈志刚说\n")
        self.put(tmp_path, "tests/test_it.py", "陈志刚\n")
        assert self.findings(tmp_path) == []
        self.put(tmp_path, example, "镇长陈志刚说，\n电话13812345678\n")
        assert self.findings(tmp_path) == [f"{example}:2"]

    def test_in_git_only_what_git_knows_is_published(self, tmp_path: Path) -> None:
        self.checkout(tmp_path)
        self.put(tmp_path, "docs/notes.md", "陈志刚\n")
        self.put(tmp_path, "docs/关于.md", "陈志刚\n")
        subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
        assert self.findings(tmp_path) == []
        subprocess.run(["git", "add", "docs/关于.md"], cwd=tmp_path, check=True)
        assert self.findings(tmp_path) == ["docs/关于.md:1"]

    def test_an_entry_of_a_list_is_held_to_its_own_document(self, tmp_path: Path) -> None:
        self.checkout(tmp_path)
        (tmp_path / "site/list").mkdir(parents=True)
        page = tmp_path / "site/list/index.html"
        page.write_text(
            '<li><a href="../d/002/">陈志刚</a></li><li><a href="../d/001/">总结</a></li>', encoding="utf-8"
        )
        assert self.findings(tmp_path) == []
        page.write_text('<ul>\n<li>总结\n<li><a href="../d/001/">\n陈志刚的总结</a></li>', encoding="utf-8")
        assert self.findings(tmp_path) == ["site/list/index.html:4"]
        page.write_text('<li>陈志刚：<a href="../d/001/#s1-2">总结</a></li>', encoding="utf-8")  # a use of a phrase
        assert self.findings(tmp_path) == ["site/list/index.html:1"]


class TestRawFiles:
    """What lies in raw/ is for all to read: it names nobody, or its sidecar says where all can read it already."""

    TEXT = "工作总结\r\n一、全镇统一部署。\r\n镇党委书记陈志刚主持会议，电话13812345678。\n村民周敏发言。\n"

    def findings(self, root: Path) -> list[Finding]:
        samples = raw_samples(root)
        for sample in samples:
            if sample.text_path.is_file():
                write_cleaned(root / "cleaned", clean_sample(sample, Cleaner()))
        return list(check(root, samples, Cleaner()))

    def put(self, root: Path, name: str, sidecar: str | None = None, text: str = TEXT) -> None:
        path = root / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("gb18030"))
        if sidecar is not None:
            path.with_suffix(".toml").write_text(sidecar, encoding="utf-8")

    @pytest.mark.parametrize("sidecar", [None, "", 'rights = "不详"\n', '[metadata]\nlevel = "乡镇"\n'])
    def test_one_that_tells_of_persons_and_has_no_address_is_found(self, tmp_path: Path, sidecar: str | None) -> None:
        self.put(tmp_path, "001.txt", sidecar)
        (found,) = self.findings(tmp_path)
        assert (found.file, found.rule) == ("raw/001.txt:3", "raw-tells-of-nobody")
        assert "(person, phone; lines 3, 4)" in found.message
        assert "raw/private/" in found.remedy
        assert "url" in found.remedy
        assert not [secret for secret in ("陈志刚", "周敏", "1381234") if secret in repr(found)]

    @pytest.mark.parametrize(
        "sidecar", ['url = "https://example.cn/1.html"\n', '[[also]]\nurl = "https://example.cn/2.html"\n']
    )
    def test_one_with_an_address_is_not(self, tmp_path: Path, sidecar: str) -> None:
        self.put(tmp_path, "001.txt", sidecar)
        assert self.findings(tmp_path) == []

    def test_neither_is_one_that_git_ignores_nor_one_that_tells_of_nobody(self, tmp_path: Path) -> None:
        self.put(tmp_path, "private/001.txt")
        self.put(tmp_path, "002.txt", text="工作总结\n一、全镇党员带头。\n联系企业三次，习近平总书记指示。\n")
        assert self.findings(tmp_path) == []

    def test_what_was_copied_there_under_a_name_of_somebody(self, tmp_path: Path) -> None:
        self.put(tmp_path, "陈志刚述职.txt", text="述职报告\n述职人：陈志刚\n")
        (found,) = [one for one in self.findings(tmp_path) if one.rule == "raw-tells-of-nobody"]
        assert found.file == "raw/〖姓名〗述职.txt:2"

    @pytest.mark.parametrize("name", ["001.extracted.txt", "来信/1.txt", "名册.csv"])
    def test_what_is_no_sample_and_can_be_read_is_held_to_the_same(self, tmp_path: Path, name: str) -> None:
        self.put(tmp_path, name)
        assert [one.file for one in self.findings(tmp_path)] == [f"raw/{name}:3"]

    def test_what_was_extracted_counts_and_the_original_is_named(self, tmp_path: Path) -> None:
        self.put(tmp_path, "001.extracted.txt")
        (tmp_path / "raw/001.docx").write_bytes(b"PK")
        (tmp_path / "raw/001.extracted.txt").write_text(self.TEXT, encoding="utf-8")
        assert [one.file for one in self.findings(tmp_path)] == ["raw/001.docx:3"]


def test_a_file_name_that_ends_in_a_name_behind_another_is_sealed_like_any_other() -> None:
    assert clean("2020年工作总结\n一、修路。\n", name="书记李斌 欧强.txt").source.name == "书记〖姓名〗 〖姓名〗.txt"


@given(st.lists(st.sampled_from("日本、书记李斌 欧强王陈一诺老魏买提江欧阳小红同志（）"), max_size=14).map("".join))
def test_no_candidate_for_a_name_goes_beyond_the_end_of_what_is_looked_at(text: str) -> None:
    for one in (*candidates(text), *closed_in(text)):
        assert 0 <= one.start < one.end <= len(text)
