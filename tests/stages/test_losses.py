"""Nothing of a text is lost in silence: what is taken for where it stands is weighed, and what is the document's own stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengwen import clean
from chengwen.engine.draft import read
from chengwen.knowledge.load import load_rules
from chengwen.stages.strip.frames import of_frame
from chengwen.stages.strip.guards import FLAG, takes_too_much

BUTTONS = ("打印本页", "关闭窗口", "返回顶部", "收藏本站")
PLAIN = st.text("耕种坝禾渠桥堤闸涵埂棚垄畦圩", min_size=4, max_size=16)  # no surname among them


def kept(raw: str) -> list[str]:
    return [line.content for line in read(clean(raw).text).lines]


@given(body=st.lists(PLAIN, min_size=2, max_size=12, unique=True))
def test_a_body_without_sentences_stays_between_the_buttons_of_a_site(body: list[str]) -> None:
    raw = "\n".join(["打印本页", "护堤工作安排", *body, "关闭窗口", "返回顶部", ""])
    text = "".join(kept(raw))  # lines of one length are joined as those of a page are
    assert [line for line in body if line not in text] == []


@given(
    above=st.lists(st.sampled_from(BUTTONS), max_size=3),
    body=st.lists(PLAIN, min_size=1, max_size=3, unique=True),
    below=st.lists(st.sampled_from(BUTTONS), min_size=1, max_size=3),
)
def test_of_a_short_document_never_the_title_alone_is_left(above: list[str], body: list[str], below: list[str]) -> None:
    raw = "\n".join([*above, "护堤工作安排", "打印", *body, *below, ""])
    assert "".join(kept(raw)) == "".join(["护堤工作安排", *body])


def test_what_is_taken_back_is_flagged() -> None:
    document = clean("值班工作安排\n打印本页\n早班 东闸\n晚班 西闸\n关闭窗口\n")
    assert document.text == "值班工作安排\n\n早班 东闸\n晚班 西闸\n"
    assert document.flags == (FLAG,)


def test_a_foot_that_frames_are_made_of_is_no_loss() -> None:
    raw = (
        "关于停水的通知\n因管网改造，定于周六上午八时至下午六时停水，请广大用户提前储水，给您带来不便敬请谅解。\n打印本页\n"
        "本站导航 网站首页\n收藏本站 用户登录\n关于我们 网站公告\n会员中心 积分商城\n某ICP备00012号\n"
    )
    document = clean(raw)
    assert document.text.endswith("敬请谅解。\n")
    assert document.flags == ()


@pytest.mark.parametrize(
    ("guessed", "copies", "framed", "too_much"),
    [
        ({3, 4, 5}, set(), set(), True),  # most of what is left
        ({5}, set(), set(), False),
        ({3, 4, 5}, {3, 4, 5}, set(), False),  # all of it stands once more
        ({3, 4, 5}, set(), {3, 4, 5}, False),  # all of it holds words of frames, and text stays
        ({2, 3, 4, 5}, set(), {2, 3, 4, 5}, True),  # nothing but the title stays
        (set(), set(), set(), False),
    ],
)
def test_guesses_are_weighed_together(guessed: set[int], copies: set[int], framed: set[int], too_much: bool) -> None:
    lines = read("打印本页\n值班工作安排\n各组按时到岗。\n早班东闸看水\n晚班西闸看水\n节假日照常看\n").lines
    assert takes_too_much(lines, {0}, guessed, copies, framed) is too_much


@pytest.mark.parametrize("between", ["", " ", "　", "——", "｜"])
@pytest.mark.parametrize("first", [True, False], ids=["title first", "advert first"])
def test_an_advert_beside_the_title_goes_and_the_title_stays(between: str, first: bool) -> None:
    title, advert = "2022年河道管护工作总结", "更多范文请关注公众号：北岸文稿"
    line = f"{title}{between}{advert}" if first else f"{advert}{between}{title}"
    assert kept(f"{line}\n2022年，管护员每周巡河两次，清理漂浮物三十吨，水质稳定达标，群众满意。\n")[0] == title


def test_the_advert_goes_with_its_line_where_another_line_is_the_title() -> None:
    raw = "更多范文请关注公众号：北岸文稿 2021年信访工作总结\n2022年河道管护工作总结\n管护员每周巡河两次。\n"
    assert kept(raw) == ["2022年河道管护工作总结", "管护员每周巡河两次。"]


def test_who_signs_beside_a_title_is_remembered() -> None:
    document = clean("河道管护工作总结  北岸文稿整理，咨询QQ40004\n管护员每周巡河两次，水质稳定达标。\n")
    assert document.metadata.title == "河道管护工作总结"
    assert document.provenance.compiled_by == ("北岸文稿",)


PART = '''[[rules]]
id = "promo-mine"
family = "promo_contact"
description = "示例"
why = "示例"
scope = "part"
keywords = ["找某铺"]
pattern = """[^。！？]{0,6}找某铺[^。！？]{0,6}。?"""
action = "remove"
confidence = "high"
match = ["好稿子找某铺。"]
keep = ["有人说找某铺没用，后来又说找某铺还是有用的"]
'''


@pytest.mark.parametrize(
    ("raw", "left"),
    [
        ("河道清淤两公里。好稿子找某铺。\n", ["河道清淤两公里。"]),
        ("好稿子找某铺。河道清淤两公里。\n", ["河道清淤两公里。"]),
        ("河道清淤两公里。好稿子找某铺。堤防加固一公里。\n", ["河道清淤两公里。堤防加固一公里。"]),
        ("河道清淤两公里。\n好稿子找某铺\n堤防加固一公里。\n", ["河道清淤两公里。", "堤防加固一公里。"]),
        ("河道清淤两公里，好稿子也有人来找某铺的人说起过。\n", ["河道清淤两公里，好稿子也有人来找某铺的人说起过。"]),
    ],
)
def test_a_rule_for_parts_takes_a_line_or_a_sentence_of_it(tmp_path: Path, raw: str, left: list[str]) -> None:
    (tmp_path / "mine.toml").write_text(PART, encoding="utf-8")
    document = clean(raw, rules=load_rules(tmp_path))
    assert [line.content for line in read(document.text).lines] == left


def test_words_of_an_advert_in_quotes_are_what_the_text_speaks_of() -> None:
    line = "行动中查获以“更多范文请加微信abc12345”为招牌的窝点两处，处理三人。"
    without_account = line.replace("abc12345", "〖账号〗")
    assert without_account in kept(f"专项整治工作小结\n{line}\n下一步继续抓好巡查。\n")


def test_a_summary_whose_middle_stands_nowhere_else_stays() -> None:
    opening = "那年冬天雪下得很大，我第一次走进清河村，看见的是"
    raw = f"工作随笔与体会\n{opening}低矮的土房和泥泞的小路，心里很不是滋味……\n{opening}乡亲们期盼的眼神，心里很不是滋味。\n如今好了。\n"
    assert "低矮的土房和泥泞的小路" in clean(raw).text


def test_plain_lines_of_these_tests_hold_no_word_of_frames() -> None:
    assert not any(of_frame(char) for char in "春耕夏种秋冬山水田林桥渠坝禾")
