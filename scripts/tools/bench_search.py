"""Measure the concordance of a built site in a real browser: what it finds, what it loads, how long it takes.

    python scripts/tools/make_corpus.py FOLDER --documents 1000
    python scripts/tools/bench_search.py FOLDER [--phone] [--browser /usr/bin/chromium]

The site of FOLDER must be built. Each query of search_queries.toml is asked of a browser that has loaded nothing but an
empty search page; the places it says are compared with a plain count through cleaned/, section by section. Then 200
lines are asked for. `--phone` slows the page down to a fourth of the processor's speed, and the server to 10 Mbit/s and
40 ms per answer.
"""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
import threading
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

from chengwen.checkout.store import publishable_ids, read_cleaned
from chengwen.site.build.build import QuietHandler
from chengwen.site.search.texts import stretches

QUERIES = Path(__file__).parent / "search_queries.toml"
PHONE_SLOWER, PHONE_BYTES_A_SECOND, PHONE_SECONDS_AN_ANSWER = 4, 10_000_000 / 8, 0.04
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
MORE = "(before, more = document.querySelector('#search-more')) => more.hidden || more.textContent !== before"
LONGEST = 60_000
"""Milliseconds to wait for an answer."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of one query."""

    query: str
    places: int
    expected: int
    first_bytes: int
    first_seconds: float
    """Until the first lines were there."""
    bytes: int
    seconds: float
    """Until 200 lines were there, or all."""


class Line:
    """Counts the traffic between server and browser on the server's side."""

    def __init__(self, site: Path, *, phone: bool) -> None:
        """Start a server of the site, with one line for all answers."""
        self.sent = 0
        lock, line = threading.Lock(), self

        class Handler(QuietHandler):
            def copyfile(self, source: Any, outputfile: Any) -> None:
                data = source.read()
                if phone:
                    time.sleep(PHONE_SECONDS_AN_ANSWER)
                with lock:
                    line.sent += len(data)
                    if phone:
                        time.sleep(len(data) / PHONE_BYTES_A_SECOND)
                outputfile.write(data)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(site)))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}/"


def ask(browser: Any, line: Line, query: str, expected: int, *, phone: bool) -> Asked:
    """Ask one query."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{line.address}search/", wait_until="networkidle")
    if phone:
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": PHONE_SLOWER})
    line.sent, start = 0, time.perf_counter()
    page.locator("#query").fill(query)
    page.locator("#search-lines li, #search-status:has-text('没有找到')").first.wait_for(timeout=LONGEST)
    first_bytes, first_seconds = line.sent, time.perf_counter() - start
    said = page.locator("#search-status").text_content() or ""
    if page.locator("#search-more").is_visible():
        before = page.locator("#search-more").text_content()
        page.locator("#search-more").click()
        page.wait_for_function(MORE, arg=before, timeout=LONGEST)
    seconds = time.perf_counter() - start
    page.wait_for_load_state("networkidle")
    page.context.close()
    places = re.match(r"([\d,]+) 处", said)
    return Asked(
        query,
        int(places[1].replace(",", "")) if places else 0,
        expected,
        first_bytes,
        first_seconds,
        line.sent,
        seconds,
    )


def sections_of(root: Path) -> Iterator[str]:
    """Yield the text of every section."""
    for id in publishable_ids(root):
        document = read_cleaned(root, id)
        yield from (document.text[start:end].lower() for _, _, start, end in stretches(document))


def expected_places(sections: list[str], query: str) -> int:
    """Count the places of the first word in sections that hold all."""
    first, *others = query.strip("“”").lower().split(" ")
    return sum(text.count(first) for text in sections if all(other in text for other in others))


def measure(root: Path, executable: str, *, phone: bool, every: int) -> list[Asked]:
    """Ask every query."""
    from playwright.sync_api import sync_playwright  # from the extra `test`

    queries = tomllib.loads(QUERIES.read_text(encoding="utf-8"))
    asked = [*queries["phrases"], *(f"“{phrase}”" for phrase in queries["phrases"]), *queries["pairs"]][::every]
    sections, line = list(sections_of(root)), Line(root / "site", phone=phone)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        rows = [ask(browser, line, query, expected_places(sections, query), phone=phone) for query in asked]
        browser.close()
    return rows


def table(rows: list[Asked]) -> str:
    """Return what was measured: every query with an unexpected result, then the figures."""
    wrong = [f"{one.query}: {one.places}, not {one.expected}" for one in rows if one.places != one.expected]
    columns = {
        "首批各行（KB）": [one.first_bytes / 1000 for one in rows],
        "首批各行（秒）": [one.first_seconds for one in rows],
        "200 行（KB）": [one.bytes / 1000 for one in rows],
        "200 行（秒）": [one.seconds for one in rows],
    }
    lines = [f"| {name} | {statistics.median(of):,.2f} | {max(of):,.2f} |" for name, of in columns.items()]
    same = f"| 与逐字计数一致的检索 | {len(rows) - len(wrong)} | {len(rows)} |"
    return "\n".join([*wrong, "| | 中位数 | 最多 |", "| --- | ---: | ---: |", *lines, same, ""])


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Measure the concordance of a built site.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=1, help="ask one query in so many; 1: all")
    parser.add_argument("--phone", action="store_true", help="slow the browser and the network down")
    parser.add_argument("--browser", default=next(filter(None, map(shutil.which, BROWSERS)), None))
    asked = parser.parse_args()
    print(table(measure(asked.folder, asked.browser, phone=asked.phone, every=asked.every)), end="")


if __name__ == "__main__":
    main()
