"""Measure the search of a built site in a real browser: what it finds, what it loads, how long it takes.

    python scripts/tools/make_corpus.py FOLDER --documents 1000
    python scripts/tools/bench_search.py FOLDER [--phone] [--browser /usr/bin/chromium]

The site of FOLDER must be built. Each query of search_queries.toml is run in a browser that has loaded nothing before,
and each phrase in quotes too. The results are compared with a plain search through cleaned/. `--phone` slows the page
down to a fourth of the processor's speed, and the server to 10 Mbit/s and 40 ms per answer.
"""

from __future__ import annotations

import argparse
import gzip
import json
import shutil
import statistics
import threading
import time
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

from chengwen.checkout.page_addresses import file_name
from chengwen.site.build.build import QuietHandler

HERE = Path(__file__).parent
QUERIES = HERE / "search_queries.toml"
KILO = 1_000
PHONE_SLOWER, PHONE_BYTES_A_SECOND, PHONE_SECONDS_AN_ANSWER = 4, 10_000_000 / 8, 0.04
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PARTS = ("wasm", "pf_meta", "pf_index", "pf_fragment", "facets", "js")


@dataclass(frozen=True, slots=True)
class QueryResult:
    """The result of one query."""

    query: str
    found: frozenset[str]
    kilobytes: dict[str, float]
    """Loaded, by file ending."""
    seconds: float
    """Until the first results were on the page."""


def read_texts(root: Path) -> dict[str, str]:
    """Read the texts to compare the search with, by the name of their page's folder."""
    paths = (root / "cleaned").glob("*.txt")
    return {file_name(path.stem): path.read_text(encoding="utf-8").lower() for path in paths}


def names_of_results(site: Path) -> dict[str, str]:
    """Return the name of each document by its Pagefind id."""
    names = {}
    for path in (site / "pagefind").glob("*/fragment/*"):
        _, _, data = gzip.decompress(path.read_bytes()).decode("utf-8").partition("{")
        names[path.name.partition(".")[0]] = json.loads("{" + data)["url"].split("/")[-2]
    return names


class Line:
    """Counts the traffic between server and browser on the server's side, since a page cannot see its workers'."""

    def __init__(self, site: Path, *, phone: bool) -> None:
        """Start a server of the site, with one line for all answers."""
        self.sent: Counter[str] = Counter()
        lock, line = threading.Lock(), self

        class Handler(QuietHandler):
            def copyfile(self, source: Any, outputfile: Any) -> None:
                data = source.read()
                if phone:
                    time.sleep(PHONE_SECONDS_AN_ANSWER)
                with lock:
                    line.sent[kind_of(self.path)] += len(data)
                    if phone:
                        time.sleep(len(data) / PHONE_BYTES_A_SECOND)
                outputfile.write(data)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(site)))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}/"


def kind_of(path: str) -> str:
    """Return the kind of a file of the index by its name."""
    name = path.partition("?")[0].rpartition("/")[2]
    return next((part for part in PARTS if part in name), "js")


def ask(browser: Any, line: Line, query: str, names: dict[str, str], *, phone: bool) -> QueryResult:
    """Run one query in a browser that has loaded the empty search page and nothing else."""
    page = browser.new_context().new_page()
    page.goto(f"{line.address}search/", wait_until="networkidle")
    if phone:
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": PHONE_SLOWER})
    line.sent.clear()
    start = time.perf_counter()
    page.locator("#query").fill(query)
    page.locator("#search-results li, #search-status:not(:empty)").first.wait_for(state="attached")
    seconds = time.perf_counter() - start
    page.wait_for_load_state("networkidle")
    found = page.evaluate("import('../assets/search.js').then((search) => search.found())")
    page.context.close()
    kilobytes = {part: line.sent[part] / KILO for part in PARTS}
    return QueryResult(query, frozenset(names[id] for id in found), kilobytes, seconds)


def measure(root: Path, executable: str, *, phone: bool, every: int = 1) -> list[tuple[QueryResult, frozenset[str]]]:
    """Run every query, and return each result with what it should have found."""
    from playwright.sync_api import sync_playwright  # from the extra `test`

    site, texts = root / "site", read_texts(root)
    queries, names = tomllib.loads(QUERIES.read_text(encoding="utf-8")), names_of_results(site)
    asked = [*queries["phrases"], *(f"“{phrase}”" for phrase in queries["phrases"]), *queries["pairs"]]
    line = Line(site, phone=phone)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        rows = []
        for query in asked[::every]:
            terms = [term.lower() for term in query.strip("“”").split(" ")]
            holding = frozenset(name for name, text in texts.items() if all(term in text for term in terms))
            rows.append((ask(browser, line, query, names, phone=phone), holding))
        browser.close()
    return rows


def table(rows: list[tuple[QueryResult, frozenset[str]]]) -> str:
    """Return what was measured: every query with an unexpected result, then the figures."""
    wrong = [
        f"{one.query}: {len(one.found & held)} of {len(held)}, {len(one.found - held)} more"
        for one, held in rows
        if one.found != held
    ]
    loaded = sorted(sum(one.kilobytes.values()) for one, _ in rows)
    seconds = sorted(one.seconds for one, _ in rows)
    kinds = {kind: statistics.median(one.kilobytes[kind] for one, _ in rows) for kind in PARTS}
    return "\n".join([
        *wrong,
        "| | 中位数 | 最多 |",
        "| --- | ---: | ---: |",
        f"| 每次检索读取（KB） | {statistics.median(loaded):,.0f} | {loaded[-1]:,.0f} |",
        f"| 首批结果（秒） | {statistics.median(seconds):.2f} | {seconds[-1]:.2f} |",
        f"| 与逐字查找一致的检索 | {len(rows) - len(wrong)} | {len(rows)} |",
        "",
        ", ".join(f"{kind} {kilobytes:,.0f}" for kind, kilobytes in kinds.items()),
        "",
    ])  # fmt: skip


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Measure the search of a built site.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=1, help="ask one query in so many; 1: all")
    parser.add_argument("--phone", action="store_true", help="slow the browser and the network down")
    parser.add_argument("--browser", default=next(filter(None, map(shutil.which, BROWSERS)), None))
    asked = parser.parse_args()
    print(table(measure(asked.folder, asked.browser, phone=asked.phone, every=asked.every)), end="")


if __name__ == "__main__":
    main()
