"""`chengwen clean --dedup`: copies are marked or left out, counted, and the same whatever does the work."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from corpora import Command, Rows, as_rows, invent, killed_on_its_way, published, read_lines, write_lines

SMALL = ("--shard-megabytes", "0.003")
WORDS = [
    f"{one}{two}" for one in "党员干部群众项目工作会议精神责任落实推进" for two in "学习教育制度建设治理服务乡村振兴"
]


def copies() -> Rows:
    """Twelve rows: four documents, each as it was, with other line ends and an advert, and with two paragraphs gone."""
    rows: Rows = []
    for number in range(4):
        chance = random.Random(number)
        body = ["".join(chance.choices(WORDS, k=25)) + "。\n" for _ in range(12)]
        text = f"2022年第{number}号工作总结\n一、主要工作\n" + "".join(body)
        rows += [
            {"id": f"a{number}", "text": text},
            {"id": f"b{number}", "text": text.replace("\n", "\r\n")},
            {"id": f"c{number}", "text": text.replace(body[3], "").replace(body[7], "")},
        ]
    random.Random(1).shuffle(rows)
    return rows


def marks(rows: Rows) -> dict[str, str | None]:
    return {row["id"]: row["duplicate_of"] for row in rows}


def shards(folder: Path) -> Rows:
    return [row for path in sorted(folder.iterdir()) for row in read_lines(path)]


def expected(kind: str) -> dict[str, str | None]:
    """Each row that is a copy, and the first of its kin in the order of the corpus."""
    first: dict[str, str] = {}
    found: dict[str, str | None] = {}
    for row in copies():
        kin = row["id"][1] if kind == "near" or row["id"][0] != "c" else row["id"]
        found[row["id"]] = first.get(kin)
        first.setdefault(kin, row["id"])
    return found


@pytest.mark.parametrize("kind", ["exact", "near"])
def test_texts_of_which_nothing_is_left_are_copies_of_nothing(chengwen: Command, tmp_path: Path, kind: str) -> None:
    rows = [{"id": id, "text": text} for id, text in (("a", ""), ("b", "\n"), ("c", "甲村汇报"), ("d", "甲村汇报"))]
    write_lines(tmp_path / "in.jsonl", rows)
    chengwen("clean", "in.jsonl", "--out", "out.jsonl", "--dedup", kind, "--clusters", "c.jsonl")
    assert marks(read_lines(tmp_path / "out.jsonl")) == {"a": None, "b": None, "c": None, "d": "c"}
    assert [one["id"] for one in read_lines(tmp_path / "c.jsonl")] == ["c"]


@pytest.mark.parametrize("kind", ["exact", "near"])
def test_copies_are_marked_in_every_kind_of_output(chengwen: Command, tmp_path: Path, kind: str) -> None:
    write_lines(tmp_path / "in.jsonl", copies())
    told = chengwen(
        "clean", "in.jsonl", "--out", "out", "--format", "jsonl", *SMALL, "--dedup", kind, "--stats", "stats.json"
    )
    number = sum(of is not None for of in expected(kind).values())
    assert f"{number} documents are copies of an earlier one\n" in told.stderr
    assert json.loads((tmp_path / "stats.json").read_bytes())["duplicates"] == number
    assert len(list((tmp_path / "out").iterdir())) > 2
    assert marks(shards(tmp_path / "out")) == expected(kind)
    chengwen("clean", "in.jsonl", "--out", "out.parquet", *SMALL, "--dedup", kind)
    chengwen("clean", "in.jsonl", "--out", "out.jsonl", *SMALL, "--dedup", kind)
    assert marks(pq.read_table(tmp_path / "out.parquet").to_pylist()) == expected(kind)
    assert read_lines(tmp_path / "out.jsonl") == shards(tmp_path / "out")


def test_the_mark_is_all_that_is_added(chengwen: Command, tmp_path: Path) -> None:
    write_lines(tmp_path / "in.jsonl", copies())
    chengwen("clean", "in.jsonl", "--out", "plain.jsonl")
    chengwen("clean", "in.jsonl", "--out", "marked.jsonl", "--dedup", "near")
    marked = read_lines(tmp_path / "marked.jsonl")
    assert [{key: value for key, value in row.items() if key != "duplicate_of"} for row in marked] == read_lines(
        tmp_path / "plain.jsonl"
    )


@pytest.mark.parametrize("out", ["out", "out.parquet", "out.jsonl.gz"])
def test_what_is_left_out_is_listed_and_counted(chengwen: Command, tmp_path: Path, out: str) -> None:
    write_lines(tmp_path / "in.jsonl", [*copies(), "nope"])
    options = ("--dedup", "near", "--drop-duplicates")
    told = chengwen("clean", "in.jsonl", "--out", out, *as_rows(out), *SMALL, *options, code=3)
    assert "13 documents in = 4 cleaned + 1 refused + 8 duplicates left out\n" in told.stderr
    listed = {row["id"]: row["duplicate_of"] for row in read_lines(tmp_path / "out.duplicates.jsonl")}
    assert listed == {id: of for id, of in expected("near").items() if of}
    if out == "out":
        left = shards(tmp_path / out)
        assert [row["id"] for row in left] == [id for id, of in expected("near").items() if of is None]
        assert "duplicate_of" not in left[0]
    elif out == "out.parquet":
        assert pq.read_metadata(tmp_path / out).num_rows == 4


def test_the_bytes_do_not_depend_on_the_number_of_processes(chengwen: Command, tmp_path: Path) -> None:
    write_lines(tmp_path / "in.jsonl", copies())
    for jobs in ("1", "3"):
        chengwen(
            "clean", "in.jsonl", "--out", f"{jobs}/out", "--format", "jsonl", *SMALL, "--jobs", jobs, "--dedup", "near"
        )
    assert published(tmp_path / "1", "out") == published(tmp_path / "3", "out")


def test_killed_at_random_moments_and_taken_up_again(chengwen: Command, tmp_path: Path) -> None:
    chance = random.Random(1)
    write_lines(tmp_path / "in.jsonl", [*copies(), *invent(60)])
    options = ["clean", "in.jsonl", "--out", "out", "--format", "jsonl", *SMALL, "--dedup", "near"]
    command = [sys.executable, "-m", "chengwen", *options, "--jobs"]
    chengwen(*options)
    wanted = published(tmp_path, "out")
    for _ in range(2):
        shutil.rmtree(tmp_path / "out")
        shutil.rmtree(tmp_path / ".out.chengwen")
        for jobs in ("2", "1", "2"):
            run = subprocess.Popen([*command, jobs], cwd=tmp_path, stderr=subprocess.DEVNULL, start_new_session=True)
            with run as process:
                killed_on_its_way(process, tmp_path / ".out.chengwen", chance)
        chengwen(*options)
        assert published(tmp_path, "out") == wanted


def test_a_finished_run_is_left_and_a_new_row_is_found_to_be_a_copy(chengwen: Command, tmp_path: Path) -> None:
    rows = copies()
    write_lines(tmp_path / "in" / "a.jsonl", rows)
    options = ("clean", "in", "--out", "out", "--format", "jsonl", *SMALL, "--dedup", "exact")
    chengwen(*options)
    stamps = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()}
    chengwen(*options)
    assert {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()} == stamps
    write_lines(tmp_path / "in" / "b.jsonl", [{"id": "late", "text": rows[0]["text"]}])
    chengwen(*options)
    assert marks(shards(tmp_path / "out"))["late"] == rows[0]["id"]
    after = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()}
    assert {name: after[name] for name in list(stamps)[:-1]} == {name: stamps[name] for name in list(stamps)[:-1]}


def test_every_way_of_asking_leaves_only_its_own_files(chengwen: Command, tmp_path: Path) -> None:
    write_lines(tmp_path / "in.jsonl", copies())
    ways = {
        "plain": (),
        "marked": ("--dedup", "exact"),
        "dropped": ("--dedup", "near", "--drop-duplicates"),
        "packed": ("--dedup", "near", "--format", "jsonl.gz"),
    }
    for name, options in ways.items():
        chengwen("clean", "in.jsonl", "--out", f"{name}/out", "--format", "jsonl", *SMALL, *options)
    for name in ("marked", "dropped", "plain", "packed", "marked"):
        chengwen("clean", "in.jsonl", "--out", "turn/out", "--format", "jsonl", *SMALL, *ways[name])
        ours, alone = ({path.name for path in (tmp_path / place / "out").iterdir()} for place in ("turn", name))
        assert ours == alone
        assert published(tmp_path / "turn", "out") == published(tmp_path / name, "out")
        assert (tmp_path / "turn" / "out.duplicates.jsonl").exists() == (name == "dropped")


def test_leaving_out_needs_to_know_what_a_copy_is(chengwen: Command, tmp_path: Path) -> None:
    write_lines(tmp_path / "in.jsonl", copies())
    assert (
        "needs --dedup"
        in chengwen("clean", "in.jsonl", "--out", "out", "--format", "jsonl", "--drop-duplicates", code=2).stderr
    )
    assert not (tmp_path / "out").exists()


def test_copies_of_another_corpus_the_best_copy_and_clusters(chengwen: Command, tmp_path: Path) -> None:
    words = "防汛 扶贫 教育 卫生 党建 安全 环保 就业 乡村 交通 水利 文化 民政 司法 财政 林业".split()
    lines = (
        f"{words[n % 16]}方面，{words[n * 7 % 13]}组负责{words[n * 5 % 11]}，逐户登记{words[n * 3 % 14]}情况。\n"
        for n in range(40)
    )
    long = "".join(lines)
    rows = [
        {"id": "short", "text": f"2022年防汛工作汇报\n{long[:-60]}\n"},
        {"id": "long", "text": f"2022年防汛工作汇报\n{long}"},
        {
            "id": "other",
            "text": "2022年林业工作汇报\n" + "".join(f"第{n}林场补种苗木，抚育山林。\n" for n in range(30)),
        },
    ]
    write_lines(tmp_path / "in.jsonl", rows)
    near = ("clean", "in.jsonl", "--dedup", "near", "--jobs", "1")
    chengwen(*near, "--out", "first.jsonl")
    chengwen(*near, "--out", "best.jsonl", "--keep", "best", "--clusters", "clusters.jsonl")
    marks = [
        {row["id"]: row["duplicate_of"] for row in read_lines(tmp_path / f"{name}.jsonl")} for name in ("first", "best")
    ]
    assert marks == [{"short": None, "long": "short", "other": None}, {"short": "long", "long": None, "other": None}]
    (cluster,) = read_lines(tmp_path / "clusters.jsonl")
    assert (cluster["id"], [one["id"] for one in cluster["copies"]]) == ("long", ["short"])
    chengwen(*near, "--out", "strict.jsonl", "--threshold", "1")
    assert all(row["duplicate_of"] is None for row in read_lines(tmp_path / "strict.jsonl"))

    write_lines(tmp_path / "old.jsonl", [{"id": "old", "text": rows[0]["text"]}])
    chengwen("clean", "old.jsonl", "--out", "earlier.jsonl", "--jobs", "1")
    told = chengwen(
        *near, "--out", "new.jsonl", "--keep", "best", "--against", "earlier.jsonl", "--drop-duplicates"
    ).stderr
    assert "3 documents in = 1 cleaned + 0 refused + 2 duplicates left out" in told
    assert [row["id"] for row in read_lines(tmp_path / "new.jsonl")] == ["other"]
    assert {row["duplicate_of"] for row in read_lines(tmp_path / "new.duplicates.jsonl")} == {"old"}
    assert "--keep: needs --dedup" in chengwen("clean", "in.jsonl", "--out", "x.jsonl", "--keep", "best", code=2).stderr


def test_paragraphs_that_several_documents_have_are_marked(chengwen: Command, tmp_path: Path) -> None:
    shared = "本着实事求是的原则，现将有关情况报告如下，请予审议并提出意见建议。"
    texts = [
        f"2022年第{n}号工作汇报\n{shared if n < 3 else '各村自行安排。'}\n{w}方面的工作做得扎实有效，群众普遍反映良好。\n"
        for n, w in enumerate("防教卫党")
    ]
    write_lines(tmp_path / "in.jsonl", [{"id": str(n), "text": text} for n, text in enumerate(texts)])
    for out in ("a.jsonl", "a.parquet"):
        told = chengwen("clean", "in.jsonl", "--out", out, "--dedup", "paragraph", "--jobs", "1").stderr
        assert "3 documents have paragraphs that others have too" in told
    rows = read_lines(tmp_path / "a.jsonl")
    found = [
        [(row["text"][one["start"] : one["end"]], one["documents"]) for one in row["shared_paragraphs"]] for row in rows
    ]
    assert found == [[(shared, 3)]] * 3 + [[]]
    table = pq.read_table(tmp_path / "a.parquet").to_pylist()
    assert [row["shared_paragraphs"] for row in table] == [row["shared_paragraphs"] for row in rows]
    chengwen("clean", "in.jsonl", "--out", "a.jsonl", "--jobs", "1")
    assert "shared_paragraphs" not in read_lines(tmp_path / "a.jsonl")[0]
    assert (
        "drops nothing"
        in chengwen("clean", "in.jsonl", "--out", "b.jsonl", "--dedup", "paragraph", "--drop-duplicates", code=2).stderr
    )
