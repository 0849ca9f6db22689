"""New samples: what a file would become, whether it may be added, and what is written when it is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chengwen.checkout.holdings import Holdings, NearDuplicate, Tombstone, find_near_duplicates, find_removed
from chengwen.checkout.samples import clean_sample, new_id
from chengwen.checkout.store import EXTRACTED, PLAIN, RawSample, alone, raw_samples, write_cleaned, write_whole
from chengwen.checkout.web_addresses import is_public
from chengwen.cleaner import Cleaner
from chengwen.decode.file_names import as_text
from chengwen.document import Document, Origin, Suspect
from chengwen.errors import InputError, SidecarError
from chengwen.message import at, say
from chengwen.overwriting import lies_within
from chengwen.private import SecrecyMark
from chengwen.sidecar import Override, Sidecar, also_met, as_toml, parse_sidecar, read_sidecar
from chengwen.stages.hide.sealed import PERSONAL, seal_name
from chengwen.stages.structure.secrecy.secrecy import withheld
from chengwen.text import Span, replay

if TYPE_CHECKING:
    from chengwen.formats.read import Extracted, Refused


ENDINGS = {
    "text/html": ".html",
    "application/msword": ".doc",
    "application/pdf": ".pdf",
    "application/rtf": ".rtf",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "message/rfc822": ".eml",
}
"""Endings of raw files, by media type."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A file as it would be added; nothing of it has been written."""

    item: Extracted
    sidecar: Sidecar
    document: Document
    near_duplicates: tuple[NearDuplicate, ...]
    removed: Tombstone | None
    cleaner: Cleaner = field(repr=False)
    public: bool
    """Whether the raw file may be published with the project."""

    @property
    def near_duplicate(self) -> NearDuplicate | None:
        """The sample of which this is another copy."""
        return self.near_duplicates[0] if self.near_duplicates and self.near_duplicates[0].same else None

    @property
    def apart(self) -> NearDuplicate | None:
        """The sample of which this would be a copy, if names and numbers did not differ."""
        return next((one for one in self.near_duplicates if one.apart), None)

    @property
    def personal(self) -> dict[str, list[str]]:
        """What identifies someone in the raw text, by type, in text order."""
        return personal_of(self.document)

    @property
    def marks(self) -> list[SecrecyMark]:
        """The marks of secrecy for which the file must not come in: nobody has said why it may be published."""
        flags = withheld(self.document.flags, self.document.provenance.to_dict())
        return [mark for mark in self.document.private.marks if mark.flag in flags]

    @property
    def ending(self) -> str:
        """The ending of the raw file, by its content, whatever its name was."""
        return ENDINGS.get(self.item.media_type, PLAIN[0])


def read_files(paths: Iterable[Path]) -> Iterator[tuple[Extracted | Refused, Sidecar]]:
    """Read files, each with the sidecar beside it.

    An archive's sidecar states the source of each file in it, and nothing else.
    """
    from chengwen.formats.read import Refused, read_path

    for file in paths:
        try:
            sidecar = _sidecar_beside(file)
        except SidecarError as error:
            yield Refused(as_text(file.name), "", error.message), Sidecar()
            continue
        for item in read_path(file):
            yield item, _source_in(sidecar) if item.inside else sidecar


def source_beside(file: Path) -> Sidecar:
    """Return what the sidecar of a file with several documents states of each: where it was found, and its rights."""
    return _source_in(_sidecar_beside(file))


def _sidecar_beside(file: Path) -> Sidecar:
    beside = file.with_suffix(".toml")
    return read_sidecar(beside) if beside != file else Sidecar()


def _source_in(sidecar: Sidecar) -> Sidecar:
    return Sidecar(url=sidecar.url, rights=sidecar.rights)


def refuse_what_was_cleaned(root: Path, paths: Iterable[Path]) -> None:
    """Refuse files in the folder of cleaned samples: they are the toolkit's output, not its input.

    Raises `InputError`.
    """
    cleaned = root / "cleaned"
    for path in paths:
        if lies_within(path, cleaned) or (path.is_dir() and lies_within(cleaned, path)):
            raise InputError(
                at(
                    path,
                    say(
                        "`add` writes into {cleaned}, so it reads nothing there; name the raw files alone",
                        cleaned=cleaned,
                    ),
                )
            )


