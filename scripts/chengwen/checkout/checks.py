"""Everything that a contribution must satisfy; each finding names the file, the place, the rule, and what to do."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chengwen.checkout.holdings import find_removed, holdings
from chengwen.checkout.outputs import Mentions, example_texts, outputs_of, project_texts, read_mentions
from chengwen.checkout.samples import clean_named, clean_sample, differs, read_file
from chengwen.checkout.store import APART, RawSample, cleaned_ids, read_cleaned
from chengwen.checkout.web_addresses import is_public
from chengwen.cleaner import Cleaner
from chengwen.copies import near
from chengwen.copies.templates import of_one_template
from chengwen.decode.encodings import encode
from chengwen.decode.file_names import as_text
from chengwen.document import Document
from chengwen.engine.draft import read
from chengwen.engine.kept import compiled
from chengwen.engine.lines import line_numbers
from chengwen.errors import ChengwenError
from chengwen.knowledge.check import problem_of
from chengwen.knowledge.labels import label_pattern
from chengwen.knowledge.rules import Rules
from chengwen.message import Message, say
from chengwen.sidecar import Sidecar, read_sidecar
from chengwen.stages.hide.people.evidence import maybe_names
from chengwen.stages.hide.sealed import PERSONAL, by_beginning, find_leaks, lines_of, personal_secrets, secrets_within
from chengwen.stages.structure.secrecy.secrecy import PERMISSIONS, withheld
from chengwen.text import apply


@dataclass(frozen=True, slots=True)
class Finding:
    """A requirement that is not met."""

    file: str
    rule: str
    message: Message
    remedy: Message


def check(root: Path, samples: Iterable[RawSample], cleaner: Cleaner) -> Iterator[Finding]:
    """Check everything that a contribution must satisfy.

    In this order: rules, sidecars and raw files, cleaned samples, leaks of hidden text, copies and removed samples.
    """
    yield from check_rules(cleaner.rules)
    secrets: dict[str, str] = {}
    mentions = read_mentions(root)
    seen: list[RawSample] = []
    for sample in samples:
        seen.append(sample)
        try:
            yield from check_raw(sample)
            document = clean_sample(sample, cleaner)
        except ChengwenError as error:
            yield Finding(
                f"raw/{as_text(sample.path.name)}", "raw-cleans", error.message, say("take the file out or mend it")
            )
            continue
        yield from check_current(root, sample, document, cleaner, mentions)
        yield from check_marks(sample, document)
        if sample.path.parent == root / "raw":
            yield from check_public(sample.path, sample.sidecar, document)
        secrets |= dict.fromkeys(personal_secrets(document), as_text(sample.path.name))
    yield from check_strays(root, seen, cleaner)
    known = {sample.id for sample in seen}
    for id in cleaned_ids(root):
        yield from check_cleaned(root, id, marks=id not in known)
    yield from check_secrets(root, secrets)
    yield from check_near_duplicates(root)


def notes(root: Path) -> Iterator[Message]:
    """Yield notes, not findings: masked places that an author overlooked and are hidden now, and what may be names."""
    for id in cleaned_ids(root):
        try:
            document = read_cleaned(root, id)
        except ChengwenError:
            continue  # told as a finding
        if names := maybe_names(read(document.text)):
            lines = dict.fromkeys(line_numbers(document.text, (one.start for one in names)))
            yield say(
                "cleaned/{id}.txt: may be names, and left as they are: lines {lines}",
                id=as_text(id),
                lines=tuple(map(str, lines)),
            )
        told = [edit.text for edit in document.edits if LEAKS.intersection(edit.rules)]
        if told:
            found = (match for text in told for match in label_pattern().finditer(text) if match["number"])
            labels = tuple(dict.fromkeys(match.group() for match in found))
            left = len(told)
            yield say(
                "{id}: the author hid places and left {left} that told them, hidden now: {labels}",
                id=id,
                left=left,
                labels=labels,
            )


LEAKS = frozenset({"anon-place", "anon-org", "anon-twin"})


def check_secrets(root: Path, secrets: dict[str, str]) -> Iterator[Finding]:
    """Check that persons and identifiers that cleaning hides, each in a raw file, occur nowhere else in the project.

    A name in a gold document or an example of a rule belongs to an invented person as well; a number does not. Several
    occurrences of one secret are one finding.
    """
    beginnings = by_beginning(secrets)
    names = by_beginning(secret for secret in secrets if not any(map(str.isdecimal, secret)))
    invented = {name for text in example_texts(root) for name in secrets_within(text, names)} if names else set()
    places: dict[str, list[str]] = {}
    for name, text in project_texts(root) if secrets else ():
        for secret in set(secrets_within(text, beginnings)):
            if secret not in invented:
                places.setdefault(secret, []).extend(f"{name}:{line}" for line in lines_of(secret, text))
    found: dict[tuple[str, ...], set[str]] = {}
    for secret, all_places in places.items():
        found.setdefault(tuple(all_places), set()).add(secrets[secret])
    for where, sources in sorted(found.items()):
        yield Finding(
            where[0],
            "hidden-stays-hidden",
            _and_in(
                say("it holds a name or a number that cleaning hides in {files}", files=_raw_files(sources)), where[1:]
            ),
            say("put an invented one in its place"),
        )


def _raw_files(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"raw/{name}" for name in sorted(names))


def _and_in(found: Message, places: Sequence[str]) -> Message:
    """Add further places to a finding, a few of many."""
    if not places:
        return found
    return say("{found}; so do {places}", found=found, places=_a_few(places, SHOWN))


def _a_few(named: Sequence[Any], most: int) -> Message | tuple[Any, ...]:
    """Return what is named, or the first of it and how many more there are."""
    if len(named) <= most:
        return tuple(named)
    return say("{named} and {number} more", named=tuple(named[:most]), number=len(named) - most)


SHOWN = 5
"""How many further places of a finding are named; the total is stated."""


def check_near_duplicates(root: Path) -> Iterator[Finding]:
    """Check that no sample is in cleaned/ twice, and that none has come back that was removed."""
    held = holdings(root)
    texts = {id: (root / "cleaned" / f"{id}.txt").read_bytes().decode() for id in held.signatures}
    for first, second in near.pairs(held.signatures):
        same = near.compare(near.shingles(texts[first]), near.shingles(texts[second])).same
        if same and not declared_distinct(root, first, second) and not of_one_template(texts[first], texts[second]):
            yield Finding(
                f"cleaned/{second}",
                "sample-once",
                say("it is a copy of cleaned/{first}", first=first),
                say(
                    "`chengwen remove` one of them, or take its files out of the commit; `chengwen add` notes "
                    "its source with {first}",
                    first=first,
                ),
            )
    for id, text in texts.items():
        if tombstone := find_removed(held, text):
            yield Finding(
                f"cleaned/{id}",
                "removed-stays-removed",
                say(
                    "it, or a copy of it, was taken down as {tombstone}: {reason}",
                    tombstone=tombstone.id,
                    reason=tombstone.reason,
                ),
                say("take its files out of the commit"),
            )


def declared_distinct(root: Path, first: str, second: str) -> bool:
    """Whether a person has said that two samples are two documents."""
    told = {id: read_cleaned(root, id).provenance.not_copy_of for id in (first, second)}
    return second in told[first] or first in told[second]


def check_rules(rules: Rules) -> Iterator[Finding]:
    """Check every rule against its own examples and for linear time."""
    for rule in rules.patterns:
        if problem := problem_of(rule):
            yield Finding(
                say("rule {id}", id=rule.id),
                "rule-holds",
                problem,
                say("mend the rule file, then run `chengwen rules test`"),
            )


def check_raw(sample: RawSample) -> Iterator[Finding]:
    """Check that a raw file is the one its sidecar describes, and that no byte of it is lost in decoding."""
    raw = sample.path.read_bytes()
    name = f"raw/{as_text(sample.path.name)}"
    stated = sample.sidecar.sha256
    if stated and hashlib.sha256(raw).hexdigest() != stated:
        yield Finding(
            name, "raw-unchanged", say("its digest is not the one in the sidecar"), say("restore the file as received")
        )
    if encode(sample.decode()) != sample.text_path.read_bytes():
        yield Finding(
            name, "raw-decodes", say("encoding the decoded text does not give the bytes back"), say("report this fault")
        )


def check_public(path: Path, sidecar: Sidecar, document: Document) -> Iterator[Finding]:
    """Check that a published raw file identifies nobody, or was public before: its sidecar states an address.

    The finding says where somebody is identified, but not who: the file's name is written as cleaning would write it.
    """
    found = [one for one in document.placeholders if one.origin == "chengwen" and one.type in PERSONAL]
    known = (sidecar.url, *(origin.url for origin in sidecar.also))
    if not found or any(map(is_public, known)) or hashlib.sha256(path.read_bytes()).hexdigest() in GIVEN:
        return
    lines = sorted({line_of(document, one.source.start) for one in found})
    shown = _a_few(lines, MOST_LINES)
    kinds = tuple(dict.fromkeys(one.type for one in found))
    yield Finding(
        f"{_folder(path)}/{document.source.name}:{lines[0]}",
        "raw-tells-of-nobody",
        say(
            "it tells who somebody is or how to reach them ({kinds}; lines {shown}), and its sidecar gives no url",
            kinds=kinds,
            shown=shown,
        ),
        say(
            "move it to raw/private/ with what lies beside it, before a commit; or, if anybody can "
            'read it already, write where into its sidecar: url = "https://…"'
        ),
    )


def _folder(path: Path) -> str:
    """Return the folder of a file below raw/, beginning with raw/."""
    parts = path.parent.parts
    return "/".join(parts[len(parts) - parts[::-1].index("raw") - 1 :])


def check_strays(root: Path, samples: Sequence[RawSample], cleaner: Cleaner) -> Iterator[Finding]:
    """Apply the same checks to other readable files in raw/: a text without its original, a folder of files."""
    beside = {path for sample in samples for path in (sample.path, sample.text_path)}
    for path in sorted((root / "raw").rglob("*")):
        apart = path.relative_to(root / "raw").parts[0] in APART or path.name.startswith(".")
        if apart or path in beside or path.suffix == ".toml" or not path.is_file():
            continue
        try:
            raw, sidecar = read_file(path), _sidecar_beside(path)
            yield from check_public(path, sidecar, clean_named(raw, path.name, cleaner, sidecar))
        except ChengwenError:
            continue  # not text: nothing in it that could be reported here


def _sidecar_beside(path: Path) -> Sidecar:
    """Read the sidecar of a file that is not a sample; one that cannot be read states no address either."""
    try:
        return read_sidecar(path.with_suffix(".toml"))
    except ChengwenError:
        return Sidecar()


GIVEN = frozenset({"5063952f3cb70e3c490638001656dff270c03ba2722e71698b296b2b4b24191a"})
"""Digests of raw files that came with the project and name persons: raw/004."""
_LINE_END = compiled("\r\n|[\r\n]")
MOST_LINES = 5
"""How many lines a finding names."""


def line_of(document: Document, offset: int) -> int:
    """Return the line of the raw text on which an offset lies, from 1, as editors count."""
    return len(_LINE_END.findall((document.private.source_text or "")[:offset])) + 1


def check_current(
    root: Path, sample: RawSample, document: Document, cleaner: Cleaner, mentions: Mentions
) -> Iterator[Finding]:
    """Check that cleaned/ is what the toolkit makes of raw/.

    The ledger must be correct, and cleaning the clean text must change nothing.
    """
    name = f"cleaned/{sample.id}"
    if differs(root / "cleaned", document):
        yield Finding(
            name, "cleaned-current", say("it is not what the code makes of raw/"), say("run `chengwen clean`")
        )
    if apply(document.private.source_text or "", document.edits) != document.text:
        yield Finding(
            name, "ledger-replays", say("the ledger does not lead from raw to clean"), say("report this fault")
        )
    leaks = list(find_leaks(document, outputs_of(root, sample.id, mentions)))
    if leaks:
        places = [place for place, _ in leaks]
        yield Finding(
            places[0],
            "hidden-stays-hidden",
            _and_in(
                say(
                    "it holds {number} of the names or numbers that cleaning hides in raw/{file}",
                    number=max(number for _, number in leaks),
                    file=as_text(sample.path.name),
                ),
                places[1:],
            ),
            say("run `chengwen clean`, then `chengwen site`; if it stays, report this fault"),
        )
    # With overrides the last round of cleaning is the test: with the same sidecar it found nothing more.
    overruled = sample.sidecar.keep or sample.sidecar.undo or sample.sidecar.keep_name
    if not overruled and "unsettled" not in document.flags and cleaner.clean(document.text).text != document.text:
        yield Finding(name, "clean-is-final", say("cleaning the clean text changes it again"), say("report this fault"))


def check_cleaned(root: Path, id: str, *, marks: bool = True) -> Iterator[Finding]:
    """Check that a cleaned sample is complete and well formed; with `marks`, also that it bears no mark of secrecy."""
    try:
        document = read_cleaned(root, id)
    except ChengwenError as error:
        yield Finding(f"cleaned/{id}.json", "cleaned-whole", error.message, say("run `chengwen clean`"))
        return
    for rule, holds in PROMISES.items():
        if problem := holds(document):
            yield Finding(f"cleaned/{id}", rule, problem, say("run `chengwen clean`; if it stays, report this fault"))
    if marks and (flags := withheld(document.flags, document.provenance.to_dict())):
        found = say("it bears marks of secrecy: {flags}", flags=tuple(flags))
        yield Finding(f"cleaned/{id}", "marked-secret", found, _way_out(id, flags))


def check_marks(sample: RawSample, document: Document) -> Iterator[Finding]:
    """See that no raw file bears a mark of secrecy for which nobody has said why it may be published."""
    flags = withheld(document.flags, document.provenance.to_dict())
    for mark in document.private.marks:
        if mark.flag in flags:
            name = f"raw/{sample.path.name}"
            found = say("line {line} bears the mark “{words}”", line=mark.line, words=mark.words)
            yield Finding(name, "marked-secret", found, _way_out(sample.id, [mark.flag]))


def _way_out(id: str, flags: list[str]) -> Message:
    keys = tuple(PERMISSIONS[flag] for flag in flags)
    return say("`chengwen remove {id}`, or say in raw/{id}.toml why it may be published: {keys}", id=id, keys=keys)


def _form(document: Document) -> Message | None:
    text = document.text
    if (text and not text.endswith("\n")) or "\r" in text:
        return say("the text does not end in a line feed, or holds a carriage return")
    blank = [match.start() for match in re.finditer("\n\n", text)]
    titles = [s.heading_end for s in document.sections if s.level == 0][:1]
    if blank == titles:
        return None
    found, wanted = str(blank), str(titles)
    return say("blank lines at {found}, expected at {wanted} (after the title only)", found=found, wanted=wanted)


def _edits(document: Document) -> Message | None:
    done = -1
    for edit in document.edits:
        if not done < edit.span.start <= edit.span.end <= document.source.characters:
            return say(
                "edit [{start}, {end}) overlaps or touches the one before, or ends outside",
                start=edit.span.start,
                end=edit.span.end,
            )
        done = edit.span.end
    return None


def _sections(document: Document) -> Message | None:
    open_until = [len(document.text)]
    for section in document.sections:
        while open_until and section.start >= open_until[-1]:
            open_until.pop()
        if not open_until or section.end > open_until[-1]:
            return say("section {id} does not lie within the one before", id=section.id)
        if not section.start <= section.heading_end <= section.end:
            return say("section {id} has its heading outside itself", id=section.id)
        open_until.append(section.end)
    return None


def _placeholders(document: Document) -> Message | None:
    done = 0
    for placeholder in document.placeholders:
        if not done <= placeholder.start < placeholder.end <= len(document.text):
            return say(
                "placeholder [{start}, {end}) does not fit the text", start=placeholder.start, end=placeholder.end
            )
        done = placeholder.end
    return None


PROMISES: dict[str, Callable[[Document], Message | None]] = {
    "text-form": _form,
    "edits-disjoint": _edits,
    "sections-nest": _sections,
    "placeholders-fit": _placeholders,
}
