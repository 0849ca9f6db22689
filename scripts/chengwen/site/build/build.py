"""Build the site: MkDocs and the search index side by side, then everything new is moved into place."""

from __future__ import annotations

import io
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from chengwen.checkout.choices import find_choices
from chengwen.checkout.store import cleaned_ids, raw_samples
from chengwen.errors import ChengwenError, InputError, MissingExtraError
from chengwen.message import at, of_system, say
from chengwen.site.build.place import INDEX, Place, move_into_place, refuse
from chengwen.site.build.shell import Shell
from chengwen.site.digests import digests
from chengwen.site.pages.download import write_corpus
from chengwen.site.search.search import build_index, read_frames
from chengwen.site.wording import wording
from chengwen.site.workbench.page import frames_page
from chengwen.site.workers import Workers, no_cycles_sought, processes

Progress = Callable[[str], None]
"""Called with a few words about the current step."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a build made."""

    out: Path
    documents: int
    without_source: int
    """Documents whose raw file is not available: their cleaning record quotes nothing."""
    withheld: int
    """Documents marked secret or internal, which are on no page."""
    pages: int
    site_url: str
    """Where the site will be; "" if nobody said: then there is no map, and links in the feed are relative."""


def build(root: Path, out: Path, *, progress: Progress | None = None) -> Report:
    """Build the site of a checkout into `out`; `out` changes only when everything is ready, and unchanged files stay.

    The search index is built beside the pages, in a separate process. Raises `InputError` for a folder that is not a
    checkout, `ChengwenError` if MkDocs fails.
    """
    tell = progress or (lambda _: None)
    _need_tools()
    if not (root / "mkdocs.yml").is_file():
        raise InputError(
            at(
                root,
                say(
                    "no mkdocs.yml here; a site is built from a checkout of the project, or from a folder made by "
                    "`chengwen init`"
                ),
            )
        )
    refuse(root, out)
    out.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as aside, no_cycles_sought():
        place = Place(Path(aside) / "new", out if out.exists() else None)
        with processes() as (pool, number):
            tell("pages and search index")
            beside: list[Future[list[str]]] = []
            begin = partial(_begin_beside, pool, beside, root, Path(aside), out)
            site_url, shells = _run_mkdocs(root, place, Workers(pool, number, begin))
            tell("search index")
            for names in beside:
                place.kept.update(names.result())
        frames = read_frames(Path(aside) / "find") or read_frames(out / "find")
        page = frames_page(frames, wording(find_choices(root).site.language))
        place.write(f"{page.address}{INDEX}", shells[page.template].fill(page).encode())
        for folder in BESIDE:
            _move_in(Path(aside) / folder, place.new / folder)
        pages = move_into_place(place, out)
    return _report(root, out, pages, site_url)


def _move_in(folder: Path, into: Path) -> None:
    """Move what was made beside the pages to them; a page may lie in the same folder."""
    if folder.is_dir():
        into.mkdir(parents=True, exist_ok=True)
        for path in folder.iterdir():
            path.rename(into / path.name)


BESIDE = {"find": build_index, "data": write_corpus}
"""What is made in other processes, by the folder of the site in which it lies."""


def _begin_beside(
    pool: ProcessPoolExecutor, made: list[Future[list[str]]], root: Path, aside: Path, out: Path, many: bool
) -> None:
    """Begin what is made beside the pages: in a process each, or in one if there is little to do."""
    shared_out = [[folder] for folder in BESIDE] if many else [[*BESIDE]]
    made += [pool.submit(_make_beside, folders, root, aside, out) for folders in shared_out]


def _make_beside(folders: Sequence[str], root: Path, aside: Path, out: Path) -> list[str]:
    """Make some folders of the site; return the names of files in them that stay as they are."""
    with no_cycles_sought():
        return [f"{folder}/{name}" for folder in folders for name in BESIDE[folder](root, aside / folder, out / folder)]


