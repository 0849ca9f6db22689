"""New samples: what a file would become, whether it may come in, and what is written when it does."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from chengwen.checkout.holdings import Holdings, Tombstone, Twin, find_removed, find_twins
from chengwen.checkout.samples import Options, clean_bytes, clean_sample, new_id
from chengwen.checkout.store import EXTRACTED, PLAIN, RawSample, alone, raw_samples, write_cleaned, write_whole
from chengwen.decode.file_names import as_text
from chengwen.document import Document, Suspect
from chengwen.errors import InputError, SidecarError
from chengwen.overwriting import lies_within
from chengwen.private import SecrecyMark
from chengwen.sidecar import Origin, Override, Sidecar, also_met, as_toml, parse_sidecar, read_sidecar
from chengwen.stages.hide.sealed import PERSONAL, occurs, secrets_in
from chengwen.stages.structure.secrecy import withheld
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
"""Of raw files, by media type."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A file as it would come in; nothing of it is written yet."""

    item: Extracted
    sidecar: Sidecar
    document: Document
    twins: tuple[Twin, ...]
    removed: Tombstone | None
    public: bool
    """Whether the raw file may be published with the project."""

    @property
    def twin(self) -> Twin | None:
        """The sample of which this is another copy."""
        return self.twins[0] if self.twins and self.twins[0].same else None

    @property
    def apart(self) -> Twin | None:
        """The sample of which this would be a copy, were there not other names and numbers in it."""
        return next((twin for twin in self.twins if twin.apart), None)

    @property
    def personal(self) -> dict[str, list[str]]:
        """What identifies someone in the raw text, by type, in the order in which it stands."""
        return personal_of(self.document)

    @property
    def marks(self) -> list[SecrecyMark]:
        """The marks of secrecy for which the file must not come in: nobody has said why it may be published."""
        flags = withheld(self.document.flags, self.document.provenance)
        return [mark for mark in self.document.private.marks if mark.flag in flags]

    @property
    def ending(self) -> str:
        """The ending of the raw file: by what it holds, whatever it was called."""
        return ENDINGS.get(self.item.media_type, PLAIN[0])


def read_files(paths: Iterable[Path]) -> Iterator[tuple[Extracted | Refused, Sidecar]]:
    """Read files and the files of folders, each with the sidecar that lies beside it.

    Of an archive, what its sidecar says of the source holds for each file in it, and no more.
    """
    from chengwen.formats.read import Refused, read_path

    for file in (file for path in paths for file in _files(path)):
        beside, name = file.with_suffix(".toml"), as_text(file.name)
        try:
            sidecar = read_sidecar(beside) if beside != file else Sidecar()
        except SidecarError as error:
            yield Refused(name, "", str(error)), Sidecar()
            continue
        if file.is_dir():
            yield Refused(name, "", "no files in this folder"), Sidecar()
            continue
        for item in read_path(file):
            yield item, Sidecar(url=sidecar.url, rights=sidecar.rights) if item.inside else sidecar


def _files(path: Path) -> list[Path]:
    """List a file itself, or those in a folder; an empty folder stands for itself, to be refused by name."""
    if not path.is_dir():
        return [path]
    found = [one for one in path.rglob("*") if one.is_file() and one.suffix != ".toml" and not one.name.startswith(".")]
    return sorted(found) or [path]


def refuse_what_was_cleaned(root: Path, paths: Iterable[Path]) -> None:
    """Refuse files from where cleaned samples are written: they are what the toolkit made, not what it was made of.

    Raises `InputError`.
    """
    cleaned = root / "cleaned"
    for path in paths:
        if lies_within(path, cleaned) or (path.is_dir() and lies_within(cleaned, path)):
            raise InputError(
                f"{path}: `add` writes into {cleaned}, so it reads nothing there; name the raw files alone"
            )


def propose(
    root: Path, held: Holdings, item: Extracted, sidecar: Sidecar, public: bool | None, reason: str | None = None
) -> Proposal:
    """Clean a file that was read, and look for its twins; `public` is None where nobody has said.

    Then a raw file may be published that names an address it was found at, or that identifies nobody. `reason` says why
    an internal mark is no bar to publishing.
    """
    told = replace(
        sidecar,
        sha256=hashlib.sha256(item.original).hexdigest(),
        media_type=item.media_type,
        extractor=item.extractor or None,
        flags=item.flags,
    )
    document = _clean(item, told, "new")
    document = _clean(item, told, new_id(document.text, set(held.signatures) | set(held.removed)))
    proposal = Proposal(
        item=item,
        sidecar=told,
        document=document,
        twins=tuple(find_twins(root, held, item.original, document)),
        removed=find_removed(held, document.text),
        public=public if public is not None else bool(sidecar.url) or not personal_of(document),
    )
    return publishable(proposal, reason) if reason else proposal


def decide(proposal: Proposal, keep: Iterable[Override] = (), remove: Iterable[Override] = ()) -> Proposal:
    """Give the proposal with a person's decisions on its suspects; they are remembered in its sidecar."""
    sidecar = replace(
        proposal.sidecar, keep=(*proposal.sidecar.keep, *keep), remove=(*proposal.sidecar.remove, *remove)
    )
    document = _clean(proposal.item, sidecar, proposal.document.id)
    return replace(proposal, sidecar=sidecar, document=document)


