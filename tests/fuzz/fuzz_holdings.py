"""What comes back is known again: signatures, likeness, differences, and what a tombstone says after it was written."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from driver import fuzz
from invented import text_of

from chengwen.checkout.holdings import REMOVED, Tombstone, tombstones, write_tombstone
from chengwen.checkout.page_addresses import document_address
from chengwen.checkout.samples import ID_LENGTH, new_id
from chengwen.copies import near
from chengwen.errors import InputError


def check(data: bytes) -> None:
    """Cut the bytes into two texts, and write the first as a tombstone would be found."""
    half = len(data) // 2
    first, second = text_of(data[:half]), text_of(data[half:])
    one, other = near.shingles(first), near.shingles(second)
    likeness, back = near.compare(one, other), near.compare(other, one)
    assert (likeness.of_first, likeness.of_second) == (back.of_second, back.of_first)
    assert 0 <= likeness.of_first <= 1
    assert near.compare(one, one).same
    signature = near.signature(first)
    assert len(signature) == near.SLOTS
    assert near.agreement(signature, near.signature(first)) == 1
    assert near.candidates(signature, {"x": signature}) == ["x"]
    assert list(near.differences(first, first)) == []
    list(near.differences(first, second))
    id = new_id(first, ())
    assert len(id) == ID_LENGTH
    assert new_id(first, (id,)) != id
    assert ".." not in document_address(id)
    with TemporaryDirectory() as folder:
        _comes_back(Path(folder), first, signature, data)


def _comes_back(root: Path, reason: str, signature: tuple[int, ...], data: bytes) -> None:
    tombstone = Tombstone("x", reason, near.algorithm(), signature)
    path = write_tombstone(root, tombstone)
    assert tombstones(root) == {"x": tombstone}
    written = path.read_bytes()
    at = len(data) * 7 % len(written)
    path.write_bytes(data if data[:1] and data[0] % 2 else written[:at] + data[:4] + written[at:])
    try:
        tombstones(root)
    except InputError as error:
        assert str(root / REMOVED) in str(error)


if __name__ == "__main__":
    fuzz(check)
