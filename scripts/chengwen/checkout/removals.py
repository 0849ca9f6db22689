"""Remove a sample, and keep it from coming back."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

from chengwen.checkout.holdings import REMOVED, Tombstone, write_tombstone
from chengwen.checkout.page_addresses import document_folder
from chengwen.checkout.store import EXTRACTED, FOLDERS, RawSample, published_one, raw_samples
from chengwen.copies import near
from chengwen.errors import InputError
from chengwen.message import Message, at, say
from chengwen.stages.hide.sealed import occurs, secrets_in

ENDINGS = (".txt", ".json")


def remove(root: Path, id: str, reason: str) -> list[Path]:
    """Write a tombstone, then delete raw file, sidecar, cleaned sample and page; return what was deleted.

    The tombstone comes first: if interrupted, the same command finishes the work. A reason that reveals what the
    document hides raises `InputError`, since tombstones are published.
    """
    samples = [sample for sample in raw_samples(root) if sample.id == id]
    for sample in samples:
        sample.refuse_if_broken()
    names = {f"{id}{ending}" for ending in ENDINGS}  # names, not paths: ../ has no effect
    cleaned = sorted((path for path in (root / "cleaned").glob("*") if path.name in names), reverse=True)
    if not samples and not cleaned:
        raise InputError(at(id, say("no such sample in raw/ or cleaned/ of {root}", root=root)))
    if not (root / REMOVED / f"{id}.toml").exists():
        write_tombstone(root, _tombstone(root, id, reason))
    gone = [path for sample in samples for path in files_of(sample) if path.exists()]
    gone += [path for folder in (*FOLDERS, "cleaned") for path in _left_by_kills(root / folder, id)]
    for path in (*cleaned, *gone):
        path.unlink()
    page = root / "site" / document_folder(id)
    if page.is_dir():
        shutil.rmtree(page)
    return [*cleaned, *gone]


def files_of(sample: RawSample) -> list[Path]:
    """Return the files of a sample in raw/: the original, its extracted text, its sidecar."""
    return [sample.path, sample.path.with_suffix(EXTRACTED), sample.path.with_suffix(".toml")]


def _left_by_kills(folder: Path, id: str) -> list[Path]:
    """Return the hidden files left behind by runs that were killed while writing."""
    return sorted(path for path in folder.glob(".*") if path.name.startswith(f".{id}."))


def is_in_git(root: Path) -> bool:
    """Whether a folder lies in a git repository; a worktree has a file there."""
    return any((folder / ".git").exists() for folder in (root, *root.parents))


def purge_advice(root: Path, gone: list[Path]) -> Message:
    """Return advice on removing files from a git history, too, which is not done here."""
    names = [path.relative_to(root).as_posix() for path in gone if "private" not in path.relative_to(root).parts]
    paths = " ".join(f"--path {shlex.quote(name)}" for name in names)
    return say(
        "Older commits still hold these files. To take them out of the history, agree with all who have a copy, "
        "then run:\n"
        "  git filter-repo --invert-paths {paths}\n"
        "  git push --force --all && git push --force --tags\n"
        "Then ask the host to clear its caches, and all others to clone anew. git filter-repo is installed apart: pip "
        "install git-filter-repo",
        paths=paths,
    )


def _tombstone(root: Path, id: str, reason: str) -> Tombstone:
    document = published_one(root, id)
    secrets = secrets_in(document)
    if any(occurs(secret, reason) for secret in secrets):
        raise InputError(at(id, say("the reason tells a name or a number that the document hides; say it without")))
    return Tombstone(id, reason, near.algorithm(), near.signature(document.text))
