"""Two hundred names, and numbers beside them, stand in nothing that a program says of a document on its way.

Not in a repr, a log, a pickle, an error or what an error holds: in each part of a document, each form it comes in, and
each way in which it can be refused. What is published is read for them by test_outputs.py.
"""

from __future__ import annotations

import json
import logging
import pickle
import re
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import permutations
from pathlib import Path
from random import Random
from zipfile import ZipFile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from chengwen import clean
from chengwen.checkout.additions import propose, read_files
from chengwen.checkout.holdings import holdings
from chengwen.checkout.report import rows
from chengwen.checkout.samples import clean_file
from chengwen.checkout.store import read_cleaned
from chengwen.cleaner import Cleaner
from chengwen.cli.main import cli
from chengwen.corpus.options import CorpusOptions
from chengwen.corpus.read import corpus
from chengwen.corpus.rows import Reading, parse, read_rows
from chengwen.corpus.shards.plan import Segment
from chengwen.corpus.shards.shard import clean_row
from chengwen.corpus.storage import look
from chengwen.document import from_json, to_json
from chengwen.formats.read import read
from chengwen.text import Edit, Span, apply

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱林何郭罗梁宋"
RARE = "翀沨昉珝旻玥祎骞弢翯婳韫璟琎赟淏烨昶隽煜"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class Planted:
    """A report with five names, a telephone and an identity number, one name in each part of it."""

    names: tuple[str, ...]
    phone: str
    card: str
    text: str
    sidecar: str

    @property
    def secrets(self) -> tuple[str, ...]:
        return (*self.names, *(name[1:] for name in self.names), self.phone, self.card)


def identity_number(random: Random) -> str:
    digits = f"420502{random.randrange(1950, 2000)}{random.randrange(1, 13):02}{random.randrange(1, 29):02}"
    digits += f"{random.randrange(1000):03}"
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=True)) % 11]


def plant() -> Iterator[Planted]:
    random = Random(11)
    pairs = ["".join(pair) for pair in permutations(RARE, 2)]
    random.shuffle(pairs)
    for number in range(40):
        names = [random.choice(SURNAMES) + pair for pair in pairs[5 * number : 5 * number + 5]]
        title, heading, body, cell, signature = names
        phone, card = f"13{random.randrange(10**8, 10**9)}", identity_number(random)
        text = (
            f"{title}同志2022年第{number + 1}季度述职报告\n一、镇长{heading}部署工作\n"
            f"镇党委书记{title}、镇长{heading}主持会议{number + 3}次，村支部书记{body}作了交流发言（身份证号{card}）。\n"
            f"姓名\t职务\t电话\n{cell}\t网格员\t{phone}\n二、下一步打算\n由{body}同志负责，年内完成各项任务。\n"
            f"述职人：{signature}\n2022年12月30日\n"
        )
        yield Planted(
            (*names,),
            phone,
            card,
            text,
            f'url = "https://example.cn/{title}"\nrights = "据{body}"\n[metadata]\nauthor = "{cell}"\n',
        )


PLANTED = tuple(plant())
ONE = PLANTED[0]
SECRETS = re.compile("|".join(secret for one in PLANTED for secret in one.secrets))


def told(*said: object) -> list[str]:
    """Find what is told, however it is spelt: as it is, escaped in JSON or Python, or as bytes."""
    text = "\n".join(map(str, said))
    plain = re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)
    raw = re.sub(r"\\x([0-9a-f]{2})", lambda match: chr(int(match[1], 16)), text).encode("latin-1", "ignore")
    hexed = raw.decode("utf-8", "replace") + raw.decode("gb18030", "replace")
    return SECRETS.findall(f"{text}\n{plain}\n{hexed}")


