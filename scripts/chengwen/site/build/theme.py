"""What a site is made of besides its documents: frame, style, scripts and pages, which come with the package.

In a checkout of the project they lie in docs/ and mkdocs.yml, where they are written; the wheel carries them in
site/theme/. The site of another corpus takes them from there; a page or template of the same name in its owner's docs/
takes the place of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.utils.yaml import yaml_load

from chengwen.checkout.begin import STARTER
from chengwen.checkout.choices import NAME, Choices, Site
from chengwen.errors import InputError
from chengwen.message import at, say
from chengwen.site.cleaner.pyodide import cached
from chengwen.site.wording import CHINESE, Wording, words_of

_IN_WHEEL = Path(__file__).parents[1] / "theme"
_CHECKOUT = Path(__file__).parents[4]
THEME, FRAME = (_IN_WHEEL, _IN_WHEEL) if _IN_WHEEL.is_dir() else (_CHECKOUT / "docs", _CHECKOUT)
"""The folder of pages and assets, and that of mkdocs.yml."""
OURS = ("about.md", "elements.md", "notices.md", "reference.md")
RIGHTS = "rights.md"
"""The pages that the site of any corpus has."""
ENGLISH = Path(__file__).parents[1] / "english"
"""The folder of those pages in English."""
BASE = "assets/style/base.css"
OF_THIS_PROJECT = "<!-- chengwen:of-this-project -->"
"""What follows this mark in a page speaks of this project alone, and is left out elsewhere."""
STYLE = "assets/site.css"
CLEANER = "clean/index.md"
_IMPORTED = re.compile(r'"\./([a-z-]+\.js)"')
_CONTENT = re.compile(r'content: "([^"]*)"')
_COMMENT = re.compile(r"\s*/\*.*?\*/", re.DOTALL)


def has_frame(config: MkDocsConfig) -> bool:
    """Whether a site brings the frame itself: that of a checkout of the project, from whose docs/ others take it."""
    return BASE in config.extra_css


def complete(config: MkDocsConfig, chosen: Choices, tell: Wording) -> None:
    """Complete the configuration of another corpus with our frame, and its owner's title, address and colours."""
    with (FRAME / "mkdocs.yml").open("rb") as file:
        ours = yaml_load(file)
    site = chosen.site
    _refuse_without_logo(Path(config.docs_dir), chosen)
    config.theme.dirs.insert(1 if config.theme.custom_dir else 0, str(THEME / "overrides"))
    config.theme["font"] = False
    config.site_name = site.title or config.site_name
    config.site_description = site.description or config.site_description or site.title
    config.site_url = site.address or config.site_url
    config.extra.update(own=True, rights=site.rights, logo=site.logo, seal=site.seal or site.title[:1])
    config.extra_css = [*ours["extra_css"], *config.extra_css]
    config.nav = config.nav or [{tell(name): page for name, page in one.items()} for one in ours["nav"]]
    hide_cleaner(config)
    for one in ours["markdown_extensions"]:
        ((name, options),) = one.items() if isinstance(one, dict) else ((one, {}),)
        if title := options.get("permalink_title"):
            options["permalink_title"] = tell(title)
        if name not in config.markdown_extensions:
            config.markdown_extensions.append(name)
        config.mdx_configs[name] = {**options, **config.mdx_configs.get(name, {})}


def hide_cleaner(config: MkDocsConfig) -> None:
    """Leave the page that cleans out of the menu where the site has no program for it: it could only say so."""
    if config.nav and not has_cleaner(config):
        config.nav = [one for one in config.nav if not (isinstance(one, dict) and CLEANER in one.values())]


def has_cleaner(config: MkDocsConfig) -> bool:
    """Whether the site has the program that the page which cleans loads."""
    return cached(Path(config.config_file_path).parent).is_dir()


def without_cleaner(markdown: str) -> str:
    """Leave out the lines of a page that lead to the page that cleans.

    >>> without_cleaner("甲\\n[清洗](clean/index.md)\\n乙")
    '甲\\n乙'
    """
    return "\n".join(line for line in markdown.split("\n") if f"]({CLEANER})" not in line)


def _refuse_without_logo(docs: Path, chosen: Choices) -> None:
    """Raise `InputError` where the logo that was chosen is no file below docs/: each page would show a broken image."""
    logo = chosen.site.logo
    if logo and not (docs / logo).is_file():
        name = str(chosen.root / NAME) if chosen.root else NAME
        problem = say("logo: no such file “{logo}” in {docs}; put it there, or leave logo out", logo=logo, docs=docs)
        raise InputError(at(name, problem))


def add_ours(files: Files, config: MkDocsConfig, tell: Wording) -> None:
    """Add the assets and pages that an owner has not put something in the place of."""
    for address, path in _assets():
        if address not in files.src_uris:
            files.append(File.generated(config, address, abs_src_path=str(path)))
    for name, folder in _pages(tell).items():
        if name not in files.src_uris:
            text = (folder / name).read_text(encoding="utf-8").partition(OF_THIS_PROJECT)[0]
            files.append(File.generated(config, name, content=text, inclusion=InclusionLevel.NOT_IN_NAV))


def _pages(tell: Wording) -> dict[str, Path]:
    """Return the pages that the site of any corpus has, each with the folder of ours, in his language."""
    if tell is CHINESE:
        return {**dict.fromkeys(OURS, THEME), RIGHTS: STARTER / "zh"}
    return {**dict.fromkeys(OURS, ENGLISH), RIGHTS: STARTER / tell.language}


def script_words(tell: Wording, script: str, *, terms: bool = False) -> str:
    """Return what a template puts before a script, so that it speaks the language of the site: nothing, for Chinese.

    `terms` adds the words that documents are listed by, for a script that shows them.
    """
    said = words_of(tell, _with_imports(script), terms=terms)
    return f'<script type="application/json" id="words">{said}</script>' if said else ""


def _with_imports(script: str) -> list[str]:
    """Return the source of a script of ours, and of all that it imports."""
    sources: dict[str, str] = {}
    waiting = [script]
    while waiting:
        name = waiting.pop()
        if name not in sources:
            sources[name] = (THEME / "assets" / name).read_text(encoding="utf-8")
            waiting += _IMPORTED.findall(sources[name])
    return [*sources.values()]


def _assets() -> Iterator[tuple[str, Path]]:
    for path in sorted((THEME / "assets").rglob("*")):
        if path.is_file():
            yield path.relative_to(THEME).as_posix(), path


def join_styles(files: Files, config: MkDocsConfig, site: Site, tell: Wording) -> None:
    """Make one style sheet of all, without comments; the owner's colours and sheets come last.

    A style sheet says a few words, too: on what unfolds, and above the columns of a comparison.
    """
    sheets = [files.src_uris[str(name)] for name in config.extra_css]
    for sheet in sheets:
        files.remove(sheet)
    style = "".join(_COMMENT.sub("", sheet.content_string) for sheet in sheets)
    style = _CONTENT.sub(lambda match: f'content: "{tell(match[1])}"', style)
    files.append(File.generated(config, STYLE, content=style + colours(site)))


def colours(site: Site) -> str:
    """Return the rules that give a site its owner's colours; empty if none were chosen.

    >>> colours(Site(colour="#1d4f91", colour_dark="#8ab4f8"))
    ':root { --accent: light-dark(#1d4f91, #8ab4f8); --seal: #1d4f91; }\\n'
    """
    if not site.colour:
        return ""
    dark = site.colour_dark or site.colour
    return f":root {{ --accent: light-dark({site.colour}, {dark}); --seal: {site.colour}; }}\n"
