"""A disk that is full: one sentence, every output whole, and the next run does the rest."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from trouble import Start, Told, ended, files_in, text

Expected = Callable[[int], dict[str, bytes]]
SmallDisk = tuple[Path, Callable[[], None] | None, str]


def test_what_fits_is_whole_and_the_rest_follows(
    checkout: Path, start: Start, expected: Expected, small_disk: SmallDisk, told: Told
) -> None:
    disk, limit, words = small_disk
    said = ended(start("clean", "raw", "--out", disk, preexec_fn=limit), 3)
    assert f"{words}; make room, then run again: what is written so far is whole" in said
    assert str(disk) in said
    done = files_in(disk)
    assert done.items() < expected(1).items()
    assert not list(disk.glob(".*")), "something half written was left"
    roomy = checkout / "roomy"
    shutil.copytree(disk, roomy)
    told("clean", "raw", "--out", roomy)
    assert files_in(roomy) == expected(1)


def test_a_checkout_on_a_full_disk_keeps_what_it_has(
    checkout: Path, start: Start, expected: Expected, small_disk: SmallDisk
) -> None:
    disk, limit, words = small_disk
    for number in (0, 1):
        (disk / "raw").mkdir(exist_ok=True)
        (disk / "raw" / f"s{number:02}.txt").write_bytes(text(number).encode("gb18030"))
    ended(start("clean", cwd=disk), 0)
    before = files_in(disk / "cleaned")
    assert before.items() < expected(1).items()
    with (disk / "filler").open("wb", buffering=0) as filler:
        subprocess.run(["head", "-c", "65536", "/dev/zero"], stdout=filler, stderr=subprocess.DEVNULL, check=False)
    for number in (0, 1):
        (checkout / "raw" / f"s{number:02}.txt").write_bytes(text(number, 2).encode("gb18030"))
        shutil.copyfile(checkout / "raw" / f"s{number:02}.txt", checkout / f"new-{number}.txt")
    said = ended(start("add", checkout / "new-0.txt", "--yes", "--public", cwd=disk, preexec_fn=limit), 3)
    assert words in said
    assert files_in(disk / "cleaned") == before
    (disk / "filler").unlink()
    ended(start("add", checkout / "new-0.txt", "--yes", "--public", cwd=disk), 0)
    assert files_in(disk / "cleaned").items() >= before.items()
