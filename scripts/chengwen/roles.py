"""Tell what part a section plays in a document: work, problems, causes, plans …"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from chengwen.knowledge import read_table

REPORTING = ("工作总结", "述职报告", "情况汇报", "报告", "政府工作报告", "经验材料")
"""Kinds of document whose main body tells of work done, so that a heading without a telling word is `work`."""


def role_of_heading(title: str, parent: str | None, bridged: str | None, genre: str | None) -> str:
    """Give the role of a heading.

    A heading that says nothing but its role decides (存在的问题). Otherwise a deeper section has the role of the one it
    lies in; at the top the first telling word decides, then the bridge paragraph it follows, then the genre.

    >>> role_of_heading("存在的问题及原因分析", None, None, "工作总结")
    'problems'
    """
    for role in _roles():
        if role.clear and role.clear.search(title):
            return role.name
    if parent:
        return parent
    if bridged:
        return bridged
    found = [(title.find(word), -len(word), role.name) for role in _roles() for word in role.words if word in title]
    if found:
        return min(found)[2]
    return "work" if genre in REPORTING else "other"


def role_of_bridge(paragraph: str) -> str | None:
    """Give the role that a paragraph between two numberings announces (下一步，我镇将 …)."""
    for role in _roles():
        if paragraph.startswith(role.bridges):
            return role.name
    return None


@dataclass(frozen=True, slots=True)
class Role:
    """One entry of data/roles.toml, its pattern compiled."""

    name: str
    words: tuple[str, ...]
    clear: re.Pattern[str] | None
    bridges: tuple[str, ...]


@cache
def _roles() -> tuple[Role, ...]:
    return tuple(
        Role(
            entry["name"],
            tuple(entry["headings"]),
            re.compile(entry["clear"]) if entry["clear"] else None,
            tuple(entry["bridges"]),
        )
        for entry in read_table("roles", "roles")
    )
