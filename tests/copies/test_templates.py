"""Reports made from one template are kept apart; copies of one report in other dress are known as such."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

from chengwen import clean
from chengwen.copies import near
from chengwen.copies.templates import have_other_numbers, numerals_in, of_one_template

Run = Callable[..., Result]

COMMON = """我们始终把群众的事情放在心上，坚持每周召开一次碰头会，逐项研究上级部署的重点任务，明确责任人和完成时限，做到件件有着落、事事有回音。
在工作方法上，注重发挥党员的带头作用，遇到难事先开院坝会听意见，再拿出方案张榜公布，最后请老党员和群众代表一起验收，大家都说这样办事心里踏实。
存在的不足主要是干部队伍年龄偏大，年轻人外出务工的多，接班人不好找；有的工作还停留在开会发文上，深入田间地头不够；集体收入来源单一，抵御风险的能力不强。
下一步，我们将继续在办实事上下功夫，把好事办好、实事办实，管好用好每一分集体资金，让群众看得见变化、得得到实惠，以实际行动交出一份满意的答卷。
"""
"""What all that is made from a template has in common."""

TEMPLATES = [
    "{y}年{p}村人居环境整治工作总结\n{p}村共有农户{a}户，常住人口{b}人。今年以来清运垃圾{c}吨，改造户厕{d}座。\n{common}{p}村村民委员会\n",
    "{y}年{p}镇防汛抗旱工作总结\n全镇共有水库{a}座，山塘{b}口。{p}镇党委成立应急队伍{c}支，储备编织袋{d}条。\n{common}{p}镇人民政府\n",
    "{p}局{y}年度党建工作总结\n{p}局现有党支部{a}个，党员{b}名。全年开展主题党日{c}次，讲党课{d}次。\n{common}{p}局机关党委\n",
    "{p}小学{y}年安全工作总结\n{p}小学现有教学班{a}个，学生{b}人。全年排查隐患{c}处，开展演练{d}次。\n{common}{p}小学\n",
    "{y}年{p}社区网格化服务管理工作总结\n{p}社区划分网格{a}个，配备网格员{b}名。全年受理事项{c}件，走访居民{d}户。\n{common}{p}社区居委会\n",
    "{p}县农业农村工作{y}年总结\n{p}县粮食播种面积{a}万亩，产量{b}万吨。新建高标准农田{c}亩，培训农民{d}人次。\n{common}{p}县农业农村局\n",
    "{p}乡卫生院{y}年工作总结\n{p}乡卫生院现有职工{a}人，床位{b}张。全年接诊{c}人次，随访慢病患者{d}人。\n{common}{p}乡卫生院\n",
    "{y}年{p}街道信访维稳工作总结\n{p}街道受理来信来访{a}件，办结{b}件。化解积案{c}件，包保重点人员{d}名。\n{common}{p}街道办事处\n",
    "{y}年全镇秸秆禁烧工作总结\n全镇设立卡口{a}个，出动巡逻人员{b}人次。{p}片区劝阻露天焚烧{c}起，离田秸秆{d}吨。\n{common}镇禁烧办\n",
    "{y}年某镇招商引资工作总结\n全年外出招商{a}次，接待客商{b}批。签约项目{c}个，到位资金{d}万元。\n{common}某镇招商办\n",
]
VALUES = [
    (
        {"y": 2023, "p": "云溪", "a": 412, "b": 1365, "c": 86, "d": 57},
        {"y": 2023, "p": "石桥", "a": 298, "b": 1021, "c": 64, "d": 33},
    ),
    (
        {"y": 2022, "p": "青峰", "a": 5, "b": 31, "c": 12, "d": 4200},
        {"y": 2022, "p": "白沙", "a": 3, "b": 47, "c": 9, "d": 3600},
    ),
    (
        {"y": 2021, "p": "财政", "a": 6, "b": 85, "c": 12, "d": 8},
        {"y": 2021, "p": "教育", "a": 9, "b": 132, "c": 14, "d": 11},
    ),
    (
        {"y": 2023, "p": "南湖", "a": 18, "b": 806, "c": 23, "d": 4},
        {"y": 2023, "p": "北门", "a": 24, "b": 1127, "c": 31, "d": 6},
    ),
    (
        {"y": 2024, "p": "锦绣", "a": 14, "b": 28, "c": 956, "d": 2130},
        {"y": 2024, "p": "和平", "a": 11, "b": 22, "c": 731, "d": 1840},
    ),
    (
        {"y": 2020, "p": "临江", "a": 31.5, "b": 14.2, "c": 8600, "d": 1250},
        {"y": 2020, "p": "安平", "a": 27.8, "b": 12.6, "c": 7300, "d": 980},
    ),
    (
        {"y": 2022, "p": "龙泉", "a": 26, "b": 40, "c": 18650, "d": 912},
        {"y": 2022, "p": "凤山", "a": 19, "b": 30, "c": 12480, "d": 655},
    ),
    (
        {"y": 2023, "p": "新华", "a": 134, "b": 129, "c": 17, "d": 21},
        {"y": 2023, "p": "解放", "a": 98, "b": 92, "c": 11, "d": 14},
    ),
    (
        {"y": 2021, "p": "东河", "a": 16, "b": 1240, "c": 35, "d": 5100},
        {"y": 2022, "p": "东河", "a": 22, "b": 1475, "c": 18, "d": 6350},
    ),
    (
        {"y": 2019, "p": "", "a": 14, "b": 62, "c": 9, "d": 3200},
        {"y": 2020, "p": "", "a": 8, "b": 41, "c": 5, "d": 2750},
    ),
]
"""Other villages, towns, offices, schools; in the last two the same one a year later."""
REPORTS = [
    tuple(template.format(**values, common=COMMON) for values in pair)
    for template, pair in zip(TEMPLATES, VALUES, strict=True)
]


def wrapped(text: str) -> str:
    """Break every line after 30 characters, as a mail program does."""
    return "\n".join(line[at : at + 30] for line in text.split("\n") for at in range(0, max(1, len(line)), 30))


def retitled(text: str) -> str:
    return "某单位年度工作情况汇报" + text[text.index("\n") :]


DRESSES: list[Callable[[str], str]] = [
    lambda text: f"{text}更多资料请加微信：wengao2024\n",
    lambda text: f"云岭文稿轩整理，咨询QQ10001\n{text}本文来源：甲乙范文网 www.jiayi.example\n",
    wrapped,
    lambda text: re.sub("[0-9]+", "X", text),
    lambda text: re.sub("[0-9]", "*", text, count=9),
    lambda text: text.replace("临江县", "某县").replace("31.5", "XX"),
    lambda text: retitled(text) + "本文由甲乙文库网友整理上传，侵删联系QQ10001\n",
    lambda text: text.replace("新华街道", "**街道"),
    lambda text: wrapped(f"甲乙文库整理，咨询QQ10001\n{text}").replace("1240", "XXXX"),
    lambda text: "\n".join(line for line in text.split("\n") if not line.startswith("在工作方法上")),
]


@pytest.mark.parametrize("number", range(10))
def test_what_is_made_from_one_template_is_kept_beside_what_it_resembles(run: Run, checkout: Path, number: int) -> None:
    first, second = REPORTS[number]
    texts = [clean(text).text for text in (first, second)]
    assert near.compare(*map(near.shingles, texts)).same  # by their words alone they would be copies
    for name, text in (("first.txt", first), ("second.txt", second)):
        (checkout / name).write_text(text, encoding="utf-8")
    run("--lang", "zh", "add", "first.txt", "--yes")
    (known,) = (path.stem for path in (checkout / "cleaned").glob("*.txt"))
    added = run("--lang", "zh", "add", "second.txt", "--yes")
    assert f"{known} 也留着" in added.stdout
    assert "地名、单位或数字处处不同，不算一份" in added.stdout
    assert len(list((checkout / "cleaned").glob("*.txt"))) == 2
    assert run("check").exit_code == 0


@pytest.mark.parametrize("number", range(10))
def test_a_copy_in_other_dress_is_known(run: Run, checkout: Path, number: int) -> None:
    first = REPORTS[number][0]
    (checkout / "first.txt").write_text(first, encoding="utf-8")
    (checkout / "copy.txt").write_text(DRESSES[number](first), encoding="utf-8")
    run("--lang", "zh", "add", "first.txt", "--yes")
    added = run("--lang", "zh", "add", "copy.txt", "--yes", "--source", "https://example.cn/copy.html")
    assert "来源已记到它的名下" in added.stdout
    assert len(list((checkout / "cleaned").glob("*.txt"))) == 1


def test_every_dress_fits_every_report() -> None:
    texts = [clean(first).text for first, _ in REPORTS]
    wrong = [
        (number, at)
        for number, (first, _) in enumerate(REPORTS)
        for at, dress in enumerate(DRESSES)
        if of_one_template(texts[number], clean(dress(first)).text)
    ]
    assert wrong == []


def test_reports_that_are_one_text_but_for_the_people_are_kept_apart(run: Run, checkout: Path) -> None:
    report = "述职报告\n我叫{}，现任书记。\n" + COMMON
    for name in ("李建国", "王秀英"):
        (checkout / f"{name}述职报告.txt").write_text(report.format(name), encoding="utf-8")
    run("--lang", "zh", "add", "李建国述职报告.txt", "--yes")
    assert "写的不是同一个人，不算一份" in run("--lang", "zh", "add", "王秀英述职报告.txt", "--yes").stdout
    ids = [path.stem for path in (checkout / "cleaned").glob("*.txt")]
    assert len(ids) == 2
    assert run("check").exit_code == 0
    (checkout / "copy.txt").write_text(f"甲乙文库整理，咨询QQ10001\n{report.format('李某某')}", encoding="utf-8")
    assert "未另收" in run("--lang", "zh", "add", "copy.txt", "--yes").stdout  # who hides the name is no other person


@pytest.mark.parametrize(
    ("first", "second", "apart"),
    [
        ("云溪村修路，云溪村建桥。", "石桥村修路，石桥村建桥。", True),
        ("云溪村修路，云溪村建桥。", "河溪村修路，河溪村建桥。", True),
        ("走访35户，修路12公里。", "走访61户，修路7公里。", True),
        ("走访三十五户，修路十二公里。", "走访六十一户，修路十七公里。", True),
        ("走访五户，修路三公里。", "走访六户，修路十二公里。", True),
        ("二、问题\n三、打算\n3.修路\n（二）建桥", "一、问题\n二、打算\n2.修路\n（三）建桥", False),
        ("走访35户，修路12公里。", "走访35户，修路〖数字〗公里。", False),
        ("走访35户，修路12公里。", "走访35户，修路13公里。", False),  # a slip
        ("云溪村工作总结，走访35户。", "石桥村工作汇报，走访35户。", False),  # a title
        ("我镇召开会议，我镇修路。", "我乡召开会议，我乡修路。", False),
        ("推进园区建设，加快公路改造。", "加快园区建设，推进公路改造。", False),
        ("云溪村修路，云溪村建桥。", "某村修路，〖地名〗村建桥。", False),
    ],
)
def test_what_tells_two_reports_apart(first: str, second: str, apart: bool) -> None:
    assert of_one_template(first, second) is apart
    assert of_one_template(second, first) is apart


@given(st.text("云溪村修路三十5户，。\n〖数字〗X", max_size=60))
def test_no_text_is_another_than_itself(text: str) -> None:
    assert not of_one_template(text, text)


@pytest.mark.parametrize(
    ("first", "second", "other"),
    [
        ("1 2 3 4 5 6", "7 8 9 10 11 12", True),
        ("1 2 3 4 5 6", "1 2 9 10 11 12", True),
        ("1 2 3 4 5 6", "1 2 3 10 11 12", False),
        ("1 2 3 4 5 6", "6 1 2 3 4 5", False),  # one moved, so that all stand elsewhere
        ("1 2 3 4 5 6", "1 2", False),  # the others are masked
        ("1 2 3 4 5", "7 8 9 10 11", False),  # too few to say so
    ],
)
def test_numbers_alone_tell_reports_apart_where_there_are_many(first: str, second: str, other: bool) -> None:
    one, two = (Counter(numerals_in(text)) for text in (first, second))
    assert have_other_numbers(one, two) is have_other_numbers(two, one) is other