def publishable(proposal: Proposal, reason: str) -> Proposal:
    """Return the proposal with the reason why its internal mark does not bar it; without such a mark, unchanged."""
    if "internal" not in proposal.document.flags:
        return proposal
    sidecar = replace(proposal.sidecar, publishable=reason)
    return replace(proposal, sidecar=sidecar, document=_clean(proposal.item, sidecar, proposal.document.id))


def told_apart(proposal: Proposal) -> Proposal:
    """Give the proposal with a note that it is no copy of its twins, where it has any: a person says so, or they do."""
    same = tuple(twin.id for twin in proposal.twins if twin.same or twin.apart)
    return replace(proposal, sidecar=replace(proposal.sidecar, not_copy_of=same)) if same else proposal


def source_of(document: Document, suspect: Suspect) -> str:
    """Give a suspect as it stands in the raw text, which is what a sidecar speaks of."""
    source = document.private.source_text or ""
    span = replay(source, document.edits).locate_span(Span(suspect.start, suspect.end))
    return source[span.start : span.end]


def write(root: Path, proposal: Proposal) -> list[Path]:
    """Write raw file, extracted text, sidecar and cleaned sample, the cleaned one last; gives what was written.

    Stopped half-way, the same command finishes the work; what another run has brought in meanwhile raises `InputError`.
    """
    with alone(root):
        if (root / "cleaned" / f"{proposal.document.id}.json").exists():
            raise InputError(
                f"{proposal.item.name}: another run has just brought in the same text as {proposal.document.id}; "
                "run again, and its source is written down beside it"
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
                f"{path}: is there already, and is not what would be written; `chengwen clean` takes it in as it is, "
                "or move it and add again"
            )
    if folder.name == PRIVATE:
        _hide_from_git(folder)
    for path, data in files.items():
        write_whole(path, data)
    (sample,) = (one for one in raw_samples(root) if one.id == proposal.document.id)
    write_cleaned(root / "cleaned", clean_sample(sample, Options()))
    return [*files, *_cleaned(root, sample.id)]


def _hide_from_git(folder: Path) -> None:
    """Have git leave alone what lies in a folder, whatever repository it lies in; what a person wrote there stays."""
    if not (folder / IGNORED).exists():
        write_whole(folder / IGNORED, b"# raw files that name persons: never commit them\n*\n")


def is_hidden_from_git(root: Path) -> bool:
    """Whether raw/private/ itself tells git to leave all of it alone."""
    path = root / "raw" / PRIVATE / IGNORED
    lines = path.read_bytes().split(b"\n") if path.is_file() else []
    rules = [line.strip() for line in lines if line.strip() and not line.startswith(b"#")]
    return b"*" in rules and not any(rule.startswith(b"!") and rule != b"!.gitignore" for rule in rules)


PRIVATE, IGNORED = "private", ".gitignore"


def add_source(root: Path, proposal: Proposal, twin: Twin) -> list[Path]:
    """Write down where else a sample was met; nothing else of the copy comes in.

    Gives what was written: nothing where the source is known, or where the raw file of the twin is not here.
    """
    with alone(root):
        return _add_source(root, proposal, twin)


def _add_source(root: Path, proposal: Proposal, twin: Twin) -> list[Path]:
    samples = [one for one in raw_samples(root) if one.id == twin.id]
    compilers = tuple(proposal.document.provenance["compiled_by"])
    origin = Origin(proposal.sidecar.url, proposal.sidecar.rights, compilers)
    if not samples or origin == Origin() or origin in _origins(samples[0]):
        return []
    (sample,) = samples
    path = sample.path.with_suffix(".toml")
    data = also_met(path.read_bytes().decode("utf-8") if path.exists() else "", origin).encode()
    written = RawSample(sample.id, sample.path, parse_sidecar(data, str(path)))
    write_whole(path, data)
    write_cleaned(root / "cleaned", clean_sample(written, Options()))
    return [path, *_cleaned(root, sample.id)]


def personal_of(document: Document) -> dict[str, list[str]]:
    """Give what the anonymiser hid of persons in a document, by type, as it stands in the raw text."""
    source = document.private.source_text or ""
    found: dict[str, dict[str, None]] = {}
    for one in document.placeholders:
        if one.origin == "chengwen" and one.type in PERSONAL:
            found.setdefault(one.type, {})[source[one.source.start : one.source.end]] = None
    return {kind: list(found[kind]) for kind in PERSONAL if kind in found}


def tells_a_secret(document: Document, text: str) -> bool:
    """Tell whether something a person wrote about a document holds what the document hides."""
    secrets = secrets_in(document)
    return any(occurs(secret, text) for secret in secrets)


def _clean(item: Extracted, sidecar: Sidecar, id: str) -> Document:
    raw = item.original if item.text is None else item.text.encode()
    return clean_bytes(raw, Options(), id=id, sidecar=sidecar)


def _origins(sample: RawSample) -> list[Origin]:
    first = Origin(sample.sidecar.url, sample.sidecar.rights, tuple(_compilers(sample)))
    return [first, *sample.sidecar.also]


def _compilers(sample: RawSample) -> list[str]:
    return list(clean_sample(sample, Options()).provenance["compiled_by"])


def _cleaned(root: Path, id: str) -> list[Path]:
    return [root / "cleaned" / f"{id}.txt", root / "cleaned" / f"{id}.json"]
