"""Report what a file would become: line by line for a contributor, as JSON for a program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from chengwen.checkout.additions import Proposal
from chengwen.checkout.holdings import NearDuplicate
from chengwen.checkout.report import context_of
from chengwen.copies.near import differences
from chengwen.document import Metadata, to_json
from chengwen.engine.lines import line_numbers
from chengwen.knowledge.load import catalogue
from chengwen.knowledge.rules import Operation, Rule
from chengwen.message import Message, foreign, say
from chengwen.private import SecrecyMark
from chengwen.stages.structure.secrecy.marks import CLASSIFIED, INTERNAL
from chengwen.stages.structure.secrecy.secrecy import year_of_end
from chengwen.text import Edit

SHOWN = 60
"""How much of a long piece is shown, in code points."""
PIECES = 5
"""How many names, and how many differing lines of a copy, are shown; the total is stated."""


def lines(proposal: Proposal, others: dict[str, str]) -> Iterator[Message]:
    """Yield the report, line by line; `others` holds the clean texts of the near-duplicates, by id."""
    document = proposal.document
    yield foreign(proposal.item.inside or proposal.item.name)
    yield say("  title  {title}", title=document.metadata.title or say("(none)"))
    yield say("  year, genre, level  {known}", known=_known(document.metadata))
    yield _source(proposal)
    yield from _flags(document.flags)
    yield from _removed(proposal)
    yield from _masked(proposal)
    for number, suspect in enumerate(document.suspects, 1):
        text = _short(document.text[suspect.start : suspect.end])
        yield say("  suspect {number}  {text} ({why})", number=number, text=text, why=suspect.why)
    for sample in proposal.near_duplicates:
        yield from _near_duplicate(proposal, sample, others[sample.id])


def _known(metadata: Metadata) -> Message:
    year = say("{year:d}", year=metadata.year) if metadata.year else None
    known = [one for one in (year, metadata.genre, metadata.level) if one]
    if not known:
        return say("the text does not say")
    first, *others = (one if isinstance(one, Message) else foreign(str(one)) for one in known)
    for other in others:
        first = say("{one} · {other}", one=first, other=other)
    return first


def _source(proposal: Proposal) -> Message:
    source, clean = proposal.document.source, len(proposal.document.text)
    sizes = say("{source:,} characters, {clean:,} when cleaned", source=source.characters, clean=clean)
    encoding, extractor = source.encoding.upper(), proposal.sidecar.extractor
    if extractor:
        return say("  text  {encoding}, by {extractor}, {sizes}", encoding=encoding, extractor=extractor, sizes=sizes)
    return say("  text  {encoding}, {sizes}", encoding=encoding, sizes=sizes)


def name_lines(proposal: Proposal) -> Iterator[Message]:
    """Yield where something may be a name and was left: for the contributor's eyes, so on standard error."""
    names = proposal.document.private.names
    numbers = line_numbers(proposal.document.text, (one.start for one in names))
    for one, line in zip(names, numbers, strict=True):
        yield say(
            "  name?  line {line} of the clean text: {why}; if it is a name, say so in the .toml beside the text",
            line=line,
            why=foreign(one.why),
        )


def as_json(proposal: Proposal, outcome: str, written: list[str]) -> dict[str, Any]:
    """Return the report for a program; what was hidden is counted, never quoted."""
    return {
        "file": proposal.item.inside or proposal.item.name,
        "outcome": outcome,
        "id": proposal.document.id,
        "public": proposal.public,
        "twins": [
            {
                "id": known.id,
                "same": known.same,
                "same_bytes": known.same_bytes,
                "apart": known.apart,
                **asdict(known.likeness),
            }
            for known in proposal.near_duplicates
        ],
        "removed_before": proposal.removed.id if proposal.removed else None,
        "marks": [asdict(mark) for mark in proposal.marks],
        "personal": {kind: len(found) for kind, found in proposal.personal.items()},
        "written": written,
        "document": to_json(proposal.document, with_text=True),
    }


def outcome_lines(proposal: Proposal, outcome: str, written: list[str], *, hidden: bool) -> Iterator[Message]:
    """Yield what was done with a file, and what to do next; `hidden`: git ignores raw/private/."""
    if outcome == "removed" and proposal.removed:
        id, reason = proposal.removed.id, proposal.removed.reason
        yield say("  not added  this text, or a copy of it, was taken down as {id}: {reason}", id=id, reason=reason)
    elif outcome == "marked":
        yield from _marked(proposal)
    elif outcome == "twin" and (known := proposal.near_duplicate or proposal.apart):
        what = say("its source is noted with that") if written else say("and there is no new source to note")
        yield say(
            "  not added  {id} is there already, {what}; if it is another document after all, add --as-new",
            id=known.id,
            what=what,
        )
    elif outcome == "declined":
        yield say("  not added  nothing was written")
    else:
        yield from _added(proposal, hidden=hidden)
    offered = [name for name in written if not name.startswith("raw/private/")]
    if offered:
        yield say("  may be committed  {files}", files=" ".join(offered))


def _added(proposal: Proposal, *, hidden: bool) -> Iterator[Message]:
    id = proposal.document.id
    if proposal.apart:
        other = proposal.apart.id
        yield say("  added  {id}, and {other} stays; if both are one, take one of them down first", id=id, other=other)
    else:
        yield say("  added  {id}", id=id)
    if not proposal.public:
        yield say(
            "  the raw file tells names or contacts, so it lies in raw/private/, {git}; if it is public, say where "
            "with --source",
            git=say("which git does not commit")
            if hidden
            else say("whose .gitignore does not say that all is ignored (*), so git may commit it"),
        )


