"""What is marked secret or internal comes in, and goes out, only where a person has said why it may."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chengwen.checkout.store import read_cleaned
from chengwen.cli.main import cli
from chengwen.sidecar import parse_sidecar
from chengwen.site.build.build import build

ROOT = Path(__file__).parents[2]
Run = Callable[..., Result]

SECRET = """机密★1年
中共青岚县委办公室文件
青办发〔2018〕21号
关于做好2018年汛期值守工作的通知
各乡镇党委：
汛期将至，沿河各村要把值守的人排到每一个夜里，险情一起先转移老人。
中共青岚县委办公室
2018年6月1日
"""
INTERNAL = SECRET.replace("机密★1年\n", "内部资料　注意保存\n").replace("汛期", "旱季")
NOTE = SECRET.replace("机密★1年\n", "") + "（此件发至县团级）\n"
PLAIN = SECRET.replace("机密★1年\n", "").replace("汛期", "雪季").replace("沿河", "山上")
REASON = "2020年已由原定密机关解密，见官网"


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "raw").mkdir()
    (tmp_path / "found.txt").write_text("", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(checkout: Path) -> Run:
    return lambda *words: CliRunner().invoke(cli, [str(word) for word in words])


def found(checkout: Path, text: str, sidecar: str = "") -> Path:
    path = checkout / "found.txt"
    path.write_text(text, encoding="utf-8")
    if sidecar:
        path.with_suffix(".toml").write_text(sidecar, encoding="utf-8")
    return path


def everything(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if ".cache" not in path.parts)


def sample(checkout: Path, id: str, text: str, sidecar: str = "") -> None:
    (checkout / "raw" / f"{id}.txt").write_text(text, encoding="utf-8")
    if sidecar:
        (checkout / "raw" / f"{id}.toml").write_text(sidecar, encoding="utf-8")


class TestAdd:
    @pytest.mark.parametrize("more", [(), ("--public",), ("--yes", "--source", "https://example.cn/1")])
    def test_refuses_a_secret_before_anything_is_written(self, run: Run, checkout: Path, more: tuple[str, ...]) -> None:
        path = found(checkout, "\n\n" + SECRET)
        before = everything(checkout)
        added = run("--lang", "zh", "add", path, *more)
        assert added.exit_code == 1, added.output
        assert "第 3 行标有“机密★1年”" in added.stdout
        assert "declassified" in added.stdout
        assert everything(checkout) == before

    def test_tells_that_a_term_has_run_out_and_refuses_all_the_same(self, run: Run, checkout: Path) -> None:
        added = run("--lang", "zh", "add", found(checkout, SECRET))
        assert "从 2018 年算起，期限到 2019 年" in added.stdout
        assert added.exit_code == 1
        added = run("--lang", "zh", "add", found(checkout, SECRET.replace("1年\n", "30年\n")))
        assert "期限到" not in added.stdout

    def test_a_sidecar_that_says_why_lets_it_in_and_the_reason_stays(self, run: Run, checkout: Path) -> None:
        added = run("--lang", "zh", "add", found(checkout, SECRET, f'declassified = "{REASON}"\n'))
        assert added.exit_code == 0, added.output
        (path,) = (checkout / "cleaned").glob("*.json")
        document = read_cleaned(checkout, path.stem)
        assert document.provenance.declassified == REASON
        assert "classified" in document.flags
        assert document.text.startswith("机密★1年\n")
        (sidecar,) = (checkout / "raw").rglob(f"{path.stem}.toml")
        assert parse_sidecar(sidecar.read_bytes(), "it").declassified == REASON
        assert run("clean", "--check").exit_code == 0
        assert run("check").exit_code == 0

    @pytest.mark.parametrize(("text", "words"), [(INTERNAL, "内部资料注意保存"), (NOTE, "此件发至县团级")])
    def test_refuses_what_is_internal_until_told_why(self, run: Run, checkout: Path, text: str, words: str) -> None:
        path = found(checkout, text)
        before = everything(checkout)
        refused = run("--lang", "zh", "add", path)
        assert refused.exit_code == 1
        assert words in refused.stdout
        assert "--publishable" in refused.stdout
        assert everything(checkout) == before
        assert run("--lang", "zh", "add", path, "--publishable", "政府网已全文公布").exit_code == 0
        (cleaned,) = (checkout / "cleaned").glob("*.json")
        document = read_cleaned(checkout, cleaned.stem)
        assert document.provenance.publishable == "政府网已全文公布"
        assert "internal" in document.flags
        assert run("check").exit_code == 0

    def test_the_option_does_not_let_a_secret_in_and_is_not_noted_where_nothing_needs_it(
        self, run: Run, checkout: Path
    ) -> None:
        assert run("--lang", "zh", "add", found(checkout, SECRET), "--publishable", "试").exit_code == 1
        assert run("--lang", "zh", "add", found(checkout, PLAIN), "--publishable", "试").exit_code == 0
        (sidecar,) = (checkout / "raw").rglob("*.toml")
        assert "publishable" not in sidecar.read_text(encoding="utf-8")

    def test_says_so_as_json(self, run: Run, checkout: Path) -> None:
        report = json.loads(run("--lang", "zh", "add", found(checkout, SECRET), "--json").stdout)
        assert report["outcome"] == "marked"
        assert report["marks"] == [{"flag": "classified", "words": "机密★1年", "line": 1}]
        assert report["written"] == []

    def test_a_copy_of_a_known_sample_adds_no_source_if_it_is_marked(self, run: Run, checkout: Path) -> None:
        run("--lang", "zh", "add", found(checkout, SECRET.replace("机密★1年\n", "")))
        (checkout / "found.toml").write_text('rights = "另一处"\n', encoding="utf-8")
        before = {path: path.read_bytes() for path in (checkout / "raw").rglob("*") if path.is_file()}
        assert run("--lang", "zh", "add", found(checkout, SECRET)).exit_code == 1
        assert {path: path.read_bytes() for path in (checkout / "raw").rglob("*") if path.is_file()} == before

    def test_removing_the_mark_by_sidecar_does_not_help(self, run: Run, checkout: Path) -> None:
        path = found(checkout, SECRET, '[[remove]]\ntext = "机密★1年"\nreason = "试"\n')
        assert run("--lang", "zh", "add", path).exit_code == 1

    def test_an_empty_reason_is_none(self, run: Run, checkout: Path) -> None:
        refused = run("--lang", "zh", "add", found(checkout, SECRET, 'declassified = " "\n'))
        assert refused.exit_code == 3
        assert "declassified" in refused.stderr


class TestClean:
    def test_flags_and_counts_and_never_refuses(self, run: Run, checkout: Path) -> None:
        sample(checkout, "a", SECRET)
        sample(checkout, "b", INTERNAL)
        sample(checkout, "c", PLAIN)
        cleaned = run("clean")
        assert cleaned.exit_code == 0
        assert "2 marked secret or internal" in cleaned.stderr
        assert read_cleaned(checkout, "a").flags == ("classified",)
        assert read_cleaned(checkout, "b").flags == ("internal",)
        assert read_cleaned(checkout, "c").flags == ()
        assert "2 marked secret or internal" in run("clean").stderr  # also where nothing is cleaned again

    def test_tells_of_one_file_and_of_a_folder_of_them(self, run: Run, checkout: Path) -> None:
        path = found(checkout, SECRET)
        assert "1 marked secret or internal" in run("clean", path).stderr
        assert "1 marked secret or internal" in run("clean", path, "--out", checkout / "out").stderr
        assert "marked" not in run("clean", found(checkout, PLAIN)).stderr

    def test_of_a_corpus_flags_are_counted(self, run: Run, checkout: Path) -> None:
        rows = [{"id": str(n), "text": text} for n, text in enumerate((SECRET, INTERNAL, PLAIN))]
        corpus(checkout, rows)
        cleaned = run("clean", "corpus.jsonl", "--out", "out.jsonl", "--jobs", "1")
        assert "classified" in cleaned.stderr
        assert len((checkout / "out.jsonl").read_text(encoding="utf-8").splitlines()) == 3


def corpus(checkout: Path, rows: list[dict[str, str]]) -> None:
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    (checkout / "corpus.jsonl").write_text("".join(lines), encoding="utf-8")


class TestCheck:
    def test_finds_a_marked_sample_without_its_permission(self, run: Run, checkout: Path) -> None:
        sample(checkout, "a", "\n" + SECRET)
        sample(checkout, "b", INTERNAL)
        sample(checkout, "c", PLAIN)
        run("clean")
        checked = run("check")
        assert checked.exit_code == 1
        assert checked.stdout.count("marked-secret") == 2
        assert "raw/a.txt: marked-secret: line 2" in checked.stdout
        sample(checkout, "a", "\n" + SECRET, f'declassified = "{REASON}"\n')
        sample(checkout, "b", INTERNAL, 'publishable = "已公布"\n')
        run("clean")
        assert run("check").exit_code == 0, run("check").output

    def test_finds_it_without_the_raw_file_too(self, run: Run, checkout: Path) -> None:
        sample(checkout, "a", SECRET)
        run("clean")
        (checkout / "raw" / "a.txt").unlink()
        assert "cleaned/a: marked-secret: " in run("check").stdout


class TestExport:
    def test_leaves_marked_samples_out_and_says_how_many(self, run: Run, checkout: Path) -> None:
        sample(checkout, "a", SECRET)
        sample(checkout, "b", INTERNAL, 'publishable = "已公布"\n')
        sample(checkout, "c", PLAIN)
        run("clean")
        exported = run("export", "--out", "set.jsonl")
        assert exported.exit_code == 0, exported.output
        assert "1 document marked secret or internal, left out" in exported.stderr
        assert [row["id"] for row in rows_of(checkout / "set.jsonl")] == ["b", "c"]
        assert "另有 1 篇" in (checkout / "README.md").read_text(encoding="utf-8")
        assert run("export", "--out", "more.jsonl", "--include-marked").exit_code == 2

    @pytest.mark.parametrize("kind", ["jsonl", "parquet"])
    def test_leaves_them_out_of_a_cleaned_corpus_unless_asked(self, run: Run, checkout: Path, kind: str) -> None:
        texts = (SECRET, SECRET, INTERNAL, PLAIN)
        corpus(checkout, [{"id": str(n), "text": text} for n, text in enumerate(texts)])
        run("clean", "corpus.jsonl", "--out", f"out.{kind}", "--jobs", "1", "--dedup", "exact")
        left = run("export", f"out.{kind}", "--out", "less/set.jsonl")
        assert left.exit_code == 0, left.output
        assert "3 documents marked" in left.stderr
        assert [row["id"] for row in rows_of(checkout / "less" / "set.jsonl")] == ["3"]
        assert run("export", f"out.{kind}", "--out", "all/set.jsonl", "--include-marked").exit_code == 0
        assert [row["id"] for row in rows_of(checkout / "all" / "set.jsonl")] == ["0", "1", "2", "3"]

    def test_a_near_copy_without_the_mark_is_left_out_too(self, run: Run, checkout: Path) -> None:
        body = "".join(f"第{n}组在{n + 3}号堤段值守，夜里每两个小时走一趟。\n" for n in range(40))
        texts = {"0": SECRET + body, "1": SECRET.replace("机密★1年\n", "") + body}
        corpus(checkout, [{"id": id, "text": text} for id, text in texts.items()])
        run("clean", "corpus.jsonl", "--out", "out.jsonl", "--jobs", "1", "--dedup", "near")
        assert rows_of(checkout / "out.jsonl")[1]["duplicate_of"] == "0"
        run("export", "out.jsonl", "--out", "less/set.jsonl")
        assert rows_of(checkout / "less" / "set.jsonl") == []

    def test_the_reason_goes_along_through_parquet(self, run: Run, checkout: Path) -> None:
        import pyarrow.parquet as pq

        sample(checkout, "a", SECRET, f'declassified = "{REASON}"\n')
        run("clean")
        run("export", "--out", "set.parquet")
        (row,) = pq.read_table(checkout / "set.parquet").to_pylist()
        assert row["provenance"]["declassified"] == REASON


def rows_of(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


class TestSite:
    def test_shows_nothing_of_a_marked_document_and_forgets_one_that_it_showed(self, run: Run, checkout: Path) -> None:
        shutil.copytree(ROOT / "docs", checkout / "docs")
        settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
        (checkout / "mkdocs.yml").write_text(f"{settings}\nsite_url: https://example.cn/\n", encoding="utf-8")
        sample(checkout, "known", PLAIN)
        sample(checkout, "secret", SECRET, f'declassified = "{REASON}"\n')
        run("clean")
        report = build(checkout, checkout / "site")
        assert (report.documents, report.withheld) == (2, 0)
        assert holders(checkout / "site", "secret")
        (checkout / "raw" / "secret.toml").unlink()
        run("clean")
        report = build(checkout, checkout / "site")
        assert (report.documents, report.withheld) == (1, 1)
        assert holders(checkout / "site", "known")
        assert holders(checkout / "site", "secret") == []
        assert [path for path in texts_of(checkout / "site") if "汛期值守" in path.read_text(encoding="utf-8")] == []
        shards = [gzip.decompress(path.read_bytes()).decode() for path in (checkout / "site").rglob("texts/*")]
        assert any("雪季值守" in one for one in shards)
        assert not any("汛期值守" in one for one in shards)

    def test_says_how_many_it_left_out(self, run: Run, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        shutil.copytree(ROOT / "docs", checkout / "docs")
        shutil.copy(ROOT / "mkdocs.yml", checkout)
        sample(checkout, "secret", SECRET)
        run("clean")
        monkeypatch.setattr("chengwen.site.cleaner.pyodide.fetch", lambda _: "")  # the network
        built = run("site")
        assert built.exit_code == 0, built.output
        assert "1 marked secret or internal, left out" in built.stderr


def texts_of(site: Path) -> list[Path]:
    return [path for path in site.rglob("*") if path.suffix in {".html", ".xml", ".json", ".txt"}]


def holders(site: Path, id: str) -> list[str]:
    """The files of a site that lie at a document's address, or lead there."""
    found = [path for path in texts_of(site) if f"/d/{id}/" in f"/{path.relative_to(site).as_posix()}"]
    found += [path for path in texts_of(site) if f"d/{id}/" in path.read_text(encoding="utf-8")]
    return [path.relative_to(site).as_posix() for path in found]
