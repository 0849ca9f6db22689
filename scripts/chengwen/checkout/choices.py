"""Read chengwen.toml: what the owner of a corpus has chosen once, so that no command has to be told again."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chengwen.checkout.web_addresses import site_address
from chengwen.engine.kept import compiled
from chengwen.errors import InputError
from chengwen.message import at, say

if TYPE_CHECKING:
    from chengwen.cleaner import Cleaner

NAME = "chengwen.toml"
LANGUAGES = ("zh", "en")
PLACES = ("follow", "all", "none")
COLUMNS = frozenset({"text", "id"})
COLOURS = ("colour", "colour_dark")
_COLOUR = compiled("#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})")


@dataclass(frozen=True, slots=True)
class Site:
    """What the site of a corpus is called, and what stands in its frame."""

    title: str = ""
    description: str = ""
    address: str = ""
    """Where it will be found, `https://…/`; without it, addresses in feeds and maps cannot be complete."""
    rights: str = ""
    """One sentence at the foot of each page."""
    logo: str = ""
    """A picture below docs/, shown instead of the seal: `logo.svg`."""
    seal: str = ""
    """One character, shown before the title."""
    colour: str = ""
    """Of links and marks in the light scheme, as `#8a1f11`; `colour_dark` in the dark one."""
    colour_dark: str = ""
    language: str = ""
    """Of everything but the documents: `en`, or Chinese, as if nothing were said."""


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices of one corpus; without a file, those of the toolkit."""

    root: Path | None = None
    language: str = ""
    rules: str = "rules"
    """The folder of the owner's rules, beside ours; one without rule files counts as none."""
    places: str = "follow"
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    """The columns `text` and `id` in the owner's tables and rows, where they are not found by themselves."""
    site: Site = field(default_factory=Site)

    @property
    def own_rules(self) -> Path | None:
        """The folder of the owner's rules, None if there are none."""
        folder = self.rules_folder
        return folder if folder and any(folder.glob("*.toml")) else None

    @property
    def rules_folder(self) -> Path | None:
        """Where the owner's rules would lie, None outside of a corpus."""
        return self.root / self.rules if self.root else None

    def cleaner(self) -> Cleaner:
        """Return the cleaning that was chosen; rules that do not hold raise `RuleError`."""
        from chengwen.cleaner import Cleaner  # here: every command looks for choices, and few clean
        from chengwen.knowledge.load import load_rules

        return Cleaner(load_rules(self.own_rules), only=self.only, skip=self.skip, places=self.places)


def find_choices(start: Path | None = None) -> Choices:
    """Return the choices in the nearest chengwen.toml upwards, those of the toolkit where there is none.

    A file with an unknown key or value raises `InputError`.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / NAME).is_file():
            return replace(read_choices((folder / NAME).read_bytes(), str(folder / NAME)), root=folder)
    return Choices()


def read_choices(data: bytes, name: str) -> Choices:
    """Parse a file of choices; a value of the wrong kind raises `InputError` naming the key and what it may be."""
    try:
        table = tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        from chengwen.knowledge.load import where_toml_is_wrong

        raise InputError(at(name, say("not valid TOML: {reason}", reason=where_toml_is_wrong(str(error))))) from error
    site = table.pop("site", {})
    if not isinstance(site, dict):
        raise _wrong(name, "site", say("a table, [site]"))
    given = {key: _value(key, value, name) for key, value in _known(table, Choices, name).items()}
    texts = {f"site.{key}": (key, value) for key, value in _known(site, Site, name).items()}
    for key, (_, value) in texts.items():
        if not _is_text(value):
            raise _wrong(name, key, say("a text"))
    return Choices(**given, site=_site(dict(texts.values()), name))


def _site(given: Mapping[str, str], name: str) -> Site:
    """Return what is said of the site; what a style sheet or an address would break on raises `InputError`."""
    for key in COLOURS:
        if given.get(key) and not _COLOUR.fullmatch(given[key]):
            raise _wrong(name, key, say("a colour, # and six hexadecimal digits: #1d4f91"))
    if given.get("language", LANGUAGES[0]) not in LANGUAGES:
        raise _wrong(name, "site.language", say("one of {allowed}", allowed=LANGUAGES))
    site = Site(**given)
    return replace(site, address=site_address(site.address, name))


def _known(table: Mapping[str, Any], kind: type, name: str) -> Mapping[str, Any]:
    known = tuple(one.name for one in fields(kind) if one.name not in {"root", "site"})
    if unknown := sorted(set(table) - set(known)):
        raise InputError(at(name, say("unknown key “{key}”; known are {known}", key=unknown[0], known=known)))
    return table


def _value(key: str, value: Any, name: str) -> Any:
    """Return a value of the outer table as `Choices` has it."""
    if key in {"only", "skip"}:
        if not isinstance(value, list) or not all(map(_is_text, value)):
            raise _wrong(name, key, say("a list of families; `chengwen rules list` names them"))
        return tuple(value)
    if key == "columns":
        if not isinstance(value, dict) or not set(value) <= COLUMNS or not all(map(_is_text, value.values())):
            raise _wrong(name, key, say("a table with the names of the columns text and id"))
        return value
    allowed = {"language": LANGUAGES, "places": PLACES}.get(key)
    if allowed and value not in allowed:
        raise _wrong(name, key, say("one of {allowed}", allowed=tuple(allowed)))
    if not _is_text(value):
        raise _wrong(name, key, say("a text"))
    return value


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _wrong(name: str, key: str, expected: str) -> InputError:
    return InputError(at(name, say("{key} must be {expected}", key=key, expected=expected)))