def _marked(proposal: Proposal) -> Iterator[Message]:
    for mark in proposal.marks:
        found = say(
            "  not added  line {line} bears the mark “{words}”, nothing was written", line=mark.line, words=mark.words
        )
        yield _with_term(found, mark, proposal.document.metadata.year)
    flags = {mark.flag for mark in proposal.marks}
    if CLASSIFIED in flags:
        yield say(
            '  if it is declassified, write declassified = "the ground, or the official address" into the .toml of the '
            "same name beside it, and add again"
        )
    if INTERNAL in flags:
        yield say(
            '  if it may be public, add --publishable "the reason", or write that into the .toml of the same name '
            "beside it, and add again"
        )


def _with_term(found: Message, mark: SecrecyMark, year: object) -> Message:
    """Add that the term of a mark seems to have ended; the consequences are up to the issuing office."""
    ends = year_of_end(mark.words, year)
    if ends is None or ends >= datetime.now(UTC).year:
        return found
    return say(
        "{found}; counted from {year} its term lasted until {ends}; whether it is declassified, the office that marked "
        "it says",
        found=found,
        year=year,
        ends=ends,
    )


def suspect_lines(proposal: Proposal, number: int) -> Message:
    """Return a suspect in its line, for a decision."""
    document = proposal.document
    suspect = document.suspects[number]
    context = context_of(document.text, suspect.start, suspect.end)
    return say(
        "suspect {number}: {context}\n    looks like: {why}", number=number + 1, context=context, why=suspect.why
    )


def _flags(flags: tuple[str, ...]) -> Iterator[Message]:
    for flag in flags:
        yield say("  note  {flag}", flag=foreign(flag))


APART = {
    "values": say("places, organisations or numbers differ throughout"),
    "people": say("they are about different people"),
}
"""What distinguishes two reports that share most of their text."""


def _removed(proposal: Proposal) -> Iterator[Message]:
    """Yield what was taken out, by family, completely."""
    for family, found in removed_by_family(proposal):
        yield say("  removed  {family}, {number} {number:place|places}", family=foreign(family), number=len(found))
        yield from (foreign(f"      - {_on_one_line(piece)}") for piece in found)


def removed_by_family(proposal: Proposal) -> list[tuple[str, list[str]]]:
    """Return the pieces that were taken out, by family; what was hidden or only laid out is not included."""
    source = proposal.document.private.source_text or ""
    pieces: dict[str, list[str]] = {}
    known = catalogue(proposal.cleaner.rules)
    for edit in proposal.document.edits:
        gone, written = (text.strip(" \u3000\n\r\t") for text in (source[edit.span.start : edit.span.end], edit.text))
        kinds = _families_of(edit, known, rewritten=bool(written))
        if gone and kinds:
            pieces.setdefault(min(kinds), []).append(f"{gone} → {written}" if written else gone)
    return sorted(pieces.items())


def _families_of(edit: Edit, known: Mapping[str, Rule | Operation], *, rewritten: bool) -> set[str]:
    """Return the families of rules that took something out.

    An advert before a mask is one edit with it, and has a text.
    """
    rules = [known[rule] for rule in edit.rules if rule in known and known[rule].family not in SILENT]
    return {rule.family for rule in rules if not rewritten or isinstance(rule, Rule) or rule.family not in REWRITING}


SILENT = frozenset({"layout", "private", "masks"})
REWRITING = frozenset({"char_junk", "glued", "linebreak", "markup_left", "mojibake", "pinyin", "traditional"})
"""Families whose operations replace what they take; their rules, if they have any, do not."""


def _masked(proposal: Proposal) -> Iterator[Message]:
    for kind, found in proposal.personal.items():
        names: Any = tuple(map(_short, found[:PIECES]))
        if len(found) > PIECES:
            names = say("{named} and {number} more", named=names, number=len(found) - PIECES)
        yield say("  hidden  {kind}, {number}: {names}", kind=foreign(kind), number=len(found), names=names)
    counts: dict[str, int] = {}
    for one in proposal.document.placeholders:
        if one.type not in proposal.personal or one.origin == "author":
            counts[one.type] = counts.get(one.type, 0) + 1
    if counts:
        listed = (say("{kind} {number}", kind=foreign(kind), number=number) for kind, number in sorted(counts.items()))
        yield say("  labels  {counts}", counts=tuple(listed))


def _near_duplicate(proposal: Proposal, known: NearDuplicate, other: str) -> Iterator[Message]:
    if known.same_bytes:
        yield say("  copy  the same file as {id}", id=known.id)
        return
    yield _likeness(known)
    found = list(differences(proposal.document.text, other))
    for here, there in islice(found, PIECES):
        for sign, side in (("+", here), ("-", there)):
            yield from (foreign(f"      {sign} {_short(line)}") for line in side[:PIECES])
    if len(found) > PIECES:
        number = len(found) - PIECES
        yield say("      … and {number} more {number:place|places} (+ this, - {id})", number=number, id=known.id)


def _likeness(known: NearDuplicate) -> Message:
    first, second = known.likeness.of_first, known.likeness.of_second
    shares = say(
        "{first:.0%} of this is in {id}, {second:.0%} of {id} in this", first=first, second=second, id=known.id
    )
    if known.apart:
        return say("  similar  {shares}; {apart}, so it is not a copy", shares=shares, apart=APART[known.apart])
    return say("  copy  {shares}", shares=shares) if known.same else say("  similar  {shares}", shares=shares)


def _on_one_line(text: str) -> str:
    return text.replace("\n", " ⏎ ")


def _short(text: str) -> str:
    one_line = _on_one_line(text)
    return one_line if len(one_line) <= SHOWN else f"{one_line[: SHOWN - 12]}……{one_line[-10:]}"
