"""Payloads, and documents that speak them from every place a document can speak from."""

from __future__ import annotations

import re
import shutil
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from chengwen.checkout.samples import clean_sample
from chengwen.checkout.store import RawSample, write_cleaned
from chengwen.cleaner import Cleaner
from chengwen.document import Document, Metadata, Placeholder, Provenance, Section, SourceInfo, Suspect
from chengwen.knowledge.load import catalogue
from chengwen.sidecar import Origin, Sidecar, as_toml
from chengwen.text import Edit, Span, apply

ROOT = Path(__file__).parents[2]
PLAIN = "净水工程"
"""What stands in the place of a payload in the document that the others are held against."""
CALL, HOST = "hostile()", "hostile.example"
"""What payloads call, and the host they lead to."""


@dataclass(frozen=True, slots=True)
class Payload:
    """One way out of the text."""

    id: str
    family: str
    text: str


def payloads() -> list[Payload]:
    """Read payloads.toml; ids count them: h001."""
    table = tomllib.loads((Path(__file__).parent / "payloads.toml").read_text(encoding="utf-8"))
    found = [(family, text) for family, said in table.items() for text in map(_text, said["payloads"])]
    return [Payload(f"h{number:03}", family, text) for number, (family, text) in enumerate(found, 1)]


def _text(said: str | dict[str, str | int]) -> str:
    if isinstance(said, str):
        return said
    return f"{said.get('before', '')}{str(said['text']) * int(said['times'])}{said.get('after', '')}"


def checkout(root: Path, said: list[Payload]) -> None:
    """Make a checkout whose cleaned/ holds a document for each payload, and one of plain words: `plain`.

    A payload that can be the name of a file is the id of a document besides; and all of a family stand in a document
    that was cleaned as any other.
    """
    shutil.copytree(ROOT / "docs", root / "docs")
    shutil.copy(ROOT / "mkdocs.yml", root)
    (root / "raw").mkdir()
    for one in (Payload("plain", "", PLAIN), *said):
        document, source = forged(one.id, one.text)
        write_cleaned(root / "cleaned", document)
        (root / "raw" / f"{one.id}.txt").write_bytes(source.encode())
        (root / "raw" / f"{one.id}.toml").write_text('encoding = "utf-8"\n', encoding="utf-8")
    for family in dict.fromkeys(one.family for one in said):
        _clean_family(root, family, [one.text for one in said if one.family == family])
    for id in ids(said):
        write_cleaned(root / "cleaned", forged(id, PLAIN)[0])


def _clean_family(root: Path, family: str, texts: list[str]) -> None:
    """Write what cleaning makes of a document with payloads in its title, headings, items, lines and sidecar."""
    lines = [f"{texts[0]}工作总结", *texts, f"一、{texts[-1]}。"]
    lines += [
        f"（{place}）{text}。净水{text}工程。一是{text}；二是X{text}。"
        for place, text in zip("一二三四五六七八九十", texts, strict=False)
    ]
    raw = root / "raw" / f"family-{family}.txt"
    raw.write_bytes("\n".join([*lines, f"{texts[0]}镇人民政府", "2021年6月1日\n"]).encode())
    said = Sidecar(encoding="utf-8", url=texts[0], rights=texts[0], also=(Origin(rights=texts[-1]),))
    raw.with_suffix(".toml").write_text(as_toml(said), encoding="utf-8", newline="\n")
    write_cleaned(root / "cleaned", clean_sample(RawSample(raw.stem, raw, said), Cleaner()))


def ids(said: list[Payload]) -> list[str]:
    """Give the payloads that can be a file's name here, and so the id of a sample."""
    names = (one.text for one in said if one.family in NAMED)
    return [name for name in names if not re.search("[/\0]", name) and len(f"{name}.json".encode()) <= LONGEST]


NAMED = ("paths", "json", "terminal", "unseen", "script-tags", "markdown", "layout", "formulas")
LONGEST = 235
"""Bytes of a file's name, with room for what a name has while the file is written."""


def forged(id: str, payload: str) -> tuple[Document, str]:
    """Make a document with a payload in every field, as no cleaning would, and the source it claims to come from.

    Every place where the clean text can speak has it: title, what stands above and below, headings, items, cells of a
    line like a table's, beside a mask and inside one, the signature; so has what was removed.
    """
    text, sections = _text_and_sections(payload)
    chip = text.index("〖")
    end = text.index("〗") + 1
    rule = next(rule for rule in catalogue().values() if rule.family == "promo_contact")
    gone = f"广告{payload}广告\n"
    source = f"{gone}甲{text}"
    edits = (
        Edit(Span(0, len(gone)), "", (rule.id, payload)),
        Edit(Span(len(gone), len(gone) + 1), f"{payload}", (payload,)),
    )
    document = Document(
        id=id,
        source=SourceInfo(payload, payload, 1, payload, len(source)),
        metadata=Metadata.of(
            dict.fromkeys(("title", "genre", "level", payload), payload) | {"year": 2021, "issuer": [payload]}
        ),
        provenance=Provenance.of(
            {
                "url": payload,
                "compiled_by": [payload],
                "rights": payload,
                "also": [{"url": payload, "rights": payload, "compiled_by": [payload]}],
                "not_copy_of": [payload],
            }
        ),
        text=apply(source, edits),
        edits=edits,
        sections=tuple(_moved(section, len(payload)) for section in sections),
        placeholders=(
            Placeholder(chip + len(payload), end + len(payload), payload, payload, Span(0, 1)),
            Placeholder(end + len(payload), end + len(payload) + 2, "place", "chengwen", Span(0, 1)),
        ),
        flags=(payload,),
        suspects=(Suspect(0, 2, payload, payload),),
    )
    return document, source


def _text_and_sections(payload: str) -> tuple[str, list[Section]]:
    title = f"{payload}\n"
    above = f"发文{payload}\n"
    first = f"\n开头{payload}\n"
    heading = f"一、{payload}\n"
    body = (
        f"{payload}\n净水{payload}净水\n主要：一是{payload}；二是{payload}。\n{payload}\t{payload}\t|{payload}|\n"
        f"〖{payload}〗净水X{payload}X\n落实三会一课{payload}，“三资”{payload}。\n"
    )
    deeper, closing = f"（一）{payload}。{payload}\n", f"{payload}\n2021年\n"
    places = [0]
    for part in (above, title, first, heading, body, deeper, closing):
        places.append(places[-1] + len(part))
    _, at_title, at_first, at_heading, at_body, at_deeper, at_closing, end = places
    sections = [
        Section("title", 0, payload, payload, at_title, at_first - 1, end, payload),
        Section("opening", None, "", "", at_first, at_first, at_heading, "opening"),
        Section("s1", 1, payload, payload, at_heading, at_body - 1, at_closing, "work"),
        Section("s1-1", 2, payload, payload, at_deeper, at_closing - 1, at_closing, payload),
        Section("closing", None, payload, payload, at_closing, at_closing, end, "closing"),
    ]
    return above + title + first + heading + body + deeper + closing, sections


def _moved(section: Section, by: int) -> Section:
    return replace(section, start=section.start + by, heading_end=section.heading_end + by, end=section.end + by)
