"""Count in how many documents, of how many kinds, each rule fires: a rule that fires in one has learned that one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from chengwen.document import Document
from chengwen.knowledge.rules import Rules


@dataclass(slots=True)
class Support:
    """How often a rule fires."""

    documents: int = 0
    sources: set[str] = field(default_factory=set)
    """Where the documents come from: families of annotated ones, say."""

    @property
    def is_weak(self) -> bool:
        """Whether the rule fires in one document, or in none."""
        return self.documents <= 1


def support(documents: Iterable[tuple[str, Document]], rules: Rules) -> dict[str, Support]:
    """Count for every rule and operation the documents in which it edits, is reported, or sets its flag.

    Each document is given with its source.
    """
    flagging = {rule.id: rule.flag for rule in rules.patterns if rule.action == "flag"}
    found = {rule.id: Support() for rule in rules.everything()}
    for source, document in documents:
        fired = {id for edit in document.edits for id in edit.rules} | {one.rule for one in document.suspects}
        fired |= {id for id, flag in flagging.items() if flag in document.flags}
        for id in fired & found.keys():
            found[id].documents += 1
            found[id].sources.add(source)
    return found
