"""Make a Word file plain before it is edited: earlier changes accepted; no fields, links, objects, hidden words, ids.

What is printed stays as it is; what only Word or another program sees goes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from xml.etree.ElementTree import Element

from chengwen.engine.kept import compiled
from chengwen.formats.packages import attribute, child, local
from chengwen.formats.word.styles import Styles, is_hidden, read_styles
from chengwen.message import say
from chengwen.word.package import LEFT_OUT, WordFile, target_of
from chengwen.word.resolve import has_changes, resolve

DROPPED = frozenset(
    {
        *("proofErr", "permStart", "permEnd", "commentRangeStart", "commentRangeEnd", "commentReference"),
        *("annotationRef", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "bookmarkStart", "bookmarkEnd"),
        *("lastRenderedPageBreak", "hlinkClick", "hlinkHover", "textpath", "tblCaption", "tblDescription"),
        *("printerSettings", "contentPart", "rsid", "rsids", "nsid", "tmpl", "embedRegular", "embedBold"),
        *("embedItalic", "embedBoldItalic", "background"),
    }
)
"""Elements that print nothing, or say what is not printed."""
ACTING = {"OLEObject": "oleObject", "control": "control", "altChunk": "aFChunk", "subDoc": "subDocument"}
"""Elements that lead to what could act, with the kind of what they lead to."""
UNWRAPPED = frozenset({"hyperlink", "fldSimple", "smartTag", "customXml", "sdt", "sdtContent", "dir", "bdo"})
"""Elements of which only what they hold is kept."""
FIELDS = frozenset({"fldChar", "instrText", "delInstrText"})
_ATTRIBUTES = compiled("(?:rsid.*|paraId|textId|descr|title|alt|tooltip|href|docLocation|src)")
"""Local names of attributes that print nothing."""
_PAGES = compiled(r"[ \t]*(?:PAGE|NUMPAGES|SECTIONPAGES)\b", re.IGNORECASE)
_LEADING_OUT = compiled(r"[ \t]*(?:HYPERLINK|INCLUDE|LINK|DDE|IMPORT|DATABASE|RD\b)", re.IGNORECASE)
"""What a field says that leads to another place, file or program."""
_PAGE_NUMBER = compiled("[0-9 \t\u3000—–―‐·./\u002d\u2212\uff0d第页共总/]*")
"""The words of a header or footer that number pages and say nothing else."""
_ADDRESS = compiled(r"[A-Za-z0-9]\.[A-Za-z]{2}|[0-9]{5}")
"""A web address, or the number of an account or a telephone: no words of a document's own head."""
_DRAWN = frozenset({"drawing", "pict", "object"})
SETTINGS = frozenset(
    {
        *("zoom", "mirrorMargins", "gutterAtTop", "bordersDoNotSurroundHeader", "bordersDoNotSurroundFooter"),
        *("defaultTabStop", "autoHyphenation", "characterSpacingControl", "evenAndOddHeaders", "bookFoldPrinting"),
        *("drawingGridHorizontalSpacing", "drawingGridVerticalSpacing", "displayHorizontalDrawingGridEvery"),
        *("displayVerticalDrawingGridEvery", "noLineBreaksAfter", "noLineBreaksBefore", "footnotePr", "endnotePr"),
        *("compat", "mathPr", "themeFontLang", "clrSchemeMapping", "decimalSymbol", "listSeparator"),
        *("strictFirstAndLastChars", "displayBackgroundShape", "doNotExpandShiftReturn"),
    }
)
"""What the settings keep: what the page looks like."""
HIDDEN = say("hidden text")
WORDS = ("document", "footnotes", "endnotes", "header", "footer")
"""The kinds of parts that hold words."""


def prepare(file: WordFile, is_clean: Callable[[str], bool]) -> None:
    """Make a file plain, in its trees; `is_clean` says of the words of a header or footer whether they may stay."""
    styles = read_styles(next((tree for _, tree in file.of_kind("styles")), None))
    trees = [tree for _, tree in file.of_kind(*WORDS)]
    if any(map(has_changes, trees)):
        file.left_out[say("tracked changes, which were accepted")] += 1
    for name, tree in file.trees.items():
        resolve(tree, accept=True)
        running = file.kinds[name] in ("header", "footer")
        plain = _Plain(file, name, styles, fields=running and _only_numbers_pages(tree))
        tree[:] = plain.inside(tree)
        if running and not _may_stay(tree, is_clean):
            file.left_out[say("words of headers and footers")] += 1
            for run in tree.iter():
                run[:] = [one for one in run if local(one) not in ("t", "tab")]
        _strip_attributes(tree)
    for _, tree in file.of_kind("settings"):
        tree[:] = [one for one in tree if local(one) in SETTINGS]


def _only_numbers_pages(tree: Element) -> bool:
    """Whether all fields of a part number pages."""
    asked = [one.text or "" for one in tree.iter() if local(one) == "instrText"]
    asked += [attribute(one, "instr") or "" for one in tree.iter() if local(one) == "fldSimple"]
    return all(map(_PAGES.match, asked))


