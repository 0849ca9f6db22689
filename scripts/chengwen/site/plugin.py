"""The MkDocs plugin: puts the pages made here into the theme, and leaves all others to Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage

from chengwen.rules import catalogue
from chengwen.site.indexes import index_pages, newest, numbers
from chengwen.site.markup import escape
from chengwen.site.pages import Entry, Page, entry
from chengwen.site.reading import document_page
from chengwen.site.rule_pages import Uses, rule_pages
from chengwen.site.search import search_page
from chengwen.store import published

NUMBERS, NEWEST = "<!-- chengwen:numbers -->", "<!-- chengwen:newest -->"
"""Where a page in docs/ wants figures and documents to stand."""


class Options(Config):  # type: ignore[no-untyped-call]
    """What can be set in mkdocs.yml: nothing."""


class ChengwenPlugin(BasePlugin[Options]):  # type: ignore[no-untyped-call]
    """Adds the pages of cleaned/, which lies beside mkdocs.yml."""

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Add a page for each document, list and rule; MkDocs sees an empty Markdown file in the place of each."""
        root = Path(config.config_file_path).parent
        pages, self.entries = _pages_and_entries(root)
        self.pages = {_file_name(page): page for page in pages}
        for name in self.pages:
            files.append(File.generated(config, name, content="", inclusion=InclusionLevel.NOT_IN_NAV))
        for known in self.entries:
            for name in (f"{known.id}.txt", f"{known.id}.json"):
                path = str(root / "cleaned" / name)
                files.append(File.generated(config, f"d/{known.id}/{name}", abs_src_path=path))
        return files

    def on_page_markdown(self, markdown: str, page: MkDocsPage, **_: object) -> str:
        """Name the page and its template. The theme does not escape a title, so it is escaped here."""
        made = self.pages.get(page.file.src_uri)
        if made is not None:
            page.meta.update(title=str(escape(made.title)), template=made.template)
        return markdown

    def on_page_content(self, html: str, page: MkDocsPage, **_: object) -> str:
        """Give a page its body; what was made here never passes through Markdown or a template."""
        made = self.pages.get(page.file.src_uri)
        if made is not None:
            return str(made.body)
        return html.replace(NUMBERS, numbers(self.entries)).replace(NEWEST, newest(self.entries))


def _pages_and_entries(root: Path) -> tuple[list[Page], list[Entry]]:
    """Make all pages from the documents, each of which is held no longer than it takes."""
    rules = catalogue()
    pages, entries, uses = [], [], Uses()
    for document in published(root):
        pages.append(document_page(document, rules))
        entries.append(entry(document))
        uses.note(document, entries[-1])
    return [*pages, *_lists(entries), *rule_pages(rules, uses)], entries


def _lists(entries: list[Entry]) -> Iterator[Page]:
    yield from index_pages(entries)
    yield search_page()


def _file_name(page: Page) -> str:
    return f"{page.address}index.md"
