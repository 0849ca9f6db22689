"""The MkDocs plugin: MkDocs renders the hand-written pages and a frame; the pages of cleaned/ are written into that.

So `mkdocs serve` and `chengwen site` show the same; only the latter makes the search index.
"""

from __future__ import annotations

import re
import shutil
from functools import partial
from pathlib import Path

import material
from jinja2 import Environment
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage

from chengwen.checkout.choices import Choices, find_choices
from chengwen.engine.lines import HAN
from chengwen.site.build.place import Place, finish
from chengwen.site.build.publish import FIXED, publish
from chengwen.site.build.shell import BODY, TITLE, Shell, read_shell, with_policy
from chengwen.site.build.theme import (
    add_ours,
    complete,
    has_cleaner,
    has_frame,
    hide_cleaner,
    join_styles,
    script_words,
    without_cleaner,
)
from chengwen.site.wording import Wording, wording
from chengwen.site.workers import Workers

HOME = "index.md"
TEMPLATES = {
    "made.html": "shell",
    "reading.html": "shell-reading",
    "search.html": "shell-search",
    "writing.html": "shell-writing",
    "listing.html": "shell-listing",
    "cleaner.html": "shell-cleaner",
}
"""Each template with the folder in which MkDocs writes a page of it."""


MATERIAL = Path(material.__file__).parent


class Options(Config):  # type: ignore[no-untyped-call]
    """Options in mkdocs.yml: none."""


class ChengwenPlugin(BasePlugin[Options]):  # type: ignore[no-untyped-call]
    """Adds the pages of cleaned/, which lies beside mkdocs.yml."""

    place: Place | None = None
    """Where they go, if the caller of MkDocs keeps unchanged files of an earlier site."""
    chosen: Choices = Choices()
    """What the chengwen.toml beside mkdocs.yml says."""
    workers: Workers | None = None
    """Who makes the pages of many documents, if the caller of MkDocs has processes for that."""
    shells: dict[str, Shell] | None = None
    """The frames that MkDocs rendered, by template, once it has; for pages that are made after it."""
    framed: bool = True
    """Whether the site has its frame in its own docs/."""

    @property
    def tell(self) -> Wording:
        """How the site speaks."""
        return wording(self.chosen.site.language)

    def on_env(self, env: Environment, **_: object) -> Environment:
        """Let templates speak the language of the site."""
        env.globals.update(tell=self.tell, words=partial(script_words, self.tell))
        return env

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Take over what the owner of the corpus has chosen, and our frame if it is not there."""
        self.chosen, self.framed = find_choices(Path(config.config_file_path).parent), has_frame(config)
        if not self.framed:
            complete(config, self.chosen, self.tell)
        else:
            hide_cleaner(config)
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Add a page to render for each template, and a placeholder for each page that others link to.

        The style sheets become one, without comments: a page loads it alone; what the theme brings stays out.
        """
        for file in [file for file in files if MATERIAL in Path(file.abs_src_path or "").parents]:
            files.remove(file)
        if not self.framed:
            add_ours(files, config, self.tell)
        join_styles(files, config, self.chosen.site, self.tell)
        for name in (*TEMPLATES.values(), *FIXED):
            files.append(File.generated(config, f"{name}/index.md", content="", inclusion=InclusionLevel.NOT_IN_NAV))
        return files

    def on_page_markdown(self, markdown: str, page: MkDocsPage, config: MkDocsConfig, **_: object) -> str:
        """Set the template and the marks of the frames; home promises only what the site has."""
        folder = page.file.src_uri.removesuffix("/index.md")
        for template, name in TEMPLATES.items():
            if folder == name:
                page.meta.update(title=TITLE, template=template)
        home = page.file.src_uri == HOME
        return without_cleaner(markdown) if home and not has_cleaner(config) else markdown

    def on_page_content(self, html: str, page: MkDocsPage, **_: object) -> str:
        """Put a mark where the body of a frame goes; in other pages, join the lines."""
        return BODY if page.file.src_uri.removesuffix("/index.md") in TEMPLATES.values() else unwrap(html)

    def on_serve(self, server: LiveReloadServer, config: MkDocsConfig, **_: object) -> LiveReloadServer:
        """Rebuild also when a sample was cleaned again (`chengwen clean`) or a rule changed."""
        rules = Path(__file__).parents[2] / "knowledge" / "rules"
        for folder in (Path(config.config_file_path).parent / "cleaned", rules):
            if folder.is_dir():
                server.watch(str(folder))
        return server

    def on_post_build(self, config: MkDocsConfig, **_: object) -> None:
        """Write the pages of cleaned/ into the frames."""
        out = Path(config.site_dir)
        url = config.site_url or ""
        shells = {template: read_shell(out / name / "index.html", url) for template, name in TEMPLATES.items()}
        self.shells = shells
        for name in (*TEMPLATES.values(), *FIXED):
            shutil.rmtree(out / name)
        for path in [*out.glob("*.html"), *out.glob("*/index.html")]:
            path.write_text(with_policy(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
        place = self.place or Place(out)
        publish(Path(config.config_file_path).parent, place, shells, url, config.site_name, self.workers)
        if self.place is None:  # MkDocs was called alone, and has put everything into its place
            finish(place)


_FULL_WIDTH = "，。；：、！？（）《》「」"
_CHINESE = f"{HAN}“”‘’…—"
"""Han, and the signs that other languages use too, which alone are no evidence."""
_BREAK = re.compile(f"(?<=[{_FULL_WIDTH}])\n|\n(?=[{_FULL_WIDTH}])|(?<=[{_CHINESE}])\n(?=[{_CHINESE}])")
_PREFORMATTED = re.compile("(<pre.*?</pre>)", re.DOTALL)


def unwrap(html: str) -> str:
    """Remove line breaks between Chinese characters and beside full-width signs; elsewhere they are spaces.

    >>> unwrap("<p>the users’\\nfiles</p>")
    '<p>the users’\\nfiles</p>'
    >>> unwrap("<p>时间，\\n因为 <code>a</code>\\n与字\\n母</p>\\n<pre>甲\\n乙</pre>")
    '<p>时间，因为 <code>a</code>\\n与字母</p>\\n<pre>甲\\n乙</pre>'
    """
    pieces = _PREFORMATTED.split(html)
    return "".join(piece if number % 2 else _BREAK.sub("", piece) for number, piece in enumerate(pieces))
