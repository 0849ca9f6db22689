"""The words of a site that are not its documents', in the language that its owner chose.

They stand in the code in Chinese, where they are used. A site in another language has a table from each of these
sentences to its own, english.toml; the documents stay as they are. The language is passed on from function to function:
two sites built by one process know nothing of each other.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from chengwen.message import filled

_LITERAL = re.compile(r'"([^"\\\n]+)"')
TABLE = Path(__file__).parent / "english.toml"
DOCUMENTS = "zh-Hans"
"""The language of every document, as HTML names it."""


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """How a site speaks; `Wording("en", table)("{number:,} 篇", number=2)` is what its table says of two documents."""

    language: str
    """As HTML names it."""
    table: Mapping[str, str] = field(default_factory=dict, repr=False)
    """From a Chinese sentence, gaps and all, to the same in the language; empty for Chinese."""
    terms: Mapping[str, str] = field(default_factory=dict, repr=False)
    """From a word that documents are listed by to what explains it."""

    def __call__(self, sentence: str, /, **values: Any) -> str:
        """Return a sentence with its gaps filled, in the language of the site.

        >>> english = wording("en")
        >>> CHINESE("{number:,} 篇", number=1), english("{number:,} 篇", number=1), english("{number:,} 篇", number=2)
        ('1 篇', '1 document', '2 documents')
        """
        said = self.table.get(sentence)
        if said is None:  # Chinese knows no plural
            return sentence.format(**values) if values else sentence
        return filled(said, values) if values else said

    def term(self, name: str) -> str:
        """Return a word that documents are listed by, a kind of document, a level: explained, if it can be.

        >>> CHINESE.term("通知"), wording("en").term("通知"), wording("en").term("某书")
        ('通知', '通知 (notice)', '某书')
        """
        return self.terms.get(name, name)

    def language_of(self, name: str) -> str | None:
        """Return the language of a word that documents are listed by, where it is not the site's: that of an issuer."""
        return None if name.isascii() or name in self.terms else self.of_documents

    @property
    def of_site(self) -> str | None:
        """The language that an element with words of the site names within a document; None where both are one."""
        return None if self.language == DOCUMENTS else self.language

    @property
    def of_documents(self) -> str | None:
        """The language that an element with a document's words names; None where the whole page is in it."""
        return None if self.language == DOCUMENTS else DOCUMENTS


CHINESE = Wording(DOCUMENTS)


@cache
def wording(language: str) -> Wording:
    """Return how a site in a language speaks: `en`; Chinese, if nothing was chosen."""
    if language != "en":
        return CHINESE
    tables = tables_of_english()
    return Wording("en", {**tables["terms"], **tables["messages"]}, tables["terms"])


def words_of(tell: Wording, sources: Iterable[str], *, terms: bool = False) -> str:
    """Return what scripts say in the language of a site as JSON, by their source; empty for Chinese."""
    if tell is CHINESE:
        return ""
    used = (literal for source in sources for literal in _LITERAL.findall(source))
    said = {one: tell.table[one] for one in used if one in tell.table} | (dict(tell.terms) if terms else {})
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


@cache
def tables_of_english() -> dict[str, dict[str, str]]:
    """Return the tables: what pages and scripts say, and words that documents are listed by."""
    tables: dict[str, dict[str, str]] = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return tables
