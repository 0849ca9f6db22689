"""Clean a Word file in place: its ledger as tracked changes, or the clean file without them.

The file that shows the changes holds what they remove, and says so; the clean one holds nothing of what was masked,
in no part of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from posixpath import dirname, join
from xml.etree.ElementTree import Element

from chengwen.cleaner import Cleaner
from chengwen.document import Document
from chengwen.errors import InputError
from chengwen.formats.packages import child, local, open_package
from chengwen.formats.word.docx import MEDIA_TYPE, Parts, Word, read_docx, read_parts
from chengwen.formats.word.places import Placed
from chengwen.formats.word.tree import parse, prefix_of
from chengwen.knowledge.load import catalogue
from chengwen.message import Message, say
from chengwen.sidecar import Sidecar
from chengwen.word.orders import lay, orders
from chengwen.word.package import AUTHOR, STRICT, Relation, WordFile, is_strict, open_word, put_together
from chengwen.word.parts import OFFICE, W, core, element, root, text_run
from chengwen.word.plan import plan
from chengwen.word.prepare import prepare, without_pictures
from chengwen.word.resolve import resolve
from chengwen.word.revise import Writer, revise

HOLDS = (
    "这份文件用修订记着每一处改动：删去和隐去的原文都还在里面，谁打开都看得见。要发出去，请先接受全部修订并删去批注，"
    "或用 chengwen clean --accept 另存一份。"
)
"""What a file with changes says of itself, in its first comment and in its properties."""
TEXTS = ("document", "footnotes", "endnotes")
"""The kinds of parts that the text is read from."""
SHORTEST = 2
"""The least length of what was masked that is looked for in other parts: a single character is everywhere."""


@dataclass(frozen=True, slots=True)
class CleanedWord:
    """A Word file that was cleaned."""

    data: bytes = field(repr=False)
    document: Document
    sidecar: Sidecar
    """What is stated of it, with what was found while its text was read."""
    left_out: tuple[Message, ...]
    """What the file held beside its words, and holds no more."""


def clean_word(
    raw: bytes,
    name: str,
    cleaner: Cleaner,
    *,
    accept: bool = False,
    comments: bool = False,
    sidecar: Sidecar | None = None,
) -> CleanedWord:
    """Clean a .docx: `accept` gives the clean file, else the changes stand in it, with their rules in `comments`.

    Another file, one that is encrypted or damaged, or in which the changes cannot be shown, raises `InputError`.
    """
    file = open_word(raw)
    with open_package(raw) as package:
        content = read_docx(package)
    if not content.text:
        raise InputError(say("this document holds no text"))
    prepare(file, lambda words: _is_clean(words, cleaner))
    text, word = _read(file, file.trees)
    if text.text != content.text:
        raise _unsayable()
    _blank_what_was_not_read(file, word)
    text = text.cut(1, len(text.text)) if text.text[0] == "\ufeff" else text
    stated = replace(
        sidecar or Sidecar(), extractor=content.extractor, media_type=MEDIA_TYPE, flags=tuple(sorted(content.flags))
    )
    document = cleaner.clean(text.text, name=name, sidecar=stated)
    document = replace(document, source=replace(document.source, media_type=MEDIA_TYPE, size=len(raw)))
    _revise(file, text, word, document, comments=comments, accept=accept)
    _refuse_what_differs(file, text.text, document.text)
    if accept:
        _accept(file, document)
    holds = HOLDS if document.edits and not accept else ""
    if holds:
        _put_comments(file, {0: holds})
    properties = core(title=document.metadata.title, lastModifiedBy=AUTHOR, language="zh-CN", description=holds)
    return CleanedWord(put_together(file, properties), document, stated, tuple(sorted(+file.left_out)))


def _unsayable() -> InputError:
    return InputError(
        say("what cleaning does to its text cannot be shown as changes of this Word file; clean it to text instead")
    )


def _is_clean(words: str, cleaner: Cleaner) -> bool:
    """Whether cleaning would leave the words of a header as they are, but for their layout."""
    edits = cleaner.clean(words, id="header").edits
    return all(rule.startswith("layout-") for edit in edits for rule in edit.rules)


def _read(file: WordFile, trees: Mapping[str, Element]) -> tuple[Placed, Word]:
    """Return the text of a file, read from some trees of its parts."""
    known = {kind: next((tree for _, tree in file.of_kind(kind)), None) for kind in ("styles", "numbering")}
    notes = tuple(trees[name] for name, _ in file.of_kind("footnotes", "endnotes"))
    return read_parts(Parts(trees[file.main], known["styles"], known["numbering"], notes))


def _blank_what_was_not_read(file: WordFile, word: Word) -> None:
    """Take out words that are no part of the text: notes without a sign, what drawings hold beside text boxes."""
    read = set(word.reading.elements)
    for _, tree in file.of_kind(*TEXTS):
        for one in tree.iter():
            if local(one) in ("t", "delText", "instrText") and one not in read:
                one.text = None


def _revise(
    file: WordFile, text: Placed, word: Word, document: Document, *, comments: bool, accept: bool = False
) -> None:
    """Write the ledger into the file as changes; where they are accepted, nothing is kept for rejecting them."""
    roots = [tree for _, tree in file.of_kind(*TEXTS)]
    made = plan(text.text, document.edits)
    layout = lay(roots, text, word)
    begins: dict[int, list[int]] = {}
    for edit, at in made.first_gone.items():
        near = next((one for one in range(at, len(text.text)) if layout.stands(one)), None)
        if near is not None and comments:
            begins.setdefault(text.places[near], []).append(edit)
    styles = next((tree for _, tree in file.of_kind("styles") if not accept), None)
    writer = Writer(prefix_of(file.trees[file.main]), layout, orders(layout, made), begins, comments, styles)
    revise(writer, roots)
    for tree in roots:
        _renew_fallbacks(tree)
    if comments:
        told = {number: _rules(document, edit) for edit, number in writer.told.items()}
        _put_comments(file, told)


def _rules(document: Document, edit: int) -> str:
    """Return what a comment says of an edit: its rules, and what they are for."""
    known = catalogue()
    rules = document.edits[edit].rules
    return "；".join(f"{rule}：{known[rule].description}" if rule in known else rule for rule in rules)


def _renew_fallbacks(tree: Element) -> None:
    """Write text boxes again where they stand a second time, for older programs."""
    for one in tree.iter():
        if local(one) == "AlternateContent":
            fallback = child(one, "Fallback")
            if fallback is None:
                continue
            choice = child(one, "Choice")
            news = [box for box in choice.iter() if local(box) == "txbxContent"] if choice is not None else []
            olds = [box for box in fallback.iter() if local(box) == "txbxContent"]
            for number, box in enumerate(olds):
                inside = list(deepcopy(news[number])) if number < len(news) else []
                box[:] = inside or [Element(box.tag.removesuffix("txbxContent") + "p")]


def _refuse_what_differs(file: WordFile, source: str, clean: str) -> None:
    """Read the file with all changes accepted, and with all rejected; refuse one that does not say what it should."""
    for accept, wanted in ((True, in_lines(clean)), (False, source)):
        trees = {name: deepcopy(tree) for name, tree in file.of_kind(*TEXTS)}
        for tree in trees.values():
            resolve(tree, accept=accept)
        if _read(file, trees)[0].text.removeprefix("\ufeff") != wanted:
            raise _unsayable()


def in_lines(clean: str) -> str:
    """Return a clean text as a Word file says it: the blank line below the title is space there."""
    return clean.replace("\n\n", "\n")


def _accept(file: WordFile, document: Document) -> None:
    """Accept all changes, and take what was masked out of every other part."""
    for _, tree in file.of_kind(*TEXTS):
        resolve(tree, accept=True)
        _renew_fallbacks(tree)
    secrets = list(secrets_of(document))
    without_pictures(file, [name for name, data in file.pictures.items() if _holds(data, secrets)])
    for kind, tree in ((file.kinds[name], tree) for name, tree in file.trees.items()):
        words = "".join(one.text or "" for one in tree.iter() if local(one) == "t")
        hides = kind in ("header", "footer") and any(secret in words for secret in secrets)
        for one in tree.iter():
            if hides and local(one) == "t":
                one.text = ""
            for key, value in one.attrib.items():
                one.set(key, _without(value, secrets))


def secrets_of(document: Document) -> Iterator[str]:
    """Yield what was masked, the longest first."""
    source = document.private.source_text or ""
    masked = {source[one.source.start : one.source.end] for one in document.placeholders if one.origin == "chengwen"}
    yield from sorted((one for one in masked if len(one) >= SHORTEST), key=lambda one: (-len(one), one))


def _holds(data: bytes, secrets: Iterable[str]) -> bool:
    return any(
        one.encode(encoding, "ignore") in data for one in secrets for encoding in ("utf-8", "utf-16-le", "gb18030")
    )


def _without(text: str, secrets: Iterable[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, "〖〗")
    return text


def _put_comments(file: WordFile, told: Mapping[int, str]) -> None:
    """Add comments; number 0 stands at the beginning of the document."""
    name = join(dirname(file.main), "comments.xml")
    made = [
        element(
            "comment",
            element("p", text_run(words)),
            id=number,
            author=AUTHOR,
            initials="cw",
        )
        for number, words in told.items()
    ]
    strict = is_strict(file)
    spelt = root("comments", *made).replace(W, file_namespace(file)) if strict else root("comments", *made)
    comments = parse(spelt.encode(), name)
    if name in file.trees:
        file.trees[name].extend(comments)
    else:
        file.trees[name], file.kinds[name] = comments, "comments"
        file.relations[file.main]["rIdChengwen"] = Relation(f"{STRICT if strict else OFFICE}/comments", "comments.xml")
    if 0 in told:
        _point_to_first(file.trees[file.main])


def file_namespace(file: WordFile) -> str:
    """Return the namespace of the names of a file's document."""
    document = file.trees[file.main]
    prefix, colon, _ = document.tag.partition(":")
    return document.get(f"xmlns:{prefix}" if colon else "xmlns", W)


