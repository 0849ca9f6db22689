"""Insert pages into the frame that MkDocs rendered once, and write them: ten thousand pages need no template engine.

MkDocs renders one page of each template with marks in place of title and body. A page here is that text with the marks
replaced, its relative addresses adapted to the page's depth, and a policy that allows no other script.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

from chengwen.errors import ChengwenError
from chengwen.message import at, say
from chengwen.site.markup import Markup, element, escape, join
from chengwen.site.page import Page, way_back

TITLE, HEAD, BODY = "chengwen:title", "<!-- chengwen:head -->", "<!-- chengwen:body -->"
POLICY = "chengwen:policy"
"""Mark in the templates for the content security policy."""

_UP = re.compile(r"""(?<=["'])\.\.(?=["'/])""")
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Shell:
    """A page one level below the root, as MkDocs rendered it."""

    html: str
    site_url: str = ""
    """Where the site will be; "" if nobody said."""

    def fill(self, page: Page) -> str:
        """Return a page as HTML."""
        before, between, header, after = _lengthened(self.html, page.address.count("/"))
        current = _mark_current(header, page.address)
        head = join([*_description(page), *_canonical(page, self.site_url), page.head])
        return f"{before}{escape(page.title)}{between}{head}{current}{page.body}{after}"


def read_shell(path: Path, site_url: str = "") -> Shell:
    """Read a page that MkDocs rendered; one without its marks raises `ChengwenError`."""
    html = path.read_text(encoding="utf-8")
    if any(html.count(mark) != 1 for mark in (TITLE, HEAD, BODY)):
        raise ChengwenError(
            at(path, say("the template must hold one title, one head and one body; see docs/overrides/made.html"))
        )
    return Shell(html, site_url)


def _description(page: Page) -> Iterator[Markup]:
    yield element("meta", property="og:title", content=page.title)
    if page.description:
        yield element("meta", name="description", content=page.description)


def _canonical(page: Page, site_url: str) -> Iterator[Markup]:
    if site_url:
        yield element("link", rel="canonical", href=site_url + quote(page.address))


@cache
def _lengthened(html: str, depth: int) -> tuple[str, str, str, str]:
    """Split a shell at its marks into four parts.

    Addresses are adapted to a page of this depth, and the policy to its scripts.
    """
    moved = _UP.sub("/".join([".."] * depth) or ".", html) if depth != 1 else html
    before, _, rest = with_policy(moved).partition(TITLE)
    between, _, rest = rest.partition(HEAD)
    header, _, after = rest.partition(BODY)
    return before, between, header, after


def with_policy(html: str) -> str:
    """Fill in the content security policy of a page: its own inline scripts by their digest, and no others.

    A worker made from a blob is under the policy of its page; one loaded from an address is under none, and could
    contact other hosts.

    >>> with_policy('<meta content="chengwen:policy"><script>a()</script>').count("sha256-")
    1
    """
    digests = sorted({_digest(script) for script in _SCRIPT.findall(html)})
    scripts = " ".join(f"'sha256-{digest}'" for digest in digests)
    policy = (
        f"default-src 'self'; script-src 'self' 'wasm-unsafe-eval' {scripts}; worker-src 'self' blob:; "
        "style-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'"
    )
    return html.replace(POLICY, policy)


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _mark_current(html: str, address: str) -> str:
    """Mark in the header the part of the site to which a page belongs."""
    part = SECTIONS.get(address.partition("/")[0], address.partition("/")[0])
    link = f'<a href="{way_back(address)}{part}/"'
    return html.replace(link, f'{link} aria-current="page"', 1)


SECTIONS = {
    "d": "list",
    "year": "list",
    "genre": "list",
    "part": "write",
    "theme": "write",
    "rules": "about",
    "reuse": "list",
    "issuer": "list",
    "level": "list",
}
"""Pages that belong to a part of the site with another name."""
