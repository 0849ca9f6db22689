"""Over real servers on loopback: read from S3, written to it, resumed on it; read over HTTP."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from corpora import Command, everything, invent, published, report, write_lines

KEY, SECRET = "key-of-tests", "secret-of-tests"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, str]]]:
    """A server over a folder, whose folders are buckets, and what a client's environment says of it."""
    folder = tmp_path_factory.mktemp("stores")
    (folder / "bucket").mkdir()
    program = Path(sys.executable).with_name("rclone")
    command = [program, "serve", "s3", folder, "--addr", "127.0.0.1:0", "--auth-key", f"{KEY},{SECRET}"]
    # The tests put files under it by hand, which it must see soon; with no time at all it keeps itself busy.
    command += ["--config", folder / "none", "--dir-cache-time", "1ms"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        address = next(found[0] for line in process.stderr if (found := re.search(r"http://127\.0\.0\.1:\d+", line)))
        Thread(target=process.stderr.read, daemon=True).start()  # a pipe that nobody reads would hold it up
        yield (
            folder / "bucket",
            {
                "AWS_ENDPOINT_URL": address,
                "AWS_ACCESS_KEY_ID": KEY,
                "AWS_SECRET_ACCESS_KEY": SECRET,
                "AWS_REGION": "us-east-1",
                "AWS_EC2_METADATA_DISABLED": "true",
                "AWS_REQUEST_CHECKSUM_CALCULATION": "when_required",  # rclone does not take checksums in trailers
            },
        )
        process.terminate()


def test_reads_and_writes_objects_as_it_does_files(
    server: tuple[Path, dict[str, str]], chengwen: Command, tmp_path: Path
) -> None:
    bucket, environment = server
    rows = [*invent(40), "nope"]
    for folder in (tmp_path, bucket):
        write_lines(folder / "in" / "甲 a.jsonl", rows)
        write_lines(folder / "in" / "b.jsonl", invent(3))
        write_lines(folder / "in" / "notes.md", ["x"])
    options = ("--shard-megabytes", "0.003", "--jobs", "2")
    chengwen("clean", "in/*.jsonl", "--out", "out", "--format", "jsonl", *options, code=3)
    for _ in range(2):
        told = chengwen("clean", "s3://bucket/in/*.jsonl", "--out", "s3://bucket/out", *options, code=3, **environment)
    assert re.search(r"0 documents, .*; (\d+) of \1 shards? done before", told.stderr)
    local, remote = published(tmp_path, "out"), published(bucket, "out")
    assert remote.pop("out.rejects.jsonl") == local.pop("out.rejects.jsonl").replace(b'"in/', b'"s3://bucket/in/')
    assert remote == local
    assert len(remote) > 3


def test_one_object_and_whole_folders(server: tuple[Path, dict[str, str]], chengwen: Command, tmp_path: Path) -> None:
    bucket, environment = server
    write_lines(bucket / "more" / "deep" / "a.jsonl", invent(3))
    write_lines(tmp_path / "a.jsonl", invent(3))
    chengwen("clean", "a.jsonl", "--out", "one.parquet")
    chengwen("clean", "s3://bucket/more/", "--out", "s3://bucket/one.parquet", **environment)
    chengwen("clean", "s3://bucket/more/deep/a.jsonl", "--out", "here.parquet", **environment)
    assert (bucket / "one.parquet").read_bytes() == (tmp_path / "one.parquet").read_bytes()
    assert (tmp_path / "here.parquet").read_bytes() == (tmp_path / "one.parquet").read_bytes()


def test_a_data_set_is_written_as_it_is_on_this_machine(
    server: tuple[Path, dict[str, str]], chengwen: Command, tmp_path: Path
) -> None:
    bucket, environment = server
    write_lines(tmp_path / "rows.jsonl", invent(5))
    chengwen("clean", "rows.jsonl", "--out", "s3://bucket/rows", **environment)
    chengwen("clean", "rows.jsonl", "--out", "rows", "--format", "jsonl")
    for out in ("set", "all.jsonl", "texts"):
        options = ("--format", "txt") if out == "texts" else ()
        chengwen("export", "rows", "--out", f"data/{out}", *options)
        for _ in range(2):  # the second writes over the first
            chengwen("export", "s3://bucket/rows", "--out", f"s3://bucket/data-of-{out}/{out}", *options, **environment)
        here = tmp_path / "data" if out == "all.jsonl" else tmp_path / "data" / out
        there = bucket / "data-of-all.jsonl" if out == "all.jsonl" else bucket / f"data-of-{out}" / out
        assert everything(there) == {
            name: content for name, content in everything(here).items() if out != "all.jsonl" or "/" not in name
        }
        assert len(everything(there)) >= 3


def test_a_data_set_is_not_written_over_anything_else(server: tuple[Path, dict[str, str]], chengwen: Command) -> None:
    bucket, environment = server
    write_lines(bucket / "own" / "README.md", ["# mine"])
    write_lines(bucket / "some.jsonl", invent(1))
    chengwen("clean", "s3://bucket/some.jsonl", "--out", "s3://bucket/some", **environment)
    told = chengwen("export", "s3://bucket/some", "--out", "s3://bucket/own", code=3, **environment)
    assert "s3://bucket/own/README.md: is there already, and not from such an export" in told.stderr


def test_what_is_not_there_is_told(server: tuple[Path, dict[str, str]], chengwen: Command) -> None:
    _, environment = server
    told = chengwen("clean", "s3://bucket/gone.jsonl", "--out", "out", "--format", "jsonl", code=3, **environment)
    assert "s3://bucket/gone.jsonl: no such file" in told.stderr


def test_copies_are_found_among_objects_as_among_files(
    server: tuple[Path, dict[str, str]], chengwen: Command, tmp_path: Path
) -> None:
    bucket, environment = server
    rows = [*invent(6), *({**row, "id": f"again-{row['id']}"} for row in invent(6))]
    for folder in (tmp_path, bucket):
        write_lines(folder / "twice.jsonl", rows)
    options = ("--shard-megabytes", "0.001", "--dedup", "exact", "--drop-duplicates")
    chengwen("clean", "twice.jsonl", "--out", "single", "--format", "jsonl", *options)
    for _ in range(2):
        told = chengwen("clean", "s3://bucket/twice.jsonl", "--out", "s3://bucket/single", *options, **environment)
        assert "12 documents in = 6 cleaned + 0 refused + 6 duplicates left out" in told.stderr
    assert published(bucket, "single") == published(tmp_path, "single")
    listed = [folder / "single.duplicates.jsonl" for folder in (bucket, tmp_path)]
    assert listed[0].read_bytes().replace(b"s3://bucket/", b"") == listed[1].read_bytes()


class TestTheWeb:
    """Over a real HTTP server on loopback, through fsspec; the standard library's gives files only as a whole."""

    @pytest.fixture
    def address(self, tmp_path: Path) -> Iterator[str]:
        pytest.importorskip("fsspec", reason="needs fsspec (pip install 'fsspec[http]')")
        pytest.importorskip("aiohttp", reason="needs fsspec (pip install 'fsspec[http]')")
        folder = tmp_path / "web"
        folder.mkdir()
        with ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(folder))) as server:
            thread = Thread(target=server.serve_forever)
            thread.start()
            yield f"http://127.0.0.1:{server.server_address[1]}"
            server.shutdown()
            thread.join()

    def test_rows_and_documents_are_read_as_from_a_file(self, address: str, chengwen: Command, tmp_path: Path) -> None:
        write_lines(tmp_path / "web" / "rows.jsonl", invent(3))
        (tmp_path / "web" / "a.txt").write_text(report(1), encoding="utf-8")
        chengwen("clean", f"{address}/rows.jsonl", "--out", "out.jsonl")
        chengwen("clean", "web/rows.jsonl", "--out", "here.jsonl")
        assert (tmp_path / "out.jsonl").read_bytes() == (tmp_path / "here.jsonl").read_bytes()
        assert chengwen("clean", f"{address}/a.txt").stdout == chengwen("clean", "web/a.txt").stdout
        told = chengwen("clean", f"{address}/rows.jsonl", "--out", "out.jsonl").stderr
        assert "1 of 1 shard done before" in told

    def test_what_is_not_there_or_given_only_as_a_whole_is_told(
        self, address: str, chengwen: Command, tmp_path: Path
    ) -> None:
        assert "gone.jsonl: not there, or the network does not reach it" in (
            chengwen("clean", f"{address}/gone.jsonl", "--out", "out.jsonl", code=3).stderr
        )
        large = [{"id": "a", "text": 7, "filling": "x" * 1_000_000}] * 8
        write_lines(tmp_path / "web" / "large.jsonl", large)
        told = chengwen("clean", f"{address}/large.jsonl", "--out", "large.jsonl", "--jobs", "1", code=3).stderr
        assert "this server gives no parts of a file; download it, then name it here" in told


class Silent(SimpleHTTPRequestHandler):
    """Serves the files of a folder, and says nothing of it."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""
