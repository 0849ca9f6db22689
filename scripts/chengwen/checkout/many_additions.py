"""Report on many files at once: a line a file, and what all of them have in common at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from chengwen.checkout.addition_report import outcome_lines, removed_by_family
from chengwen.checkout.additions import Proposal
from chengwen.message import Message, at, foreign, say

MANY = 5
"""From more documents than this on a report has a line for each."""


@dataclass(slots=True)
class Sum:
    """What was added so far."""

    removed: Counter[str] = field(default_factory=Counter)
    """Places that were taken out, by family."""
    hidden: Counter[str] = field(default_factory=Counter)
    """Names and numbers that were hidden, by type."""
    suspects: int = 0
    private: int = 0
    """Raw files that tell names or contacts."""
    offered: int = 0
    """Written files that may be committed."""

    def add(self, proposal: Proposal, outcome: str, written: Sequence[str]) -> None:
        """Count what was written."""
        self.offered += sum(not name.startswith("raw/private/") for name in written)
        if outcome == "added":
            self.removed.update({family: len(found) for family, found in removed_by_family(proposal)})
            self.hidden.update({kind: len(found) for kind, found in proposal.personal.items()})
            self.suspects += len(proposal.document.suspects)
            self.private += not proposal.public


def lines(proposal: Proposal, outcome: str, written: Sequence[str]) -> Iterator[Message]:
    """Yield in one line what was done with a file; where it may not come in, also why, and what to do."""
    name = foreign(proposal.item.inside or proposal.item.name)
    known = proposal.near_duplicate or proposal.apart
    if outcome == "added":
        title = proposal.document.metadata.title or say("(none)")
        yield at(name, say("added as {id}: {title}", id=proposal.document.id, title=title))
        if known:
            yield say("  it has most words of {other}, which stays too", other=known.id)
    elif outcome == "twin" and known:
        what = say("its source is noted with that") if written else say("and there is no new source to note")
        yield at(name, say("not added, {id} is there already, {what}", id=known.id, what=what))
    else:
        yield name
        yield from outcome_lines(proposal, outcome, list(written), hidden=True)


def summary(found: Sum, *, hidden: bool) -> Iterator[Message]:
    """Yield what was taken out and hidden in all that was added, and what may be committed.

    `hidden`: git ignores raw/private/.
    """
    for family, number in sorted(found.removed.items(), key=lambda one: (-one[1], one[0])):
        yield say("  removed  {family}, {number} {number:place|places}", family=foreign(family), number=number)
    if found.hidden:
        kinds = sorted(found.hidden.items(), key=lambda one: (-one[1], one[0]))
        counts = tuple(say("{kind} {number}", kind=foreign(kind), number=number) for kind, number in kinds)
        yield say("  hidden  {counts}", counts=counts)
    if found.suspects:
        yield say(
            "  {number:,} {number:place that may be noise was|places that may be noise were} left",
            number=found.suspects,
        )
    if found.private:
        yield say(
            "{number:,} raw {number:file tells|files tell} names or contacts and {number:lies|lie} in raw/private/, "
            "{git}; if they are public, say where with --source",
            number=found.private,
            git=say("which git does not commit")
            if hidden
            else say("whose .gitignore does not say that all is ignored (*), so git may commit it"),
        )
    if found.offered:
        yield say("may be committed: {number:,} files in cleaned/ and raw/", number=found.offered)
