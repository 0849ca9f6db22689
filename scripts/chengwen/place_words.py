"""The words that tell a place name from what merely looks like one: data/places.toml, ready to be asked."""

from __future__ import annotations

import re
from functools import cache

from chengwen.knowledge import read_table
from chengwen.lines import HAN

_VERBS_AT_END = frozenset(
    "跑上置到进入出回下来去驻帮扶强富联包管治护靠使推促建讲展按能做好抓带领看走访查改拆迁搬清理爱返离"
)
_VERBS_AT_START = frozenset(
    "成借靠因依占当要跑摆即置上到进入出回来去驻帮扶联包管治护使推促讲展按能做抓带领看走访查改拆迁搬往赴送让令请派选调设建"
)
_NO_PART_OF_A_NAME = frozenset(
    "背的了在是和与及为等对把被不也都就而或其各每该本此有无个名位元年月日以从由向给让将且但若于因所并只再又还很最更已曾我你他她它们这那哪几两某全省市县区镇乡村级之类者性化型式种一二三四五六七八九十百千万亿次届期批户组队班部办委局站所"
)


@cache
def listed(key: str) -> frozenset[str]:
    """Give a list of words of data/places.toml."""
    return frozenset(words_of(key))


@cache
def words_of(key: str) -> tuple[str, ...]:
    """Give a list of words of data/places.toml, in its order."""
    return tuple(dict.fromkeys(read_table("places", "words")[0][key].split()))


@cache
def of_companies() -> frozenset[str]:
    """Give the words that stand before 公司 and name none."""
    return frozenset(read_table("places", "organisations")[0]["common"].split())


@cache
def last_characters() -> frozenset[str]:
    """Give the characters that names of villages end in."""
    return frozenset(words_of("last")[0])


@cache
def higher() -> tuple[str, ...]:
    """Give what a lower place's name may follow: generic parts of higher ones, and provinces."""
    return (*words_of("upper"), *words_of("lower"), "省", *words_of("provinces"))


def is_han(text: str) -> bool:
    """Tell whether a text is Han characters and nothing else."""
    return bool(_HAN.fullmatch(text))


_HAN = re.compile(f"[{HAN}]+")


def holds_no_name(text: str) -> bool:
    """Tell of characters of which no place name is made: function words, verbs at either end."""
    return bool(set(text) & _NO_PART_OF_A_NAME) or text[-1] in _VERBS_AT_END or text[0] in _VERBS_AT_START
