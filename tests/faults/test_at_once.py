"""Two runs on one checkout, and a file that someone writes to while it is read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import pytest
from trouble import COUNT, Start, Told, ended, files_in, text

from chengwen.checkout.samples import read_file
from chengwen.checkout.store import raw_samples
from chengwen.errors import InputError

Expected = Callable[[int], dict[str, bytes]]


def test_two_cleanings_make_what_one_makes(checkout: Path, start: Start, expected: Expected) -> None:
    for process in [start("clean") for _ in range(3)]:
        ended(process, 0)
    assert files_in(checkout / "cleaned") == expected(1)
    assert not list((checkout / "cleaned").glob(".*"))


@pytest.mark.parametrize("options", [(), ("--dedup", "near")], ids=["plain", "copies marked"])
def test_two_runs_over_a_corpus_make_what_one_makes(
    checkout: Path, start: Start, options: tuple[str, ...], told: Told
) -> None:
    small = ("--shard-megabytes", "0.003", "--jobs", "2", *options)
    told("clean", "raw", "--out", "one.jsonl", *small)
    for process in [start("clean", "raw", "--out", "out.jsonl", *small) for _ in range(3)]:
        ended(process, 0)
    assert (checkout / "out.jsonl").read_bytes() == (checkout / "one.jsonl").read_bytes()
    assert not list((checkout / ".out.jsonl.chengwen").glob(".making-*"))


def test_additions_of_other_texts_both_come_in(checkout: Path, start: Start, told: Told) -> None:
    for number in (50, 51):
        (checkout / f"new-{number}.txt").write_bytes(text(number).encode())
    before = files_in(checkout / "raw")
    for process in [start("add", f"new-{number}.txt", "--public", "--yes") for number in (50, 51)]:
        ended(process, 0)
    added = files_in(checkout / "raw").keys() - before.keys()
    assert sorted(Path(name).suffix for name in added) == [".toml", ".toml", ".txt", ".txt"]
    told("clean")
    assert len(files_in(checkout / "cleaned")) == 2 * (COUNT + 2)


def test_no_source_of_one_text_is_lost(checkout: Path, start: Start, told: Told) -> None:
    (checkout / "new.txt").write_bytes(text(50).encode())
    told("clean")
    waiting = [f"https://example.cn/{number}" for number in range(4)]
    while waiting:
        runs = [(url, start("add", "new.txt", "--source", url, "--yes")) for url in waiting]
        codes = {url: (process.communicate(timeout=300)[1], process.returncode) for url, process in runs}
        for said, code in codes.values():
            assert code == 0 or "another run has just brought in the same text" in said
        assert not all(code for _, code in codes.values()), "none of them came in"
        waiting = [url for url, (_, code) in codes.items() if code]
    (sample,) = (one for one in raw_samples(checkout) if one.sidecar.url)
    assert {sample.sidecar.url, *(origin.url for origin in sample.sidecar.also)} == {
        f"https://example.cn/{number}" for number in range(4)
    }


def test_a_file_that_changes_while_it_is_read_is_not_used(tmp_path: Path) -> None:
    path, done = tmp_path / "growing.txt", Event()
    path.write_bytes(b"\n" * 64_000_000)

    def write() -> None:
        with path.open("ab", buffering=0) as file:
            while not done.is_set():
                file.write(b"\n")

    writer = Thread(target=write)
    writer.start()
    try:
        with pytest.raises(InputError, match="it changed while it was read; run again"):
            read_file(path)
    finally:
        done.set()
        writer.join()
    assert read_file(path)
