"""The way of a document, readable top to bottom: bytes in, `Document` out."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path

from chengwen.decode.decode import decode
from chengwen.decode.encodings import Source
from chengwen.decode.everyday import REPLACEMENT
from chengwen.decode.refuse import refuse_binary
from chengwen.document import Document, Field, Metadata, Origin, Provenance, SourceInfo, Suspect
from chengwen.engine.draft import Draft, read
from chengwen.errors import ChengwenError, InputError
from chengwen.knowledge.check import refuse_unsound
from chengwen.knowledge.labels import placeholders
from chengwen.knowledge.load import ours_only
from chengwen.knowledge.rules import Rules
from chengwen.message import at, of_system, say
from chengwen.private import MaybeName, Private
from chengwen.sidecar import Overrides, Sidecar, resolve
from chengwen.stages.hide.hide import PLACES, Recogniser, anonymise
from chengwen.stages.hide.people.evidence import maybe_names
from chengwen.stages.hide.sealed import seal, seal_address, seal_name, secrets_of
from chengwen.stages.layout.layout import normalise
from chengwen.stages.masks.lost import lost_numbers
from chengwen.stages.masks.masks import type_masks
from chengwen.stages.repair import script
from chengwen.stages.repair.repair import repair
from chengwen.stages.strip.strip import Stripped, labels_of_parts, strip
from chengwen.stages.structure.metadata import describe
from chengwen.stages.structure.secrecy.secrecy import read_marks
from chengwen.stages.structure.sections import is_cut_short, split
from chengwen.text import Edit, Text, begin

ROUNDS = 8
"""How often a text is looked through until nothing more is found; documents seen need two or three."""
AHEAD = 4
"""How many documents a process is given ahead of what was taken, by `Cleaner.iter`."""
LOG = logging.getLogger("chengwen")
"""Says at DEBUG why a document took its rounds: rules and counts, never a word of it."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A document that could not be cleaned, and why."""

    id: str
    reason: str


class Cleaner:
    """A cleaning with its rules and choices: made once, used for any number of documents, on any thread or process.

    `only` and `skip` name families of rules, `places` says what becomes of names of places (`follow` the author, hide
    `all`, hide `none`), `recognisers` are further finders of names. Rules that do not hold raise `RuleError`.
    """

    __slots__ = ("places", "recognisers", "rules")

    def __init__(
        self,
        rules: Rules | None = None,
        *,
        only: Iterable[str] = (),
        skip: Iterable[str] = (),
        places: str = "follow",
        recognisers: Sequence[Recogniser] = (),
    ) -> None:
        if places not in PLACES:
            raise ValueError(f"places is {places!r}; it must be one of {', '.join(PLACES)}")
        ours = ours_only()
        rules = rules or ours
        if rules is not ours:
            refuse_unsound(rules, known=ours)
        self.rules = rules.select(only, skip) if only or skip else rules
        self.places = places
        self.recognisers = tuple(recognisers)

    def __repr__(self) -> str:
        return f"Cleaner({len(self.rules.patterns)} rules, places={self.places!r})"

    def clean(
        self, raw: bytes | str | Path, *, id: str | None = None, name: str | None = None, sidecar: Sidecar | None = None
    ) -> Document:
        """Clean one document: bytes in any encoding, a text, or the file at a path.

        A file that is no text, or cannot be read, raises `InputError`; a sidecar that speaks of what is not there,
        `SidecarError`. An empty text gives an empty document, and one in which nothing is left bears the flag `empty`.
        """
        if isinstance(raw, Path):
            name, raw = name or raw.name, _content(raw)
        sealed = id is None and name is not None
        document = _clean(raw, id or (Path(name).stem if name else "document"), name, sidecar or Sidecar(), self)
        if sealed and name:
            shown = (document.source.name or name).removesuffix(Path(name).suffix)
            document = replace(document, id=shown)
        return document

    def iter(self, rows: Iterable[tuple[str, bytes | str | Path]], *, jobs: int = 1) -> Iterator[Document | Rejected]:
        """Clean any number of documents, given with their ids, and yield them in the same order.

        What cannot be cleaned is yielded as `Rejected`. With several `jobs` that many processes work, each some
        documents ahead; what they return has no source text.
        """
        if jobs <= 1:
            yield from (self._one(row) for row in rows)
            return
        with ProcessPoolExecutor(jobs) as pool:
            waiting: list[Future[Document | Rejected]] = []
            source = iter(rows)
            for row in source:
                further = islice(source, max(0, jobs * AHEAD - len(waiting) - 1))
                waiting += [pool.submit(self._one, one) for one in (row, *further)]
                yield waiting.pop(0).result()
            for future in waiting:
                yield future.result()

    def _one(self, row: tuple[str, bytes | str | Path]) -> Document | Rejected:
        id, raw = row
        try:
            return self.clean(raw, id=id)
        except ChengwenError as error:
            return Rejected(id, error.message)


