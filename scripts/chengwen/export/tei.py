"""Write a cleaned document as TEI P5 (https://tei-c.org): front, body and back, and what was hidden as gaps.

The title is a docTitle, 主送机关 a salute, signature and date a closer; attachments and 版记 are in back. Each section
is a div with its id, so that what is cited on the site is found here too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from chengwen.document import Document, Section
from chengwen.engine.kept import compiled
from chengwen.knowledge.labels import label_pattern

NAMESPACE = "http://www.tei-c.org/ns/1.0"
_NO_XML = compiled("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold; no clean text has them, an id or an address may."""
_ABOVE, _BACK = ("record", "masthead", "subhead"), ("imprint",)
_ENDS = ("closing", "annotation")
_PART = compiled("(?P<part>p[0-9]+)(?:-|$)")


def tei(document: Document) -> str:
    """Return a document as a TEI file.

    >>> from chengwen import clean
    >>> 'type="main">植树总结</titlePart>' in tei(clean("植树总结\\n一、做法\\n全镇植树三千亩。\\n", id="x"))
    True
    """
    parts = _by_part(document.sections)
    first, further = parts.get("", []), [id for id in parts if id]
    bodies = [_body(document, first), *(_further(document, id, parts[id]) for id in further)]
    inside = [_element("front", _front(document, first)), f"<body>{''.join(bodies) or '<p/>'}</body>"]
    inside.append(_element("back", _back(document, first)))
    opened = f'<?xml version="1.0" encoding="UTF-8"?>\n<TEI xmlns="{NAMESPACE}" xml:lang="zh-Hans">'
    return f"{opened}{_header(document)}<text>{''.join(inside)}</text></TEI>\n"


def _by_part(sections: Iterable[Section]) -> dict[str, list[Section]]:
    """Return the sections by the document of a compilation they belong to: p2, p3; the first has no name."""
    parts: dict[str, list[Section]] = {}
    for section in sections:
        match = _PART.match(section.id)
        parts.setdefault(match["part"] if match else "", []).append(section)
    return parts


def _header(document: Document) -> str:
    known = document.metadata
    authors = "".join(f"<author><orgName>{_plain(name)}</orgName></author>" for name in known.issuer)
    title = f"<titleStmt><title>{_plain(known.title or document.id)}</title>{authors}</titleStmt>"
    rights = _plain(document.provenance.rights or "不详")
    source = document.provenance.url
    where = f"<ref target={quoteattr(_valid(source))}>{_plain(source)}</ref>" if source else "不详"
    published = f"<publicationStmt><p>{rights}</p></publicationStmt><sourceDesc><p>{where}</p></sourceDesc>"
    done = f"由 chengwen 清洗：改动 {len(document.edits)} 处，隐去 {len(document.placeholders)} 处。"
    edits = f"<encodingDesc><editorialDecl><p>{done}</p></editorialDecl></encodingDesc>"
    date = f"<creation>{_date(known.date_written)}</creation>" if known.date_written else "<creation/>"
    terms = "".join(f"<term>{_plain(str(term))}</term>" for term in (known.genre, known.topic) if term)
    classes = f"<textClass><keywords>{terms}</keywords></textClass>" if terms else ""
    return (
        f"<teiHeader><fileDesc>{title}{published}</fileDesc>{edits}"
        f"<profileDesc>{date}{classes}</profileDesc></teiHeader>"
    )


def _date(written: str, words: str = "") -> str:
    return f'<date when="{written}">{words or written}</date>' if re.fullmatch("[0-9-]+", written) else words


def _front(document: Document, sections: Sequence[Section]) -> Iterator[str]:
    above = list(_lines(document, 0, sections[0].start if sections else len(document.text)))
    if above:  # lines above the title that belong to no element
        yield f'<div type="above">{"".join(f"<p>{_inline(document, *line)}</p>" for line in above)}</div>'
    for section in sections:
        if section.id == "title":
            yield _title_page(document, section)
        elif section.role in _ABOVE:
            yield _division(document, section, section.end)


