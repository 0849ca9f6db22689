"""Reports enough to tell copies from what merely shares set phrases."""

from __future__ import annotations

import random

from chengwen.knowledge.tables import read_table

SUBJECTS = "基层党建 乡村振兴 安全生产 人居环境 信访维稳 招商引资 秸秆禁烧 森林防火 养老服务 河湖管护".split()
ACTORS = "镇党委 村两委 驻村工作队 网格员队伍 各站所 各党支部 志愿者 帮扶干部 乡贤理事会 老党员".split()
VERBS = "逐户走访 集中排查 分批轮训 挂牌督办 对账销号 现场核实 上门代办 牵头协调 定期回访 逐项梳理 联合整治 带头示范".split()
OBJECTS = "独居老人 撂荒地块 陈年积案 村道沟渠 网格台账 返乡青年 合作社账目 饮水管网 宅基地纠纷 临时救助对象 农家书屋 文化广场".split()
RESULTS = (
    "当场答复的占七成以上 逾期未改的一律停业 没有一起转成信访 赶集日在街口支起桌子讲 冬天把柴火送到灶前 "
    "引来两家合作社落户 包案领导每件都见了当事人 一类一类销号 请来农技员手把手教 村里的老人都说好 年底前全部办结 还剩两户正在做工作"
).split()


def make_report(number: int) -> str:
    """Make a report that shares set phrases, headings and turns of speech with any other, and no more."""
    chance = random.Random(number)
    phrases = [entry["phrase"] for entry in read_table("phrases", "phrases")]
    subject = chance.choice(SUBJECTS)

    def sentence() -> str:
        number = chance.randint(3, 999)
        deed = f"{chance.choice(VERBS)}{chance.choice(OBJECTS)}{number}次，{chance.choice(RESULTS)}"
        said = "、".join(chance.sample(phrases, chance.randint(1, 2)))
        shape = chance.choice(["{a}围绕{p}{d}。", "为落实{p}，{a}{d}。", "{d}，{a}把{p}落到了实处。"])
        return shape.format(a=chance.choice(ACTORS), p=said, d=deed)

    def paragraph() -> str:
        return "".join(sentence() for _ in range(chance.randint(2, 4)))

    lines = [f"{chance.randint(2018, 2025)}年{subject}工作总结", paragraph()]
    for place, heading in enumerate(("主要工作", "存在问题", "下一步打算")):
        lines.append(f"{'一二三'[place]}、{heading}")
        lines += [paragraph() for _ in range(chance.randint(2, 4))]
    return "\n".join(lines) + "\n"


def resell(report: str, number: int) -> str:
    """Make a copy as sellers do: other title, other masks, another mark of their own, a paragraph missing."""
    chance = random.Random(-number)
    title, *lines = report.rstrip("\n").split("\n")
    title = chance.choice(["某乡", "XX街道", "某某县"]) + title[4:].replace("总结", "汇报")
    body = [number for number, line in enumerate(lines) if "、" not in line[:2]]
    del lines[chance.choice(body[1:])]
    mask = chance.choice(["X", "**", "某"])
    text = "\n".join([title, *lines]).replace("镇党委", f"{mask}镇党委").replace("村两委", f"{mask}村两委")
    for digits in ("1", "7"):
        text = text.replace(digits, chance.choice(["X", "*"]))
    shop = chance.choice(
        ["云岭文稿轩整理，咨询QQ10001", "本文来源：甲乙范文网 www.jiayi.example", "更多资料请加微信：wengao2024"]
    )
    return f"{text}\n{shop}\n"
