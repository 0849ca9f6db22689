"""What a row may be, what becomes of one that cannot be cleaned, and where each row belongs."""

from __future__ import annotations

import base64
import gzip
import tracemalloc
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengwen.corpus import storage
from chengwen.corpus.rows import USUALLY, Reading, _read_lines, open_lines, parse, read_rows
from chengwen.corpus.shards.plan import Segment, cut, plan
from chengwen.corpus.walk import sources

BAD = {
    "not JSON": ("nope", None, "not valid JSON: Expecting value at character 0"),
    "cut off": ('{"id": "a", "text": "x', "a", "not valid JSON"),
    "a list": ('["a"]', None, "must be a JSON object, found list"),
    "an id that is no name": ('{"id": true, "text": "x"}', None, "“id” must be a string, found bool"),
    "no text": ('{"id": "a"}', "a", "no text in it: of its columns (id) none is called text, 正文, 内容, content"),
    "null for a text": (
        '{"id": "a", "text": null}',
        "a",
        "no text in it: of its columns (id, text) none is called text, 正文, 内容, content",
    ),
    "a text in the place of a column's name": (
        '{"id": "a", "电话13812345678": 1, "' + "密" * 41 + '": 1}',
        "a",
        "no text in it: of its columns (id, 电话〖电话〗, …) none",
    ),
    "a number for a text": ('{"id": "a", "text": 7}', "a", "“text” must be a string, found int"),
    "text and bytes": ('{"id": "a", "text": "x", "bytes": "eA=="}', "a", "both “text” and “bytes”"),
    "no base64": ('{"id": "a", "bytes": "密"}', "a", "“bytes” must be base64"),
    "a number for bytes": ('{"id": "a", "bytes": 7}', "a", "“bytes” must be base64"),
    "nested without end": ("[" * 100_000, None, "JSON nested too deep"),
}


class TestParse:
    @pytest.mark.parametrize("name", BAD)
    def test_tells_what_is_wrong_and_quotes_nothing(self, name: str) -> None:
        line, id, reason = BAD[name]
        row = parse(1, line.encode())
        assert row.problem.startswith(reason)
        assert row.id in (id, None)
        assert "密" not in row.problem

    def test_a_line_that_is_not_utf8(self) -> None:
        assert parse(1, b'{"id": "\xff\xbb"}').problem == "not UTF-8 at byte 8 of the line"

    def test_takes_bytes_from_base64_and_a_number_as_an_id(self) -> None:
        raw = "一、工作".encode("gb18030")
        row = parse(1, f'{{"id": 7, "bytes": "{base64.b64encode(raw).decode()}", "text": null}}'.encode())
        assert (row.id, row.raw, row.columns, row.problem) == ("7", raw, {}, "")

    def test_what_is_no_number_becomes_null(self) -> None:
        assert parse(1, b'{"id": "a", "text": "x", "score": NaN}').columns == {"score": None}


def all_rows(path: Path, shard_bytes: int) -> list[tuple[str | None, str]]:
    (file,) = storage.find(str(path))
    return [(row.id, row.problem) for segment in cut(file, shard_bytes) for row in read_rows(segment, USUALLY)]


