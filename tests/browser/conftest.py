"""The real site, built from this checkout and one hostile sample, in a real Chromium."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from chengwen.checkout.store import write_cleaned
from chengwen.document import Document, Metadata, Provenance, Section, SourceInfo
from chengwen.site.build.build import build, serve
from chengwen.site.cleaner.pyodide import cached, fetch
from chengwen.text import delete

ROOT = Path(__file__).parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

EVIL = (
    '<script>window.pwned = 1</script><img src=x onerror="window.pwned = 1"> *a* _b_ |c| {{ config }} '
    "{% raw %} [d](javascript:window.pwned=1) ](x) # e \" ' </title></textarea> &lt;"
)
"""Everything that could become markup, a script or a template, on one line."""


@pytest.fixture
def evil() -> str:
    return EVIL


def hostile_sample(root: Path) -> None:
    """Add a document that tries all of it in every field it has, with the raw file it claims to come from."""
    removed = f"广告{EVIL}\n"
    text = f"{EVIL}\n\n一、{EVIL}\n净水{EVIL}\n"
    heading = text.index("一、")
    document = Document(
        id="666",
        source=SourceInfo(EVIL, "text/plain", 1, "utf-8", 1),
        metadata=Metadata(EVIL, year=2021, genre=EVIL, level=EVIL),
        provenance=Provenance("javascript:window.pwned=1", compiled_by=(EVIL,), rights=EVIL),
        text=text,
        edits=(delete(0, len(removed), EVIL),),
        sections=(
            Section("title", 0, "", EVIL, 0, len(EVIL), len(text), "other"),
            Section("s1", 1, "一、", EVIL, heading, heading + 2 + len(EVIL), len(text), "work"),
        ),
        placeholders=(),
        flags=(),
        suspects=(),
    )
    write_cleaned(root / "cleaned", document)
    (root / "raw").mkdir(exist_ok=True)
    (root / "raw" / "666.txt").write_text(removed + text, encoding="utf-8", newline="\n")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Build the site and serve it on this computer only; gives its address."""
    root = tmp_path_factory.mktemp("checkout")
    for name in ("raw", "cleaned", "docs"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "mkdocs.yml", root)
    trouble = fetch(ROOT)
    assert not trouble, trouble
    shutil.copytree(cached(ROOT), cached(root))
    hostile_sample(root)
    build(root, root / "site")
    with serve(root / "site", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.fail("no Chromium found: install one (Debian: apt install chromium), or name one in CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def watch() -> Callable[[Page, str, list[str]], None]:
    """Give the function that notes what goes wrong on a page."""
    return listen


@pytest.fixture
def complaints() -> list[str]:
    """What went wrong behind the scenes; a test ends well only when it is empty."""
    return []


@pytest.fixture
def open_page(browser: Browser, site: str, complaints: list[str]) -> Iterator:
    """Give a function that opens a page of the site; what the browser complains of fails the test."""
    contexts: list[BrowserContext] = []

    def open_page(path: str = "", width: int = 1440, **options: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 850}, **options)
        contexts.append(context)
        page = context.new_page()
        listen(page, site, complaints)
        page.goto(site + path)
        return page

    yield open_page
    for context in contexts:
        assert context.pages[0].evaluate("window.pwned") is None
        context.close()
    assert complaints == []


def listen(page: Page, site: str, complaints: list[str]) -> None:
    """Note warnings and errors of the console, scripts that fail, answers that fail, and other hosts."""
    page.on("console", lambda message: note_message(message.type, message.text, complaints))
    page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
    page.on("requestfailed", lambda request: note_failure(request.failure, request.url, complaints))
    page.on("response", lambda answer: note_status(answer.status, answer.url, complaints))
    page.on("request", lambda request: note_host(request.url, site, complaints))


def note_message(kind: str, text: str, complaints: list[str]) -> None:
    if kind in ("warning", "error"):
        complaints.append(f"{kind}: {text}")


def note_failure(reason: str | None, url: str, complaints: list[str]) -> None:
    """A page that is left while it loads drops what it has asked for; that is no fault."""
    if reason != "net::ERR_ABORTED":
        complaints.append(f"{reason}: {url}")


def note_status(status: int, url: str, complaints: list[str]) -> None:
    if status >= 400:
        complaints.append(f"{status}: {url}")


def note_host(url: str, site: str, complaints: list[str]) -> None:
    if not url.startswith((site, "data:", f"blob:{site}")):
        complaints.append(f"other host: {url}")