def propose(
    root: Path,
    held: Holdings,
    item: Extracted,
    sidecar: Sidecar,
    cleaner: Cleaner,
    public: bool | None = None,
    reason: str | None = None,
) -> Proposal:
    """Clean a file that was read, and look for near-duplicates.

    `public` is None if nobody has decided; then a raw file may be published if it states an address where it was found,
    or identifies nobody. `reason` says why an internal mark does not bar publishing.
    """
    stated = replace(
        sidecar,
        sha256=hashlib.sha256(item.original).hexdigest(),
        media_type=item.media_type,
        extractor=item.extractor or None,
        flags=item.flags,
    )
    document = _clean(cleaner, item, stated, "new")
    document = _clean(cleaner, item, stated, new_id(document.text, set(held.signatures) | set(held.removed)))
    proposal = Proposal(
        item=item,
        sidecar=stated,
        cleaner=cleaner,
        document=document,
        near_duplicates=tuple(find_near_duplicates(root, held, item.original, document)),
        removed=find_removed(held, document.text),
        public=public if public is not None else is_public(sidecar.url) or not personal_of(document),
    )
    return publishable(proposal, reason) if reason else proposal


def decide(proposal: Proposal, keep: Iterable[Override] = (), remove: Iterable[Override] = ()) -> Proposal:
    """Return the proposal with a person's decisions on its suspects, which are recorded in its sidecar."""
    sidecar = replace(
        proposal.sidecar, keep=(*proposal.sidecar.keep, *keep), remove=(*proposal.sidecar.remove, *remove)
    )
    document = _clean(proposal.cleaner, proposal.item, sidecar, proposal.document.id)
    return replace(proposal, sidecar=sidecar, document=document)


def publishable(proposal: Proposal, reason: str) -> Proposal:
    """Return the proposal with the reason why its internal mark does not bar it; without such a mark, unchanged."""
    if "internal" not in proposal.document.flags:
        return proposal
    sidecar = replace(proposal.sidecar, publishable=reason)
    return replace(
        proposal, sidecar=sidecar, document=_clean(proposal.cleaner, proposal.item, sidecar, proposal.document.id)
    )


def with_columns(proposal: Proposal, stated: Mapping[str, Any]) -> Proposal:
    """Return the proposal with metadata that the row of a table states, where the text says nothing.

    What tells of somebody is left out: it would be published with the sample.
    """
    text, said = proposal.document.text, proposal.document.metadata
    missing = {name: value for name, value in stated.items() if getattr(said, name) is None}
    told = {name: value for name, value in missing.items() if seal_name(str(value), {}, text) == str(value)}
    if not told:
        return proposal
    sidecar = replace(proposal.sidecar, metadata={**told, **proposal.sidecar.metadata})
    document = _clean(proposal.cleaner, proposal.item, sidecar, proposal.document.id)
    return replace(proposal, sidecar=sidecar, document=document)


def with_not_copy_of(proposal: Proposal) -> Proposal:
    """Return the proposal with a note that it is not a copy of its near-duplicates, if it has any.

    Either a person says so, or they are distinct by themselves.
    """
    same = tuple(one.id for one in proposal.near_duplicates if one.same or one.apart)
    return replace(proposal, sidecar=replace(proposal.sidecar, not_copy_of=same)) if same else proposal


def source_of(document: Document, suspect: Suspect) -> str:
    """Return a suspect as it stands in the raw text, to which sidecars refer."""
    source = document.private.source_text or ""
    span = replay(source, document.edits).locate_span(Span(suspect.start, suspect.end))
    return source[span.start : span.end]


def write(root: Path, proposal: Proposal) -> list[Path]:
    """Write raw file, extracted text, sidecar and cleaned sample, the cleaned one last; return what was written.

    If interrupted, the same command finishes the work; something that another run has added meanwhile raises
    `InputError`.
    """
    with alone(root):
        if (root / "cleaned" / f"{proposal.document.id}.json").exists():
            raise InputError(
                at(
                    proposal.item.name,
                    say(
                        "another run has just brought in the same text as {document}; run again, and its source "
                        "is written down beside it",
                        document=proposal.document.id,
                    ),
                )
            )
        return _write(root, proposal)