def _title_page(document: Document, title: Section) -> str:
    lines = document.text[title.start : title.heading_end].splitlines()
    at, pieces = title.start, []
    for line in lines:
        kind = "sub" if line.startswith(("—", "–", "-")) else "main"
        pieces.append(f'<titlePart type="{kind}">{_inline(document, at, at + len(line))}</titlePart>')
        at += len(line) + 1
    return f"<titlePage><docTitle>{''.join(pieces)}</docTitle></titlePage>"


def _body(document: Document, sections: Sequence[Section]) -> str:
    """Return the body of a document: opener, divisions, closer."""
    inner = [one for one in sections if one.level != 0 and one.role not in (*_ABOVE, *_BACK)]
    inner = [one for one in inner if not one.id.startswith("x")]
    opened = "".join(_opener(document, one) for one in inner if one.role == "salutation")
    ended = "".join(_closer(document, one) for one in inner if one.role in _ENDS)
    within = "".join(_tree(document, [one for one in inner if one.role not in ("salutation", *_ENDS)]))
    return f'<div type="document">{opened}{within or "<p/>"}{ended}</div>'


def _further(document: Document, id: str, sections: Sequence[Section]) -> str:
    """Return a further document of a compilation as one division."""
    own = next((one for one in sections if one.id == id), None)
    head = (
        f"<head>{_inline(document, own.start, own.heading_end)}</head>" if own and own.heading_end > own.start else ""
    )
    rest = [one for one in sections if one.id != id and not (one.level == 0 and one.role != "attachment")]
    return f'<div type="document" xml:id={quoteattr(id)}>{head}{"".join(_tree(document, rest)) or "<p/>"}</div>'


def _back(document: Document, sections: Sequence[Section]) -> Iterator[str]:
    yield from _tree(document, [one for one in sections if one.id.startswith("x") or one.role in _BACK])


def _opener(document: Document, section: Section) -> str:
    lines = _lines(document, section.start, section.end)
    return f"<opener>{''.join(f'<salute>{_inline(document, *line)}</salute>' for line in lines)}</opener>"


def _closer(document: Document, section: Section) -> str:
    lines = list(_lines(document, section.start, section.end))
    if section.role == "annotation":
        return f"<postscript>{''.join(f'<p>{_inline(document, *line)}</p>' for line in lines)}</postscript>"
    return f"<closer>{''.join(f'<signed>{_inline(document, *line)}</signed>' for line in lines)}</closer>"


def _tree(document: Document, sections: Sequence[Section]) -> Iterator[str]:
    """Yield sections as divisions, deeper ones inside those they lie in."""
    number = 0
    while number < len(sections):
        section = sections[number]
        following = number + 1
        while following < len(sections) and sections[following].start < section.end and section.level is not None:
            following += 1
        inner = sections[number + 1 : following]
        yield _division(document, section, inner[0].start if inner else section.end, _tree(document, inner))
        number = following


def _division(document: Document, section: Section, stop: int, inner: Iterable[str] = ()) -> str:
    kind = "section" if section.level else section.role
    head = ""
    if section.heading_end > section.start:
        words = " ".join(_inline(document, *line) for line in _lines(document, section.start, section.heading_end))
        head = f"<head>{words}</head>"
    paragraphs = "".join(f"<p>{_inline(document, *line)}</p>" for line in _lines(document, section.heading_end, stop))
    content = paragraphs + "".join(inner)
    return f"<div type={quoteattr(kind)} xml:id={quoteattr(section.id)}>{head}{content or '<p/>'}</div>"


def _lines(document: Document, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for line in document.text[start:end].split("\n"):
        if line.strip():
            yield at, at + len(line)
        at += len(line) + 1


def _inline(document: Document, start: int, end: int) -> str:
    """Return a stretch of the text; a label becomes a gap that says what was hidden."""
    text, done, pieces = document.text, start, []
    for match in label_pattern().finditer(text, start, end):
        pieces.append(_plain(text[done : match.start()]))
        pieces.append(f'<gap reason="anonymised"><desc>{_plain(match.group()[1:-1])}</desc></gap>')
        done = match.end()
    return "".join([*pieces, _plain(text[done:end])])


def _element(name: str, children: Iterable[str]) -> str:
    inside = "".join(children)
    return f"<{name}>{inside}</{name}>" if inside else ""


def _plain(text: str) -> str:
    return escape(_valid(text))


def _valid(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