def _may_stay(tree: Element, is_clean: Callable[[str], bool]) -> bool:
    paragraphs = (
        "".join(each.text or "" for each in one.iter() if local(each) == "t")
        for one in tree.iter()
        if local(one) == "p"
    )
    words = "\n".join(one for one in paragraphs if one)
    if _PAGE_NUMBER.fullmatch(words.replace("\n", "")):
        return True
    return _ADDRESS.search(words) is None and is_clean(words)


class _Plain:
    """What the elements of one part become."""

    def __init__(self, file: WordFile, name: str, styles: Styles, *, fields: bool) -> None:
        self.left_out = file.left_out
        self.styles = styles
        self.fields = fields
        self.known = file.relations.get(name, {})
        self.spaces = _relation_prefixes(file.trees[name])

    def inside(self, parent: Element, *, hidden: bool = False) -> list[Element]:
        """Return what the children of an element become."""
        return [one for element in parent for one in self.of(element, hidden=hidden)]

    def of(self, element: Element, *, hidden: bool) -> Iterator[Element]:
        """Yield what an element becomes."""
        name = local(element)
        if self._goes(element, name):
            return
        if name in UNWRAPPED and not (name == "fldSimple" and self.fields):
            yield from self.inside(element, hidden=hidden)
            return
        if name == "p":
            hidden = is_hidden(None, attribute(child(element, "pPr", "pStyle"), "val"), self.styles)
        if name == "r" and self._is_hidden(element, hidden=hidden):
            self.left_out[HIDDEN] += any(local(one) == "t" and bool(one.text) for one in element)
            return
        element[:] = self.inside(element, hidden=hidden)
        if name == "r":
            yield from self._run(element)
        elif name not in _DRAWN or self._is_whole(element):
            yield element

    def _goes(self, element: Element, name: str) -> bool:
        if name in ACTING:
            self.left_out[LEFT_OUT[ACTING[name]]] += 1
        asked = element.text if name == "instrText" else attribute(element, "instr") if name == "fldSimple" else None
        if asked and _LEADING_OUT.match(asked):
            self.left_out[LEFT_OUT["hyperlink"]] += 1
        if name in ("headerReference", "footerReference"):
            return (attribute(element, "id") or "") not in self.known
        return name in DROPPED or name in ACTING or (name in FIELDS and not self.fields)

    def _is_hidden(self, run: Element, *, hidden: bool) -> bool:
        properties = child(run, "rPr")
        return is_hidden(properties, attribute(child(properties, "rStyle"), "val"), self.styles, hidden=hidden)

    def _run(self, run: Element) -> Iterator[Element]:
        """Yield a run, unless nothing is in it; of words with their pronunciation above them, the words."""
        for one in run:
            if local(one) == "ruby":
                base = child(one, "rubyBase")
                yield from base if base is not None else ()
        run[:] = [one for one in run if local(one) != "ruby"]
        if any(local(one) != "rPr" for one in run):
            yield run

    def _is_whole(self, drawing: Element) -> bool:
        """Take out what leads to parts that are not there; whether words or a picture are left to be drawn."""
        for holder in drawing.iter():
            for one in holder:
                for key in [key for key in one.attrib if key.rpartition(":")[0] in self.spaces]:
                    if one.attrib[key] not in self.known:
                        del one.attrib[key]
            holder[:] = [one for one in holder if local(one) not in _LEADING or self._leads(one)]
        return any(local(one) in ("txbxContent", "blip", "imagedata", *_SHAPES) for one in drawing.iter())

    def _leads(self, element: Element) -> bool:
        return any(key.rpartition(":")[0] in self.spaces for key in element.attrib)


_LEADING = frozenset({"blip", "imagedata", "chart", "relIds", "svgBlip"})
"""Elements of a drawing that are nothing without the part they lead to."""
_SHAPES = frozenset({"wsp", "shape", "rect", "line", "oval", "roundrect", "wgp", "wpc", "group"})


def _relation_prefixes(tree: Element) -> frozenset[str]:
    """Return the prefixes of attributes that lead to other parts: `r`."""
    return frozenset(
        key.removeprefix("xmlns:")
        for one in tree.iter()
        for key, value in one.attrib.items()
        if key.startswith("xmlns:") and "officeDocument" in value and value.endswith("/relationships")
    )


def _strip_attributes(tree: Element) -> None:
    for one in tree.iter():
        for key in [key for key in one.attrib if _ATTRIBUTES.fullmatch(key.rpartition(":")[2])]:
            del one.attrib[key]
        if local(one) in ("docPr", "cNvPr"):
            one.set("name", "")


def without_pictures(file: WordFile, names: Iterable[str]) -> None:
    """Take pictures out of a file, and what shows them."""
    gone = set(names)
    if not gone:
        return
    for name, held in file.relations.items():
        file.relations[name] = {id: one for id, one in held.items() if target_of(name, one.target) not in gone}
        tree = file.trees[name]
        tree[:] = _Plain(file, name, {}, fields=True).inside(tree)
    for name in gone:
        del file.pictures[name]
        file.left_out[say("pictures that hold what was masked")] += 1