def serve(site: Path, port: int = 8000, *, live: bool = False) -> ThreadingHTTPServer:
    """Return a server of a built site, for this computer only; `serve_forever` starts it.

    With `live`, an open page reloads itself when the site was built again.
    """
    handler = partial(LiveHandler if live else QuietHandler, directory=str(site))
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise ChengwenError(
            say("port {port} cannot be used: {reason}; name another", port=port, reason=of_system(error))
        ) from None


def changes(folders: Sequence[Path], every: float = 1) -> Iterator[None]:
    """Yield each time a file in one of the folders was changed, added or removed; never ends."""
    known = _stamps(folders)
    while True:
        time.sleep(every)
        now = _stamps(folders)
        if now != known:
            known = now
            yield


def _stamps(folders: Sequence[Path]) -> dict[Path, int]:
    paths = (path for folder in folders for path in folder.rglob("*") if "__pycache__" not in path.parts)
    return {path: path.stat().st_mtime_ns for path in paths if path.is_file()}


def _need_tools() -> None:
    missing = [name for name in ("mkdocs", "material") if find_spec(name) is None]
    if missing:
        raise MissingExtraError(say("the site"), "site", ", ".join(missing))


def _run_mkdocs(root: Path, place: Place, workers: Workers) -> tuple[str, dict[str, Shell]]:
    """Run MkDocs, and return where the site will be, if it says, and its frames; a warning is a failure."""
    from jinja2 import TemplateError
    from mkdocs.commands.build import build as build_pages
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    from chengwen.site.build.plugin import ChengwenPlugin

    with _log() as messages:
        try:
            config = load_config(str(root / "mkdocs.yml"), site_dir=str(place.new), strict=True)
            plugin = cast(ChengwenPlugin, config.plugins["chengwen"])
            plugin.place, plugin.workers = place, workers
            build_pages(config)
        except (MkDocsException, TemplateError) as error:
            raise ChengwenError(at("MkDocs", "\n".join([str(error.message), *messages]))) from error
    return config.site_url or "", plugin.shells or {}


@contextmanager
def _log() -> Iterator[list[str]]:
    """Collect the warnings of MkDocs."""
    messages: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: messages.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("mkdocs")
    logger.addHandler(handler)
    try:
        yield messages
    finally:
        logger.removeHandler(handler)


def _report(root: Path, out: Path, pages: int, site_url: str) -> Report:
    ids = set(digests(root))
    without = ids - {sample.id for sample in raw_samples(root)}
    return Report(out, len(ids), len(without), len(cleaned_ids(root)) - len(ids), pages, site_url)


SCRIPT = b"""let known;
setInterval(async () => {
  const now = await fetch("/live").then((answer) => answer.text(), () => known);
  if (known && now !== known) location.reload();
  known = now;
}, 1000);
"""
TAG = b'<script src="/live.js"></script></body>'


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files without logging: a page requests a dozen."""

    def log_message(self, *_: object) -> None:
        """Write nothing to the terminal."""


class LiveHandler(QuietHandler):
    """Serves files, pages with a script that checks once a second whether the site has changed."""

    def send_head(self) -> Any:
        """Answer `/live` and complete pages; everything else is served unchanged."""
        home = Path(self.directory) / "index.html"
        if self.path == "/live.js":
            return self._answer("text/javascript", SCRIPT)
        if self.path == "/live":  # every build writes the home page, and writes it last
            return self._answer("text/plain", str(home.stat().st_mtime_ns if home.exists() else 0).encode())
        path = Path(self.translate_path(self.path))
        if path.is_dir() and self.path.partition("?")[0].endswith("/"):
            path /= "index.html"
        if path.suffix == ".html" and path.is_file():
            return self._answer("text/html", path.read_bytes().replace(b"</body>", TAG))
        return super().send_head()

    def _answer(self, kind: str, data: bytes) -> io.BytesIO:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        return io.BytesIO(data)