def clean(
    raw: bytes | str | Path,
    *,
    id: str | None = None,
    name: str | None = None,
    rules: Rules | None = None,
    sidecar: Sidecar | None = None,
    places: str = "follow",
    recognisers: Sequence[Recogniser] = (),
) -> Document:
    """Clean one document; the result depends on what is given here and on nothing else.

    To clean many, or to choose rules, make a `Cleaner`; this is one document by a cleaner of its own.

    >>> clean("2022年党建工作总结\\n一、共有党员X名。\\n").text
    '2022年党建工作总结\\n\\n一、共有党员〖数字〗名。\\n'
    """
    cleaner = Cleaner(rules, places=places, recognisers=recognisers)
    return cleaner.clean(raw, id=id, name=name, sidecar=sidecar)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            at(path, say("cannot be read: {reason}; name a file that you may read", reason=of_system(error)))
        ) from None


def _clean(raw: bytes | str, id: str, name: str | None, sidecar: Sidecar, cleaner: Cleaner) -> Document:
    """Go the whole way of one document."""
    rules = cleaner.rules
    raw = _encoded(raw, name or id) if isinstance(raw, str) else raw
    source = decode(raw, "utf-8" if sidecar.extractor else sidecar.encoding)
    refuse_binary(raw, source, name or id)
    person = resolve(sidecar, source.text, rules)
    hide = partial(
        anonymise,
        places=cleaner.places,
        keep=sidecar.keep_name,
        mask=sidecar.mask,
        recognisers=cleaner.recognisers,
    )
    draft, found = settle(read(source.text).apply(person.removals), rules, person, hide)
    text, parts = draft.text, parts_of(draft.text, rules)
    # What is published is read again by others: it must be taken for UTF-8, and stay as it is without its labels.
    holds = decode(text.value.encode()).text == text.value and not (parts and _would_change(text.value, rules, hide))
    hidden = placeholders(text)
    secrets = secrets_of(source.text, hidden)
    said, places = describe(draft, parts)
    metadata = Metadata.of({**seal(said, secrets, text.value), **seal(sidecar.metadata, secrets)})
    marked = read_marks((begin(source.text), found.mended, text), parts)
    said_late = (*marked.suspects, *lost_numbers(text.value))
    of_the_whole = (("unsettled", not holds), ("empty", not text.value), ("truncated", is_cut_short(draft.lines)))
    flags = {*found.flags, *marked.flags, *sidecar.flags, *_flags_of(source)}
    flags |= {flag for flag, is_set in of_the_whole if is_set}
    return Document(
        id=id,
        source=_info(raw, source, seal_name(name, secrets, text.value)),
        metadata=metadata,
        fields=tuple(Field(name, span.start, span.end) for name, span in places if name not in sidecar.metadata),
        provenance=_provenance(sidecar, found.compilers, secrets),
        text=text.value,
        edits=text.ledger(by_line=script.RULE),
        sections=split(draft, metadata.genre_group, parts),
        placeholders=hidden,
        flags=tuple(sorted(flags)),
        suspects=tuple(sorted((*found.suspects, *person.settle(text, said_late)), key=lambda one: one.start)),
        private=Private(source.text, marked.marks, _maybe_names(draft, sidecar)),
    )


def _maybe_names(draft: Draft, sidecar: Sidecar) -> tuple[MaybeName, ...]:
    """Return the suspected names, without those that a person has decided to keep."""
    kept = {override.text for override in (*sidecar.keep_name, *sidecar.keep)}
    return tuple(one for one in maybe_names(draft) if draft.value[one.start : one.end] not in kept)


