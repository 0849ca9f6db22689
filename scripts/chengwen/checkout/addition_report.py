"""Report what a file would become: in Chinese for a contributor, as JSON for a program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from chengwen.checkout.additions import Proposal
from chengwen.checkout.holdings import NearDuplicate
from chengwen.checkout.report import context_of
from chengwen.copies.near import differences
from chengwen.document import to_json
from chengwen.knowledge.labels import families, labels
from chengwen.knowledge.load import catalogue
from chengwen.knowledge.rules import Rule
from chengwen.knowledge.tables import read_table
from chengwen.private import SecrecyMark
from chengwen.stages.structure.marks import CLASSIFIED, INTERNAL
from chengwen.stages.structure.secrecy import year_of_end
from chengwen.text import Edit

SHOWN = 60
"""How much of a long piece is shown, in code points."""
PIECES = 5
"""How many names, and how many differing lines of a copy, are shown; the total is stated."""


def lines(proposal: Proposal, others: dict[str, str]) -> Iterator[str]:
    """Yield the report, line by line; `others` holds the clean texts of the near-duplicates, by id."""
    document = proposal.document
    metadata, source = document.metadata, document.source
    yield f"{proposal.item.inside or proposal.item.name}"
    yield f"  题目  {metadata.title or '（没有）'}"
    known = [metadata.year and f"{metadata.year}年", metadata.genre, metadata.level]
    yield f"  年份、文种、层级  {' · '.join(str(one) for one in known if one) or '文中没有说'}"
    read_by = f"，由 {proposal.sidecar.extractor} 提取" if proposal.sidecar.extractor else ""
    yield f"  原文  {source.encoding.upper()}，{source.characters:,} 字{read_by}；清洗后 {len(document.text):,} 字"
    yield from _flags(document.flags)
    yield from _removed(proposal)
    yield from _masked(proposal)
    for number, suspect in enumerate(document.suspects, 1):
        yield f"  疑点 {number}  {_short(document.text[suspect.start : suspect.end])}（{suspect.why}）"
    for sample in proposal.near_duplicates:
        yield from _near_duplicate(proposal, sample, others[sample.id])


def name_lines(proposal: Proposal) -> Iterator[str]:
    """Yield where something may be a name and was left: for the contributor's eyes, so on standard error."""
    text = proposal.document.text
    for one in proposal.document.private.names:
        line = text.count("\n", 0, one.start) + 1
        yield f"  疑似人名  清文第 {line} 行：{one.why}；是人名的，在旁边的同名 .toml 里写明"


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


def outcome_lines(proposal: Proposal, outcome: str, written: list[str], *, hidden: bool) -> Iterator[str]:
    """Yield what was done with a file, and what to do next; `hidden`: git ignores raw/private/."""
    id = proposal.document.id
    if outcome == "removed" and proposal.removed:
        yield f"  未收  这份文字（或它的副本）曾以 {proposal.removed.id} 下架：{proposal.removed.reason}"
    elif outcome == "marked":
        yield from _marked(proposal)
    elif outcome == "twin" and (known := proposal.near_duplicate or proposal.apart):
        what = "来源已记到它的名下" if written else "没有新的来源可记"
        yield f"  未另收  {known.id} 已有，{what}；确是另一份文件时加 --as-new"
    elif outcome == "declined":
        yield "  未收  什么也没有写"
    else:
        kept = f"，{proposal.apart.id} 也留着；确是同一份时，先下架其中一份" if proposal.apart else ""
        yield f"  已收入  {id}{kept}"
        if not proposal.public:
            git = "git 不会提交" if hidden else "那里的 .gitignore 没有写明全部忽略（*），git 可能会提交"
            yield f"  原文件含人名或联系方式，放在 raw/private/，{git}；已公开发表的，用 --source 写明网址"
    offered = [name for name in written if not name.startswith("raw/private/")]
    if offered:
        yield f"  可以提交  {' '.join(offered)}"


def _marked(proposal: Proposal) -> Iterator[str]:
    for mark in proposal.marks:
        run_out = _run_out(mark, proposal.document.metadata.year)
        yield f"  未收  第 {mark.line} 行标有“{mark.words}”，什么也没有写{run_out}"
    flags = {mark.flag for mark in proposal.marks}
    if CLASSIFIED in flags:
        yield '  确已解密的，在旁边的同名 .toml 里写 declassified = "依据或官方网址"，再来一次'
    if INTERNAL in flags:
        yield '  确可公开的，加 --publishable "理由"，或写进旁边的同名 .toml，再来一次'


