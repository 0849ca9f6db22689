"""Texts made of bytes: what rules, masks, headings and names are made of, or the bytes themselves as UTF-8."""

from __future__ import annotations

from functools import cache

from chengwen.knowledge.load import ours_only

ENDS = (
    "\n",
    "\n",
    "\r\n",
    "\n\n",
    "\n　　",
    "\r",
    "\x0b",
    "\x0c",
    "\u2028",
    "\x85",
    "\t",
    " ",
    "\u3000",
    "\xa0",
    "\u200b",
)
PARTS = (
    "一、 二、 （一） （二） 1. 2. 3、 （1） 2） ① ② 第一章 第二节 第三条 一是 首先， 2022年 党建工作 总结 报告 关于…的通知 篇一： 附件： "
    "XX X *** × ○○ 20XX年 201*年 名 万元 % 镇 党委 村 公司 县委书记 涉X涉X线索 X专项斗争 从严治X 〖数字〗 〖地名1〗 〖姓名2〗 〖 〗 "
    "。 ， 、 ； ： , ; : ! “ ” 《 》 （ ） 【 】 下一步，我镇将 存在问题 2020年12月1日 二〇二〇年十二月 绝密 政发〔2020〕3号 "
    "&ldquo; &amp;lt; &nbsp; &#x4e2d; µ³½¨ ä¸­å›½ 鈥滀 Ａ１２ a b Q 1,200 3.5 12 月 ~{VP~} 黨(dǎng)建 (xiàn) <p> </p> <br/> # ## ** - > "
    "张建国 欧阳小红 李某 王 同志 主任： 联系人：赵桂英 13812345678 010-66668888 110101199003074514 6222020200112233445 "
    "zhang@example.cn 微信：zhang_2020 京A12345 和平村 柳树沟 大河县 青山镇 红旗公司 甲乙县人民医院 说明 說明學習 \ue000 \ufeff \ufffd 𠀀"
).split(" ")


@cache
def pieces() -> tuple[str, ...]:
    """Give what texts are made of, with everything that our rules say of themselves that they catch or let stand."""
    examples = [example for rule in ours_only().patterns for example in (*rule.match, *rule.keep, *rule.keywords)]
    return tuple(dict.fromkeys([*ENDS, *PARTS, *examples]))


def text_of(data: bytes) -> str:
    """Make a text: of pieces, two bytes each, or, where the first byte is odd, of the bytes as UTF-8."""
    if data[:1] and data[0] % 2:
        return data[1:].decode("utf-8", "ignore")
    numbers = (data[at] * 256 + data[at + 1] for at in range(1, len(data) - 1, 2))
    return "".join(pieces()[number % len(pieces())] for number in numbers)
