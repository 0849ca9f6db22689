"""What a person states about a raw file, in the TOML file beside it: `raw/<id>.toml`."""

from __future__ import annotations

import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from chengwen.columns import INTEGER, METADATA
from chengwen.decode.encodings import problem_of_encoding
from chengwen.decode.file_names import as_text
from chengwen.document import OLD_NAMES, Origin, Suspect
from chengwen.engine.kept import compiled
from chengwen.engine.lines import LINE_END, SPACES, ZERO_WIDTH, trim
from chengwen.errors import SidecarError
from chengwen.knowledge.labels import labels
from chengwen.knowledge.load import ours_only, where_toml_is_wrong
from chengwen.knowledge.rules import FIXED_FAMILIES, Rules
from chengwen.message import Message, at, of_system, say
from chengwen.text import Edit, Span, Text, delete

SIDECAR_KEYS: dict[str, type] = {
    "url": str,
    "rights": str,
    "declassified": str,
    "publishable": str,
    "encoding": str,
    "sha256": str,
    "media_type": str,
    "extractor": str,
    "flags": list,
    "metadata": dict,
    "also": list,
    "not_copy_of": list,
    "keep": list,
    "remove": list,
    "undo": list,
    "keep_name": list,
    "mask": list,
}
KINDS = {str: say("a string"), int: say("a whole number"), list: say("a list"), dict: say("a table")}
"""Names of types in TOML, for messages."""
PERMITTING = frozenset({"declassified", "publishable"})
"""Keys that permit publishing a marked document; the value is the reason."""
STRINGS = frozenset({"flags", "not_copy_of"})
"""Keys whose value is a list of strings."""
OVERRIDE_KEYS: dict[str, type] = {"text": str, "reason": str, "occurrence": int, "rule": str, "type": str}
ORIGIN_KEYS: dict[str, type] = {"url": str, "rights": str, "compiled_by": list}
NEEDED = {
    "keep": ("text", "reason"),
    "remove": ("text", "reason"),
    "undo": ("rule", "reason"),
    "keep_name": ("text", "reason"),
    "mask": ("text", "type", "reason"),
}
"""The tables that overrule the rules, and their required keys."""
OPTIONAL = {"keep": ("occurrence",), "remove": ("occurrence",), "undo": ("text", "occurrence")}
QUOTABLE = compiled("(?:[A-Za-z][A-Za-z0-9_.-]{0,39})?")
"""What an error may quote of a value: the name of a rule or an encoding; never a name, a number or an address."""
_QUOTED = compiled("'[^'\n]*' ?")
MASKED = tuple(type for type in labels() if type != "censored")
"""The types that [[mask]] accepts."""


@dataclass(frozen=True, slots=True)
class Override:
    """One decision of a person against the rules, with its reason, which stays beside the raw file."""

    reason: str = field(repr=False)
    text: str = field(default="", repr=False)
    """As it stands in the raw text, without line ends at either end; empty: wherever the rule was applied."""
    occurrence: int = 0
    """Which occurrence of the text is meant, from 1; 0 for all."""
    rule: str = ""
    """The rule that is undone."""
    type: str = ""
    """The type of what [[mask]] hides."""


