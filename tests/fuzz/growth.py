"""How the time of `clean` grows with the length of texts made to be slow: `python tests/fuzz/growth.py 1000 1000000`.

Prints a table: a text a row, a length a column, in each cell the computing time in microseconds a character. Linear is
what stays level; the last column is how often the time of the longest multiplies that of the one before it, for ten
times the length.
"""

from __future__ import annotations

import gc
import sys
import time
from contextlib import suppress
from itertools import cycle, islice
from math import inf

from driver import at_most

from chengwen import clean
from chengwen.errors import ChengwenError

ENOUGH = 120
SURNAMES, GIVEN, TITLES = "张王李赵陈刘周吴", "建国桂英志强秀兰海燕文斌", ("书记", "镇长", "同志", "主任")


def _people(count: int) -> str:
    pairs = ((a + b + c, d) for a in SURNAMES for b in GIVEN for c in GIVEN for d in TITLES)
    return "".join(f"镇党委{title}{name}主持，" for name, title in islice(cycle(pairs), count // 9 + 1))


def _headings(count: int) -> str:
    heads = ("一、甲\n", "（一）乙\n", "1.丙\n", "（1）丁\n", "①戊\n")
    return "".join(islice(cycle(heads), count // 4 + 1))


def _all_different(count: int) -> str:
    return "".join(f"{chr(0x4E00 + number * 7919 % 20_000)}{number}\n" for number in range(count // 4 + 1))


REPEATED = {
    "X": "X",
    "＊": "*",
    "（": "（",
    "）": "）",
    "一、": "一、",
    "一、换行": "一、\n",
    "零宽空格": "\u200b",
    "全角空格": "\u3000",
    "空格": " ",
    "换行": "\n",
    "回车": "\r",
    "字节 FF": b"\xff",
    "字节 00 与字": b"\x00\xd2",
    "GBK 与坏字节": b"\xb5\xb3\xff",
    "两种编码的行": "建设工作\n".encode() + "落实责任\n".encode("gbk"),
    "半个字成行": b"\xd6" + "落实责任\n".encode("gbk"),
    "半个字一行": b"\xd6" + "落实责任".encode("gbk"),
    "HZ": b"~{VP~}",
    "一行汉字": "建",
    "一字一行": "建\n",
    "同一段落": "全镇上下同心攻坚克难真抓实干成效明显。\n",
    "同一长行": "全镇上下同心攻坚克难真抓实干成效明显。",
    "遮盖交替": "X村*镇○○县××名，",
    "画线": "__市",
    "叠用标点": "甲，，",
    "署名成行": "成效明显。（陈晓）\n",
    "〖": "〖",
    "〖地名1〗": "〖地名1〗",
    "〖姓名": "〖姓名",
    "引号里的地名": "“柳湾夜话”和",
    "遮住的成语": "扫X除恶，",
    "段内编号": "推进：2.开展活动，",
    "数字": "1234567890",
    "数字与空格": "138 ",
    "手机号": "13812345678，",
    "短号": "短号512345，",
    "日期": "2020年12月1日",
    "日期成行": "2020年12月1日\n",
    "&": "&",
    "&amp;": "&amp;amp;",
    "乱码": "µ³½¨",
    "乱码二": "鈥滀",
    "拼音夹注": "黨(dǎng)建",
    "<": "<",
    "<p>": "<p>甲</p>",
    "“": "“",
    "《": "《",
    "句号": "。",
    "句号成行": "。\n",
    "来源成行": "来源：某某网 发布时间：2021-05-06\n",
    "广告成行": "甲乙文库整理，咨询QQ10001\n",
    "上一篇": "上一篇：甲乙丙丁\n",
    "付费标记": "##paidbegin##",
    "篇一": "篇一：2020年党建工作总结\n甲。\n",
    "标题成行": "2020年党建工作总结\n",
    "成员": "组长：张建国\n成员：李秀兰、王志强\n",
    "老张说": "老张说，",
    "某": "某",
    "村": "和平村、",
    "单位": "甲乙县人民医院、",
    "邮箱": "a@b.cn ",
    "@": "a@",
    "网址": "http://example.cn/a",
    "繁体": "說明學習貫徹黨",
}
MADE = {"人名与职务": _people, "层层编号": _headings, "行行不同": _all_different}


def text_of(name: str, length: int) -> bytes | str:
    """Give a text of so many characters, or bytes."""
    if name in MADE:
        return MADE[name](length)[:length]
    piece = REPEATED[name]
    return (piece * (length // len(piece) + 1))[:length]


def seconds(name: str, length: int, characters: int = 50_000) -> float:
    """Clean a text, a short one often, so that it comes to so many characters; return the seconds of one time.

    What is refused counts as well, and what takes longer than `ENOUGH` is endless.
    """
    text, times = text_of(name, length), max(1, characters // length)
    gc.collect()
    gc.disable()  # it would look through all that the tests before have left
    start = time.process_time()
    try:
        for _ in range(times):
            with suppress(ChengwenError), at_most(ENOUGH):
                clean(text)
    except TimeoutError:
        return inf
    finally:
        gc.enable()
    return (time.process_time() - start) / times


def main(lengths: list[int], names: list[str]) -> None:
    """Print the table."""
    clean("2020年工作总结\n一、甲。\n")  # rules and lexicon are read once
    print("| 文本 | " + " | ".join(f"{length:,}" for length in lengths) + " | 增长 |")  # noqa: T201
    print("|---" * (len(lengths) + 2) + "|")  # noqa: T201
    for name in names or [*REPEATED, *MADE]:
        times = [seconds(name, length) for length in lengths]
        cells = [f"{spent * 1e6 / length:.2f}" for spent, length in zip(times, lengths, strict=True)]
        print(f"| {name} | {' | '.join(cells)} | {times[-1] / max(times[-2], 1e-6):.1f} |", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(
        [int(one) for one in sys.argv[1:] if one.isdigit()] or [1_000, 10_000, 100_000],
        [one for one in sys.argv[1:] if not one.isdigit()],
    )
