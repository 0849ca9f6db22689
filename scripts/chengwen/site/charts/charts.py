"""Charts, drawn when the site is built: what there is, its composition, the words used, what was removed.

The functions take plain counts; drawing.py draws. Each chart has the table behind it folded away below.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from chengwen.knowledge.labels import SECTIONS, SHORT_PARTS, UNSTATED
from chengwen.site.charts.drawing import (
    block_of,
    draw_bar,
    draw_rows,
    draw_svg,
    figure_of,
    in_words,
    key_to,
    legend_of,
    per_cent,
    round_up,
    say_number,
    scaled,
    scrolling,
    share_of,
    stack_of,
    table_of,
    visible_width,
)
from chengwen.site.charts.figures import REST, Figures, PhraseYears, is_year, removed_by_family
from chengwen.site.markup import Markup, element, join
from chengwen.site.page import Page, chinese
from chengwen.site.wording import CHINESE, Wording

GENRES = 6
"""Maximum number of genres shown separately; each has a colour, and there is one for the rest."""
ALL = "全部文稿"
ROWS = 12
"""Years drawn one below the other; more are drawn side by side."""
LONGEST_SPAN = 150
"""Maximum span of years for which years without documents are shown too."""
YEAR_LABELS = 7
"""Years that fit below columns on a phone."""
PHRASES = 20
ENOUGH = 20
"""Documents from which on a chart says more than a sentence."""
WIDE = "chart-rows chart-wide"
"""Rows with long numbers: on a phone they are above the bar."""
STEPS = (1, 10, 25, 50, 75)
"""Per cent at which a darker shade begins; below the first is everything small but not zero."""


def charts_page(figures: Figures, phrases: Sequence[PhraseYears], tell: Wording = CHINESE) -> Page:
    """Return the page of all charts; one without data is left out, and of few documents only the sentence is said."""
    genres = leading(figures.documents)
    years = Counter[str]()
    for (year, _), number in figures.documents.items():
        years[year] += number
    removed = removed_by_family(figures)
    used = [phrase for phrase in phrases if any(phrase.documents.values())]
    enough = years.total() >= ENOUGH

    def block(heading: str, seen: str, chart: Markup) -> Markup:
        return block_of(heading, seen, chart if enough else None)

    charts = [
        block(tell("年份与文种"), _say_years(figures.documents, tell=tell), years_chart(figures.documents, tell=tell))
        if years
        else None,
        block(
            tell("章节"),
            _say_sections(figures.sections, tell=tell),
            sections_chart(figures.sections, genres, tell=tell),
        )
        if years
        else None,
        block(tell("各部分的篇幅"), _say_parts(figures.parts, tell=tell), parts_chart(figures.parts, genres, tell=tell))
        if +figures.parts
        else None,
        block(tell("用语"), _say_phrases(used, years.total(), tell=tell), phrases_chart(used, years, tell=tell))
        if used and years
        else None,
        block(tell("清洗"), _say_removed(removed, tell=tell), removed_chart(removed, tell=tell)) if removed else None,
    ]
    few = tell("文稿不足 {number} 篇，画成图看不出什么，这里只说一句话。", number=ENOUGH)
    note = None if years.total() >= ENOUGH else element("p", few if years else tell("还没有文稿。"), class_="nothing")
    body = element("div", element("h1", tell("图表")), note, *charts, class_="index charts")
    return Page("charts/", tell("图表"), body, description=_say_years(figures.documents, tell=tell) if years else "")


def leading(documents: Mapping[tuple[str, str], int]) -> tuple[str, ...]:
    """Return the genres with most documents, at most six; the others are the rest.

    >>> leading({("2021", "报告"): 1, ("2022", "总结"): 3, ("2022", "其他"): 9})
    ('总结', '报告')
    """
    counts = Counter[str]()
    for (_, genre), number in documents.items():
        counts[genre] += number
    order = sorted((genre for genre in counts if genre != REST), key=lambda genre: (-counts[genre], genre))
    return tuple(order[:GENRES])


# 1. Documents by year and genre


def years_chart(documents: Mapping[tuple[str, str], int], tell: Wording = CHINESE) -> Markup:
    """Draw the number of documents by year and genre: a row per year, or columns if there are many years."""
    genres = leading(documents)
    by_year: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (year, genre), number in documents.items():
        by_year[year][_shown(genre, genres)] += number
    names = _present([*genres, REST], by_year.values())
    stacks = {year: [by_year[year][name] for name in names] for year in _years(by_year)}
    if sum(map(is_year, stacks)) <= ROWS:
        how, plot = tell("一年一条，颜色是文种。"), _year_rows(stacks, names, tell=tell)
    else:
        how, plot = tell("一年一柱，颜色是文种。") + _left_out(stacks, tell), _year_columns(stacks, names, tell=tell)
    rows = [(tell.term(year), *map(say_number, stack), say_number(sum(stack))) for year, stack in stacks.items()]
    table = table_of((tell("年份"), *map(tell.term, names), tell("合计")), rows)
    return figure_of(
        "chart-years", tell("每年的文稿数。") + how, join([legend_of([*map(tell.term, names)]), plot]), table, tell=tell
    )


def _year_rows(stacks: Mapping[str, Sequence[int]], names: Sequence[str], tell: Wording) -> Markup:
    longest = max(map(sum, stacks.values()), default=0)
    rows = [
        (
            tell.term(year),
            draw_bar(
                stack_of(
                    stack,
                    [
                        tell("{year} {name} {number:,} 篇", year=tell.term(year), name=tell.term(name), number=n)
                        for name, n in zip(names, stack, strict=True)
                    ],
                ),
                longest,
            ),
            tell("{number:,} 篇", number=sum(stack)),
        )
        for year, stack in stacks.items()
    ]
    return draw_rows(rows)


def _year_columns(stacks: Mapping[str, Sequence[int]], names: Sequence[str], tell: Wording) -> Markup:
    """Draw a column per year; years without room for a label are in the table."""
    years = [year for year in stacks if is_year(year)]
    top = round_up(max(sum(stacks[year]) for year in years))
    shapes = [
        element("path", d=f"M0 0H{len(years) * 10}M0 500H{len(years) * 10}M0 1000H{len(years) * 10}", class_="grid")
    ]
    for place, year in enumerate(years):
        below = 0
        for colour, (name, number) in enumerate(zip(names, stacks[year], strict=True)):
            if number:
                title = element(
                    "title", tell("{year} {name} {number:,} 篇", year=year, name=tell.term(name), number=number)
                )
                y = 1000 - scaled(below + number, top)
                height = scaled(number, top)
                shapes.append(
                    element(
                        "rect", title, x=place * 10 + 1, y=f"{y:g}", width=8, height=f"{height:g}", class_=f"c{colour}"
                    )
                )
            below += number
    scale = element("div", *(element("span", f"{number:,}") for number in (top, top // 2, 0)), class_="chart-scale")
    marks = element("div", *(element("span", mark) for mark in _marks(years)), class_="chart-axis")
    return element("div", scale, draw_svg(len(years) * 10, 1000, shapes), marks, class_="chart-columns")


def _marks(years: Sequence[str]) -> list[str]:
    """Return labels for as many years as fit below the columns, on round numbers; the others are empty."""
    step = next(step for step in (2, 5, 10, 20, 50, 100, 10000) if len(years) <= step * YEAR_LABELS)
    return [year if int(year) % step == 0 else "" for year in years]


def _left_out(stacks: Mapping[str, Sequence[int]], tell: Wording) -> str:
    number = sum(sum(stack) for year, stack in stacks.items() if not is_year(year))
    return tell("另有 {number:,} 篇未注明年份。", number=number) if number else ""


def _say_years(documents: Mapping[tuple[str, str], int], tell: Wording) -> str:
    years, genres = Counter[str](), Counter[str]()
    for (year, genre), number in documents.items():
        years[year] += number
        genres[genre] += number
    total = tell("共 {total:,} 篇", total=years.total())
    if len(years) == 1 and UNSTATED not in years:
        total += tell("，都是 {year} 年的", year=next(iter(years)))
    most = _most(Counter({year: number for year, number in years.items() if is_year(year)}))
    said = [
        total,
        tell("{year} 年最多，{number:,} 篇", year=most, number=years[most]) if most and len(years) > 1 else "",
    ]
    first = _most(genres)
    said.append(
        tell("{name}占 {share}", name=tell.term(first), share=in_words(genres[first], genres.total(), tell))
        if first and first != UNSTATED
        else ""
    )
    return tell("；").join(filter(None, said)) + tell("。")


# 2. Sections and parts


def sections_chart(
    sections: Mapping[tuple[str, int, int], int], genres: Sequence[str], tell: Wording = CHINESE
) -> Markup:
    """Draw how many sections of each level the documents of a genre have: the middle half, and the median."""
    by_level: dict[int, dict[str | None, Counter[int]]] = {level: defaultdict(Counter) for level in SECTIONS}
    for (genre, level, number), documents in sections.items():
        for group in (None, _shown(genre, genres)):
            by_level[level][group][number] += documents
    panels, rows = [], []
    for level, groups in by_level.items():
        quarters = {_group_name(group, tell=tell): quartiles(groups[group]) for group in _order(groups, genres)}
        if any(high for _, _, high in quarters.values()):
            panels.append(_panel(level, quarters, tell=tell))
            rows += [
                (tell("{unit}（{level} 级）", unit=tell(SECTIONS[level]), level=level), name, *map(say_number, three))
                for name, three in quarters.items()
            ]
    how = tell("每篇文稿的章节数。色条是居中的一半文稿，竖线是中位数；数字是中位数和色条两端。")
    table = table_of((tell("级别"), tell("文种"), tell("下四分位"), tell("中位"), tell("上四分位")), rows, words=2)
    plot = element("div", *panels, class_="chart-panels") if panels else element("p", tell("文稿都不分节。"))
    return figure_of("chart-sections", how, plot, table, tell=tell)


def quartiles(counts: Mapping[int, int]) -> tuple[int, int, int]:
    """Return lower quartile, median, upper quartile: each a number that some document has.

    >>> quartiles({3: 2, 4: 5, 9: 1})
    (3, 4, 4)
    """
    total, seen = sum(counts.values()), 0
    found: list[int] = []
    for number in sorted(counts):
        seen += counts[number]
        found += [number] * (sum(seen * 4 >= total * quarter for quarter in (1, 2, 3)) - len(found))
    low, middle, high = found or (0, 0, 0)
    return low, middle, high


def _panel(level: int, quarters: Mapping[str, tuple[int, int, int]], tell: Wording) -> Markup:
    widest = max(high for _, _, high in quarters.values())
    rows = []
    for name, (low, middle, high) in quarters.items():
        start, end, at = scaled(low, widest), scaled(high, widest), scaled(middle, widest)
        box = element("rect", x=f"{start:g}", y=1, width=f"{end - start:g}", height=8, class_="box")
        line = element("rect", x=f"{min(max(at - 3, 0), 994):g}", y=0, width=6, height=10, class_="median")
        spread = f"（{low:,}–{high:,}）" if low < high else None
        value = join([element("b", f"{middle:,}"), element("small", spread) if spread else None])
        rows.append((name, draw_svg(1000, 10, [box, line]), value))
    return element(
        "div",
        element("p", tell("{unit}（{level} 级标题）", unit=tell(SECTIONS[level]), level=level), class_="chart-head"),
        draw_rows(rows),
    )


def parts_chart(parts: Mapping[tuple[str, str], int], genres: Sequence[str], tell: Wording = CHINESE) -> Markup:
    """Draw the share of each part in the text of a genre."""
    groups: defaultdict[str | None, Counter[str]] = defaultdict(Counter)
    for (genre, part), characters in parts.items():
        for group in (None, _shown(genre, genres)):
            groups[group][part] += characters
    present = [part for part in SHORT_PARTS if any(counts[part] for counts in groups.values())]
    bars, rows = [], []
    for group in _order(groups, genres):
        counts, total, name = groups[group], groups[group].total(), _group_name(group, tell=tell)
        shares = [counts[part] if part in present else 0 for part in SHORT_PARTS]
        titles = [f"{name} {tell(SHORT_PARTS[part])} {per_cent(counts[part], total)}" for part in SHORT_PARTS]
        bars.append((name, draw_bar(stack_of(shares, titles), total), tell("{total:,} 字", total=total)))
        rows.append((name, *(per_cent(counts[part], total) for part in present), say_number(total)))
    legend = element(
        "ul",
        *(key_to(f"c{list(SHORT_PARTS).index(part)}", tell(SHORT_PARTS[part])) for part in present),
        class_="chart-legend",
    )
    table = table_of((tell("文种"), *(tell(SHORT_PARTS[part]) for part in present), tell("字数")), rows)
    return figure_of(
        "chart-parts",
        tell("各部分占全文的比例，标题计入“其他”。"),
        join([legend, draw_rows(bars, WIDE)]),
        table,
        tell=tell,
    )


def _say_sections(sections: Mapping[tuple[str, int, int], int], tell: Wording) -> str:
    levels: dict[int, Counter[int]] = {level: Counter() for level in SECTIONS}
    for (_, level, number), documents in sections.items():
        levels[level][number] += documents
    medians = {level: quartiles(counts)[1] for level, counts in levels.items()}
    said = tell("、").join(_count(level, number, tell) for level, number in medians.items() if number)
    return tell("按中位数，一篇文稿有 {said}。", said=said) if said else tell("多数文稿不分节。")


def _count(level: int, number: int, tell: Wording) -> str:
    return tell(f"{{number:,}} {SECTIONS[level]}", number=number)


def _say_parts(parts: Mapping[tuple[str, str], int], tell: Wording) -> str:
    counts = Counter[str]()
    for (_, part), characters in parts.items():
        counts[part] += characters
    (first, most), *others = counts.most_common(3)
    said = tell("“{part}”占全文 {share}", part=tell(SHORT_PARTS[first]), share=in_words(most, counts.total(), tell))
    rest = [
        tell("“{part}”{share}", part=tell(SHORT_PARTS[part]), share=in_words(number, counts.total(), tell))
        for part, number in others
        if number
    ]
    if not rest:
        return said + tell("。")
    return tell("{said}，其次是{others}。", said=said, others=tell("、").join(rest))


# 3. Phrases


def phrases_chart(phrases: Sequence[PhraseYears], documents: Mapping[str, int], tell: Wording = CHINESE) -> Markup:
    """Draw the share of a year's documents that use a phrase, as shades.

    `documents` counts all documents of each year.
    """
    years = [year for year in _years(documents, gaps=False) if documents[year]]
    chosen = sorted(phrases, key=lambda phrase: -sum(phrase.documents.values()))[:PHRASES]
    head = element("tr", element("td"), *(element("th", tell.term(year), scope="col") for year in years))
    sizes = element(
        "tr", element("th", tell("文稿数"), scope="row"), *(element("td", f"{documents[year]:,}") for year in years)
    )
    body = [
        element(
            "tr",
            element("th", phrase.phrase, scope="row", lang=tell.of_documents),
            *(_cell(phrase.documents.get(year, 0), documents[year]) for year in years),
        )
        for phrase in chosen
    ]
    heat = element("table", element("thead", head, sizes), element("tbody", *body), class_="chart-heat")
    keys = ["0", *(f"{low}–{high - 1}" for low, high in pairwise(STEPS)), f"{STEPS[-1]}–100"]
    legend = element("ul", *(key_to(f"step-{step}", key) for step, key in enumerate(keys)), class_="chart-legend")
    rows = [
        (
            chinese(phrase.phrase, tell),
            *(say_number(phrase.documents.get(year, 0)) for year in years),
            say_number(sum(phrase.documents.values())),
        )
        for phrase in chosen
    ]
    table = table_of((tell("用语"), *map(tell.term, years), tell("合计")), rows)
    how = tell("每年的文稿里用到这个说法的占百分之几。文稿少的年份，比例只供参考。")
    return figure_of(
        "chart-phrases", how, join([legend, scrolling(heat, tell("用语与年份"))]), table, is_image=False, tell=tell
    )


def _cell(used: int, documents: int) -> Markup:
    share = 100 * used / documents
    step = sum(share >= low for low in STEPS) or (1 if used else 0)
    return element("td", share_of(used, documents) if used else "·", class_=f"step-{step}")


def _say_phrases(phrases: Sequence[PhraseYears], documents: int, tell: Wording) -> str:
    most = max(phrases, key=lambda phrase: sum(phrase.documents.values()))
    return tell(
        "“{phrase}”最常见，{documents:,} 篇里有 {number:,} 篇用到。",
        phrase=most.phrase,
        documents=documents,
        number=sum(most.documents.values()),
    )


# 4. What was removed


def removed_chart(rows: Sequence[tuple[str, int, int]], tell: Wording = CHINESE) -> Markup:
    """Draw what each family of rules did; rows are name, edits, and characters removed, highest first."""
    order = sorted(rows, key=lambda row: (-row[2], -row[1], row[0]))
    most_edits = max((edits for _, edits, _ in order), default=0)
    most_removed = max((removed for _, _, removed in order), default=0)
    bars = []
    for name, edits, removed in order:
        upper = element("rect", y=0, height=5, width=f"{visible_width(removed, most_removed):g}", class_="c0")
        lower = element("rect", y=6, height=4, width=f"{visible_width(edits, most_edits):g}", class_="c6")
        value = join(
            [
                element("b", tell("{removed:,} 字", removed=removed)),
                " ",
                element("small", tell("{edits:,} 处", edits=edits)),
            ]
        )
        bars.append((tell(name), draw_svg(1000, 10, [upper, lower]), value))
    legend = element("ul", key_to("c0", tell("减少的字数")), key_to("c6", tell("改动的处数")), class_="chart-legend")
    table = table_of(
        (tell("类别"), tell("改动"), tell("减少的字数")),
        [(tell(name), say_number(a), say_number(b)) for name, a, b in order],
    )
    how = tell("各类规则改了多少处，少了多少字（含空格）。两种条各按最长的一条画。")
    return figure_of("chart-removed", how, join([legend, draw_rows(bars, WIDE)]), table, tell=tell)


def _say_removed(rows: Sequence[tuple[str, int, int]], tell: Wording) -> str:
    removed = Counter({name: characters for name, _, characters in rows})
    edits = sum(edits for _, edits, _ in rows)
    fewer = tell("，少了 {total:,} 字", total=removed.total()) if removed.total() else ""
    said = tell("共改动 {edits:,} 处{fewer}", edits=edits, fewer=fewer)
    most = _most(removed)
    if not most:
        return said + tell("。")
    share = in_words(removed[most], removed.total(), tell)
    return tell("{said}；最多的是“{family}”，占 {share}。", said=said, family=tell(most), share=share)


# Pieces of charts


def _years(years: Iterable[str], *, gaps: bool = True) -> list[str]:
    """Sort years, optionally with the years without documents in between; values that are not years come last."""
    known = sorted(int(year) for year in set(years) if is_year(year))
    if gaps and known and known[-1] - known[0] < LONGEST_SPAN:
        known = list(range(known[0], known[-1] + 1))
    return [*(f"{year:04}" for year in known), *sorted(year for year in set(years) if not is_year(year))]


def _shown(genre: str, genres: Sequence[str]) -> str:
    return genre if genre in genres else REST


def _present(names: Sequence[str], counts: Iterable[Counter[str]]) -> list[str]:
    total = sum(counts, Counter[str]())
    return [name for name in names if total[name]]


def _order(groups: Iterable[str | None], genres: Sequence[str]) -> list[str | None]:
    """Order genres, after all documents together; with a single genre the total is left out."""
    known = set(groups)
    found: list[str | None] = [name for name in (*genres, REST) if name in known]
    return [None, *found] if len(found) > 1 else found


def _group_name(group: str | None, tell: Wording) -> str:
    return tell(ALL) if group is None else tell.term(group)


def _most(counts: Counter[str]) -> str | None:
    """Return the most frequent item; None if two share first place."""
    first = counts.most_common(2)
    if not first or not first[0][1] or (len(first) == 2 and first[0][1] == first[1][1]):
        return None
    return first[0][0]
