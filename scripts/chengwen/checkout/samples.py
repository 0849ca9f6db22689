"""Clean the samples of a checkout, raw/ to cleaned/, give ids to what has none, and show what a change would do."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from stat import S_ISREG

from chengwen.checkout.store import RawSample, dump, write_cleaned
from chengwen.cleaner import Cleaner
from chengwen.copies.near import essence
from chengwen.decode.file_names import as_text
from chengwen.document import Document, to_json
from chengwen.errors import ChengwenError, InputError
from chengwen.formats.read import Extracted, Refused, is_plain, read
from chengwen.message import NO_MESSAGE, Message, at, of_system, say
from chengwen.sidecar import Sidecar, read_sidecar


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one sample: a document, or the reason why there is none."""

    id: str
    document: Document | None
    problem: Message = NO_MESSAGE


def clean_sample(sample: RawSample, cleaner: Cleaner) -> Document:
    """Clean one sample of raw/; of one that is no plain text, the text that was extracted from it."""
    sample.refuse_if_broken()
    name, path = as_text(sample.path.name), sample.text_path
    if path != sample.path:
        sample.refuse_without_text()
    document = cleaner.clean(read_file(path), id=sample.id, name=name, sidecar=sample.sidecar)
    if path == sample.path:
        return document
    source = replace(document.source, media_type=sample.sidecar.media_type, size=len(read_file(sample.path)))
    return replace(document, source=source)


def clean_file(path: Path, cleaner: Cleaner, ocr: str = "") -> Document:
    """Clean any one file of a format that is read, with the sidecar beside it where there is one."""
    sidecar = read_sidecar(path.with_suffix(".toml")) if path.suffix != ".toml" else Sidecar()
    return clean_content(read_file(path), as_text(path.name), cleaner, sidecar, ocr)


def clean_content(raw: bytes, name: str, cleaner: Cleaner, sidecar: Sidecar, ocr: str = "") -> Document:
    """Clean what a file of this name holds: a text, or one document of any format that is read."""
    if is_plain(name, raw):
        return clean_named(raw, name, cleaner, sidecar)
    results = read(name, raw, ocr)
    if len(results) != 1:
        raise InputError(at(name, say("{number} documents in it; name --out for them to go to", number=len(results))))
    if isinstance(results[0], Refused):
        raise InputError(at(results[0].inside or name, results[0].reason))
    return clean_extracted(results[0], cleaner, sidecar)


def clean_extracted(item: Extracted, cleaner: Cleaner, sidecar: Sidecar) -> Document:
    """Clean the text that was read in a file of some format; the source is that text, and says what it was."""
    if item.text is None:
        return clean_named(item.original, item.name, cleaner, sidecar)
    flags = tuple(sorted({*sidecar.flags, *item.flags}))
    own = replace(sidecar, media_type=item.media_type, extractor=item.extractor or None, flags=flags)
    document = clean_named(item.text, item.name, cleaner, own)
    return replace(document, source=replace(document.source, media_type=item.media_type, size=len(item.original)))


def clean_named(raw: bytes | str, name: str, cleaner: Cleaner, sidecar: Sidecar) -> Document:
    """Clean what a file of this name held; its id is its name, but for what cleaning hides (`ids.sealed_id`)."""
    stem, ending = Path(name).stem, Path(name).suffix
    document = cleaner.clean(raw, id=stem, name=name, sidecar=sidecar)
    told = (document.source.name or name).removesuffix(ending)
    return replace(document, id=sealed_id(stem, told, document.text))


def outcomes(samples: Iterable[RawSample], cleaner: Cleaner) -> Iterator[Outcome]:
    """Clean samples one after the other; one that cannot be cleaned does not stop the others."""
    for sample in samples:
        try:
            yield Outcome(sample.id, clean_sample(sample, cleaner))
        except ChengwenError as error:
            yield Outcome(sample.id, None, error.message)


def write_changed(folder: Path, document: Document) -> bool:
    """Write a document where it differs from what stands there; tell whether it did."""
    if not differs(folder, document):
        return False
    write_cleaned(folder, document)
    return True


def differs(folder: Path, document: Document) -> bool:
    """Whether a document differs from what stands in the folder."""
    wanted = {".txt": document.text.encode(), ".json": dump(to_json(document, with_text=False))}
    paths = {suffix: folder / f"{document.id}{suffix}" for suffix in wanted}
    return any(not path.is_file() or path.read_bytes() != wanted[suffix] for suffix, path in paths.items())


def text_diff(folder: Path, document: Document) -> str:
    """Show as a unified diff what would change in a cleaned text; empty when only the JSON would."""
    path = folder / f"{document.id}.txt"
    old = path.read_bytes().decode("utf-8") if path.is_file() else ""
    return unified_diff(old, document.text, f"cleaned/{document.id}.txt")


def unified_diff(old: str, new: str, name: str) -> str:
    """Show what differs between two clean texts, with a line around it."""
    before, after = ([line + "\n" for line in text.split("\n")[:-1]] for text in (old, new))
    return "".join(difflib.unified_diff(before, after, name, name, n=1))


def read_file(path: Path) -> bytes:
    """Read a file; what keeps it from being read, or changes it meanwhile, is told in one sentence."""
    name = as_text(str(path))
    try:
        before = path.stat()
        data = path.read_bytes()
        after = path.stat()
    except IsADirectoryError:
        raise InputError(at(name, say("this is a folder; name --out to clean all texts in it"))) from None
    except FileNotFoundError:
        raise InputError(at(name, say("no such file"))) from None
    except OSError as error:
        raise InputError(
            at(
                name,
                say("cannot be read: {reason}; give yourself the right to, then run again", reason=of_system(error)),
            )
        ) from error
    if S_ISREG(before.st_mode) and (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, len(data)):
        raise InputError(at(name, say("it changed while it was read; run again when nobody writes to it")))
    return data


ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
"""Of ids: no vowels, so that none spells a word, and nothing that looks like something else."""
ID_LENGTH = 7


def new_id(text: str, taken: Container[str] = ()) -> str:
    """Make an id of a clean text: two people who add the same text give it the same one, and no count is kept.

    >>> new_id("一、工作开展情况")
    '7mkmjsw'
    """
    return next(id for id in _windows(essence(text)) if id not in taken)


def sealed_id(stem: str, told: str, text: str) -> str:
    """Return the id of a file: its name, or what may be told of that and a digest of the clean text.

    So reports of different people that are named by their names are told apart, whatever else lies beside them.

    >>> sealed_id("工作总结", "工作总结", "一、工作开展情况"), sealed_id("丁一述职", "〖姓名〗述职", "一、工作开展情况")
    ('工作总结', '〖姓名〗述职-nvm32mj')
    """
    return told if told == stem else f"{told}-{_windows(text)[0]}"


def content_id(text: str) -> str:
    """Return an id of a clean text, figures and all: the same text has the same one in every corpus.

    >>> content_id("走访12户"), content_id("走访13户")
    ('fbk7ckj', '7rh5gvp')
    """
    return _windows(text)[0]


def _windows(text: str) -> Sequence[str]:
    number = int.from_bytes(hashlib.sha256(text.encode()).digest())
    digits = []
    while number:
        number, digit = divmod(number, len(ALPHABET))
        digits.append(ALPHABET[digit])
    return ["".join(digits[at : at + ID_LENGTH]) for at in range(len(digits) - ID_LENGTH + 1)]
