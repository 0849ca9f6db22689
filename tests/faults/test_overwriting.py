"""Nothing of the user's is ever written over: refused in one sentence, before anything is read, and nothing is left."""

from __future__ import annotations

import gzip
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from click.testing import CliRunner, Result
from trouble import text

from chengwen.cli.main import cli

Run = Callable[..., Result]
Refused = Callable[..., str]
ROWS = ("--format", "jsonl")
ROW = json.dumps({"id": "a", "text": text(1)}, ensure_ascii=False) + "\n"
has_zstandard = pytest.mark.skipif(importlib.util.find_spec("pyarrow") is None, reason="needs the extra corpus")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with texts and rows in two folders."""
    for name in ("texts/a.txt", "texts/b.txt", "texts/sub/c.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(text(len(name)).encode("gb18030"))
    (tmp_path / "rows").mkdir()
    (tmp_path / "rows" / "a.jsonl").write_text(ROW, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(here: Path) -> Run:
    return lambda *words: CliRunner().invoke(cli, [str(word) for word in words])


@pytest.fixture
def refused(run: Run, here: Path) -> Refused:
    """Run the command, which must refuse in one sentence and leave everything as it was; gives what it said."""

    def refuse(*words: object, code: int = 3) -> str:
        before = listing(here)
        result = run(*words)
        assert result.exit_code == code, result.output
        assert listing(here) == before
        said = [line for line in result.stderr.splitlines() if line.startswith(("Error: ", "error: "))]
        assert len(said) == 1, result.stderr
        assert "  | " not in result.stderr
        return said[0].partition(": ")[2]

    return refuse


def listing(folder: Path) -> dict[str, tuple[int, bytes | str]]:
    """Everything below a folder: files with their inode and bytes, links with where they lead, folders."""
    found: dict[str, tuple[int, bytes | str]] = {}
    for path in folder.rglob("*"):
        inode = path.lstat().st_ino
        if path.is_symlink():
            found[str(path)] = (inode, str(path.readlink()))
        else:
            found[str(path)] = (inode, path.read_bytes() if path.is_file() else "")
    return found


class TestTexts:
    def test_a_folder_into_itself(self, refused: Refused) -> None:
        assert refused("clean", "texts", "--out", "texts") == (
            "texts: this lies within texts; name an output outside of what is read"
        )

    def test_a_folder_into_itself_through_a_link(self, here: Path, refused: Refused) -> None:
        (here / "link").symlink_to("texts")
        assert "link: this lies within texts" in refused("clean", "texts", "--out", "link")
        assert "texts: this lies within link" in refused("clean", "link", "--out", "texts")

    def test_a_folder_into_a_child_of_it(self, here: Path, refused: Refused) -> None:
        assert "texts/new/deep: this lies within texts" in refused("clean", "texts", "--out", "texts/new/deep")
        (here / "link").symlink_to("texts/sub")
        assert "link: this lies within texts" in refused("clean", "texts", "--out", "link")
        (here / "nowhere").symlink_to("texts/not-yet")
        assert "nowhere: this lies within texts" in refused("clean", "texts", "--out", "nowhere")

    def test_a_folder_into_itself_by_another_mount(self, here: Path, refused: Refused) -> None:
        """Names that no link joins, as on a file system that ignores case: the device and the inode tell."""
        (here / "TEXTS").mkdir()
        done = subprocess.run(["mount", "--bind", "texts", "TEXTS"], check=False, capture_output=True)
        if done.returncode:
            pytest.skip("nothing may be mounted here")
        try:
            assert "TEXTS/new: this lies within texts" in refused("clean", "texts", "--out", "TEXTS/new")
            assert "(texts/a.txt), and would be written over" in refused("clean", "texts/a.txt", "--out", "TEXTS")
        finally:
            subprocess.run(["umount", "TEXTS"], check=True)

    def test_a_file_into_its_own_folder(self, refused: Refused) -> None:
        assert refused("clean", "texts/a.txt", "--out", "texts") == (
            "texts/a.txt: this is read, and would be written over; name another output"
        )
        assert "and would be written over" in refused("clean", "texts/a.txt", "texts/sub/c.txt", "--out", "./texts/sub")

    def test_a_file_that_is_read_under_another_name(self, here: Path, refused: Refused) -> None:
        (here / "made").mkdir()
        (here / "made" / "a.txt").hardlink_to("texts/a.txt")
        assert "made/a.txt: this is read (texts/a.txt)" in refused("clean", "texts/a.txt", "--out", "made")
        (here / "made" / "a.txt").unlink()
        (here / "made" / "a.json").symlink_to("../texts/a.txt")
        assert "made/a.json: this is read (texts/a.txt)" in refused("clean", "texts", "--out", "made")

    def test_a_child_into_its_parent(self, here: Path, run: Run, refused: Refused) -> None:
        before = listing(here)
        assert run("clean", "texts/sub", "--out", "texts").exit_code == 0
        assert (here / "texts" / "c.json").is_file()
        assert before.items() <= listing(here).items()
        (here / "texts" / "c.json").unlink()
        (here / "texts" / "c.txt").unlink()
        (here / "texts" / "c.txt").symlink_to("sub/c.txt")
        assert "texts/c.txt: this is read (texts/sub/c.txt)" in refused("clean", "texts/sub", "--out", "texts")

    def test_a_text_whose_new_name_is_that_of_an_input(self, here: Path, run: Run) -> None:
        """Its name tells what its text hides, so it is known only after cleaning where it goes."""
        named = here / "texts" / "张海涛述职报告.txt"
        named.write_text("述职报告\n述职人：张海涛\n我叫张海涛，2020年任职。\n", encoding="utf-8")
        run("clean", named, "--out", "probe")
        (made,) = (here / "probe").glob("*.json")
        assert "张海涛" not in made.name
        other = here / f"{made.stem}.txt"
        other.write_text(text(3), encoding="utf-8")
        before = listing(here)
        assert "another document was written as" in run("clean", named, other.name, "--out", "mixed").stderr
        assert f"{other.name}: is there already, and not from here" in run("clean", named, "--out", ".").stderr
        other.unlink()
        Path(f"{made.stem}.json").hardlink_to(named)
        assert f"{made.stem}.json: this is read, and would be" in run("clean", named, "--out", ".").stderr
        del before[str(other)]
        assert before.items() <= listing(here).items()

    def test_a_file_that_somebody_else_made(self, here: Path, run: Run, refused: Refused) -> None:
        assert run("clean", "texts", "--out", "made").exit_code == 0
        (here / "notes").mkdir()
        for name, content in (("a.txt", "我的笔记\n"), ("b.json", '{"mine": 1}\n'), ("b.json", "[]")):
            (here / "notes" / name).write_text(content, encoding="utf-8")
            assert f"notes/{name}: is there already, and not from here" in refused("clean", "texts", "--out", "notes")
            (here / "notes" / name).unlink()
        (here / "notes" / "b.txt").symlink_to("../nowhere")
        assert "notes/b.txt: is there already" in refused("clean", "texts", "--out", "notes")

    def test_what_an_earlier_run_made_is_made_anew(self, here: Path, run: Run) -> None:
        run("clean", "texts", "--out", "made")
        (here / "made" / "others.txt").write_bytes(b"mine")
        (here / "texts" / "a.txt").write_bytes(text(7).encode("gb18030"))
        (here / "made" / "b.json").unlink()  # as a kill leaves it, between the two files
        assert run("clean", "texts", "--out", "made").exit_code == 0
        assert (here / "made" / "b.json").is_file()
        assert "第7号" in (here / "made" / "a.txt").read_text(encoding="utf-8")
        assert (here / "made" / "others.txt").read_bytes() == b"mine"

    def test_the_samples_of_a_checkout(self, here: Path, run: Run, refused: Refused) -> None:
        (here / "texts").rename(here / "raw")
        (here / "cleaned").symlink_to("raw")
        assert "cleaned: this lies within" in refused("clean")
        (here / "cleaned").unlink()
        (here / "cleaned").mkdir()
        theirs = here / "cleaned" / "a.txt"
        theirs.write_text("别的程序洗的\n", encoding="utf-8")
        one_refused = run("clean")  # the other samples are cleaned all the same
        assert "cleaned/a.txt: is there already, and not from here" in one_refused.stderr
        assert one_refused.exit_code == 3
        assert theirs.read_text(encoding="utf-8") == "别的程序洗的\n"
        assert not (here / "cleaned" / "a.json").exists()
        assert (here / "cleaned" / "b.txt").exists()
        theirs.unlink()
        assert run("clean").exit_code == 0


class TestCorpora:
    @pytest.mark.parametrize("out", ["rows", "rows/out", "rows/out.jsonl", "link", "link/x.parquet"])
    def test_a_folder_into_itself(self, here: Path, refused: Refused, out: str) -> None:
        (here / "link").symlink_to("rows")
        assert f"{out}: this lies within rows; name an output outside" in refused("clean", "rows", "--out", out)

    @pytest.mark.parametrize("name", ["in.jsonl", "in.jsonl.gz", pytest.param("in.jsonl.zst", marks=has_zstandard)])
    def test_a_file_onto_itself(self, here: Path, refused: Refused, name: str) -> None:
        (here / name).write_bytes(ROW.encode())
        (here / f"hard-{name}").hardlink_to(name)
        (here / f"soft-{name}").symlink_to(name)
        words = ("and would be written over; name another output",)
        for out in (name, f"hard-{name}", f"soft-{name}", f"./rows/../{name}"):
            assert words[0] in refused("clean", name, "--out", out)

    @has_zstandard
    def test_a_parquet_file_onto_itself(self, here: Path, run: Run, refused: Refused) -> None:
        assert run("clean", "rows", "--out", "in.parquet").exit_code == 0
        assert "in.parquet: this is read, and would be written over" in refused(
            "clean", "in.parquet", "--out", "in.parquet"
        )

    @pytest.mark.parametrize("ending", ["rejects", "duplicates"])
    def test_what_is_written_beside_the_output(self, here: Path, refused: Refused, ending: str) -> None:
        (here / f"out.{ending}.jsonl").write_text(ROW, encoding="utf-8")
        said = refused("clean", f"out.{ending}.jsonl", "--out", "out.jsonl")
        assert f"out.{ending}.jsonl: this is read" in said
        assert f"out.{ending}.jsonl: is there already, and not from here" in refused(
            "clean", "rows", "--out", "out.jsonl"
        )

    def test_input_that_lies_where_the_run_keeps_its_state(self, here: Path, refused: Refused) -> None:
        (here / ".out.chengwen").mkdir()
        (here / ".out.chengwen" / "in.jsonl").write_text(ROW, encoding="utf-8")
        assert ".out.chengwen/in.jsonl: this lies in " in refused(
            "clean", ".out.chengwen/in.jsonl", "--out", "out", *ROWS
        )
        assert ".out.chengwen: is there already, and not from here" in refused("clean", "rows", "--out", "out", *ROWS)

    def test_the_shards_of_an_output_into_it(self, here: Path, run: Run, refused: Refused) -> None:
        assert run("clean", "rows", "--out", "out", *ROWS).exit_code == 0
        assert "out/part-000000.jsonl: this lies in out" in refused(
            "clean", "out/part-000000.jsonl", "--out", "out", *ROWS
        )

    def test_an_output_that_a_pattern_would_find(self, here: Path, refused: Refused) -> None:
        for pattern, out in (("rows/*.jsonl", "rows/out.jsonl"), ("*/*.jsonl", "out"), ("row*/**/*.jsonl", "rows/x/y")):
            assert f"{pattern} would find this in the next run" in refused(
                "clean", pattern, "--out", out, *(ROWS if "." not in out else ())
            )

    def test_figures_over_something_else(self, here: Path, run: Run, refused: Refused) -> None:
        (here / "notes.md").write_bytes(b"mine")
        figures = ("clean", "rows", "--out", "out", "--stats")
        assert "notes.md: is there already, and holds no figures" in refused(*figures, "notes.md")
        assert "rows/s.json: this lies within rows" in refused(*figures, "rows/s.json")
        for _ in range(2):
            assert run(*figures, "figures.json").exit_code == 0

    def test_rows_below_the_output_folder(self, here: Path, run: Run) -> None:
        """A parent may be written to where nothing that is read is touched."""
        (here / "all").mkdir()
        (here / "rows").rename(here / "all" / "rows")
        before = listing(here)
        assert run("clean", "all/rows", "--out", "all").exit_code == 0
        assert before.items() <= listing(here).items()

    def test_a_library_that_is_not_there(self, here: Path) -> None:
        """It is found missing before a folder is made."""
        (here / "stub" / "pyarrow").mkdir(parents=True)
        (here / "stub" / "pyarrow" / "__init__.py").write_text("raise ImportError(name='pyarrow')", encoding="utf-8")
        before = listing(here)
        command = [sys.executable, "-B", "-m", "chengwen", "clean", "rows", "--out", "new/out.parquet"]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(["stub", os.environ.get("PYTHONPATH", "")])}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 3
        assert "needs pyarrow, which is not installed" in done.stderr
        assert listing(here) == before


class TestNames:
    @pytest.mark.parametrize("verb", ["clean", "export"])
    @pytest.mark.parametrize(
        ("out", "told"),
        [
            ("", "--out is empty; name a folder, or one file that ends in .jsonl"),
            ("  ", "--out is empty"),
            ("-", "-: no place to write to; name a folder"),
            ("o.zip", "o.zip: no .zip is written; name a folder, or one file that ends in .jsonl"),
            ("o.CSV", "o.CSV: no .csv is written"),
            ("~/x", "~/x: the shell puts your home for ~ only where it is not quoted; write /"),
        ],
    )
    def test_a_name_that_is_a_slip(self, refused: Refused, verb: str, out: str, told: str) -> None:
        assert told in refused(verb, "texts" if verb == "clean" else "rows", "--out", out, code=2)

    def test_an_empty_name_without_a_path(self, refused: Refused) -> None:
        assert "--out is empty" in refused("clean", "--out", "", code=2)

    @pytest.mark.parametrize("name", ["clean.txt", "clean.json"])
    def test_a_file_of_one_document_is_never_written_over(self, here: Path, refused: Refused, name: str) -> None:
        assert "takes one document only" in refused("clean", "texts", "--out", name, code=2)
        (here / name).write_bytes(b"mine")
        assert f"{name}: is there already, with something else" in refused("clean", "texts/a.txt", "--out", name)
        (here / "link.txt").symlink_to("texts/a.txt")
        for place in ("texts/a.txt", "link.txt"):
            assert "would be written over" in refused("clean", "texts/a.txt", "--out", place)
        (here / "link.json").symlink_to("gone")
        assert "this is a link to" in refused("clean", "texts/a.txt", "--out", "link.json")
        assert (here / name).read_bytes() == b"mine"

    @pytest.mark.parametrize("out", ["v1.2", "./~x", "成品", "o.zip/", "of-jsonl.gz"])
    def test_a_folder_by_any_other_name(self, run: Run, here: Path, out: str) -> None:
        assert run("clean", "texts", "--out", out).exit_code == 0
        assert (here / out / "a.txt").is_file()

    def test_what_cannot_be_made_there(self, here: Path, refused: Refused) -> None:
        (here / "file").write_bytes(b"mine")
        (here / "folder.jsonl").mkdir()
        (here / "dangling").symlink_to("gone")
        for paths in ("texts", "rows"):
            assert "file: this is a file, and a folder was to be written" in refused("clean", paths, "--out", "file")
            assert "file is a file, so nothing can lie in it" in refused("clean", paths, "--out", "file/x")
            assert "dangling: this is a link to" in refused("clean", paths, "--out", "dangling")
            assert "folder.jsonl: this is a folder" in refused("clean", paths, "--out", "folder.jsonl")


class TestOtherCommands:
    def test_export_into_what_it_reads(self, here: Path, run: Run, refused: Refused) -> None:
        run("clean", "rows", "--out", "made", *ROWS)
        export = ("export", "made", "--format", "jsonl", "--out")
        for out in ("made", "made/set"):
            assert f"{out}: this lies within made" in refused(*export, out)
        assert "this is read" in refused("export", "made/part-000000.jsonl", "--out", "made/part-000000.jsonl")
        assert run(*export, "set").exit_code == 0
        assert "set: this lies within set" in refused("export", "set", "--format", "jsonl", "--out", "set")
        assert "this lies in set/data" in refused(
            "export", "set/data/part-00000.jsonl", "--format", "txt", "--out", "set"
        )
        (here / "set" / "data" / "mine.jsonl").write_bytes(b"mine")
        assert run(*export, "set").exit_code == 0
        assert (here / "set" / "data" / "mine.jsonl").read_bytes() == b"mine"

    def test_export_of_the_samples_into_cleaned(self, here: Path, run: Run, refused: Refused) -> None:
        (here / "texts").rename(here / "raw")
        run("clean")
        for out in ("cleaned", "cleaned/set", "cleaned/all.jsonl", "cleaned/all.txt"):
            assert "name an output outside of what is read" in refused("export", "--out", out)

    def test_add_of_what_was_cleaned(self, here: Path, run: Run, refused: Refused) -> None:
        (here / "texts").rename(here / "raw")
        run("clean")
        for path in ("cleaned/a.txt", "cleaned", "."):
            assert f"{path}: `add` writes into " in refused("add", path, "--as-new", "--yes")
        assert run("add", "raw/a.txt", "--as-new", "--yes", "--public").exit_code == 0

    def test_add_over_a_sidecar_that_somebody_wrote(self, here: Path, run: Run, refused: Refused) -> None:
        (here / "raw").mkdir()
        run("add", "texts/a.txt", "--yes", "--public")
        (sidecar,) = (here / "raw").glob("*.toml")
        sidecar.write_bytes(sidecar.read_bytes() + '[[keep]]\ntext = "走访到位"\nreason = "正文"\n'.encode())
        for path in (here / "cleaned").iterdir():
            path.unlink()
        refused_by = run("add", "texts/a.txt", "--yes", "--public", "--as-new")
        assert "走访到位" in sidecar.read_text(encoding="utf-8"), refused_by.output
        assert f"{sidecar}: is there already, and is not what would be written" in refused_by.stderr
        assert list((here / "cleaned").iterdir()) == []


class TestPrivateFiles:
    @pytest.fixture
    def repository(self, here: Path) -> Path:
        subprocess.run(["git", "init", "-q"], cwd=here, check=True)
        (here / "raw").mkdir()
        (here / "found.txt").write_text(
            "2022年党建工作总结\n一、主要工作\n联系人：张海涛 13812345678\n", encoding="utf-8"
        )
        return here

    def test_git_does_not_commit_them(self, repository: Path, run: Run) -> None:
        said = run("add", "found.txt", "--yes", "--private").stdout
        assert "it lies in raw/private/, which git does not commit;" in said
        seen = subprocess.run(
            ["git", "status", "--porcelain", "-uall", "raw"], cwd=repository, check=True, capture_output=True, text=True
        )
        assert seen.stdout == ""
        assert len(list((repository / "raw" / "private").glob("[!.]*"))) == 2

    def test_what_somebody_wrote_there_stays_and_the_truth_is_told(self, repository: Path, run: Run) -> None:
        (repository / "raw" / "private").mkdir()
        own = repository / "raw" / "private" / ".gitignore"
        own.write_bytes(b"*.pdf\n")
        said = run("add", "found.txt", "--yes", "--private").stdout
        assert "so git may commit it" in said
        assert "does not commit" not in said
        assert own.read_bytes() == b"*.pdf\n"


@pytest.fixture
def mixed(tmp_path: Path) -> Iterator[Path]:
    """A folder of sixty files as people have them, one of which somebody writes to all the while."""
    folder = tmp_path / "收来的"
    (folder / "sub").mkdir(parents=True)
    for number in range(20):
        encoding = ("utf-8", "gb18030", "utf-8-sig", "utf-16")[number % 4]
        (folder / f"t{number:02}.{'txt' if number % 3 else 'TXT'}").write_bytes(text(number).encode(encoding))
    for number, ending in enumerate(("docx", "html", "csv", "pdf", "md", "json", "toml.bak", "zip")):
        for copy in "ab":
            (folder / f"{copy}{number}.{ending}").write_bytes(f"{ending} {text(number)}".encode())
    for number in range(8):
        (folder / f"r{number}.jsonl").write_text(ROW, encoding="utf-8")
        (folder / "sub" / f"z{number}.jsonl.gz").write_bytes(gzip.compress(ROW.encode()))
    for number in range(4):
        (folder / f"hard{number}.txt").hardlink_to(folder / "t01.txt")
        (folder / f"soft{number}.txt").symlink_to("t02.txt")
    (folder / "dangling.txt").symlink_to("gone.txt")
    os.mkfifo(folder / "pipe.txt")
    (folder / "closed").mkdir()
    Path(os.fsdecode(os.fsencode(folder) + b"/" + "总结".encode("gbk") + b".txt")).write_bytes(text(5).encode("gbk"))
    growing, done = folder / "growing.log", Event()

    def write() -> None:
        with growing.open("ab", buffering=0) as file:
            while not done.wait(0.01):
                file.write(b"+\n")

    growing.touch()
    (folder / "closed").chmod(0)
    writer = Thread(target=write)
    writer.start()
    yield folder
    done.set()
    writer.join()
    (folder / "closed").chmod(0o700)


def contents(folder: Path) -> dict[bytes, tuple[int, bytes | None]]:
    """Every entry below a folder by its bytes on the disk: inode, and content where it is a file that stands still."""
    found: dict[bytes, tuple[int, bytes | None]] = {}
    for path in folder.rglob("*"):
        still = path.is_file() and path.name != "growing.log"
        found[os.fsencode(path)] = (path.lstat().st_ino, path.read_bytes() if still else None)
    return found


def test_sixty_files_of_all_kinds_stay_as_they_are(mixed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In place, through a link, into a child, into a parent that holds an input, into a sibling."""
    parent, before = mixed.parent, contents(mixed)
    monkeypatch.chdir(parent)
    assert len(before) >= 60
    (parent / "link").symlink_to(mixed.name)
    (parent / "up").mkdir()
    (parent / "up" / "r0.jsonl").hardlink_to(mixed / "r0.jsonl")

    around = contents(parent).keys()
    asked = [(mixed.name, mixed.name), (mixed.name, "link"), ("link", mixed.name), (mixed.name, f"{mixed.name}/sub")]
    asked += [(mixed.name, f"{mixed.name}/new"), (mixed.name, "up/r0.jsonl"), (f"{mixed.name}/r0.jsonl", "up/r0.jsonl")]
    asked += [(f"{mixed.name}/t01.txt", mixed.name)]
    for paths, out in asked:
        result = CliRunner().invoke(cli, ["clean", paths, "--out", out])
        said = result.stderr.splitlines()
        assert result.exit_code == 3, (paths, out, said)
        assert len(said) == 1, said
        assert said[0].startswith("Error: ")
        assert contents(parent).keys() == around
    command = [sys.executable, "-m", "chengwen", "clean", mixed.name, "--jobs", "1", "--out"]
    for more in (["sibling"], ["sibling.jsonl", "--dedup", "exact", "--drop-duplicates"]):
        subprocess.run([*command, *more], capture_output=True, check=False, timeout=60)
    assert contents(mixed) == before