@dataclass(frozen=True, slots=True)
class Sidecar:
    """The contents of a sidecar, `raw/<id>.toml`."""

    url: str | None = field(default=None, repr=False)
    rights: str | None = field(default=None, repr=False)
    declassified: str | None = field(default=None, repr=False)
    """Why a document marked 绝密, 机密 or 秘密 may be published: a reason, or the official address."""
    publishable: str | None = field(default=None, repr=False)
    """Why a document with an internal mark may be published."""
    encoding: str | None = None
    sha256: str | None = field(default=None, repr=False)
    """Digest of the raw bytes; it stays beside them and is never published."""
    media_type: str = "text/plain"
    extractor: str | None = None
    """What made `<id>.extracted.txt` from a raw file that is not plain text, with its version."""
    flags: tuple[str, ...] = ()
    """What the extractor found that a person should check: tables, page furniture."""
    metadata: dict[str, Any] = field(default_factory=dict, repr=False)
    """What the text does not say, or says wrongly; wins over found values."""
    also: tuple[Origin, ...] = ()
    not_copy_of: tuple[str, ...] = ()
    """Samples that share almost everything with this one and are different documents: a form filled in twice."""
    keep: tuple[Override, ...] = ()
    remove: tuple[Override, ...] = ()
    undo: tuple[Override, ...] = ()
    keep_name: tuple[Override, ...] = ()
    """Names that stay wherever they occur."""
    mask: tuple[Override, ...] = ()
    """Names that are hidden wherever they occur, besides those that are found."""
    name: str = field(default="sidecar", repr=False)
    """The file it was read from, for messages."""


def read_sidecar(path: Path) -> Sidecar:
    """Read `raw/<id>.toml`; a missing file counts as empty, an unreadable one raises `SidecarError`."""
    name = as_text(str(path))
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return Sidecar()
    except OSError as error:
        raise SidecarError(
            at(
                name,
                say(
                    "{reason}; give yourself the right to read it, or take it away, then run again",
                    reason=of_system(error),
                ),
            )
        ) from error
    return parse_sidecar(data, name)


def parse_sidecar(data: bytes, name: str) -> Sidecar:
    """Parse a sidecar; an unknown key raises `SidecarError`, since it would silently have no effect."""
    table, wrong = _read_toml(data)
    if wrong:
        raise SidecarError(at(name, say("not valid TOML: {wrong}", wrong=wrong)))
    _check(table, SIDECAR_KEYS, name)
    _check_metadata(table.get("metadata", {}), f"{name}: [metadata]")
    for key in PERMITTING & table.keys():
        if not table[key].strip():
            raise SidecarError(
                at(name, say("“{key}” is empty; say why the document may be published, or leave it out", key=key))
            )
    if problem := problem_of_encoding(table.get("encoding")):
        said = (
            problem
            if QUOTABLE.fullmatch(table["encoding"])
            else say("“encoding” is none that is known; gb18030 is one")
        )
        raise SidecarError(at(name, said))
    for key in NEEDED.keys() & table:
        table[key] = tuple(
            _override(entry, key, f"{name}: [[{key}]] {number}") for number, entry in enumerate(table[key], 1)
        )
    if "also" in table:
        table["also"] = tuple(
            _origin(entry, f"{name}: [[also]] {number}") for number, entry in enumerate(table["also"], 1)
        )
    for key in STRINGS & table.keys():
        table[key] = _strings(table[key], f"{name}: “{key}”")
    return Sidecar(**table, name=name)


def _read_toml(data: bytes) -> tuple[dict[str, Any], str]:
    """Return the table, or what is wrong with it: the place, and nothing of its content.

    The libraries' errors contain the whole file, which must not become part of ours.
    """
    try:
        return tomllib.loads(data.decode("utf-8")), ""
    except UnicodeDecodeError as error:
        return {}, say("byte {byte} is not UTF-8", byte=error.start)
    except (ValueError, RecursionError) as error:  # brackets nested a thousand deep, a number of 5,000 digits
        return {}, where_toml_is_wrong(_QUOTED.sub("", str(error)))


def as_toml(sidecar: Sidecar) -> str:
    """Return a sidecar as the TOML that `parse_sidecar` reads; empty values are left out.

    >>> print(as_toml(Sidecar(url="https://example.cn/1", also=(Origin(rights="不详"),))), end="")
    url = "https://example.cn/1"
    <BLANKLINE>
    [[also]]
    rights = "不详"
    """
    table = asdict(sidecar)
    del table["name"]
    if sidecar.media_type == Sidecar().media_type:
        del table["media_type"]
    tables = {key: [_without_empty(entry) for entry in table.pop(key)] for key in ("also", *NEEDED)}
    metadata = {"metadata": table.pop("metadata")}  # tables come last: what follows one belongs to it
    return to_toml(_without_empty(table | metadata | tables))