def _point_to_first(document: Element) -> None:
    """Put the sign of comment 0 into the first paragraph that is there whether changes are accepted or rejected.

    In another one it would stay when all else goes, and LibreOffice would give the next paragraph the look of that one.
    """
    prefix = prefix_of(document)
    paragraphs = [one for one in document.iter() if local(one) == "p"]
    if not paragraphs:
        return
    changed = {one for row in document.iter() if local(row) == "tr" and _marks(row, "trPr") for one in row.iter()}
    paragraph = next((one for one in paragraphs if one not in changed and _stays(one)), paragraphs[0])
    at = 1 if len(paragraph) and local(paragraph[0]) == "pPr" else 0
    run = Element(f"{prefix}r")
    names = {f"{prefix}id": "0"}
    run.append(Element(f"{prefix}commentReference", names))
    paragraph[at:at] = [Element(f"{prefix}commentRangeStart", names), Element(f"{prefix}commentRangeEnd", names), run]


def _stays(paragraph: Element) -> bool:
    """Whether something of a paragraph is left where changes are accepted, and it is there where they are rejected."""
    marks = _marks(paragraph, "pPr", "rPr")
    return "ins" not in marks and ("del" not in marks or any(local(one) in ("r", "ins") for one in paragraph))


def _marks(element: Element, *properties: str) -> set[str]:
    """Return what the properties of a paragraph or a row say of its end: `del`, `ins`."""
    found = child(element, *properties)
    return {local(one) for one in found if local(one) in ("del", "ins")} if found is not None else set()
