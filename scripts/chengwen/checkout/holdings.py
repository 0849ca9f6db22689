"""The samples a checkout has or has removed, so that a new text is recognised as a copy or as a removed sample."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from chengwen.checkout.samples import clean_sample
from chengwen.checkout.store import cleaned_ids, raw_samples, write_whole
from chengwen.cleaner import Cleaner
from chengwen.copies import near
from chengwen.copies.templates import of_one_template
from chengwen.document import Document
from chengwen.errors import InputError
from chengwen.message import at, of_error, say
from chengwen.sidecar import to_toml
from chengwen.stages.hide.sealed import secrets_of

REMOVED = "raw/removed"
CACHE = ".cache/signatures.json"
Signature = Sequence[int]


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left of a removed sample: a signature that recognises it, never a word of its text."""

    id: str
    reason: str
    algorithm: str
    signature: Signature


@dataclass(frozen=True, slots=True)
class Holdings:
    """Everything by which a text can be recognised."""

    raw: Mapping[str, str]
    """Digest of the raw bytes to id, as far as sidecars state it."""
    texts: Mapping[str, str]
    """Digest of the clean text to id."""
    signatures: Mapping[str, Signature]
    """Id to the signature of the clean text."""
    removed: Mapping[str, Tombstone]


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """A sample similar enough to a new text to be a copy of it."""

    id: str
    likeness: near.Likeness
    """The new text is the first of the two, the sample the second."""
    same_bytes: bool = False
    apart: str = ""
    """What distinguishes the two though they share most of their text: `values` (places, units, numbers), `people`."""

    @property
    def same(self) -> bool:
        """Whether the two are one document."""
        return self.same_bytes or (self.likeness.same and not self.apart)


def holdings(root: Path) -> Holdings:
    """Read what a checkout has; signatures are cached in `.cache/`, and computed for new texts only."""
    texts = {id: (root / "cleaned" / f"{id}.txt").read_bytes() for id in cleaned_ids(root)}
    digests = {id: hashlib.sha256(text).hexdigest() for id, text in texts.items()}
    kept = _read_cache(root)
    known = {id: kept.get(digests[id]) or near.signature(texts[id].decode()) for id in texts}
    made = {digests[id]: list(known[id]) for id in texts}
    if made != kept:
        _write_cache(root, made)
    raw = {sample.sidecar.sha256: sample.id for sample in raw_samples(root) if sample.sidecar.sha256}
    return Holdings(raw, {digest: id for id, digest in digests.items()}, known, tombstones(root))


def remember(held: Holdings, id: str, raw: bytes, text: str) -> Holdings:
    """Return the holdings with a newly added sample."""
    return Holdings(
        {**held.raw, hashlib.sha256(raw).hexdigest(): id},
        {**held.texts, hashlib.sha256(text.encode()).hexdigest(): id},
        {**held.signatures, id: near.signature(text)},
        held.removed,
    )


def find_near_duplicates(root: Path, held: Holdings, raw: bytes, document: Document) -> list[NearDuplicate]:
    """Return the samples that a new text is a copy of, or shares much with, the most similar first."""
    text = document.text
    shingles = near.shingles(text)
    same = held.raw.get(hashlib.sha256(raw).hexdigest())
    ids = near.candidates(near.signature(text), held.signatures)
    found = []
    for id in dict.fromkeys([*([same] if same and same in held.signatures else []), *ids]):
        other = (root / "cleaned" / f"{id}.txt").read_bytes().decode()
        one = NearDuplicate(id, near.compare(shingles, near.shingles(other)), same_bytes=id == same)
        if one.same and not one.same_bytes:
            one = replace(one, apart=_what_distinguishes(root, document, id, other))
        if one.same or one.likeness.similar:
            found.append(one)
    return sorted(found, key=lambda one: (not one.same, -one.likeness.of_first, one.id))


def _what_distinguishes(root: Path, document: Document, id: str, other: str) -> str:
    if of_one_template(document.text, other):
        return "values"
    samples = [sample for sample in raw_samples(root) if sample.id == id]
    people = [_people(document), *(_people(clean_sample(sample, Cleaner())) for sample in samples)]
    return "people" if len(people) == 2 and all(people) and people[0].isdisjoint(people[1]) else ""


def _people(document: Document) -> set[str]:
    """Return the names of persons that a document hides; they are compared here, and written nowhere."""
    persons = tuple(one for one in document.placeholders if one.type == "person")
    return set(secrets_of(document.private.source_text or "", persons))


def find_removed(held: Holdings, text: str) -> Tombstone | None:
    """Return the removed sample of which this text is a copy, or None."""
    alike = near.candidates(
        near.signature(text), {id: one.signature for id, one in held.removed.items()}, near.SAME_SIGNATURE
    )
    return held.removed[alike[0]] if alike else None


def tombstones(root: Path) -> dict[str, Tombstone]:
    """Read the tombstones of a checkout, by id.

    Raises `InputError` for a signature made by another version of the library: it could not be compared, and removed
    samples would come back unnoticed.
    """
    found = {}
    for path in sorted((root / REMOVED).glob("*.toml")):
        one = _read_tombstone(path)
        if one.algorithm != near.algorithm():
            raise InputError(
                at(
                    path,
                    say(
                        "its signature was made by “{algorithm}”, here is “{here}”; install the version of rensa "
                        "that requirements.txt names",
                        algorithm=one.algorithm,
                        here=near.algorithm(),
                    ),
                )
            )
        found[one.id] = one
    return found


def write_tombstone(root: Path, tombstone: Tombstone) -> Path:
    """Write `raw/removed/<id>.toml`."""
    path = root / REMOVED / f"{tombstone.id}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    table = {
        "reason": tombstone.reason,
        "algorithm": tombstone.algorithm,
        "signature": "".join(f"{slot:08x}" for slot in tombstone.signature),
    }
    write_whole(path, to_toml(table).encode())
    return path


def _read_tombstone(path: Path) -> Tombstone:
    try:
        table = tomllib.loads(path.read_bytes().decode("utf-8"))
        slots = bytes.fromhex(table["signature"])
        numbers = tuple(int.from_bytes(slots[at : at + 4]) for at in range(0, len(slots), 4))
        return Tombstone(path.stem, str(table["reason"]), str(table["algorithm"]), numbers)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError(
            at(
                path,
                say(
                    "no tombstone: {error}: {reason}; restore it from git",
                    error=type(error).__name__,
                    reason=of_error(error),
                ),
            )
        ) from error


def _read_cache(root: Path) -> dict[str, list[int]]:
    try:
        data = json.loads((root / CACHE).read_bytes())
        return dict(data["signatures"]) if data["algorithm"] == near.algorithm() else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}  # computed again


def _write_cache(root: Path, signatures: Mapping[str, Signature]) -> None:
    path = root / CACHE
    path.parent.mkdir(exist_ok=True)
    write_whole(path, json.dumps({"algorithm": near.algorithm(), "signatures": signatures}).encode())