def also_met(written: str, origin: Origin) -> str:
    """Return a sidecar's TOML with one more place where the document was met; a person's comments and order stay.

    >>> print(also_met("# 省厅网站\\nurl = 'https://example.cn/1'\\n", Origin(rights="不详")), end="")
    # 省厅网站
    url = 'https://example.cn/1'
    <BLANKLINE>
    [[also]]
    rights = "不详"
    """
    import tomlkit  # here, as in `to_toml`

    document = tomlkit.parse(written)
    entry = _without_empty(asdict(origin))
    if not isinstance(document.get("also"), tomlkit.items.Array):  # [[also]] may stand anywhere: below all else
        return f"{written.rstrip(chr(10))}\n\n{to_toml({'also': [entry]})}".lstrip("\n")
    document["also"].append(entry)
    return tomlkit.dumps(document)


def to_toml(table: Mapping[str, Any]) -> str:
    """Write a table as TOML."""
    import tomlkit  # here: only what writes TOML needs it, and cleaning starts without

    return tomlkit.dumps(table)


def _without_empty(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if value not in (None, "", 0, (), [], {})}


def _origin(entry: Any, place: str) -> Origin:
    if not isinstance(entry, dict) or (entry.keys() <= ORIGIN_KEYS.keys() and not any(entry.values())):
        raise SidecarError(at(place, say("must be written as a table [[also]] with url, rights or compiled_by")))
    _check(entry, ORIGIN_KEYS, place)
    compilers = _strings(entry.get("compiled_by", []), f"{place}: “compiled_by”")
    return Origin(**{**entry, "compiled_by": compilers})


def _strings(values: list[Any], place: str) -> tuple[str, ...]:
    if not all(isinstance(value, str) and value for value in values):
        raise SidecarError(say("{place} must be a list of strings", place=place))
    return tuple(values)


def _check(table: dict[str, Any], keys: dict[str, type], place: str) -> None:
    for key, value in table.items():
        if key not in keys:
            raise SidecarError(at(place, say("unknown key “{key}”; known are {known}", key=key, known=tuple(keys))))
        if not isinstance(value, keys[key]) or isinstance(value, bool):
            raise SidecarError(
                at(
                    place,
                    say(
                        "“{key}” must be {wanted}, found {found}",
                        key=key,
                        wanted=KINDS[keys[key]],
                        found=kind_of(value),
                    ),
                )
            )


def kind_of(value: Any) -> Message:
    """Return the kind of a value, for messages; the value itself may be somebody's name."""
    if isinstance(value, bool):
        return say("true or false")
    return KINDS.get(type(value)) or say("a {type}", type=type(value).__name__)


def _check_metadata(table: dict[str, Any], place: str) -> None:
    """Check that stated metadata have the kinds of found ones; keys of one's own hold a string or a whole number.

    Where a document has several of a kind (主送机关), one string is a list of one.
    """
    known = {column.name: column for column in METADATA}
    for key, value in table.items():
        column = known.get(OLD_NAMES.get(key, key))
        kinds = (str, int) if column is None else (int,) if column.kind == INTEGER else (str,)
        many = column is not None and column.many and isinstance(value, list)
        for one in value if many else [value]:
            if not isinstance(one, kinds) or isinstance(one, bool):
                other = KINDS[kinds[1]] if len(kinds) > 1 else say("a list of strings")
                both = column is None or column.many
                wanted = say("{one} or {other}", one=KINDS[kinds[0]], other=other) if both else KINDS[kinds[0]]
                said = say("“{key}” must be {wanted}, found {found}", key=key, wanted=wanted, found=kind_of(one))
                raise SidecarError(at(place, said))


