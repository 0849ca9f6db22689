"""Find remains of a page's markup: tags, comments, style sheets, scripts, the tags of forums.

Only names known to HTML and Office count as tags (words/markup.toml), so 实施<中华人民共和国消防法>办法, 指标<5% and
A<B stay. A tag that ends a block becomes a line feed. The tags of forums, [b] … [/b], count in pairs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from chengwen.engine.kept import compiled
from chengwen.engine.scan import holds_any
from chengwen.knowledge.tables import words
from chengwen.text import Edit, delete, replace

RULE_TAG = "markup-tag"
RULE_CODE = "markup-code"
_SIGNS = "<{$\\@xXvVfFdD"
_WORTH_A_LOOK = compiled(
    r"[<{xX$\\@vVfFdD]"  # one set first, which `re` finds fast; not with IGNORECASE
    r"(?:(?<=<)[/!?a-zA-Z]|(?<=\{)|(?<=[xX])0[dD][xX]0[aA]|(?<=\$)\(|(?<=\\)[nN]|(?<=@)[pP][aA][gG][eE]"
    r"|(?<=[vV])[aA][rR] |(?<=[fF])[uU][nN][cC][tT][iI][oO][nN] |(?<=[dD])[oO][cC][uU][mM][eE][nN][tT]\.)"
)
RULE_QUOTE = "markup-mail-quote"
RULE_FORUM = "markup-forum"
_MAIL_QUOTE = compiled("^(?:[>＞] ?){1,4}", re.MULTILINE)
_OPENED = compiled("<([a-zA-Z][a-zA-Z0-9]{0,9})")
_NAMED = compiled(
    "(?:[、和与][^、，。；\\n]{1,12}){0,6}等?(?:网页|格式|HTML|html|多余|无用)?(?:代码|标签|标记|字符|符号|乱码)"
)
"""What says that the markup before it is an example of such."""
_OPENING, _CLOSING = tuple("“‘「\"'"), tuple("”’」\"'")
_ESCAPED_END = compiled(r"^(?:x0dx0a|\\r\\n|\\n)+$", re.IGNORECASE)


def markup(text: str) -> Iterator[Edit]:
    """Yield the edits that remove markup; a text without a bracket costs one search."""
    if not holds_any(text, _SIGNS) or not _WORTH_A_LOOK.search(text):
        return
    done, code = 0, _code()
    for match in sorted(
        [*code.finditer(text), *_tag().finditer(text)], key=lambda match: (match.start(), -match.end())
    ):
        if match.start() < done or not match.group().strip() or is_quoted(text, *match.span()):
            continue
        if is_named(text, *match.span()):
            continue
        done = match.end()
        if _ESCAPED_END.match(match.group()):
            yield replace(*match.span(), "\n", RULE_CODE)
        elif match.re is code:
            yield delete(*match.span(), RULE_CODE)
        else:
            yield _drop_tag(match)


def forum_tags(text: str) -> Iterator[Edit]:
    """Yield deletions of the tags of a forum's editor: those with an end, and what names a file or a face.

    >>> [text.span for text in forum_tags("[b]工作总结[/b]，见[1]、[b]类[attach]20417[/attach]")]
    [Span(start=0, end=3), Span(start=7, end=11), Span(start=21, end=43)]
    """
    if "[/" not in text:
        return
    opened: dict[str, list[re.Match[str]]] = {}
    done = 0
    for match in _forum().finditer(text):
        name = match["ends"] or match["name"]
        if match.start() < done or is_quoted(text, *match.span()) or is_named(text, *match.span()):
            continue
        if match["file"]:
            done = match.end()
            yield delete(*match.span(), RULE_FORUM)
        elif match["name"]:
            opened.setdefault(name.lower(), []).append(match)
        elif begun := opened.get(name.lower()):
            yield delete(*begun.pop().span(), RULE_FORUM)
            yield delete(*match.span(), RULE_FORUM)


@cache
def _forum() -> re.Pattern[str]:
    names, files = ("|".join(words("markup", kind)) for kind in ("forum", "forum_files"))
    return compiled(
        f"\\[(?P<file>{files})(?:=[^\\[\\]\n]{{1,60}})?\\][^\\[\\]\n]{{0,200}}\\[/(?P=file)\\]"
        f"|\\[(?:(?P<name>{names})(?:=[^\\[\\]\n]{{1,60}})?|/(?P<ends>{names}))\\]",
        re.IGNORECASE,
    )


def is_named(text: str, start: int, end: int) -> bool:
    """Whether markup is what a sentence is about (带有<span>、&nbsp;等代码); no tag is that is closed on its line."""
    if text.startswith("</", start) or not _NAMED.match(text, end):
        return False
    name = _OPENED.match(text, start, end)
    line_end = text.find("\n", end)
    return not name or f"</{name[1]}" not in text[end : line_end if line_end >= 0 else len(text)]


def quoted_mail(text: str) -> Iterator[Edit]:
    """Yield deletions of mail quoting: > before half of the lines makes it a quoted mail."""
    quoted = list(_MAIL_QUOTE.finditer(text)) if ">" in text or "＞" in text else []
    if len(quoted) >= 5 and len(quoted) * 2 >= text.count("\n"):
        yield from (delete(*match.span(), RULE_QUOTE) for match in quoted)


def is_quoted(text: str, start: int, end: int) -> bool:
    """Whether a span is quoted on its own: there the author is mentioning the phrase, so it is part of the text."""
    return text[start - 1 : start] in _OPENING and text[end : end + 1] in _CLOSING


@cache
def _tag() -> re.Pattern[str]:
    """Match a tag; made when a text first has a bracket, as the next: to make both takes 7 ms."""
    inline, block, cell = ("|".join(words("markup", kind)) for kind in ("inline", "block", "cell"))
    return compiled(
        f"</?(?:(?P<block>{block})|(?P<cell>{cell})|{inline})(?:[ \t\r\n/][^<>]{{0,600}})?/?>", re.IGNORECASE
    )


@cache
def _code() -> re.Pattern[str]:
    """Return the pattern of a comment, a declaration, a style sheet, a script or an escaped line end."""
    return compiled(
        r"<!--.{0,2000}?-->|<!DOCTYPE[^<>]{0,200}>|<!\[[^<>]{0,80}\]>"
        r"|<(?P<raw>script|style)\b[^<>]{0,300}>.{0,8000}?</(?P=raw)>"
        r"|@(?:page|font-face|media|import)[^{};\n]{0,80}\{[^{}]{0,800}\}"
        r"|(?:(?<=[\s}>。])|^)(?:[a-z][a-z0-9]{0,9})?(?:[.#][A-Za-z_][\w-]{0,30}){0,3}"
        r"(?:[ ,>](?:[a-z][a-z0-9]{0,9})?(?:[.#][A-Za-z_][\w-]{0,30}){0,3}){0,4}"
        r" ?\{[^{}一-鿿]{0,20}[a-z-]{2,30} ?:[^{}]{0,600}\}"
        r"|\$\(['\"#.][^()\n]{0,60}\)(?:\.[a-zA-Z]{2,20}\([^()\n]{0,80}\)){1,4};?"
        r"|(?:var|function|window|document|jQuery)[ .(][A-Za-z_$][\w$.]{0,40}(?: ?= ?|\()[^一-鿿\n]{0,300}[;})]"
        r"|(?:x0dx0a|\\r\\n|\\n){1,6}",
        re.IGNORECASE | re.DOTALL | re.MULTILINE,
    )


def _drop_tag(match: re.Match[str]) -> Edit:
    instead = "\n" if match.group("block") else " " if match.group("cell") else ""
    return replace(*match.span(), instead, RULE_TAG)
