"""Name the kind of a document by the end of its title: each kind by its own name, and the group it belongs to."""

from __future__ import annotations

from functools import cache

from chengwen.engine.kept import compiled
from chengwen.knowledge.tables import read_table, words
from chengwen.stages.structure.title.lines import without_remark

_SPREAD = compiled("(?:[^ \u3000][ \u3000]{1,4}){3,40}[^ \u3000]")
"""A title set with a gap behind each character: 政 府 工 作 报 告."""
OTHER = "其他"
"""The group of all kinds that have none of their own."""


def group_of(title: str | None) -> str | None:
    """Return the group of kinds that a title ends in: 通知 stands for 通知, 公告, 批复 … alike."""
    return _longest(title, "genres")


def genre_of(title: str | None) -> str | None:
    """Return the kind of a document by its own name; where it has none of its own, that of its group, or None.

    >>> genre_of("关于举办培训班的公告"), group_of("关于举办培训班的公告"), genre_of("在县委全会上的发言")
    ('公告', '通知', '讲话')
    """
    title = title and (title.replace(" ", "").replace("\u3000", "") if _SPREAD.fullmatch(title) else title)
    named, group = _longest(title, "names"), group_of(title)
    if named or group != OTHER:
        return named or group
    return next((name for name in words("genres", "others") if without_remark(title or "").endswith(name)), None)


def is_of(genre: str | None, kind: str) -> bool:
    """Whether documents of a kind have something in common: `legal`, `rule`, `spoken`, `yearly`."""
    return genre in _kinds(kind)


@cache
def _kinds(kind: str) -> frozenset[str]:
    return frozenset(entry["name"] for entry in read_table("genres", "names") if kind in entry["of"].split())


def _longest(title: str | None, key: str) -> str | None:
    if not title:
        return None
    bare = without_remark(title)
    return next((name for ending, name in _endings(key).get(bare[-1:], ()) if bare.endswith(ending)), None)


@cache
def _endings(key: str) -> dict[str, list[tuple[str, str]]]:
    """Return the endings of titles by their last character, each with what it names, the longest first."""
    listed = [(ending, str(entry["name"])) for entry in read_table("genres", key) for ending in entry["endings"]]
    found: dict[str, list[tuple[str, str]]] = {}
    for ending, name in sorted(listed, key=lambda one: -len(one[0])):
        found.setdefault(ending[-1], []).append((ending, name))
    return found