def _override(entry: Any, key: str, place: str) -> Override:
    if not isinstance(entry, dict):
        raise SidecarError(at(place, say("must be written as a table [[{key}]]", key=key)))
    known = {name: OVERRIDE_KEYS[name] for name in (*NEEDED[key], *OPTIONAL.get(key, ()))}
    _check(entry, known, place)
    for needed in NEEDED[key]:
        if needed not in entry or not str(entry[needed]).strip():
            raise SidecarError(at(place, say("“{needed}” is missing", needed=needed)))
    if "text" in entry and not entry["text"].strip():
        raise SidecarError(at(place, say("“text” is empty")))
    if entry.get("occurrence", 1) < 1 or ("occurrence" in entry and "text" not in entry):
        raise SidecarError(at(place, say("“occurrence” counts the places of “text”, from 1")))
    if entry.get("type", MASKED[0]) not in MASKED:
        raise SidecarError(at(place, say("“type” must be one of {known}", known=tuple(MASKED))))
    return Override(**{**entry, "text": entry.get("text", "").strip("\r\n")})


REMOVE = "sidecar-remove"
LINE_FORM = frozenset({"layout-line-end", "layout-blank-line", "layout-title-gap"})
"""Rules for line ends, which apply in kept stretches too: a clean text has one form."""

_ENDS = compiled(LINE_END)
_BETWEEN_LINES = compiled(f"(?:[{SPACES}{ZERO_WIDTH}]*(?:{LINE_END}))+")
_LINE_ENDS = "\n\r\v\f\x85\u2028\u2029"


@dataclass(frozen=True, slots=True)
class Overrides:
    """The decisions for one document, each with its places in the source text; none by default."""

    keep: tuple[Span, ...] = ()
    remove: tuple[Span, ...] = ()
    undo: tuple[tuple[str, tuple[Span, ...]], ...] = ()
    """Rules, each with the spans in which its edits are dropped; without spans, everywhere."""

    @property
    def removals(self) -> list[Edit]:
        """Return the deletions a person asked for; they are applied before any rule looks."""
        return [delete(span.start, span.end, REMOVE) for span in self.remove]

    def overrule(self, text: Text, edits: Sequence[Edit]) -> Sequence[Edit]:
        """Return a stage's edits without what a person rejects.

        A deletion that extends beyond a kept stretch is reduced to the parts on either side of it; any other edit that
        touches one is dropped. An edit of several rules is dropped if one of them is undone.
        """
        if not self.keep and not self.undo:
            return edits
        kept = [_present(text, span) for span in self.keep]
        return [piece for edit in edits if not self._undone(text, edit) for piece in _spare(text.value, edit, kept)]

    def settle(self, text: Text, suspects: Sequence[Suspect]) -> tuple[Suspect, ...]:
        """Return the suspects without those that a person has decided to keep."""
        if not self.keep:
            return tuple(suspects)
        places = [(one, text.locate_span(Span(one.start, one.end))) for one in suspects]
        return tuple(one for one, place in places if not any(_meet(place, kept) for kept in self.keep))

    def _undone(self, text: Text, edit: Edit) -> bool:
        for rule, places in self.undo:
            if rule in edit.rules and (not places or any(_meet(text.locate_span(edit.span), at) for at in places)):
                return True
        return False


def resolve(sidecar: Sidecar, source: str, rules: Rules) -> Overrides:
    """Find the places that a sidecar refers to; a missing text or rule raises `SidecarError`."""
    if not (sidecar.keep or sidecar.remove or sidecar.undo):
        return Overrides()
    remove = _merged(span for _, span in _all_places(sidecar, "remove", source))
    keep: list[Span] = []
    for number, span in _all_places(sidecar, "keep", source):
        keep.append(span)
        if any(_meet(span, gone) for gone in remove):
            raise SidecarError(
                at(sidecar.name, say("[[keep]] {number}: [[remove]] takes some of the same text away", number=number))
            )
    undo = []
    for number, override in enumerate(sidecar.undo, 1):
        place = f"{sidecar.name}: [[undo]] {number}"
        _known(override.rule, rules, place)
        undo.append((override.rule, tuple(_places(override, source, place)) if override.text else ()))
    return Overrides(tuple(_merged(iter(keep))), tuple(remove), tuple(undo))