def of_error(error: BaseException) -> Iterator[str]:
    """Everything an error says and holds, and those it came from."""
    yield "".join(traceback.format_exception(error))
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is not None:
            yield from (f"{getattr(one, name, None)!r}" for name in dir(one) if not name.startswith("__"))
            yield from (str(one), repr(one), repr(one.args))
            waiting += [one.__cause__, one.__context__]


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nothing is logged of what is planted, by us or by any library."""
    with caplog.at_level(logging.DEBUG):
        yield
    assert told(*caplog.messages, *(record.args for record in caplog.records)) == []


def test_what_is_planted_is_seen_where_it_stands() -> None:
    assert len({name for one in PLANTED for name in one.names}) == 200
    for one in PLANTED:
        assert set(told(one.text)) >= {one.phone, one.card, *one.names}
    for spelt in (ONE.text.encode(), ONE.text.encode("gb18030"), json.dumps(ONE.text), [ONE.text]):
        assert told(repr(spelt))
    with pytest.raises(UnicodeDecodeError) as raised:
        ONE.text.encode("gb18030").decode()
    assert told(*of_error(raised.value))


def docx(text: str) -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.split("\n"))
    space = "http://schemas.openxmlformats.org"
    document = f'<w:document xmlns:w="{space}/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>'
    main = f"{space}/officeDocument/2006/relationships/officeDocument"
    links = (
        f'<Relationships xmlns="{space}/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{main}" Target="word/document.xml"/></Relationships>'
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    types = (
        f'<Types xmlns="{space}/package/2006/content-types"><Default Extension="rels" ContentType="application/'
        f'vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="{kind}"/></Types>'
    )
    file = BytesIO()
    with ZipFile(file, "w") as package:
        for name, part in (("[Content_Types].xml", types), ("_rels/.rels", links), ("word/document.xml", document)):
            package.writestr(name, part)
    return file.getvalue()


def html(text: str) -> bytes:
    body = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>x</title></head><body>{body}</body></html>'.encode()
    )


def pdf(text: str) -> bytes:
    lines = "".join(
        f"1 0 0 1 50 {780 - 22 * at} Tm <{line.encode('utf-16-be').hex()}> Tj "
        for at, line in enumerate(text.split("\n"))
    )
    page = f"BT /F 10 Tf {lines} ET".encode()
    written = sorted(set(text) - set("\n"))
    known = "".join(
        f"{len(some)} beginbfchar\n{''.join(f'<{ord(char):04x}> <{ord(char):04x}>{chr(10)}' for char in some)}endbfchar\n"
        for some in (written[at : at + 100] for at in range(0, len(written), 100))
    )
    codes = (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /X def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n{known}endcmap\nend\nend"
    ).encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 5 0 R>>>>/Contents 4 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(page), page),
        (
            b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/Identity-H/DescendantFonts[6 0 R]"
            b"/ToUnicode 8 0 R>>"
        ),
        (
            b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000"
            b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 5>>/FontDescriptor 7 0 R>>"
        ),
        (
            b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880"
            b"/Descent -120/CapHeight 880/StemV 90>>"
        ),
        b"<</Length %d>>stream\n%s\nendstream" % (len(codes), codes),
    ]
    numbered = b"".join(b"%d 0 obj%s\nendobj\n" % (number, one) for number, one in enumerate(objects, 1))
    return b"%PDF-1.4\n" + numbered + b"trailer<</Root 1 0 R/Size 9>>\n%%EOF\n"


FORMS: dict[str, Callable[[str], bytes]] = {
    "txt": lambda text: text.encode(),
    "gbk.txt": lambda text: text.encode("gb18030"),
    "docx": docx,
    "html": html,
    "pdf": pdf,
}


@pytest.mark.parametrize("form", FORMS)
def test_a_file_of_each_form_by_add(tmp_path: Path, form: str) -> None:
    (tmp_path / "raw").mkdir()
    folder = tmp_path / "inbox"
    folder.mkdir()
    for one in PLANTED[:2] if form == "pdf" else PLANTED:
        path = folder / f"{one.names[0]}述职.{form}"
        path.write_bytes(FORMS[form](one.text))
        path.with_suffix(".toml").write_text(one.sidecar, encoding="utf-8")
        for item, sidecar in read_files([path]):
            proposal = propose(tmp_path, holdings(tmp_path), item, sidecar, Cleaner())
            assert set(told(proposal.document.private.source_text)) >= set(one.names)
            pickled = pickle.dumps(proposal.document).decode("utf-8", "replace")
            assert told(item, sidecar, proposal, proposal.document, pickled) == []
            assert told(*rows(proposal.document)) == []


def test_each_report_as_a_file(tmp_path: Path) -> None:
    for one in PLANTED:
        path = tmp_path / f"{one.names[4]}的述职.txt"
        path.write_text(one.text, encoding="utf-8")
        path.with_suffix(".toml").write_text(one.sidecar, encoding="utf-8")
        document = clean_file(path, Cleaner())
        assert told(document, pickle.dumps(document).decode("utf-8", "replace"), vars(Cleaner)) == []


@pytest.mark.parametrize("kind", [".jsonl", ".parquet"])
def test_rows_with_their_ids_and_columns(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"rows{kind}"
    records = [{"id": one.names[0], "text": one.text, "author": one.names[3], "more": one.phone} for one in PLANTED]
    if kind == ".parquet":
        pq.write_table(pa.Table.from_pylist(records), path)
    else:
        path.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in records), encoding="utf-8")
    file = look(str(path))
    assert file
    stop = 1 if kind == ".parquet" else file.size
    made = list(read_rows(Segment(file, kind, 0, stop, file.size), Reading(10**6)))
    assert [row.problem for row in made] == [""] * len(PLANTED)
    documents = [clean_row(row, settings()) for row in made]
    pickled = [pickle.dumps(to_json(one, with_text=True) | {"id": ""}).decode("utf-8", "replace") for one in documents]
    assert told(*made, *documents, *pickled) == []


def settings(
    most_annotations: int = 10**6, recognisers: Iterable[Callable[[str], list[tuple[int, int, str]]]] = ()
) -> CorpusOptions:
    cleaner = Cleaner(recognisers=tuple(recognisers))
    return CorpusOptions(cleaner, reading=Reading(10**6), most_annotations=most_annotations)


def fails(text: str) -> list[tuple[int, int, str]]:
    raise KeyError(text)


_LABELS = re.compile("(?:〖[^〗]*〗)*")


def unsettling(text: str) -> list[tuple[int, int, str]]:
    at = len(_LABELS.match(text)[0])  # type: ignore[index]
    return [(at, at + 1, "other")]


def row(**columns: object) -> str:
    return json.dumps({"id": "a", "text": ONE.text, **columns}, ensure_ascii=False)


def as_json(**changes: object) -> dict[str, object]:
    return to_json(clean("工作总结\n"), with_text=True) | changes


def in_cleaned(folder: Path, data: bytes) -> None:
    (folder / "cleaned").mkdir()
    (folder / "cleaned" / "a.json").write_bytes(data)
    (folder / "cleaned" / "a.txt").write_text(ONE.text, encoding="utf-8")
    read_cleaned(folder, "a")


def in_corpus(folder: Path, data: bytes) -> None:
    (folder / "rows.jsonl").write_bytes(data)
    list(corpus([str(folder / "rows.jsonl")]))


def with_sidecar(folder: Path, sidecar: str, encoding: str = "utf-8") -> None:
    (folder / "a.txt").write_text(ONE.text, encoding="utf-8")
    (folder / "a.toml").write_bytes(sidecar.encode(encoding))
    clean_file(folder / "a.txt", Cleaner())


NAME = ONE.names[0]
SIDECARS = {
    "no TOML": f'rights = "{NAME}',
    "a value without quotes": f"rights = {NAME}",
    "a key twice in a table": f'metadata = {{"{NAME}" = 1, "{NAME}" = 2}}',
    "a list for a string": f'rights = ["{NAME}"]',
    "a string for a list": f'flags = "{NAME}"',
    "a table in a list of strings": f'flags = ["{NAME}", {{a = "{ONE.phone}"}}]',
    "a list in metadata": f'[metadata]\ntitle = ["{NAME}"]',
    "an encoding that is none": f'encoding = "{NAME}"',
    "a number for an encoding": f'encoding = "{ONE.phone}"',
    "a rule that is none": f'[[undo]]\nrule = "{NAME}"\nreason = "x"',
    "a type that is none": f'[[mask]]\ntext = "{NAME}"\ntype = "{NAME}"\nreason = "x"',
    "a text that is not there": f'[[keep]]\ntext = "{PLANTED[1].names[0]}"\nreason = "{NAME}"',
    "more often than it stands there": f'[[keep]]\ntext = "{NAME}"\noccurrence = 99\nreason = "{NAME}"',
    "kept and removed": f'[[keep]]\ntext = "{NAME}"\nreason = "x"\n[[remove]]\ntext = "{NAME}"\nreason = "x"',
    "an origin that is none": f'[[also]]\nurl = ["{NAME}"]',
    "a reason that is missing": f'[[keep]]\ntext = "{NAME}"',
}
ERRORS: dict[str, Callable[[Path], object]] = {
    "binary": lambda _: clean(b"%PDF-1.7" + ONE.text.encode()),
    "mostly no text": lambda _: clean(ONE.text + "\x01\x02\ufffd" * 400),
    "no such file": lambda folder: clean_file(folder / "none.txt", Cleaner()),
    "a folder": lambda folder: clean_file(folder, Cleaner()),
    "a bad ledger": lambda _: apply(ONE.text, [Edit(Span(0, 10**6), NAME, ("x",))]),
    "a ledger out of order": lambda _: apply(
        ONE.text, [Edit(Span(5, 6), NAME, ("x",)), Edit(Span(1, 2), NAME, ("x",))]
    ),
    "another text": lambda _: from_json(as_json(text=ONE.text)),
    "another schema": lambda _: from_json(as_json(schema=NAME)),
    "an unknown key": lambda _: from_json(as_json(source={NAME: NAME, "bytes": 1, "undecodable": []})),
    "a section of another id": lambda _: from_json(as_json(sections=[{"id": NAME}])),
    "a text for a list": lambda _: from_json(as_json(edits=NAME)),
    "no hexadecimal": lambda _: from_json(as_json(source={"bytes": 1, "undecodable": [[0, NAME]]})),
    "a cleaned file cut off": lambda folder: in_cleaned(folder, f'{{"id": "{NAME}'.encode()),
    "a cleaned file in GBK": lambda folder: in_cleaned(folder, f'{{"id": "{NAME}"}}'.encode("gb18030")),
    "a cleaned file of another text": lambda folder: in_cleaned(folder, json.dumps(as_json()).encode()),
    "a corpus cut off": lambda folder: in_corpus(folder, row()[:-9].encode()),
    "a corpus in GBK": lambda folder: in_corpus(folder, row().encode("gb18030")),
    "a corpus of other rows": lambda folder: in_corpus(folder, row().encode()),
    "a row that is too large": lambda _: clean_row(parse(1, row().encode()), settings(most_annotations=1)),
    "a recogniser that fails": lambda _: clean_row(parse(1, row().encode()), settings(recognisers=[fails])),
    "half a character in a column": lambda _: clean_row(
        parse(1, row(more="\ud800" + NAME).encode("utf-8", "surrogatepass")), settings()
    ),
    "a number without end in a column": lambda _: clean_row(
        parse(1, row(more=NAME)[:-1].encode() + b', "x": 1e999}'), settings()
    ),
    "a sidecar in GBK": lambda folder: with_sidecar(folder, ONE.sidecar, "gb18030"),
    **{
        f"a sidecar with {what}": (lambda folder, sidecar=sidecar: with_sidecar(folder, sidecar))
        for what, sidecar in SIDECARS.items()
    },
}


@pytest.mark.parametrize("fail", ERRORS.values(), ids=ERRORS)
def test_no_error_tells_or_holds_what_is_planted(tmp_path: Path, fail: Callable[[Path], object]) -> None:
    with pytest.raises(Exception) as raised:  # noqa: PT011
        fail(tmp_path)
    assert told(*of_error(raised.value)) == []


BAD_ROWS = (
    row()[:-5].encode(),
    row().encode("gb18030"),
    json.dumps([ONE.text], ensure_ascii=False).encode(),
    row(bytes=NAME).encode(),
    row(text=[7, NAME]).encode(),
    row(id={NAME: 1}).encode(),
    row(text=None, bytes="!" + NAME).encode(),
    b'{"a":' * 5_000 + row().encode(),
)


@pytest.mark.parametrize("data", BAD_ROWS)
def test_no_bad_row_is_quoted(data: bytes) -> None:
    made = parse(1, data)
    assert made.problem
    assert told(made, made.problem) == []


@pytest.mark.parametrize("form", ["docx", "html", "pdf"])
def test_no_damaged_file_is_quoted(form: str) -> None:
    whole = FORMS[form](ONE.text)
    for raw in (whole[:-100], whole[: len(whole) // 2], whole.replace(b"<", b"<<"), whole.replace(b"/", b"%")):
        for item in read(f"a.{form}", raw):
            assert told(item, getattr(item, "reason", "")) == []


def test_a_text_that_does_not_settle() -> None:
    document = clean(ONE.text, recognisers=[unsettling])
    assert "unsettled" in document.flags
    assert told(document, *document.edits, *document.placeholders, *document.sections) == []


def test_what_commands_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside `add` and `diff`, which tell a person who has the raw file what is in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "raw").mkdir()
    for number, one in enumerate(PLANTED[:8]):
        (tmp_path / "raw" / f"{number}.txt").write_text(one.text, encoding="utf-8")
    for number, sidecar in enumerate(SIDECARS.values()):
        (tmp_path / f"s{number}.txt").write_text(ONE.text, encoding="utf-8")
        (tmp_path / f"s{number}.toml").write_text(sidecar, encoding="utf-8")
    (tmp_path / "rows.jsonl").write_bytes(b"\n".join(BAD_ROWS))
    commands = [
        ["clean"],
        ["check"],
        ["clean", "rows.jsonl", "--out", "out.jsonl", "--jobs", "1"],
        ["clean", "rows.jsonl", "--out", "small.jsonl", "--jobs", "1", "--max-megabytes", "0.0001"],
        *(["clean", f"s{number}.txt"] for number in range(len(SIDECARS))),
    ]
    for command in commands:
        ran = CliRunner().invoke(cli, command)
        assert told(ran.output, *(of_error(ran.exception) if ran.exception else ())) == [], command
    for path in tmp_path.glob("*.rejects.jsonl"):
        assert told(path.read_text(encoding="utf-8")) == []