def _encoded(text: str, name: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise InputError(
            at(
                name,
                say(
                    "the text holds half a surrogate pair as its character {number}, which no file can hold; "
                    "take it out, or put in what was meant",
                    number=error.start + 1,
                ),
            )
        ) from None


Hide = Callable[[Draft], list[Edit]]
"""The last stage with its options given."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What the looks through a text found beside its edits."""

    compilers: tuple[str, ...] = field(repr=False)
    flags: frozenset[str]
    suspects: tuple[Suspect, ...]
    mended: Text
    """The text before anything was stripped of it, so that a mark inside a stripped line is still read."""


def parts_of(text: Text, rules: Rules) -> list[int]:
    """Return the offsets at which a compiler's label (篇一, 第2篇) stood: another document begins on that line."""
    lines = {text.value.rfind("\n", 0, start) + 1 for start in labels_of_parts(text, rules)}
    end = len(text.value.rstrip("\n"))
    return sorted(line for line in lines if line < end)


def settle(draft: Draft, rules: Rules, person: Overrides, hide: Hide) -> tuple[Draft, Findings]:
    """Look through a text until there is nothing left to do, so that cleaning a clean text changes nothing."""
    compilers: dict[str, None] = {}
    flags: set[str] = set()
    whole: Text | None = None
    for number in range(1, ROUNDS + 1):
        before = draft
        draft, stripped, mended = look_through(draft, rules, person, hide)
        if LOG.isEnabledFor(logging.DEBUG):
            LOG.debug("round %d: %s", number, _told(before.text, draft.text))
        whole = whole or mended
        compilers.update(dict.fromkeys(stripped.compilers))
        flags |= stripped.flags
        if draft is before:
            suspects = person.settle(draft.text, stripped.suspects)
            return draft, Findings(tuple(compilers), frozenset(flags), suspects, whole)
    return draft, Findings(tuple(compilers), frozenset({*flags, "unsettled"}), (), whole or draft.text)


def _told(before: Text, after: Text) -> str:
    """Say how often each rule stands in the ledger of a round that did not stand there before it."""
    counts = Counter(rule for edit in after.edits for rule in edit.rules)
    counts.subtract(rule for edit in before.edits for rule in edit.rules)
    return ", ".join(f"{rule} {number}" for rule, number in sorted(counts.items()) if number > 0) or "nothing more"


def look_through(draft: Draft, rules: Rules, person: Overrides, hide: Hide) -> tuple[Draft, Stripped, Text]:
    """Go through the stages once, in their order; masks wait for a text that needs nothing else.

    Returns the draft, what was stripped of it, and the text before that.
    """
    before = draft
    draft = permit(draft, repair(draft), rules, person)  # first: no rule sees through mojibake
    mended, stripped = draft.text, strip(draft, rules)
    draft = permit(draft, stripped.edits, rules, person)
    draft = permit(draft, normalise(draft), rules, person)
    if draft is before:
        draft = permit(draft, type_masks(draft.text), rules, person)  # late: its clues are the words as they will stand
        draft = permit(draft, hide(draft), rules, person)  # last: what the author hid tells what else to hide
    return draft, stripped, mended


def _would_change(text: str, rules: Rules, hide: Hide) -> bool:
    """Whether a compilation would be cleaned further without the labels (篇一) that kept its parts apart."""
    return look_through(read(text), rules, resolve(Sidecar(), text, rules), hide)[0].value != text


def permit(draft: Draft, edits: Sequence[Edit], rules: Rules, person: Overrides) -> Draft:
    """Apply those edits of a stage that are not switched off, and that no person overrules."""
    return draft.apply(person.overrule(draft.text, rules.allow(edits)))


def _provenance(sidecar: Sidecar, compilers: Sequence[str], secrets: Mapping[str, str]) -> Provenance:
    """Say where a text comes from, and where else it was met, with nothing of what is hidden."""
    first = _sealed(Origin(sidecar.url, sidecar.rights, tuple(compilers)), secrets)
    return Provenance(
        *(first.url, first.rights, first.compiled_by),
        also=tuple(_sealed(one, secrets) for one in sidecar.also),
        not_copy_of=sidecar.not_copy_of,
        declassified=seal(sidecar.declassified, secrets),
        publishable=seal(sidecar.publishable, secrets),
    )


def _sealed(origin: Origin, secrets: Mapping[str, str]) -> Origin:
    url, rights, compilers = seal_address(origin.url, secrets), seal(origin.rights, secrets), origin.compiled_by
    return Origin(url, rights, tuple(seal(compilers, secrets)))


def _info(raw: bytes, source: Source, name: str | None) -> SourceInfo:
    size, characters = len(raw), len(source.text)
    return SourceInfo(name, "text/plain", size, source.encoding, characters, source.undecodable, source.encodings)


def _flags_of(source: Source) -> Iterator[str]:
    """Yield what a reader should know of the decoding."""
    if any(source.text[offset] == REPLACEMENT for offset, _ in source.undecodable):
        yield "undecodable"
    if source.encodings:
        yield "mixed-encodings"