def _all_places(sidecar: Sidecar, key: str, source: str) -> Iterator[tuple[int, Span]]:
    overrides: tuple[Override, ...] = getattr(sidecar, key)
    for number, override in enumerate(overrides, 1):
        for span in _places(override, source, f"{sidecar.name}: [[{key}]] {number}"):
            yield number, span


def _places(override: Override, source: str, place: str) -> list[Span]:
    """Return where a text occurs in the source, where line ends may be of any kind, with blank lines between."""
    lines = [line for line in _ENDS.split(override.text) if trim(line, 0, len(line)) != (len(line), len(line))]
    if not lines:
        raise SidecarError(at(place, say("“text” has nothing in it that can be seen")))
    found = list(_where(lines, source))
    if not found:
        raise SidecarError(
            at(place, say("“text” does not stand in the raw text; copy it from there, character by character"))
        )
    if override.occurrence > len(found):
        raise SidecarError(
            at(
                place,
                say(
                    "“occurrence” is {occurrence}, but the text stands there {number} times",
                    occurrence=override.occurrence,
                    number=len(found),
                ),
            )
        )
    return [found[override.occurrence - 1]] if override.occurrence else found


def _where(lines: Sequence[str], source: str) -> Iterator[Span]:
    """Yield where lines stand one below the other, with or without blank lines between.

    `re` would keep the text in its cache.
    """
    done = 0
    while (start := source.find(lines[0], done)) >= 0:
        end = start + len(lines[0])
        for line in lines[1:]:
            gap = _BETWEEN_LINES.match(source, end)
            if gap is None or not source.startswith(line, gap.end()):
                done = start + 1
                break
            end = gap.end() + len(line)
        else:
            yield Span(start, end)
            done = end


def _known(id: str, rules: Rules, place: str) -> None:
    family = {rule.id: rule.family for rule in (*ours_only().everything(), *rules.everything())}.get(id)
    if family is None:
        raise SidecarError(
            at(place, say("“rule” is {rule}, which is none; `chengwen rules list` names them all", rule=_quoted(id)))
        )
    if family in FIXED_FAMILIES:
        raise SidecarError(
            at(place, say("“rule” is {rule}, which cannot be undone: every clean text has one form", rule=_quoted(id)))
        )


def _quoted(id: str) -> str:
    return repr(id) if QUOTABLE.fullmatch(id) else say("{number} characters that no rule is named by", number=len(id))


def _merged(spans: Iterator[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def _present(text: Text, span: Span) -> Span:
    """Return where a kept stretch of the source, which no edit has cut, lies in the current text."""
    offsets = range(len(text.value) + 1)
    low = bisect_right(offsets, span.start, key=text.locate) - 1
    return Span(max(0, low), bisect_left(offsets, span.end, key=text.locate))


def _spare(value: str, edit: Edit, kept: Sequence[Span]) -> Iterator[Edit]:
    """Yield what is left of an edit when the kept stretches are taken out of it."""
    touched = [span for span in kept if _meet(edit.span, span)]
    if not touched or LINE_FORM.issuperset(edit.rules):
        yield edit
    elif not edit.text:
        starts = [edit.span.start, *(span.end for span in touched)]
        ends = [*(span.start for span in touched), edit.span.end]
        for start, end in zip(starts, ends, strict=True):
            within_line = start and value[start - 1] not in _LINE_ENDS  # or it would be joined to what follows
            size = len(value[start:end].rstrip(_LINE_ENDS)) if within_line else end - start
            if size > 0:
                yield Edit(Span(start, start + size), "", edit.rules)


def _meet(first: Span, second: Span) -> bool:
    """Whether two spans overlap; an insertion overlaps a span that it would split."""
    return first.start < second.end and second.start < first.end
