"""A cheap test that fails proves that the pattern behind it would find nothing, whatever the text."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chengwen.engine.draft import Draft, read
from chengwen.engine.lines import HAN, folded
from chengwen.engine.scan import Sought, holds_any, holds_word, names_found, stands_behind
from chengwen.knowledge import tables
from chengwen.knowledge.tables import words
from chengwen.stages.hide import addresses, twins
from chengwen.stages.hide.people import by_context, candidates, decide, kinds, names, rows, slots
from chengwen.stages.layout import glued, wraps
from chengwen.stages.masks import mask_types
from chengwen.stages.repair import characters, markdown, markup, script, titles
from chengwen.stages.strip import frames, repeated_titles
from chengwen.stages.strip.register import about, features, segments
from chengwen.stages.strip.register.decode import ONE
from chengwen.stages.strip.register.guards import is_sentence
from chengwen.stages.strip.register.model import score
from chengwen.stages.structure import record, shapes
from chengwen.stages.structure.title import features as title_features
from chengwen.stages.structure.title.lines import STOPS, could_be_title
from chengwen.text import Edit


def holds_many(text: str) -> bool:
    """Whether a text has so many gaps that none of them says anything."""
    return text.count(" ") + text.count("\u3000") > segments.MOST_GAPS


CALLED, SELF = words("people", "called"), words("people", "self")
Tests = tuple[Sought, ...]
TESTS: dict[str, tuple[re.Pattern[str], Callable[[str], object]]] = {
    "glued": (glued._SIGN, glued._END_OF_SIGN.search),
    "markup": (markup._WORTH_A_LOOK, lambda text: holds_any(text, markup._SIGNS)),
    "markdown": (markdown._WORTH_A_LOOK, lambda text: holds_any(text, markdown._SIGNS)),
    "number-of-people": (rows._NUMBER_OF_PEOPLE, lambda text: stands_behind(text, "（(：:", rows._COUNTERS)),
    "byline": (by_context._byline(), lambda text: stands_behind(text, "（(", by_context._STOPS)),
    "counted": (by_context._COUNTED, lambda text: stands_behind(text, "名位", by_context._NUMBERS)),
    "self": (by_context._SELF, lambda text: holds_word(text, SELF)),
    "labelled": (slots._labelled(), lambda text: stands_behind(text, "：:", slots._ends_of_labels())),
    "appointed": (slots._APPOINTED, slots._APPOINTS.search),
    "saluted": (slots._SALUTED, lambda text: stands_behind(text, "：:", slots._ENDS_OF_SALUTES)),
    "called": (slots._called(), lambda text: holds_word(text, CALLED)),
    "sex": (slots._SEX, lambda text: stands_behind(text, "男女", slots._BEFORE_SEX)),
    "number": (slots._NUMBER, lambda text: stands_behind(text, "：:", slots._ENDS_OF_NUMBERS)),
    "gapped": (slots._GAPPED, lambda text: holds_any(text, names.GAP)),
    "school": (kinds._OF_A_SCHOOL, lambda text: stands_behind(text, "：: \u3000", kinds._ENDS_OF_SCHOOLS)),
    "dotted": (names._BETWEEN_HAN, lambda text: holds_any(text, names.DOTS)),
    "address": (
        addresses._core(),
        lambda text: stands_behind(text, addresses._NUMBERED, addresses._DIGITS_BEFORE),
    ),
    "room": (
        addresses._ROOM_ALONE,
        lambda text: stands_behind(text, addresses._NUMBERED, addresses._DIGITS_BEFORE),
    ),
    "radicals": (characters._FOLDABLE, characters._RARE.search),
    "traditional": (script._ONLY, characters._RARE.search),
    "signed": (segments._SIGNED, segments._SIGN.search),
    "parted": (segments._GAPPED, lambda text: segments._has_some_gaps(text) or holds_many(text)),
    "cut": (titles._CUT, lambda text: holds_any(text, titles._DOTS)),
    "record": (record._may_hold(), lambda text: record._has_room(text.removesuffix("\n"))),
    "page": (repeated_titles._PAGE, lambda text: holds_any(text, repeated_titles._JOINTS)),
    "sample": (repeated_titles._SUFFIX, lambda text: text[-1:] in repeated_titles._ENDS_OF_SAMPLES),
}
"""Each pattern with its cheap test."""
PIECES = (
    *("王建国", "李四", "书记", "同志", "委员", "校对", "联系人", "任命", "免去", "的职务", "为镇长，", "本人", "我叫"),
    *("小学", "三年级", "班", "人", "名", "位", "号", "栋", "路", "村", "男", "女", "第", "章", "部", "一", "十二"),
    *("1", "23", "、", ".", "．", "·", "（", "）", "(", ")", "：", ":", "，", "。", "”", " ", "\u3000", "\t", "\n"),
    *("<b>", "{", "$(", "\\n", "x0dx0a", "@page", "var ", "# ", "**", "[^1]", "```", "|--", "](", "㈠", "⑴"),
    *("⼀", "們", "_倡议书_某某网", " - 某某社区", "总结", "优秀范文", "例文三篇", "（★★★）", "，女", "年", "%"),
    *("标题", "索 引 号", "发文机关", "…", "...", "~", "★", "^", "关于", "加强护林", "护林工作的通知", "】", "|"),
    *("网站", "页面", "点击", "下载", "栏目", "用户", "登录", "坝上林场今年又种树两百株，存活一百九十株，无一失火。"),
    *CALLED,
)
texts = st.lists(st.sampled_from(PIECES), max_size=9).map("".join)


OF_CLUES = sorted(
    {word for clue in mask_types.clues() for word in re.findall("[\u4e00-\u9fff]{1,4}", clue.right.pattern)}
)


@given(words=st.lists(st.sampled_from([*OF_CLUES, *PIECES]), max_size=4))
def test_a_clue_is_among_those_of_the_character_behind_the_mask(words: list[str]) -> None:
    right = "".join(words)
    assert all(clue in mask_types._clues_before(right[:1]) for clue in mask_types.clues() if clue.right.search(right))


@given(text=texts, verse=st.booleans())
def test_lines_that_are_one_pass_the_cheap_test(text: str, verse: bool) -> None:
    for left, right in pairwise(read(text).lines):
        one = wraps._is_broken(left, right, verse=verse) or wraps._is_split(left, right)
        assert not one or wraps._may_be_one(left.content, right.content)


@pytest.mark.parametrize("name", TESTS)
@given(text=texts)
def test_what_a_pattern_finds_its_cheap_test_does_not_miss(name: str, text: str) -> None:
    pattern, cheap = TESTS[name]
    assert not pattern.search(text) or cheap(text)


FOUND = (
    *(("glued", one) for one in ("坝上二、林场", "坝上1.林场", "坝上（一）林场", "坝上第一章林场", "坝上㈠林场")),
    *(("signed", one) for one in ("完成。~前方高能~全年", "完成，★前方高能★全年")),
    *(("parted", one) for one in ("完成， 前方高能 全年", "完成，\u3000前方高能\u3000全年")),
    *(("cut", one) for one in ("坝上林场…", "坝上林场...", "坝上林场．．．")),
    *(("record", one) for one in ("标题：甲", "【标题】甲", "发文机关]", "索引号", "索引号 甲", "标题|甲", "标题\t甲")),
)
"""What made-up text seldom holds."""


@pytest.mark.parametrize(("name", "text"), FOUND)
def test_the_cheap_test_sees_each_form_that_a_pattern_finds(name: str, text: str) -> None:
    pattern, cheap = TESTS[name]
    assert pattern.search(text)
    assert cheap(text)


@given(text=texts, listed=st.sets(st.sampled_from(PIECES), max_size=4))
def test_a_word_is_held_if_it_stands_in_the_text(text: str, listed: set[str]) -> None:
    assert holds_word(text, listed) == any(word in text for word in listed)


@given(text=texts)
def test_a_line_of_a_shape_holds_a_character_that_the_shape_needs(text: str) -> None:
    line = folded(text)
    for shape in shapes._shapes():
        assert not shape.needed or not shape.pattern.fullmatch(line) or not shape.needed.isdisjoint(line)


LINES_OF_SHAPES = (
    *("柏政规〔2016〕3号", "柏岭县人民政府", "2020年3月1日", "抄送：县委办公室。", "附件：1.名单", "（此件公开发布）"),
    *(
        "关于植树的通知",
        "各镇人民政府：",
        "签发人：王建国",
        "第12期",
        "特急",
        "联系人：王建国",
        "★林场通讯★",
        "【打印】",
    ),
    *("www.a.com", "2020-03-01 10:20", "0kb", "100000000", "价格：¥12", "首页>正文", "您好！", "“林场”", "是否下载？"),
)


@pytest.mark.parametrize("text", LINES_OF_SHAPES)
@pytest.mark.parametrize("tests", [features._TESTS, title_features._SIGNS], ids=["register", "title"])
@given(before=texts)
def test_the_signs_of_a_line_are_all_that_its_patterns_find(tests: Tests, text: str, before: str) -> None:
    for line in (text, before + text, text + before):
        found = [name for name, _, is_found in tests if is_found.__self__.search(line)]  # type: ignore[attr-defined]
        assert list(names_found(tests, line, set(line))) == found


@given(text=texts, least=st.integers(1, 2))
def test_a_line_of_a_frame_holds_so_many_of_its_words(text: str, least: int) -> None:
    said = sum(word in text.lower() for word in words("frames", "frame"))
    assert frames.of_frame(text, least) == (len(text) < 120 and said >= least)


SIGNS_OF_NAMES = sorted(tables.characters("names", "ethnic", "dotted"))[::9]


@given(text=st.lists(st.sampled_from([*SIGNS_OF_NAMES, *PIECES]), max_size=12).map("".join))
def test_of_two_signs_behind_han_only_those_behind_a_title_may_be_a_name(text: str) -> None:
    signs = "".join(sorted(tables.characters("names", "ethnic", "dotted")))
    runs = re.finditer(f"[{signs}](?<![{signs}].)[{signs}]{{1,{candidates.LONGEST_ETHNIC - 1}}}(?![{signs}])", text)
    may_be = [
        run.span()
        for run in runs
        if len(run.group()) > 2
        or not re.match("[\u3400-\u9fff]", text[run.start() - 1 : run.start()])
        or text[run.start() - 2 : run.start()] in candidates._title_ends()
    ]
    assert set(may_be) <= {run.span() for run in candidates._ethnic().finditer(text)}


def test_a_twin_stands_between_signs_as_well_as_in_quotes() -> None:
    text = "建成“〖地名〗记忆展厅”。柳桥记忆展厅，年内开放；坝桥记忆展厅的事另议。“江桥记忆展厅”也是。"
    assert sorted({one.name for one in twins.find_twins(text)}) == ["柳桥", "江桥"]


@given(text=texts)
def test_phrases_that_may_be_twins_stand_between_signs(text: str) -> None:
    plain = re.findall(f"(?<![{HAN}])[{HAN}]{{{twins.SHORTEST},{twins.LONGEST}}}(?![{HAN}])", text)
    assert [run for run in twins._HAN_RUN.findall(text) if twins.SHORTEST <= len(run) <= twins.LONGEST] == plain


@given(text=texts)
def test_what_holds_a_stop_is_no_title(text: str) -> None:
    assert not holds_any(text, STOPS) or not could_be_title(text, titles.LONGEST)


TORN = {
    "in two": ["坝上林场关于加强护林", "工作的通知", "种树。", "当前：坝上林场关于加强护林工作的通知"],
    "in three": ["关于加强护林", "和防火", "工作的通知", "种树。"],
    "glued": ["当前浏览：坝上林场护林工作情况汇报", "坝上林场护林工作情况汇报各位领导、同志们："],
}
LINES = sorted({line for lines in TORN.values() for line in lines})


def edits_of_titles(draft: Draft) -> list[Edit]:
    return [*titles._joined(draft), *titles._stacked(draft), *titles._parted(draft)]


@given(lines=st.lists(st.sampled_from(["", *LINES]), max_size=8))
def test_where_no_title_is_torn_by_the_contents_of_the_lines_there_is_no_edit(lines: list[str]) -> None:
    draft = read("\n".join(lines))
    assert not (edits_of_titles(draft) and titles._are_whole(draft))


@pytest.mark.parametrize("lines", TORN.values(), ids=TORN)
def test_a_torn_title_is_seen(lines: list[str]) -> None:
    draft = read("\n".join(lines))
    assert edits_of_titles(draft)
    assert not titles._are_whole(draft)


@given(text=texts, start=st.integers(0, 30), size=st.integers(1, 2))
def test_a_given_name_has_no_more_characters_than_the_ends_allow(text: str, start: int, size: int) -> None:
    for ends in (candidates.both_ends, decide._ends()):
        assert all(end - start - size <= candidates.LONGEST_GIVEN for end in ends(text, start, size))


NAMED = (
    "王建国",
    "李卫",
    "张海涛",
    "花蕾",
    "文明",
    "、",
    "和",
    "，",
    "。",
    "“",
    "同志说",
    "书记",
    "种树",
    "在",
    "高兴",
    "王芳",
)


BESIDE_NAMES = (
    *NAMED,
    "\n",
    "阿依古丽",
    "卓玛",
    "欧阳",
    "老魏",
    "日本",
    "田中",
    "藏族",
    "校对：",
    " ",
    "（",
    "小组组长",
)


@example(text="王芳\n王芳，\n\n李卫、花蕾\n在王建国")
@example(text="来自日本。\n由田中一郎负责。")
@example(text="藏族。\n由卓玛花央金负责。")
@given(text=st.lists(st.sampled_from(BESIDE_NAMES), max_size=20).map("".join))
def test_what_speaks_for_a_name_lies_on_its_line(text: str) -> None:
    said = [one for one in (candidates.JAPAN, candidates.PEOPLES) if one in text]
    by_line = [
        *decide._on_lines(read(text), decide._that_look_like_names),
        *decide._on_lines(read(text), decide._closed_in, *said),
    ]
    ends = decide._ends()
    whole = (candidates.candidates(text, all_kinds=False, ends=ends), candidates.closed_in(text, ends))
    assert sorted(by_line) == sorted(rated for asked in whole for rated in decide._rated(text, asked))


@example(text="和王芳花蕾种树“任务", named=set())
@example(text="花蕾、李卫李卫刘洋", named=set())
@given(text=st.lists(st.sampled_from(NAMED), max_size=14).map("".join), named=st.sets(st.integers(0, 20), max_size=3))
def test_what_is_out_of_reach_could_not_be_a_suspect_beside_any_name(text: str, named: set[int]) -> None:
    scored = decide._asked(read(text), bytearray(len(text)), {})
    left = decide._within_reach(text, scored, named)
    crowd, edges = decide._crowd(text, named, scored), range(len(text) + 2)
    for points, one in scored:
        most = points + crowd + decide.NEIGHBOUR * decide._is_joined(text, one, edges, edges)
        assert (points, one) in left or most - decide._doubt(text, text[one.start : one.end]) < decide.SUSPECT


@example("点击下载本页面的文档，用户登录网站后可以免费下载更多栏目的资料。")
@given(text=st.lists(st.sampled_from([*PIECES, "\n"]), max_size=16).map("".join))
def test_few_words_of_pages_are_few_whatever_their_sentences_sound_like(text: str) -> None:
    draft = read(text)
    sentences = [line.content for line in draft.lines if is_sentence(line.content)]
    plain = [one for one in sentences if about._spoken(one) and score(one) < ONE // 2]
    words = frozenset[str]().union(*map(about._spoken, plain))
    speaks = 4 * len(plain) >= len(sentences) and len(words) >= about.WORDS
    assert about.speaks_of_pages(draft, ()) == speaks
