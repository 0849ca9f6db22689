"""Say what spoke for a name: how much its characters, both sides, the line and the document weighed; never the name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chengwen.document import Document, to_json
from chengwen.engine.draft import Draft
from chengwen.private import MaybeName
from chengwen.stages.hide.people.candidates import Candidate, candidates
from chengwen.stages.hide.people.decide import MODEL
from chengwen.stages.hide.people.features import all_features
from chengwen.stages.hide.people.people import suspected_people
from chengwen.stages.hide.people.weights import name_weights
from chengwen.text import Span

KINDS = {
    "用字": "bsg12wzP",
    "左边": "lLMTE",
    "右边": "rRQUF",
    "两边": "texyO",
    "同列": "nN",
    "行中位置": "p",
    "全文次数": "c",
}
"""What the letters at the beginning of features stand for."""
UNIT = 16
"""Weights are in sixteenths."""
AROUND = 200
"""How much of a text on either side is read for the evidence, in code points."""


def evidence(text: str, span: Span) -> str:
    """Return what each kind of evidence weighs, in logits; empty for a string that the model is not asked about.

    >>> evidence("村民都说多亏了。", Span(0, 2))
    ''
    """
    low = max(0, span.start - AROUND)
    near = text[low : span.end + AROUND]
    here = (span.start - low, span.end - low)
    one = next((one for one in candidates(near) if (one.start, one.end) == here), None)
    return "，".join(f"{kind} {points / UNIT:+.1f}" for kind, points in _by_kind(near, one)) if one else ""


def _by_kind(text: str, one: Candidate) -> Iterator[tuple[str, int]]:
    weights = name_weights()
    found = all_features(text, one, text.count(text[one.start : one.end]))
    for kind, letters in KINDS.items():
        points = sum(weights.get(feature, 0) for feature in found if feature[0] in letters)
        if points:
            yield kind, points


def maybe_names(draft: Draft) -> tuple[MaybeName, ...]:
    """Return what might be names of persons in a text: where, and why; none of them is hidden."""
    return tuple(
        MaybeName(one.span.start, one.span.end, f"像人名：{evidence(draft.value, one.span)}")
        for one in sorted(suspected_people(draft), key=lambda one: one.span)
    )


def with_names(document: Document) -> dict[str, Any]:
    """Return a document as JSON with its suspected names among the suspects: for who cleans it, not for publishing."""
    data = to_json(document, with_text=True)
    names = [{"start": one.start, "end": one.end, "rule": MODEL, "why": one.why} for one in document.private.names]
    data["suspects"] = sorted([*data["suspects"], *names], key=lambda one: (one["start"], one["end"]))
    return data
