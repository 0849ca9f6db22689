"""How marks of secrecy are written: words/marks.toml as patterns for folded lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from chengwen.engine.kept import compiled
from chengwen.knowledge.labels import ANY
from chengwen.knowledge.tables import read_table

OPEN, CLOSE = "(（[［【〔〖<|｜", ")）]］】〕〗>|｜"
"""What may stand right before a mark, and right behind it."""


@dataclass(frozen=True, slots=True)
class Words:
    """The contents of words/marks.toml, compiled."""

    sign: re.Pattern[str]
    """Found on every line that bears a mark; matched against the line itself, all others against the folded line."""
    token: re.Pattern[str]
    kind: re.Pattern[str]
    hidden: re.Pattern[str]
    follows: tuple[str, ...]
    before: tuple[str, ...]
    companions: tuple[str, ...]
    masked: re.Pattern[str]
    label: re.Pattern[str]
    value: re.Pattern[str]
    internal_value: re.Pattern[str]
    nothing: re.Pattern[str]
    not_open: re.Pattern[str]
    ticked: re.Pattern[str]
    options: re.Pattern[str]
    internal: re.Pattern[str]
    bare: re.Pattern[str]
    bare_remark: re.Pattern[str]
    sold: tuple[str, ...]
    note: re.Pattern[str]
    published: tuple[str, ...]
    sample: re.Pattern[str]
    sample_titles: tuple[str, ...]
    attachment: re.Pattern[str]
    body: re.Pattern[str]


@cache
def words() -> Words:
    """Return the contents of words/marks.toml, read once."""
    shapes = read_table("marks", "shapes")[0]
    one = {name: read_table("marks", name)[0] for name in NAMES}

    def filled_in(pattern: str) -> str:
        for name in ("star", "term", "mask", "gap"):
            pattern = pattern.replace(f"{{{name}}}", shapes[name])
        return pattern

    grades = read_table("marks", "grades")
    grade = "|".join(filled_in(entry["forms"]) for entry in grades)
    short = "".join(entry["short"] for entry in grades)
    end = f"(?:(?P<star>{shapes['star']})?[（(]?(?P<term>{shapes['term']})[）)]?|{shapes['star']}{{1,3}})?"
    token = f"[★☆]?(?P<grade>{grade})级?{end}{shapes['urgency']}?"
    internal = filled_in(one["internal"]["forms"])
    tails = f"(?:[，,、。；;！!·|★—(（【-]?{one['internal']['tails']}[)）】]?){{0,4}}"
    ticked, edge = one["boxes"]["ticked"], r"(?=$|[，,。；;、)）\]】|｜(（★☆*])"
    return Words(
        sign=compiled(one["signs"]["forms"]),
        token=compiled(token),
        kind=compiled(f"[{re.escape(OPEN)}]?(?P<kind>{filled_in(one['kinds']['forms'])}{tails})[{re.escape(CLOSE)}]?"),
        hidden=compiled(filled_in(one["hidden"]["forms"])),
        follows=tuple(one["follows"]["words"]),
        before=tuple(one["before"]["words"]),
        companions=tuple(one["companions"]["words"]),
        masked=compiled(f"(?:{shapes['mask']}{{1,4}}|{ANY})级?"),
        label=_label(one),
        value=compiled(f"{token}(?:$|[，,。；;)）\\]】|｜]|(?=保密期限|期限|编号|份号|特急|加急))|[{short}]$"),
        internal_value=compiled(f"{one['fields']['internal']}{edge}"),
        nothing=compiled(f"{one['fields']['nothing']}(?:$|[^密])"),
        not_open=compiled(f"{one['openness']['internal']}{edge}"),
        ticked=compiled(f"{ticked}(?:(?P<grade>{grade})|{one['openness']['internal']})"),
        options=compiled(one["boxes"]["options"]),
        internal=compiled(f"(?:{internal}){tails}"),
        bare=compiled(f"[（(〔【\\[［]?(?P<bare>{one['internal']['bare']})[）)〕】\\]］]?"),
        bare_remark=compiled(f"[（(〔【\\[［](?P<bare>{one['internal']['bare']})[）)〕】\\]］]$"),
        sold=tuple(one["internal"]["sold"]),
        note=compiled(f"[（(〔【\\[［]?(?P<note>{one['notes']['forms']})[。，,]?[）)〕】\\]］]?[。]?"),
        published=tuple(one["notes"]["published"]),
        sample=compiled(one["samples"]["endings"]),
        sample_titles=tuple(one["samples"]["titles"]),
        attachment=compiled(one["attachments"]["forms"]),
        body=compiled(one["bodies"]["forms"]),
    )


NAMES = (
    *("signs", "kinds", "hidden", "follows", "before", "companions", "fields", "openness", "boxes"),
    *("internal", "notes", "samples", "attachments", "bodies"),
)
"""The tables of words/marks.toml with exactly one entry."""


def _label(one: dict[str, dict[str, Any]]) -> re.Pattern[str]:
    secrecy, openness = ("|".join(sorted(one[key]["labels"], key=len, reverse=True)) for key in ("fields", "openness"))
    return compiled(
        f"[（(〔【\\[［]?(?P<name>{secrecy}|(?P<openness>{openness}))(?P<sign>[）)〕】\\]］：:|｜]{{1,3}})?"
    )
