"""Count in how many documents, of how many kinds, each rule fires: a rule that fires in one has learned that one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from chengwen.checkout import samples, store
from chengwen.cleaner import clean
from chengwen.document import Document
from chengwen.errors import InputError
from chengwen.knowledge.rules import Rules
from chengwen.measure.gold import read_folder

SEEN = Path("tests") / "gold" / "seen"
"""Below a checkout of the project: the annotated documents that may be read."""
RAW = "raw"


@dataclass(slots=True)
class Support:
    """How often a rule fires."""

    documents: int = 0
    sources: set[str] = field(default_factory=set)
    """Families of annotated documents, and `raw` for all samples together."""

    @property
    def is_weak(self) -> bool:
        """Whether the rule fires in one document, or in none."""
        return self.documents <= 1


def find_project() -> Path | None:
    """Return the checkout of the project that one is in; None elsewhere: the wheel holds no documents to count in."""
    try:
        root = store.find_root()
    except InputError:
        return None
    return root if (root / SEEN).is_dir() else None


def cleaned_documents(root: Path, rules: Rules) -> Iterator[tuple[str, Document]]:
    """Clean what a checkout may learn from, annotated documents and samples; each with its source."""
    for gold in read_folder(root / SEEN):
        yield gold.family, clean(gold.raw, id="gold", rules=rules)
    for outcome in samples.outcomes(store.raw_samples(root), samples.Options(rules)):
        if outcome.document is not None:
            yield RAW, outcome.document


def support(documents: Iterable[tuple[str, Document]], rules: Rules) -> dict[str, Support]:
    """Count for every rule and operation the documents in which it edits, is reported, or sets its flag."""
    flagging = {rule.id: rule.flag for rule in rules.patterns if rule.action == "flag"}
    found = {rule.id: Support() for rule in rules.everything()}
    for source, document in documents:
        fired = {id for edit in document.edits for id in edit.rules} | {one.rule for one in document.suspects}
        fired |= {id for id, flag in flagging.items() if flag in document.flags}
        for id in fired & found.keys():
            found[id].documents += 1
            found[id].sources.add(source)
    return found