def _write(root: Path, proposal: Proposal) -> list[Path]:
    folder = root / "raw" / ("" if proposal.public else PRIVATE)
    folder.mkdir(parents=True, exist_ok=True)
    stem = folder / proposal.document.id
    files = {stem.with_suffix(proposal.ending): proposal.item.original}
    if proposal.item.text is not None:
        files[stem.with_suffix(EXTRACTED)] = proposal.item.text.encode()
    files[stem.with_suffix(".toml")] = as_toml(proposal.sidecar).encode()
    for path, data in files.items():
        if path.exists() and path.read_bytes() != data:
            raise InputError(
                at(
                    path,
                    say(
                        "is there already, and is not what would be written; `chengwen clean` takes it in as it "
                        "is, or move it and add again"
                    ),
                )
            )
    if folder.name == PRIVATE:
        _hide_from_git(folder)
    for path, data in files.items():
        write_whole(path, data)
    (sample,) = (one for one in raw_samples(root) if one.id == proposal.document.id)
    write_cleaned(root / "cleaned", clean_sample(sample, proposal.cleaner))
    return [*files, *_cleaned(root, sample.id)]


def _hide_from_git(folder: Path) -> None:
    """Make git ignore the contents of a folder, in whatever repository; a person's own .gitignore there stays."""
    if not (folder / IGNORED).exists():
        write_whole(folder / IGNORED, b"# raw files that name persons: never commit them\n*\n")


def is_hidden_from_git(root: Path) -> bool:
    """Whether raw/private/ itself tells git to ignore everything in it."""
    path = root / "raw" / PRIVATE / IGNORED
    lines = path.read_bytes().split(b"\n") if path.is_file() else []
    rules = [line.strip() for line in lines if line.strip() and not line.startswith(b"#")]
    return b"*" in rules and not any(rule.startswith(b"!") and rule != b"!.gitignore" for rule in rules)


PRIVATE, IGNORED = "private", ".gitignore"


def add_source(root: Path, proposal: Proposal, known: NearDuplicate) -> list[Path]:
    """Record where else a sample was found; nothing else of the copy is added.

    Returns what was written: nothing if the source is known, or if the sample's raw file is not available.
    """
    with alone(root):
        return _add_source(root, proposal, known)


def _add_source(root: Path, proposal: Proposal, twin: NearDuplicate) -> list[Path]:
    samples = [one for one in raw_samples(root) if one.id == twin.id]
    compilers = proposal.document.provenance.compiled_by
    origin = Origin(proposal.sidecar.url, proposal.sidecar.rights, compilers)
    if not samples or origin == Origin() or origin in _origins(samples[0]):
        return []
    (sample,) = samples
    path = sample.path.with_suffix(".toml")
    data = also_met(path.read_bytes().decode("utf-8") if path.exists() else "", origin).encode()
    written = RawSample(sample.id, sample.path, parse_sidecar(data, str(path)))
    write_whole(path, data)
    write_cleaned(root / "cleaned", clean_sample(written, proposal.cleaner))
    return [path, *_cleaned(root, sample.id)]


def personal_of(document: Document) -> dict[str, list[str]]:
    """Return what the anonymiser hid of persons in a document, by type, as it stands in the raw text."""
    source = document.private.source_text or ""
    found: dict[str, dict[str, None]] = {}
    for one in document.placeholders:
        if one.origin == "chengwen" and one.type in PERSONAL:
            found.setdefault(one.type, {})[source[one.source.start : one.source.end]] = None
    return {kind: list(found[kind]) for kind in PERSONAL if kind in found}


def _clean(cleaner: Cleaner, item: Extracted, sidecar: Sidecar, id: str) -> Document:
    raw = item.original if item.text is None else item.text.encode()
    return cleaner.clean(raw, id=id, sidecar=sidecar)


def _origins(sample: RawSample) -> list[Origin]:
    first = Origin(sample.sidecar.url, sample.sidecar.rights, tuple(_compilers(sample)))
    return [first, *sample.sidecar.also]


def _compilers(sample: RawSample) -> list[str]:
    return list(clean_sample(sample, Cleaner()).provenance.compiled_by)


def _cleaned(root: Path, id: str) -> list[Path]:
    return [root / "cleaned" / f"{id}.txt", root / "cleaned" / f"{id}.json"]
