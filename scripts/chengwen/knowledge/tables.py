"""Read the word lists that come with the toolkit: tables in words/*.toml, common words, place names.

scripts/tools/make_lexicon.py makes the lists of words and places; their first lines name the sources.
"""

from __future__ import annotations

import gzip
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from chengwen.engine.kept import compiled, kept
from chengwen.engine.scan import any_of, by_ending, ending_in

DATA = Path(__file__).parent / "words"
"""A plain path: importlib.resources would import tempfile, shutil and zipfile, a tenth of the start-up time."""


@cache
def read_table(name: str, key: str) -> tuple[dict[str, Any], ...]:
    """Return the entries [[key]] of words/<name>.toml, in order."""
    return tuple(parsed((DATA / f"{name}.toml").read_bytes())[key])


def parsed(data: bytes) -> dict[str, Any]:
    """Return what a TOML file of ours says, which is kept until the file changes."""
    return kept(_parsed, data)


def _parsed(data: bytes) -> dict[str, Any]:
    return tomllib.loads(data.decode())


@cache
def words(table: str, key: str) -> tuple[str, ...]:
    """Return the words of a list in words/<table>.toml, each once, in their order.

    A list is an array, or a string of words with blanks between them.
    """
    listed = read_table(table, "words")[0][key]
    return tuple(dict.fromkeys(listed.split() if isinstance(listed, str) else listed))


@cache
def word_set(table: str, *keys: str) -> frozenset[str]:
    """Return the words of some lists together."""
    return frozenset(word for key in keys for word in words(table, key))


@cache
def characters(table: str, *keys: str) -> frozenset[str]:
    """Return the characters that some lists hold.

    >>> "王" in characters("names", "single", "rare"), " " in characters("names", "given")
    (True, False)
    """
    return frozenset("".join(word_set(table, *keys)))


def any_word(table: str, *keys: str) -> str:
    """Return a pattern of the words of some lists, which prefers the longer."""
    return any_of(word_set(table, *keys))


@cache
def pattern(table: str, *keys: str) -> re.Pattern[str]:
    """Return the pattern that words/<table>.toml writes out under a key; of several keys, that of either."""
    return compiled("|".join(read_table(table, "words")[0][key] for key in keys))


@cache
def word_pattern(table: str, *keys: str) -> re.Pattern[str]:
    """Return `any_word`, compiled."""
    return compiled(any_word(table, *keys))


@cache
def word_ends(table: str, *keys: str) -> tuple[dict[str, tuple[str, ...]], re.Pattern[str]]:
    """Return the words of some lists by their ends, and the pattern of these: what `longest_in` asks for."""
    listed = word_set(table, *keys)
    return by_ending(sorted(listed)), compiled(ending_in(listed))


_PEOPLES = compiled(
    "(?:(?:壮|满|回|苗|维吾尔|土家|彝|蒙古|藏|布依|侗|瑶|朝鲜|白|哈尼|哈萨克|黎|傣|畲|傈僳|仡佬|东乡|拉祜|水|佤|纳西|羌|土|仫佬|锡伯"
    "|柯尔克孜|达斡尔|景颇|毛南|撒拉|布朗|塔吉克|阿昌|普米|鄂温克|怒|京|基诺|德昂|保安|裕固|门巴|鄂伦春|独龙|赫哲|珞巴|各|多民)族)+(?=自治|乡)"
)
_GENERIC = compiled(
    "(?:街道办事处|街道|民族乡|镇|乡|苏木|林场|农场|自治县|自治州|自治旗|地区|新区|开发区|经济开发区|县|市|区|州|盟|旗)$"
)


def is_word(text: str) -> bool:
    """Whether a text of two characters, or of three that begin with a surname, is a common word.

    >>> is_word("高度"), is_word("岭楼")
    (True, False)
    """
    return text in common_words()


@cache
def common_words() -> frozenset[str]:
    """Return the common words, those of official language that dictionaries lack among them."""
    words_of_the_field = word_set("places", "common") | word_set("people", "not_names", "never_names")
    return frozenset(packed_lines("words.txt.gz")) | words_of_the_field


@cache
def often_said() -> frozenset[str]:
    """Return what begins like a name and stands in many official texts: 应当, 经营者, 管理和."""
    return frozenset(packed_lines("said.txt.gz"))


@cache
def place_names() -> frozenset[str]:
    """Return the specific parts (青石 of 青石镇) of all listed names, if they have two characters or more."""
    return frozenset(filter(None, map(specific_part, packed_lines("places.txt.gz"))))


@cache
def full_names() -> frozenset[str]:
    """Return the names as listed, generic part included."""
    return frozenset(packed_lines("places.txt.gz"))


def specific_part(name: str) -> str:
    """Return a name without its generic part; empty if fewer than two characters would be left.

    >>> specific_part("青石镇"), specific_part("玉屏侗族自治县"), specific_part("萧县")
    ('青石', '玉屏', '')
    """
    bare = _GENERIC.sub("", name)
    bare = (
        _PEOPLES.sub("", name).removesuffix("自治县").removesuffix("自治州").removesuffix("乡")
        if "族" in name
        else bare
    )
    return bare if len(bare) > 1 else ""


def packed_lines(name: str) -> list[str]:
    """Return the lines of a compressed list in words/, those that tell of its making left out."""
    packed = (DATA / name).read_bytes()
    return [line for line in gzip.decompress(packed).decode().split("\n") if line and not line.startswith("#")]
