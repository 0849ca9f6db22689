"""Elements of charts: figures with their table folded away, rows of bars, legends, numbers in words.

Words are HTML, so that they keep their size on any screen; only bars are SVG, stretched to the available width.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chengwen.site.markup import Child, Markup, element
from chengwen.site.wording import CHINESE, Wording


def block_of(heading: str, seen: str, chart: Markup | None) -> Markup:
    """Return a chart, if it is drawn, under its heading, after a sentence that says what can be seen in it."""
    return element("section", element("h2", heading, class_="group"), element("p", seen, class_="chart-seen"), chart)


def figure_of(
    id: str, caption: str, plot: Markup, table: Markup, *, is_image: bool = True, tell: Wording = CHINESE
) -> Markup:
    """Return a complete chart; to a screen reader its bars are one picture, and the table has the numbers."""
    name = f"{id}-caption"
    role = {"role": "img", "aria_labelledby": name} if is_image else {}
    folded = element(
        "details", element("summary", tell("数据表")), scrolling(table, tell("数据表")), class_="chart-data"
    )
    head = element("figcaption", caption, id=name)
    return element("figure", head, element("div", plot, class_="chart-plot", **role), folded, id=id, class_="chart")


def draw_rows(rows: Iterable[tuple[str, Markup, Child]], class_: str = "chart-rows") -> Markup:
    """Return bars one below the other, each between its name and its number."""
    cells = (
        element("li", element("span", name, class_="chart-name"), bar, element("span", value, class_="chart-value"))
        for name, bar, value in rows
    )
    return element("ul", *cells, class_=class_)


def stack_of(numbers: Sequence[int], titles: Sequence[str]) -> list[tuple[str, str, int]]:
    """Return each number with its colour, by position, and its title."""
    return [(f"c{place}", title, number) for place, (title, number) in enumerate(zip(titles, numbers, strict=True))]


def draw_bar(stack: Sequence[tuple[str, str, int]], whole: int) -> Markup:
    """Draw a bar of coloured pieces, in proportion to the whole."""
    shapes, done = [], 0
    for colour, title, number in stack:
        if number:
            start, end = scaled(done, whole), scaled(done + number, whole)
            width = f"{end - start:g}"
            shapes.append(
                element("rect", element("title", title), x=f"{start:g}", width=width, height=10, class_=colour)
            )
        done += number
    return draw_svg(1000, 10, shapes)


def draw_svg(width: int, height: int, shapes: Iterable[Markup]) -> Markup:
    """Return a picture that is stretched to the available width."""
    return element("svg", *shapes, viewBox=f"0 0 {width} {height}", preserveAspectRatio="none")


def legend_of(names: Sequence[str]) -> Markup:
    """Return the colours with their meanings."""
    return element("ul", *(key_to(f"c{place}", name) for place, name in enumerate(names)), class_="chart-legend")


def key_to(class_: str, name: str) -> Markup:
    """Return one line of a legend."""
    return element("li", element("i", class_=class_), name)


def table_of(head: Sequence[str], rows: Iterable[Sequence[str]], words: int = 1) -> Markup:
    """Return a table of numbers, whose first cells, as many as `words`, head the row."""
    cells = (element("th", name, scope="col", class_=place < words and "word") for place, name in enumerate(head))
    body = (
        element(
            "tr",
            *(element("th", cell, scope="row") for cell in row[:words]),
            *(element("td", cell) for cell in row[words:]),
        )
        for row in rows
    )
    return element("table", element("thead", element("tr", *cells)), element("tbody", *body))


def scrolling(table: Markup, name: str) -> Markup:
    """Make a wide table scroll by itself, by keyboard, too."""
    return element("div", table, class_="chart-scroll", role="region", aria_label=name, tabindex=0)


def say_number(number: int) -> str:
    """Return a number with thousands separators."""
    return f"{number:,}"


def per_cent(part: int, whole: int) -> str:
    """Return a share as per cent."""
    return f"{share_of(part, whole)}%"


def in_words(part: int, whole: int, tell: Wording = CHINESE) -> str:
    """Return per cent as words in a sentence.

    >>> in_words(1, 999), in_words(998, 999)
    ('不到 1%', '99% 以上')
    """
    said = per_cent(part, whole)
    if said.startswith("<"):
        return tell("不到 {share}", share=said[1:])
    return tell("{share} 以上", share=said[1:]) if said.startswith(">") else said


def share_of(part: int, whole: int) -> str:
    """Return per cent in whole numbers, but never 0 for something nor 100 for less than everything.

    >>> share_of(1, 3), share_of(1, 999), share_of(998, 999), share_of(0, 0)
    ('33', '<1', '>99', '0')
    """
    share = round(100 * part / whole) if whole else 0
    if part and not share:
        return "<1"
    return ">99" if share == 100 and part < whole else str(share)


def scaled(number: int, whole: int) -> float:
    """Return a share of the whole in thousandths, the width of pictures."""
    return round(1000 * number / whole, 1) if whole else 0


def visible_width(number: int, whole: int) -> float:
    """Return a visible width for anything that is not zero."""
    return max(scaled(number, whole), 3) if number else 0


def round_up(number: int) -> int:
    """Return a round number, not below `number`, whose half is whole.

    >>> [round_up(number) for number in (0, 1, 5, 47, 690)]
    [2, 2, 6, 60, 800]
    """
    unit = 1
    while number > 10 * unit:
        unit *= 10
    return next(step * unit for step in (2, 4, 6, 8, 10) if number <= step * unit)
