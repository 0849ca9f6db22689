"""Replay somebody's ledger: do its edits make these clean texts of these raw files?

Documents are matched by their size and then by the replay itself, not by names: a name that tells what its text hides
is another in the output, and rows without an id get one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from chengwen.corpus.read import corpus
from chengwen.corpus.rows import Reading, Row, read_rows
from chengwen.corpus.shards.plan import whole
from chengwen.corpus.walk import sources
from chengwen.decode.decode import decode
from chengwen.decode.file_names import as_text
from chengwen.document import Document
from chengwen.errors import ChengwenError, LedgerError
from chengwen.message import Message, at, say
from chengwen.text import replay


@dataclass(slots=True)
class Verdict:
    """What a replay found."""

    documents: int = 0
    good: int = 0
    problems: list[Message] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    """Raw documents of which no clean text is there: their files, of rows with the number of the row."""


def verify(raw: Sequence[str], cleaned: Sequence[str], reading: Reading) -> Verdict:
    """Replay the ledgers of cleaned documents over raw ones; what no raw document makes is a problem."""
    waiting: dict[int, list[Document]] = {}
    verdict = Verdict()
    for document, _, _ in corpus(cleaned, verdict.problems):
        verdict.documents += 1
        waiting.setdefault(document.source.characters, []).append(document)
    verdict.documents += len(verdict.problems)
    left = dict[str, str]()
    for name, place, text in _texts(raw, reading):
        same = waiting.get(len(text), [])
        made = next((number for number, one in enumerate(same) if _problem(text, one) is None), None)
        if made is None:
            left[name] = place
        else:
            del same[made]
            verdict.good += 1
    unmade = {document.id: document for same in waiting.values() for document in same}
    if len(unmade) == len(left) == 1:  # whatever they are called, they belong together
        unmade = dict(zip(left, unmade.values(), strict=True))
    known = (
        {name: _problem(text, unmade[name]) for name, _, text in _texts(raw, reading) if name in unmade}
        if unmade
        else {}
    )
    verdict.left = [place for name, place in left.items() if name not in unmade]
    for name, document in unmade.items():
        nothing = say("no raw document here makes this text by its ledger; name the raw file that it was made of")
        verdict.problems.append(at(document.id, known.get(name) or nothing))
    return verdict


def _texts(raw: Sequence[str], reading: Reading) -> Iterator[tuple[str, str, str]]:
    """Yield the names, places and source texts of raw documents; those that cannot be read make nothing."""
    files, _ = sources(raw)
    for file in files:
        for row in read_rows(whole(file), reading):
            if not row.problem:
                place = as_text(file.address) + (f":{row.line}" if row.line else "")
                yield row.id or row.name or place, place, _source_text(row)


def _source_text(row: Row) -> str:
    raw = row.raw.encode("utf-8", "replace") if isinstance(row.raw, str) else row.raw
    try:
        return decode(raw, "utf-8" if row.sidecar.extractor else row.sidecar.encoding).text
    except ChengwenError:
        return ""


def _problem(source: str, document: Document) -> Message | None:
    """Return why a ledger does not make a text of a source; None where it does. Nothing is quoted."""
    if len(source) != document.source.characters:
        return say(
            "the raw text has {found:,} characters, the ledger speaks of one with {said:,}",
            found=len(source),
            said=document.source.characters,
        )
    try:
        made = replay(source, document.edits).value
    except LedgerError as error:
        return error.message
    if made == document.text:
        return None
    same = next((n for n, (one, other) in enumerate(zip(made, document.text, strict=False)) if one != other), None)
    line = document.text.count("\n", 0, len(made) if same is None else same) + 1
    return say("its edits make another text, from line {line} of the clean text on", line=line)