def _run_out(mark: SecrecyMark, year: object) -> str:
    """Return a note that the term of a mark seems to have ended; the consequences are up to the issuing office."""
    ends = year_of_end(mark.words, year)
    if ends is None or ends >= datetime.now(UTC).year:
        return ""
    return f"；从 {year} 年算起，期限到 {ends} 年，是否解密由定密的机关说了算"


def suspect_lines(proposal: Proposal, number: int) -> str:
    """Return a suspect in its line, for a decision."""
    document = proposal.document
    suspect = document.suspects[number]
    return f"{context_of(document.text, suspect.start, suspect.end)}\n    像是：{suspect.why}"


def _flags(flags: tuple[str, ...]) -> Iterator[str]:
    known = {entry["id"]: entry for entry in read_table("flags", "flags")}
    for flag in flags:
        yield f"  注意  {known[flag]['name']}：{known[flag]['why']}" if flag in known else f"  注意  {flag}"


APART = {"values": "地名、单位或数字处处不同", "people": "写的不是同一个人"}
"""What distinguishes two reports that share most of their text."""


def _removed(proposal: Proposal) -> Iterator[str]:
    """Yield what was taken out, by family, completely; what was hidden or only laid out is not included."""
    source = proposal.document.private.source_text or ""
    pieces: dict[str, list[str]] = {}
    for edit in proposal.document.edits:
        gone, written = (text.strip(" \u3000\n\r\t") for text in (source[edit.span.start : edit.span.end], edit.text))
        kinds = _families_of(edit, rewritten=bool(written))
        if gone and kinds:
            pieces.setdefault(min(kinds), []).append(f"{gone} → {written}" if written else gone)
    for family, found in sorted(pieces.items()):
        yield f"  删去  {families().get(family, family)} {len(found)} 处"
        yield from (f"      - {_on_one_line(piece)}" for piece in found)


def _families_of(edit: Edit, *, rewritten: bool) -> set[str]:
    """Return the families of rules that took something out.

    An advert before a mask is one edit with it, and has a text.
    """
    known = catalogue()
    rules = [known[rule] for rule in edit.rules if rule in known and known[rule].family not in SILENT]
    return {rule.family for rule in rules if not rewritten or isinstance(rule, Rule) or rule.family not in REWRITING}


SILENT = frozenset({"layout", "private", "masks"})
REWRITING = frozenset({"char_junk", "glued", "linebreak", "markup_left", "mojibake", "pinyin", "traditional"})
"""Families whose operations replace what they take; their rules, if they have any, do not."""


def _masked(proposal: Proposal) -> Iterator[str]:
    for kind, found in proposal.personal.items():
        yield f"  遮去  {labels()[kind]} {len(found)} 个：{'、'.join(map(_short, found[:PIECES]))}{_more(found)}"
    counts: dict[str, int] = {}
    for one in proposal.document.placeholders:
        if one.type not in proposal.personal or one.origin == "author":
            counts[one.type] = counts.get(one.type, 0) + 1
    if counts:
        yield "  占位  " + "、".join(
            f"{labels().get(kind, '原词')} {number}" for kind, number in sorted(counts.items())
        )


def _near_duplicate(proposal: Proposal, known: NearDuplicate, other: str) -> Iterator[str]:
    likeness = known.likeness
    if known.same_bytes:
        yield f"  重复  与 {known.id} 是同一个文件"
        return
    shares = f"本篇的 {likeness.of_first:.0%} 见于 {known.id}，{known.id} 的 {likeness.of_second:.0%} 见于本篇"
    yield f"  {'重复' if known.same else '相近'}  {shares}{f'；{APART[known.apart]}，不算一份' if known.apart else ''}"
    found = list(differences(proposal.document.text, other))
    for here, there in islice(found, PIECES):
        for sign, side in (("+", here), ("-", there)):
            yield from (f"      {sign} {_short(line)}" for line in side[:PIECES])
    if len(found) > PIECES:
        yield f"      …… 另有 {len(found) - PIECES} 处不同（+ 本篇，- {known.id}）"


def _more(found: list[str]) -> str:
    return f" 等 {len(found)} 个" if len(found) > PIECES else ""


def _on_one_line(text: str) -> str:
    return text.replace("\n", " ⏎ ")


def _short(text: str) -> str:
    one_line = _on_one_line(text)
    return one_line if len(one_line) <= SHOWN else f"{one_line[: SHOWN - 12]}……{one_line[-10:]}"
