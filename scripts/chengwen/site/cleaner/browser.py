"""Clean a text, or lay out a basket, in the reader's browser: docs/assets/cleaner-worker.js calls this in Pyodide.

Everything is returned as plain data: the page makes elements of it, and none of it is parsed as HTML.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import PurePath
from typing import Any

from chengwen.checkout.samples import clean_extracted, clean_named, sealed_id
from chengwen.cleaner import Cleaner
from chengwen.decode.refuse import refuse_empty
from chengwen.document import Document, Placeholder
from chengwen.errors import InputError
from chengwen.formats.read import Refused, read
from chengwen.formats.recognise import kind_of
from chengwen.knowledge.labels import NO_TEXT, families, known_type, labels
from chengwen.knowledge.load import catalogue
from chengwen.knowledge.tables import DATA, read_table
from chengwen.message import ENGLISH, Message, Words, at, in_words, problem_at, say
from chengwen.sidecar import Sidecar, as_toml
from chengwen.site.page import entry
from chengwen.site.pages.blocks import blocks_above, blocks_below, chip_words, pieces, structure, title_section
from chengwen.site.wording import CHINESE, Wording, wording
from chengwen.stages.hide.people.evidence import with_names
from chengwen.word.clean import clean_word
from chengwen.word.passages import Passage, passages_file
from chengwen.word.template import word_file

PASTED = "sample"
"""The id of a pasted text, which has no file name."""
BASKET = "篮子"
"""The title of a file made of a basket."""

SHOWN = 200
"""How many changes of a family, masks of a type, suspects are listed; a page of thousands helps nobody."""

Line = list[str | list[str]]
"""A line of text: words, and for a placeholder what it shows, its class, and its description."""


def clean_for_page(raw: bytes, name: str = "", url: str = "", rights: str = "", language: str = "") -> str:
    """Clean a text and return as JSON everything that the page shows and saves; only `problem` if it is not text.

    >>> json.loads(clean_for_page("2022年总结\\n一、共有党员X名。\\n".encode()))["text"]
    '2022年总结\\n\\n一、共有党员〖数字〗名。\\n'
    >>> json.loads(clean_for_page(b""))
    {'problem': '这是空的，没有可以清洗的文字。'}
    """
    tell = wording(language)
    sidecar = Sidecar(url=_one_line(url) or None, rights=_one_line(rights) or None)
    try:
        refuse_empty(raw, name)
        document, sidecar, left_out = _cleaned(raw, name, sidecar)
    except InputError as error:
        known = NO_TEXT.get(error.reason) if tell is CHINESE else None
        problem = known or in_words(problem_at(name, error.message), _words(tell))
        return json.dumps({"problem": problem}, ensure_ascii=False)
    saved = {
        "id": document.id,
        "word": is_word(raw, name),
        "text": document.text,
        "document": json.dumps(with_names(document), ensure_ascii=False) + "\n",
        "sidecar": as_toml(replace(sidecar, sha256=hashlib.sha256(raw).hexdigest())),
    }
    told = shown(document, tell)
    if left_out:
        told["flags"].append(in_words(say("left out: {what}", what=left_out), _words(tell)))
    return json.dumps(saved | told, ensure_ascii=False)


def word_for_page(kind: str, raw: bytes, name: str = "", url: str = "", rights: str = "") -> bytes:
    """Clean a text once more and return it as a Word file.

    `tracked`: the Word file that was given, with its changes; `accepted`: without; `official`: laid out anew after
    GB/T 9704, whatever was given.
    """
    sidecar = Sidecar(url=_one_line(url) or None, rights=_one_line(rights) or None)
    if kind == "official":
        return word_file(_cleaned(raw, name, sidecar)[0])
    return clean_word(raw, name, Cleaner(), accept=kind == "accepted", sidecar=sidecar).data


def basket_for_page(raw: bytes) -> bytes:
    """Return a basket of the writing desk, which comes as JSON (docs/assets/basket.js), as a Word file.

    >>> basket_for_page('[{"heading": "一、做法", "text": "植树。", "source": "出处：植树总结"}]'.encode())[:2]
    b'PK'
    """
    names = ("heading", "text", "source")
    return passages_file([Passage(*(str(one[name]) for name in names)) for one in json.loads(raw)], BASKET)


def is_word(raw: bytes, name: str) -> bool:
    """Whether a file is to be read as a Word file: by its name, or since it is an archive."""
    return raw.startswith(b"PK\x03\x04") or name.lower().endswith((".docx", ".docm"))


def _cleaned(raw: bytes, name: str, sidecar: Sidecar) -> tuple[Document, Sidecar, tuple[Message, ...]]:
    """Clean what was given; the sidecar comes back with what was found while reading it, and what a file left out."""
    if is_word(raw, name):
        made = clean_word(raw, name, Cleaner(), sidecar=sidecar)
        stem, ending = PurePath(name).stem, PurePath(name).suffix
        told = (made.document.source.name or name).removesuffix(ending)
        return replace(made.document, id=sealed_id(stem, told, made.document.text)), made.sidecar, made.left_out
    if name and kind_of(name, raw) == "rtf":
        return _cleaned_rtf(raw, name, sidecar)
    if name:
        return clean_named(raw, name, Cleaner(), sidecar), sidecar, ()
    return Cleaner().clean(raw, id=PASTED, sidecar=sidecar), sidecar, ()


def _cleaned_rtf(raw: bytes, name: str, sidecar: Sidecar) -> tuple[Document, Sidecar, tuple[Message, ...]]:
    (item,) = read(name, raw)
    if isinstance(item, Refused):
        raise InputError(at(name, item.reason))
    stated = replace(sidecar, media_type=item.media_type, extractor=item.extractor, flags=item.flags)
    return clean_extracted(item, Cleaner(), sidecar), stated, ()


@cache
def _messages() -> dict[str, dict[str, str]]:
    tables: dict[str, dict[str, str]] = tomllib.loads((DATA / "messages.toml").read_text(encoding="utf-8"))
    return tables


def _words(tell: Wording) -> Words:
    """Return the words of messages on a site; those in the code are English."""
    return {**_messages()["messages"], **_messages()["foreign"]} if tell is CHINESE else ENGLISH


def _flags(tell: Wording) -> dict[str, str]:
    """Return what each flag means."""
    if tell is not CHINESE:
        return _messages()["flags"]
    return {entry["id"]: f"{entry['name']}：{entry['why']}" for entry in read_table("flags", "flags")}


def shown(document: Document, tell: Wording = CHINESE) -> dict[str, Any]:
    """Return what the page shows of a document."""
    title = title_section(document)
    flags = _flags(tell)
    changes = [edit for edit in document.edits if all(rule.startswith("layout-") for rule in edit.rules)]
    return {
        "title": _line(document, title.start, title.heading_end, tell) if title else None,
        "above": list(_drawn(document, blocks_above(document, title), tell)) if title else [],
        "below": list(_drawn(document, blocks_below(document, title), tell)),
        "facts": [[tell(label), value] for label, value in _facts(document, tell) if value],
        "layout": len(changes),
        "changes": changes_by_family(document, tell),
        "masked": masked_here(document, tell),
        "hidden": hidden_by_author(document, tell),
        "flags": [flags[flag] for flag in document.flags],
        "suspects": [
            {"text": document.text[one.start : one.end].strip("\n"), "why": one.why, "rule": one.rule}
            for one in document.suspects[:SHOWN]
        ],
    }


def changes_by_family(document: Document, tell: Wording = CHINESE) -> list[dict[str, Any]]:
    """Return what was removed or rewritten, by family of rules; equal changes are counted together.

    It is the reader's own text, on the reader's own computer: nothing in it is dotted out.
    """
    source, known = document.private.source_text or "", catalogue()
    found: dict[str, Counter[tuple[str, str, tuple[str, ...]]]] = {}
    for edit in document.edits:
        rules = tuple(rule for rule in edit.rules if not rule.startswith(("layout-", "mask-", "anon-")))
        if rules:
            change = _seen(source[edit.span.start : edit.span.end], tell), _seen(edit.text, tell), rules
            found.setdefault(known[rules[0]].family, Counter())[change] += 1
    return [
        {
            "name": tell(families()[family]),
            "count": found[family].total(),
            "rows": [
                {
                    "before": before,
                    "after": after,
                    "times": times,
                    "rules": [[rule, known[rule].description] for rule in rules],
                }
                for (before, after, rules), times in list(found[family].items())[:SHOWN]
            ],
        }
        for family in families()
        if family in found
    ]


def masked_here(document: Document, tell: Wording = CHINESE) -> list[dict[str, Any]]:
    """Return what was masked here, by type: the original, and its label."""
    found: dict[str, Counter[tuple[str, str]]] = {}
    for one in document.placeholders:
        if one.origin == "chengwen":
            before = (document.private.source_text or "")[one.source.start : one.source.end]
            found.setdefault(known_type(one.type), Counter())[before, document.text[one.start : one.end]] += 1
    return [
        {
            "name": tell(label),
            "count": found[kind].total(),
            "rows": [
                {"before": _seen(before, tell), "after": after, "times": times}
                for (before, after), times in list(found[kind].items())[:SHOWN]
            ],
        }
        for kind, label in labels().items()
        if kind in found
    ]


def hidden_by_author(document: Document, tell: Wording = CHINESE) -> list[list[str | int]]:
    """Count what the author had masked, by type."""
    counts = Counter(known_type(one.type) for one in document.placeholders if one.origin == "author")
    return [[tell(label), counts[kind]] for kind, label in labels().items() if counts[kind]]


def _facts(document: Document, tell: Wording) -> Iterator[tuple[str, str]]:
    known = entry(document)
    yield from (("年份", tell.term(known.year)), ("文种", tell.term(known.genre)), ("层级", tell.term(known.level)))
    yield "字数", f"{known.characters:,}"
    yield "编码", document.source.encoding.upper()
    yield "整理", tell("、").join(document.provenance.compiled_by)
    for field in (field for field in read_table("record_labels", "fields") if field["key"]):
        value = getattr(document.metadata, field["key"])
        yield field["labels"][0], tell("、").join(value) if isinstance(value, tuple) else value or ""
    yield "结构", structure(document, tell)


def _drawn(document: Document, blocks: Iterator[Any], tell: Wording) -> Iterator[dict[str, Any]]:
    for block in blocks:
        if block.tag != "span":
            yield {"tag": block.tag, "signed": block.signed, "line": _line(document, block.start, block.end, tell)}


def _line(document: Document, start: int, end: int, tell: Wording) -> Line:
    return [
        list(chip_words(piece, document.text, tell)) if isinstance(piece, Placeholder) else piece
        for piece in pieces(document, start, end)
        if piece
    ]


def _seen(text: str, tell: Wording = CHINESE) -> str:
    """Drop blank lines, and name invisible characters.

    >>> _seen("\\n一、\\n\\n"), _seen("\\N{ZERO WIDTH SPACE}"), _seen("  ")
    ('一、', '[U+200B]', '（空白）')
    """
    lines = [line.strip(" \t\r\N{IDEOGRAPHIC SPACE}\N{NO-BREAK SPACE}") for line in text.split("\n")]
    written = "\n".join(line for line in lines if line)
    spelt = "".join(c if c.isprintable() or c == "\n" else f"[U+{ord(c):04X}]" for c in written)
    return spelt or (tell("（空白）") if text else "")


def _one_line(text: str) -> str:
    return "".join(char for char in text if char.isprintable()).strip(" ")