class TestStretches:
    @given(
        lengths=st.lists(st.integers(0, 40), max_size=12),
        shard_bytes=st.integers(1, 120),
        last_line_feed=st.booleans(),
        mark=st.booleans(),
    )
    def test_every_line_is_read_once_wherever_a_file_is_cut(
        self,
        tmp_path_factory: pytest.TempPathFactory,
        lengths: list[int],
        shard_bytes: int,
        last_line_feed: bool,
        mark: bool,
    ) -> None:
        path = tmp_path_factory.mktemp("cut") / "a.jsonl"
        lines = [f'{{"id": {n}, "text": "{"字" * length}"}}' for n, length in enumerate(lengths)]
        path.write_bytes(("\ufeff" * mark + "\n".join(lines) + "\n" * last_line_feed).encode())
        assert [id for id, problem in all_rows(path, shard_bytes) if not problem] == [str(n) for n in range(len(lines))]

    def test_blank_lines_are_no_rows(self, tmp_path: Path) -> None:
        path = tmp_path / "a.jsonl"
        path.write_bytes(b'\n{"id": 1, "text": "a"}\r\n \t\r\n\n{"id": 2, "text": "b"}')
        assert all_rows(path, 10_000) == [("1", ""), ("2", "")]

    def test_a_row_over_the_limit_is_told_and_never_held(self, tmp_path: Path) -> None:
        path = tmp_path / "a.jsonl"
        path.write_bytes(b'{"id": 1, "text": "' + b"a" * 30_000_000 + b'"}\n{"id": 2, "text": "b"}\n')
        (file,) = storage.find(str(path))
        tracemalloc.start()
        big, small = read_rows(Segment(file, ".jsonl", 0, file.size, file.size), Reading(1_000))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert big.problem == "the row has 30 MB, more than the 0.001 MB that are allowed; --max-megabytes raises that"
        assert (small.id, small.line, small.problem) == ("2", 2, "")
        assert peak < 5_000_000

    def test_a_line_over_many_stretches_is_not_read_to_its_end_in_each(self, tmp_path: Path) -> None:
        path = tmp_path / "a.jsonl"
        path.write_bytes(b'{"id": 1, "text": "' + b"a" * 40_000_000 + b'"}\n{"id": 2, "text": "b"}\n')
        (file,) = storage.find(str(path))
        within = Segment(file, ".jsonl", 1_000_000, 1_002_000, 2_000)
        with open_lines(within) as lines:
            assert list(_read_lines(lines, within, USUALLY)) == []
            assert lines.tell() == within.end

    def test_a_file_that_breaks_off_gives_its_rows_and_says_where_it_ends(self, tmp_path: Path) -> None:
        whole = gzip.compress(b"".join(b'{"id": %d, "text": "a"}\n' % n for n in range(50_000)))
        (tmp_path / "a.jsonl.gz").write_bytes(whole[: len(whole) // 2])
        *rows, last = all_rows(tmp_path / "a.jsonl.gz", 1_000)
        assert rows[0] == ("0", "")
        assert not any(problem for _, problem in rows)
        assert last[1].startswith("from here on the file cannot be read: ")

    def test_a_file_that_is_no_parquet_is_one_problem(self, tmp_path: Path) -> None:
        (tmp_path / "a.parquet").write_bytes(b"PAR1 and nothing more PAR1")
        ((id, problem),) = all_rows(tmp_path / "a.parquet", 1_000)
        assert id is None
        assert problem.startswith("from here on the file cannot be read: not valid Parquet")


class TestPlan:
    def test_small_files_share_a_shard_and_large_ones_are_cut(self, tmp_path: Path) -> None:
        for number, size in enumerate([10, 10, 250, 10]):
            (tmp_path / f"{number}.jsonl").write_bytes(b"x" * size)
        (tmp_path / ".hidden.jsonl").write_bytes(b"x")
        (tmp_path / "notes.png").write_bytes(b"x")
        files, left = sources([str(tmp_path)])
        assert [Path(file.address).name for file in left] == [".hidden.jsonl", "notes.png"]
        shards = plan(files, 100)
        found = [[(Path(one.file.address).name, one.start, one.end) for one in shard.segments] for shard in shards]
        assert found == [
            [("0.jsonl", 0, 10), ("1.jsonl", 0, 10)],
            [("2.jsonl", 0, 100)],
            [("2.jsonl", 100, 200)],
            [("2.jsonl", 200, 250), ("3.jsonl", 0, 10)],
        ]

    @given(sizes=st.lists(st.integers(1, 300_000_000), min_size=1, max_size=8), more=st.integers(1, 90_000_000))
    def test_shards_grow_with_the_corpus_and_stay_when_it_does(self, sizes: list[int], more: int) -> None:
        files = [storage.File(f"{number}.jsonl", size, 0) for number, size in enumerate(sizes)]
        shards = plan(files, 16_000_000)
        before = 0
        for shard in shards:
            assert shard.size <= min(16_000_000, max(1_000_000, before // 32))
            before += shard.size
        assert before == sum(sizes)
        assert all(b.start in (0, a.end) for a, b in pairwise(s for shard in shards for s in shard.segments))
        assert plan([*files, storage.File("more.jsonl", more, 0)], 16_000_000)[: len(shards) - 1] == shards[:-1]

    def test_twenty_megabytes_keep_eight_processes_busy(self) -> None:
        assert len(plan([storage.File("a.jsonl", 20_000_000, 0)], 16_000_000)) == 20
