"""What the register model sees of a line: pieces of one to three characters, and its shape.

Pieces are those of the folded line, with every digit as 0 and every mask or label as one sign, so that a line means the
same before and after masking. Shapes are words of Latin letters, which no folded piece is, since `SHAPE` begins them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Set
from operator import add

from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN
from chengwen.engine.scan import holds_any, names_found, sought_by_name

SHAPE = "\t"
"""What the name of a shape begins with; no folded line holds it."""
LONGEST = 160
"""Of a longer line, only so many characters are looked at: its beginning."""
_MASK = compiled("〖[^〖〗]{0,8}〗|[x×*＊]{1,20}")
_DIGIT = compiled("[0-9]")
_HAN = compiled(f"[{HAN}]")
_HAN_RUN = compiled(f"[{HAN}]+")
_LATIN = compiled("[a-z]+")
_SIGN = compiled(f"[^{HAN}a-z0-9，。、；：！？“”‘’（）《》〈〉—…·()%.,:;]+")
_WORD = compiled("[^ \t\u00a0\u3000]+")
WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）"}
_HALF = compiled(f"(?<=[{HAN}])[,;:?!()]|[,;:?!()](?=[{HAN}])")
_LENGTHS = (1, 2, 3, 4, 5, 7, 9, 13, 19, 26, 41, 71)
_SHARES = (1, 15, 40, 70, 90, 100)
_TESTS = sought_by_name(
    {
        "stop": compiled("。"),
        "stops": compiled("。[^。]+。"),
        "clause": compiled("，"),
        "clauses": compiled("，[^，]+，"),
        "list": compiled("、[^、]+、"),
        "address": compiled(r"https?|www|[a-z0-9]\.(?:com|cn|net|org|html?)"),
        "date": compiled("0000[-/.年]00?[-/.月]"),
        "clock": compiled("00?[:：]00"),
        "price": compiled("[¥￥$]|0元"),
        "size": compiled("0(?:kb|mb|gb|[km]\\b)"),
        "long-number": compiled("0{7,}"),
        "counted": compiled("0+(?:次|人|条|页|字|篇|个|份|楼|评论|阅读|赞|分享|下载)?$"),
        "label": compiled("^[^：:，。]{1,8}[：:]"),
        "only-label": compiled("^[^：:，。]{1,10}[：:]$"),
        "labels": compiled("[：:][^：:]+[：:]"),
        "opens": compiled("^[>»›•●■◆▲★☆※◎○◇□→←↑↓#|=~_+*·-]"),
        "arrow": compiled("[>»›→<«‹←|｜]"),
        "boxed": compiled(r"^[【\[［〔].{1,20}[】\]］〕]$"),
        "bracketed": compiled("^[（(].{1,40}[）)]$"),
        "quoted": compiled("[“《]"),
        "numbered": compiled(
            "^(?:第[一二三四五六七八九十0]{1,3}[章节条部]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十0]{1,3}[）)]|00?[.、．])"
        ),
        "point": compiled("[a-z0-9]/[a-z0-9]"),
        "script": compiled("[{}<>=;]{1}.*[{}<>=;]"),
        "emoji": compiled("[\U0001f000-\U0001faff☀-➿]"),
        "pointer": compiled("[◀▶◁▷▸▹◂◃▾▿▼▽☞☛»«‹›⊕⊖⊙⊞⊟⟳↻↺⟲⇄⇱⇲⏸⏯⏵⏹≡☰⋯⋮❯❮➤➜✕✖┊▏▎▍▌⬇⬆⬅➡⚑]"),
        "you": compiled("[您你]"),
        "date-only": compiled("^(?:0000|xx?0*x*)[-/.年]00?[-/.月]00?日?(?:00?[:：]00(?:[:：]00)?)?$"),
        "office": compiled("(?:党委|支部|总支|委员会|政府|办公室|局|镇|乡|村|县|社区)$"),
        "genre": compiled(
            "(?:总结|报告|汇报|方案|通知|意见|计划|讲话|发言|办法|制度|规定|通报|材料|纪要|要点|决定|函)(?:[（(][^（）()]{1,12}[）)])?$"
        ),
    }
)


def plain(folded: str) -> str:
    """Return a folded line with every mask as x, every digit as 0, and half-width marks beside Han as wide ones.

    >>> plain("共有党员〖数字〗名，2023年"), plain("分享到:微信,人人有责!")
    ('共有党员x名，0000年', '分享到：微信，人人有责！')
    """
    line = _DIGIT.sub("0", _MASK.sub("x", folded[: 2 * LONGEST]))[:LONGEST]
    return _HALF.sub(_widened, line) if holds_any(line, WIDE) else line


def _widened(mark: re.Match[str]) -> str:
    return WIDE[mark.group()]


def pieces(line: str) -> set[str]:
    """Return the runs of one to three characters of a plain line, its ends marked.

    >>> sorted(pieces("总结"))
    ['^总', '^总结', '总', '总结', '总结$', '结', '结$']
    """
    ended = f"^{line}$"
    pairs = list(map(add, ended, ended[1:]))
    found = set(line)
    found.update(pairs)
    found.update(map(add, pairs, ended[2:]))
    return found


def shapes(line: str, content: str, held: Set[str]) -> Iterator[str]:
    """Yield the names of what is true of a plain line's shape.

    `content` is the line as written; `held` are the characters of the plain line, and may be more: its pieces.
    """
    size = max(1, len(line))
    yield f"{SHAPE}length{bisect_right(_LENGTHS, len(line))}"
    yield f"{SHAPE}words{min(6, len(_WORD.findall(content[:LONGEST])))}"
    yield f"{SHAPE}first-{_kind(line[:1])}"
    yield f"{SHAPE}last-{_kind(line[-1:])}"
    for name, number in (
        ("han", _number_of(_HAN_RUN, line)),
        ("digits", line.count("0")),
        ("latin", _number_of(_LATIN, line)),
        ("signs", _number_of(_SIGN, line)),
    ):
        share = bisect_right(_SHARES, number * 100 // size)
        if share:
            yield f"{SHAPE}{name}{share}"
    for name in names_found(_TESTS, line, held):
        yield SHAPE + name


def _number_of(runs: re.Pattern[str], line: str) -> int:
    """Return how many characters of a line stand in runs."""
    return sum(map(len, runs.findall(line)))


def _kind(char: str) -> str:
    if _HAN.match(char):
        return "han"
    if char.isdecimal():
        return "digit"
    return char if char in "。，、；：:！？…”》）)】]" else "latin" if char.isalpha() else "sign"
