"""What a document holds back stays in it: whatever shows, stores or copies a document goes without its raw text."""

from __future__ import annotations

import copy
import dataclasses
import json
import logging
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from chengwen import clean
from chengwen.document import Document, from_json, to_json
from chengwen.engine.draft import Draft, read
from chengwen.engine.find import Find
from chengwen.engine.lines import fold
from chengwen.knowledge.load import ours_only
from chengwen.private import Private
from chengwen.sidecar import Origin, Override, Sidecar
from chengwen.stages.strip.strip import strip

NAME, PHONE = "欧阳翀沨", "13812345678"
RAW = f"更多资料请加微信：{PHONE}\n2022年党建工作总结\n报告人：{NAME}\n一、加强领导\n镇党委书记{NAME}主持会议,共3次。\n电话{PHONE}。\n"


@pytest.fixture(scope="module")
def document() -> Document:
    document = clean(RAW, name=f"{NAME}.txt", sidecar=Sidecar(url=f"https://example.cn/{NAME}", rights=f"据{NAME}"))
    assert NAME in (document.private.source_text or "")
    return document


def as_default(value: Any) -> Any:
    return vars(value) if hasattr(value, "__dict__") else repr(value)


SHOWN: dict[str, Callable[[Document], object]] = {
    "repr": repr,
    "str": str,
    "format": lambda document: f"{document} {document!r} {document.private} {document.private!r:>40}",
    "percent": lambda document: "%s %r %s" % (document, document, document.private),  # noqa: UP031
    "repr of the private part": lambda document: [document.private],
    "its state": lambda document: [document.__getstate__(), document.private.__getstate__()],
    "what object says of its state": object.__getstate__,
    "asdict": dataclasses.asdict,
    "astuple": dataclasses.astuple,
    "fields": lambda document: [getattr(document, field.name) for field in dataclasses.fields(document)],
    "vars": vars,
    "JSON": lambda document: json.dumps(to_json(document, with_text=True), ensure_ascii=False),
    "JSON by default=repr": lambda document: json.dumps({"of": document}, default=repr, ensure_ascii=False),
    "JSON by default=vars": lambda document: json.dumps({"of": [document, document.private]}, default=as_default),
    "JSON by default=asdict": lambda document: json.dumps([document], default=dataclasses.asdict, ensure_ascii=False),
    "pickles": lambda document: [pickle.dumps(document, number).decode("utf-8", "replace") for number in range(6)],
    "a pickle of the private part": lambda document: pickle.dumps(document.private).decode("latin-1"),
    "a copy": lambda document: copy.copy(document).private.source_text,
    "a deep copy": lambda document: copy.deepcopy(document).private.source_text,
    "what came out of a pickle": lambda document: pickle.loads(pickle.dumps(document)).private.source_text,
}


@pytest.mark.parametrize("show", SHOWN.values(), ids=SHOWN)
def test_nothing_that_shows_or_stores_a_document_shows_its_source(
    document: Document, show: Callable[[Document], object]
) -> None:
    shown = f"{show(document)!r}" + str(show(document))
    told = shown + shown.encode().decode("unicode_escape", "replace")
    assert not [secret for secret in (NAME, NAME[2:], PHONE) if secret in shown or secret in told]


def test_the_repr_is_short_and_begins_with_the_title(document: Document) -> None:
    assert repr(document) == (
        f"Document('2022年党建工作总结', {len(document.sections)} sections, {len(document.edits)} edits, 3 hidden)"
    )
    assert repr(clean("一、全镇动员。\n")).startswith("Document(None, 1 section, 0 edits, 0 hidden)")


def test_the_private_part_is_no_field_and_replace_keeps_it(document: Document) -> None:
    assert "private" not in {field.name for field in dataclasses.fields(document)}
    other = dataclasses.replace(document, id="other")
    assert other.private.source_text == document.private.source_text
    assert dataclasses.replace(document, private=Private("x")) == document
    assert pickle.loads(pickle.dumps(document)) == document


def test_a_document_that_is_read_back_has_no_source(document: Document) -> None:
    again = from_json(to_json(document, with_text=True))
    assert again == document
    assert again.private.source_text is None


def test_it_cannot_be_changed(document: Document) -> None:
    with pytest.raises(AttributeError):
        document.private.source_text = "x"  # type: ignore[misc]
    with pytest.raises((dataclasses.FrozenInstanceError, TypeError)):  # which of them, the version of Python says
        document.private = Private()  # type: ignore[misc]


def test_what_the_stages_hand_on_does_not_quote_it(caplog: pytest.LogCaptureFixture) -> None:
    """A debugger, a failed assertion and a traceback with its locals print exactly this."""
    draft, rules = read(RAW), ours_only()
    text, lines = draft.text, draft.all_lines
    from chengwen.checkout.report import Row, rows
    from chengwen.corpus.rows import parse
    from chengwen.decode.decode import decode
    from chengwen.formats.content import Content
    from chengwen.formats.mail import Attachment
    from chengwen.formats.read import Extracted, Refused
    from chengwen.stages.hide.hide import anonymise
    from chengwen.stages.hide.identifiers import find_identifiers
    from chengwen.stages.hide.people.names import shapes_from
    from chengwen.stages.hide.people.people import find_people
    from chengwen.stages.structure.sections import Heading

    row = parse(1, json.dumps({"id": NAME, "text": RAW, NAME: PHONE}).encode())
    objects = [
        text,
        draft,
        text.apply(anonymise(draft)),
        *lines,
        *map(fold, lines),
        *find_people(draft),
        *find_identifiers(draft),
        *shapes_from(NAME, 0),
        *shapes_from("刘翀沨", 0),
        strip(draft, rules),
        decode(RAW.encode("gb18030")),
        decode(RAW.encode() + b"\xff"),
        row,
        Sidecar(url=NAME, rights=NAME, metadata={"author": NAME}, keep=(Override(NAME, PHONE),), name=f"{NAME}.toml"),
        Origin(NAME, PHONE, (NAME,)),
        Content(RAW, "x", frozenset()),
        Attachment(NAME, RAW.encode()),
        Extracted(NAME, NAME, RAW.encode(), RAW, "text/plain", "", ()),
        Refused(NAME, NAME, "why"),
        Heading(lines[0], 1, NAME, 1, NAME, 0),
        *rows(clean(RAW)),
    ]
    assert {type(one) for one in objects} > {Row, Extracted, Find, Draft}
    with caplog.at_level(logging.DEBUG):
        for one in objects:
            logging.getLogger("chengwen").debug("%r %s", one, one)
    spelt = [secret.encode().__repr__()[2:-1] for secret in (NAME, "刘翀沨")]
    assert len(caplog.messages) == len(objects)
    assert not [
        message for message in caplog.messages for secret in (NAME, NAME[2:], PHONE, *spelt) if secret in message
    ]
