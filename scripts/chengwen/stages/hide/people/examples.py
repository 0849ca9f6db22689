"""Find names that examples, exercises and annals give: 张三 of a lecture on law, 小华 of a sum, a magistrate of old.

They are nobody's, or a dead man's of another age, and stay. That it is an example, its line says.
"""

from __future__ import annotations

from collections.abc import Iterator

from chengwen.engine.find import Find
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN
from chengwen.engine.scan import holds_word
from chengwen.knowledge.tables import characters, word_pattern, words
from chengwen.text import Span

_NICKNAME = compiled(f"[老小](?=[{''.join(sorted(characters('names', 'common')))}])[{HAN}]")
_SURNAMES = characters("names", "single")
_SHOWN = compiled(f"(?:示例|样例|范例|填写样式)[：:]?“?(?P<name>[{HAN}]{{2,4}})")
_OF_OLD = compiled(f"(?:{'|'.join(words('kept', 'old_offices'))})(?P<name>[{HAN}]{{2,3}})")


def example_names(text: str) -> Iterator[Find]:
    """Yield the names that stay because their line gives them as an example, or as those of another age."""
    if holds_word(text, words("kept", "examples")):
        yield from _on_lines_with("examples", text, _NICKNAME.pattern)
    if holds_word(text, words("kept", "exercises")):
        yield from _on_lines_with("exercises", text, word_pattern("kept", "schoolbook").pattern)
    for shown in (_SHOWN, _OF_OLD):
        yield from (Find(Span(*match.span("name")), "kept", 1) for match in shown.finditer(text))


def _on_lines_with(key: str, text: str, names: str) -> Iterator[Find]:
    """Yield what a pattern finds on the lines that hold a word of a list."""
    for word in word_pattern("kept", key).finditer(text):
        low, high = text.rfind("\n", 0, word.start()) + 1, text.find("\n", word.end())
        for match in compiled(names).finditer(text, low, len(text) if high < 0 else high):
            if text[match.start() - 1 : match.start()] in _SURNAMES:
                continue  # 谷小雨 is somebody
            yield Find(Span(*match.span()), "kept", 1)
