"""Measure the concordance of a built site in a real browser: what it finds, what it loads, how long it takes.

    python scripts/tools/make_corpus.py FOLDER --documents 1000
    python scripts/tools/bench_search.py FOLDER [--phone] [--browser /usr/bin/chromium]

The site of FOLDER must be built. Each query of search_queries.toml, and 60 with operators, made of words of the texts,
is asked of a browser that has loaded nothing but an empty search page; the places it says are compared with a plain
count through cleaned/, section by section. Then 200 lines are asked for. `--phone` slows the page down to a fourth of
the processor's speed, and the server to 10 Mbit/s and 40 ms per answer.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import statistics
import threading
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

from chengwen.checkout.store import publishable_ids, read_cleaned
from chengwen.site.build.build import QuietHandler
from chengwen.site.search.fold import folded
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


def sections_of(root: Path) -> Iterator[tuple[str, str]]:
    """Yield the id of the document and the text, folded, of every section."""
    for id in publishable_ids(root):
        document = read_cleaned(root, id)
        yield from ((id, folded(document.text[start:end])) for _, _, start, end in stretches(document))


# --- A count in the plain texts, written apart from the one that is measured ---

Way = tuple[list[str], list[tuple[str, int]]]
"""Pieces, and what joins them: … or ~, and the distance."""
Term = tuple[bool, list[Way]]
"""Whether it is excluded, and the ways to write it."""


def everywhere(text: str, piece: str) -> list[tuple[int, int]]:
    """Return start and end of a piece wherever it stands, also over itself; ? is any character."""
    pattern = re.escape(piece).replace(r"\?", ".")
    return [(match.start(), match.start() + len(piece)) for match in re.finditer(f"(?={pattern})", text, re.DOTALL)]


def together(text: str, pieces: list[str], joins: list[tuple[str, int]]) -> list[tuple[int, int]]:
    """Return start and end of pieces that stand one behind the other (…) or near each other (~)."""
    found = everywhere(text, pieces[0])
    for (sign, most), piece in zip(joins, pieces[1:], strict=True):
        others, joined = everywhere(text, piece), []
        for start, end in found:
            fitting = [(low - end, 0, low, high) for low, high in others if 0 <= low - end <= most]
            if sign == "~":
                fitting += [(start - high, 1, low, high) for low, high in others if 0 <= start - high <= most]
            if fitting:
                _, _, low, high = min(fitting)
                joined.append((min(start, low), max(end, high)))
        found = joined
    return found


def counted(sections: list[tuple[str, str]], terms: list[Term]) -> tuple[int, int]:
    """Return how many places, in how many documents, hold the first term that is not excluded and fit the others."""
    places, documents = 0, set()
    for id, text in sections:
        each = [[place for way in ways for place in together(text, *way)] for _, ways in terms]
        if any(bool(found) == excluded for found, (excluded, _) in zip(each, terms, strict=True)):
            continue
        main = next(found for found, (excluded, _) in zip(each, terms, strict=True) if not excluded)
        end = -1
        for start, stop in sorted(main, key=lambda place: (place[0], -place[1])):
            if start >= end:
                places, end = places + 1, stop
                documents.add(id)
    return places, len(documents)


def written(terms: list[Term]) -> str:
    """Return a query as a reader writes it."""

    def way(pieces: list[str], joins: list[tuple[str, int]]) -> str:
        signs = [f"{sign}{most if most != 10 else ''}" for sign, most in joins]
        return "".join(piece + sign for piece, sign in zip(pieces, [*signs, ""], strict=True))

    return " ".join(("-" if excluded else "") + "|".join(way(*one) for one in ways) for excluded, ways in terms)


def queries(sections: list[tuple[str, str]], number: int) -> Iterator[list[Term]]:
    """Yield queries of all forms, of words cut from the texts wherever it falls."""
    chance = random.Random(7)
    whole = [text for _, text in sections if len(text) > 60]

    def word(most: int = 4) -> str:
        while True:
            text, size = chance.choice(whole), chance.randint(1, most)
            at = chance.randrange(len(text) - size)
            if re.fullmatch("[一-鿿]+", text[at : at + size]):
                return text[at : at + size]

    def near() -> Way:
        return [word(2), word(2)], [(chance.choice("…~"), chance.choice([3, 10, 40]))]

    def simple(most: int = 5) -> Way:
        return [word(most)], []

    def wild() -> Way:
        return [f"{word(2)}?{word(1)}"], []

    forms: list[Callable[[], list[Term]]] = [
        lambda: [(False, [simple()])],
        lambda: [(False, [simple(), simple()])],
        lambda: [(False, [simple()]), (True, [simple(2)])],
        lambda: [(False, [near()])],
        lambda: [(False, [simple()]), (False, [simple(2)])],
        lambda: [(False, [wild(), near()]), (True, [simple()])],
    ]
    for at in range(number):
        yield forms[at % len(forms)]()


# --- The measure ---


def asked_of(sections: list[tuple[str, str]], operators: int) -> list[list[Term]]:
    """Return the queries of search_queries.toml, and so many of all forms."""
    known = tomllib.loads(QUERIES.read_text(encoding="utf-8"))
    phrases: list[list[Term]] = [[(False, [([phrase], [])])] for phrase in known["phrases"]]
    pairs: list[list[Term]] = [[(False, [([word], [])]) for word in pair.split()] for pair in known["pairs"]]
    return [*phrases, *pairs, *queries(sections, operators)]


def measure(root: Path, executable: str, *, phone: bool, every: int, operators: int) -> list[Asked]:
    """Ask every query."""
    from playwright.sync_api import sync_playwright  # from the extra `test`

    sections, line = list(sections_of(root)), Line(root / "site", phone=phone)
    asked = asked_of(sections, operators)[::every]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        rows = [ask(browser, line, written(terms), counted(sections, terms)[0], phone=phone) for terms in asked]
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
    parser.add_argument("--operators", type=int, default=60, help="so many queries of all forms, besides the phrases")
    parser.add_argument("--phone", action="store_true", help="slow the browser and the network down")
    parser.add_argument("--browser", default=next(filter(None, map(shutil.which, BROWSERS)), None))
    asked = parser.parse_args()
    rows = measure(asked.folder, asked.browser, phone=asked.phone, every=asked.every, operators=asked.operators)
    print(table(rows), end="")


if __name__ == "__main__":
    main()
