"""Files and folders that may not be read or written: one sentence for each, and the others are done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from trouble import COUNT, WITHOUT_RIGHTS, Start, ended, files_in

Expected = Callable[[int], dict[str, bytes]]


def test_a_read_only_output_folder(checkout: Path, start: Start, expected: Expected) -> None:
    out = checkout / "cleaned"
    out.chmod(0o500)
    said = ended(start("clean", prefix=WITHOUT_RIGHTS), 3)
    assert said.splitlines()[-1] == (
        f"Error: {out}/s00.txt: Permission denied; give yourself the right to, or name another place, then run again"
    )
    assert files_in(out) == {}
    out.chmod(0o700)
    ended(start("clean", prefix=WITHOUT_RIGHTS), 0)
    assert files_in(out) == expected(1)


def test_a_folder_that_cannot_be_made(checkout: Path, start: Start) -> None:
    (checkout / "closed").mkdir(0o500)
    said = ended(start("clean", "raw", "--out", "closed/out", prefix=WITHOUT_RIGHTS), 3)
    assert "closed/out: Permission denied; give yourself the right to" in said
    (checkout / "closed").chmod(0o700)


def test_an_unreadable_file_does_not_stop_the_others(checkout: Path, start: Start, expected: Expected) -> None:
    hidden = checkout / "raw" / "s05.txt"
    hidden.chmod(0)
    said = ended(start("clean", prefix=WITHOUT_RIGHTS), 3)
    assert f"error: {hidden}: cannot be read: Permission denied; give yourself the right to, then run again" in said
    done = files_in(checkout / "cleaned")
    assert len(done) == 2 * (COUNT - 1)
    assert done.items() < expected(1).items()
    hidden.chmod(0o600)
    ended(start("clean", prefix=WITHOUT_RIGHTS), 0)
    assert files_in(checkout / "cleaned") == expected(1)


def test_an_unreadable_sidecar_is_named(checkout: Path, start: Start) -> None:
    sidecar = checkout / "raw" / "s05.toml"
    sidecar.write_bytes(b"")
    sidecar.chmod(0)
    said = ended(start("clean", prefix=WITHOUT_RIGHTS), 3)
    assert f"{sidecar}: Permission denied; give yourself the right to" in said


def test_an_unreadable_rule_file_is_named(checkout: Path, start: Start) -> None:
    (checkout / "rules").mkdir()
    (checkout / "rules" / "own.toml").write_bytes(b"")
    (checkout / "rules" / "own.toml").chmod(0)
    said = ended(start("clean", "--rules", "rules", prefix=WITHOUT_RIGHTS), 3)
    assert "rules/own.toml: Permission denied; give yourself the right to" in said
    assert files_in(checkout / "cleaned") == {}
