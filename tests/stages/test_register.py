"""The register model: what sounds like the page goes from the edges of a text; what is the document's by its form stays."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengwen import Cleaner, clean
from chengwen.engine.draft import Draft, read
from chengwen.stages.strip.register.decode import NEVER, ONE, TAKEN, noise_in
from chengwen.stages.strip.register.features import pieces, plain, shapes
from chengwen.stages.strip.register.guards import PRICES, guards, titles_among
from chengwen.stages.strip.register.judge import (
    ALONE,
    ALONE_IN_A_TABLE,
    AMONG,
    HEAD,
    LEAN,
    LINE,
    LOUD,
    LOUDER,
    TAIL,
    Stretch,
    judge,
)
from chengwen.stages.strip.register.model import reasons, score, score_by, weights
from chengwen.stages.strip.register.reasons import why
from chengwen.text import begin, delete

TITLE = "2020年水库移民后扶工作总结\n"
BODY = """一年来，全镇落实后扶资金三百二十万元，惠及移民一千一百户，各项任务按期完成，没有发生一起上访。
一、主要做法
坚持项目到村、资金到户，张榜公布，接受监督。
二、下一步打算
继续抓好产业扶持，壮大村级集体经济。
"""
LOUD_LINE = "一键复制 收藏本页 返回列表"


def judged(text: str, taken: set[int] | None = None, held: set[int] | None = None) -> list[tuple[str, bool, list[str]]]:
    draft = read(text)
    found = judge(draft, taken or set(), held or set())
    return [(one.rule, one.goes, [draft.lines[number].content for number in one.lines]) for one in found]


def flat(by_line: dict[str, int]) -> object:
    """A scorer that knows some lines and takes all others for the document."""
    return lambda content: by_line.get(content, -4 * ONE)


class TestReadingASequence:
    def test_a_quiet_line_between_loud_ones_goes_with_them(self) -> None:
        assert noise_in([2000, -300, 2000], [0, 500, 500, 0]) == [True, True, True]

    def test_a_change_costs_so_a_faint_line_alone_is_content(self) -> None:
        assert noise_in([-2000, 900, -2000], [0, 500, 500, 0]) == [False, False, False]

    def test_the_edges_of_a_text_cost_nothing(self) -> None:
        assert noise_in([600, -2000], [0, 500, 0]) == [True, False]

    def test_a_line_that_is_surely_the_documents_parts_two_stretches(self) -> None:
        assert noise_in([2000, NEVER, 2000], [0, 500, 500, 0]) == [True, False, True]

    @given(st.lists(st.integers(-9_000, 9_000) | st.sampled_from([NEVER, TAKEN]), max_size=12))
    def test_what_surely_is_one_or_the_other_stays_it(self, scores: list[int]) -> None:
        read_as = noise_in(scores, [0, *([512] * max(0, len(scores) - 1)), 0])
        assert len(read_as) == len(scores)
        assert not any(noise for noise, one in zip(read_as, scores, strict=True) if one == NEVER)
        assert all(noise for noise, one in zip(read_as, scores, strict=True) if one == TAKEN)


class TestFeatures:
    def test_a_line_looks_the_same_before_and_after_masking(self) -> None:
        assert plain("共有党员XX名".lower()) == plain("共有党员〖数字〗名") == "共有党员x名"

    def test_digits_are_one_sign_and_ends_are_marked(self) -> None:
        assert {"^00", "00月", "月$"} <= pieces(plain("12月"))

    @pytest.mark.parametrize(
        ("line", "shape"),
        [
            ("来源：某网", "label"),
            ("首页>正文", "arrow"),
            ("（一）抓学习", "numbered"),
            ("党建工作总结", "genre"),
            ("【打印】", "boxed"),
            ("www.a.com", "address"),
        ],
    )
    def test_shapes_say_what_a_line_looks_like(self, line: str, shape: str) -> None:
        assert f"\t{shape}" in set(shapes(plain(line), line, pieces(plain(line))))

    def test_no_piece_is_ever_taken_for_a_shape(self) -> None:
        assert not [piece for piece in pieces(plain("a\tb")) if piece in {f"\t{name}" for name in ("label", "genre")}]


class TestWeights:
    def test_they_are_whole_numbers_and_not_more_than_the_card_allows(self) -> None:
        assert all(type(weight) is int and weight for weight in weights().values())
        assert 20_000 < len(weights()) <= 30_400

    def test_pages_are_above_zero_and_documents_below(self) -> None:
        assert min(map(score, ("您的位置：首页 > 资讯 > 正文", "立即登录 免费注册", "分享到微信好友"))) > ONE
        assert max(map(score, ("（二）强化责任落实。", "全年共召开会议12次。", "特此报告"))) < -ONE

    def test_a_score_is_a_sum_of_integers(self) -> None:
        assert score_by({"总": 64, "总结": 64}, "总结") == (128 * 1548) >> 8
        assert score_by({}, "总结") == 0


class TestWhatGoes:
    def test_a_loud_stretch_at_either_edge_goes(self) -> None:
        found = judged(f"{LOUD_LINE}\n{TITLE}{BODY}{LOUD_LINE}\n")
        assert found == [(HEAD, True, [LOUD_LINE]), (TAIL, True, [LOUD_LINE])]

    @pytest.mark.parametrize("beside", [[], ["共三口"], ["共三口", "另有两口在建"]])
    def test_between_sentences_and_headings_it_goes_alone(self, beside: list[str]) -> None:
        lines = BODY.split("\n")
        text = TITLE + "\n".join([*lines[:3], LOUD_LINE, *beside, *lines[3:]])
        assert judged(text) == [(LINE, True, [LOUD_LINE])]

    @pytest.mark.parametrize(
        ("heard", "goes"), [(AMONG - LEAN - 1, []), (AMONG - LEAN, [False]), (ALONE - LEAN, [True])]
    )
    def test_more_lines_between_them_are_a_list_in_which_only_what_is_very_loud_is_looked_at(
        self, heard: int, goes: list[bool]
    ) -> None:
        lines, known = BODY.split("\n"), flat({"甲乙丙丁 戊": heard})
        text = TITLE + "\n".join([*lines[:3], "甲乙丙丁 戊", "完成", "未完成", "在建", *lines[3:]])
        assert [one.goes for one in judge(read(text), set(), (), known)] == goes  # type: ignore[arg-type]

    @pytest.mark.parametrize("sign", ["★", "·", "※"])
    def test_items_that_begin_with_the_same_sign_are_not_read(self, sign: str) -> None:
        lines = BODY.split("\n")
        text = TITLE + "\n".join([*lines[:3], f"{sign}{LOUD_LINE}", f"{sign}收藏本页", *lines[3:]])
        assert not [one for one in judged(text) if one[1]]

    def test_a_document_that_speaks_of_pages_asks_for_more(self) -> None:
        about = "各网站要整改页面上的广告链接，规范视频评论和文章转载，全年下线违规栏目二十个，群众反映良好。\n"
        plain = TITLE + BODY.replace("二、", "甲乙丙丁 戊\n二、")
        for text, goes in ((plain, True), (plain.replace("一年来", f"{about}一年来"), False)):
            assert [one.goes for one in judge(read(text), set(), set(), flat({"甲乙丙丁 戊": ALONE - LEAN}))] == [goes]

    def test_what_a_colon_above_announces_is_a_suspect_even_then(self) -> None:
        lines = BODY.split("\n")
        text = TITLE + "\n".join(
            [*lines[:3], "网页上常见的字样：", LOUD_LINE, "全年召开会议12次，培训党员300人", *lines[3:]]
        )
        assert judged(text) == judged(text, {6}) == [(LINE, False, [LOUD_LINE])]

    def test_a_salutation_announces_the_text_and_not_what_the_page_set_below_its_first_sentence(self) -> None:
        lines = BODY.split("\n")
        text = TITLE + "\n".join(["各位代表：", *lines[:1], LOUD_LINE, *lines[1:]])
        assert judged(text) == [(LINE, True, [LOUD_LINE])]

    def test_signs_alone_go_with_what_they_point_to(self) -> None:
        lines = BODY.split("\n")
        text = TITLE + "\n".join([*lines[:1], "▼▼▼", LOUD_LINE, *lines[1:2], "——————", *lines[2:]])
        assert judged(text) == [(LINE, True, [LOUD_LINE]), (LINE, True, ["▼▼▼"])]

    def test_a_text_of_which_something_was_taken_is_a_page_in_later_looks_too(self) -> None:
        lines, known = BODY.split("\n"), flat({"甲乙丙丁 戊": 7 * ONE // 4 - LEAN})
        text = TITLE + "\n".join([*lines[:3], "甲乙丙丁 戊", *lines[3:]])
        cut = Draft(begin(f"返回列表\n{text}").apply([delete(0, 5, "a-rule")]))
        assert [one.goes for one in judge(read(text), set(), (), known)] == [False]  # type: ignore[arg-type]
        assert [one.goes for one in judge(cut, set(), (), known)] == [True]  # type: ignore[arg-type]

    def test_in_a_table_only_what_is_very_loud_goes(self) -> None:
        rows = "".join(f"甲村{number}\t张坝\t三口\n" for number in range(1, 9))
        for heard, goes in ((ALONE_IN_A_TABLE - LEAN - 1, False), (ALONE_IN_A_TABLE - LEAN, True)):
            known = flat({"甲乙丙丁 戊": heard})
            draft = read(f"{TITLE}{BODY}甲乙丙丁 戊\n继续抓好产业扶持，壮大村级集体经济，不断增强群众获得感。\n{rows}")
            assert [one.goes for one in judge(draft, set(), (), known)] == [goes]  # type: ignore[arg-type]

    def test_the_title_of_an_attachment_and_what_follows_are_suspects(self) -> None:
        assert judged(f"{TITLE}{BODY}附件2\n{LOUD_LINE}\n") == [(TAIL, False, [LOUD_LINE])]

    def test_between_the_thresholds_a_stretch_is_a_suspect_and_loud_beside_what_a_rule_took(self) -> None:
        faint = (LOUD + LOUDER) // 2 - LEAN  # what every line gains is added to it
        draft = read(f"{TITLE}{BODY}甲乙丙丁\n全年召开会议12次\n")
        known = flat({"甲乙丙丁": faint})
        assert [one.goes for one in judge(draft, set(), (), known)] == [False]  # type: ignore[arg-type]
        assert [one.goes for one in judge(draft, {7}, (), known)] == [True]  # type: ignore[arg-type]

    def test_in_a_page_of_which_something_goes_less_is_enough(self) -> None:
        lines = BODY.split("\n")
        known = flat({"甲乙丙丁 戊": 7 * ONE // 4 - LEAN})
        draft = read(TITLE + "\n".join([*lines[:3], "甲乙丙丁 戊", *lines[3:]]) + "己庚\n")
        assert [one.goes for one in judge(draft, set(), (), known)] == [False]  # type: ignore[arg-type]
        assert [one.goes for one in judge(draft, {7}, (), known)] == [True]  # type: ignore[arg-type]

    def test_all_that_a_heading_has_below_it_asks_for_much_more(self) -> None:
        loud = flat({"甲乙丙丁 戊": ALONE - LEAN})
        below = f"{TITLE}{BODY.partition('一、')[0]}一、办事流程\n甲乙丙丁 戊\n二、其他\n由办公室负责解释，自印发之日起施行，有效期三年。\n"
        beside = below.replace("一、办事流程\n", "一、办事流程\n到窗口领取表格，逐项填写，交工作人员核对。\n")
        found = [[one.goes for one in judge(read(text), set(), (), loud)] for text in (below, beside)]  # type: ignore[arg-type]
        assert found == [[False], [True]]

    @pytest.mark.parametrize("torn", ["收", "12", "3"])
    def test_the_number_of_a_part_and_a_torn_character_are_not_read(self, torn: str) -> None:
        lines = BODY.split("\n")
        known = flat({torn: 9 * ONE})
        assert not judge(read(TITLE + "\n".join([*lines[:3], torn, *lines[3:]])), set(), (), known)  # type: ignore[arg-type]

    def test_what_a_guard_of_a_rule_has_kept_is_not_taken(self) -> None:
        assert judged(f"{TITLE}{BODY}{LOUD_LINE}\n", held={6}) == []

    def test_without_a_body_in_sentences_nothing_goes(self) -> None:
        assert [goes for _, goes, _ in judged(f"{TITLE}一、名单\n甲村\n乙村\n{LOUD_LINE}\n")] == [False]

    def test_in_another_language_nothing_goes(self) -> None:
        english = "Our report says that all work is done。 " * 4
        assert not any(goes for _, goes, _ in judged(f"{english}\n{LOUD_LINE}\n"))

    def test_the_title_stays_however_it_sounds(self) -> None:
        draft = read(f"点击下载总结\n{BODY}")
        assert judge(draft, set(), (), flat({"点击下载总结": 9 * ONE})) == []  # type: ignore[arg-type]


class TestGuards:
    @pytest.mark.parametrize(
        ("line", "guard"),
        [
            ("附件：名单", "mark"),
            ("抄送：县委办", "mark"),
            ("联系电话：12345", "mark"),
            ("全县广大农民朋友：", "form"),
            ("县长 某某", "named"),
            ("您对服务满意吗？", "form"),
            ("□是 □否", "form"),
            ("一、工作回顾……………3", "contents"),
            ("2020年12月1日", "date"),
            ("二〇二〇年十二月", "date"),
            ("（三）抓落实", "numbered"),
            ("青石镇人民政府", "signed"),
            ("我们坚持每周走访，逐户登记，把各项工作做到群众的心坎上。", "sentence"),
        ],
    )
    def test_a_line_of_a_document_must_sound_louder(self, line: str, guard: str) -> None:
        assert guards([line], [0]) == {0: guard}
        assert PRICES[guard] >= ONE

    @pytest.mark.parametrize("line", ["返回顶部", "来源：某网", "字号：大 中 小", "上一篇：没有了"])
    def test_a_line_of_a_page_has_no_guard(self, line: str) -> None:
        assert guards([line], [0]) == {}

    def test_lines_with_equally_many_cells_are_a_table(self) -> None:
        table = ["甲村 12户 35人", "乙村 8户 21人", "丙村 30户 96人"]
        assert guards(table, [0, 1, 2]) == dict.fromkeys(range(3), "row")
        assert guards(table[:2], [0, 1]) == {}

    def test_the_title_is_the_line_that_ends_like_one_and_sounds_most_like_the_document(self) -> None:
        contents = ["范文大全报告", "2020年工作总结", "正文开始了，这是第一句话。"]
        assert titles_among(contents, [0, 1, 2], dict.fromkeys([0], 900) | {1: -900, 2: -900}) == ({1}, {0, 1})

    def test_without_such_a_line_the_likeliest_and_the_last_stay(self) -> None:
        contents = ["甲乙论坛", "柳沟的一条水渠", "某某", "正文开始了，这是第一句话。"]
        assert titles_among(contents, [0, 1, 2, 3], {0: 1900, 1: -900, 2: 100, 3: -900}) == ({1, 2}, set())

    def test_a_title_that_shares_its_line_stays(self) -> None:
        contents = [
            "2020年工作总结 更多请看公众号！",
            "正文开始了，这是第一句话，写得很长很长，说的是全镇一年来的各项工作都已经完成。",
        ]
        assert titles_among(contents, [0, 1], {0: 5000, 1: -900})[0] == {0}


class TestReasons:
    def test_a_suspect_says_where_it_stands_and_what_spoke(self) -> None:
        draft = read(f"{TITLE}{BODY}返回顶部\n")
        said = why(draft, Stretch((6,), TAIL, False, 2 * ONE))
        assert said.startswith("单独一行，篇末；")
        assert said.endswith("= +2.0")
        assert any(piece in said for piece, _ in reasons("返回顶部"))

    def test_no_piece_is_named_twice_within_a_longer_one(self) -> None:
        said = why(read("返回首页 加入收藏\n"), Stretch((0,), HEAD, False, ONE))
        named = re.findall("([^ ，；：+]+) [+]", said)
        assert named
        assert not [one for one in named for other in named if one != other and one in other]


class TestTheWholeWay:
    TEXT = f"夜间模式 阅读模式 收起侧栏\n{TITLE}{BODY}扫一扫 加入资料交流圈\n{LOUD_LINE}\n"

    def test_the_ledger_says_the_rule_and_quotes_nothing(self) -> None:
        document = clean(self.TEXT)
        assert document.text == f"{TITLE}\n{BODY}"
        assert {rule for edit in document.edits for rule in edit.rules if rule.startswith("register")} == {HEAD, TAIL}

    def test_it_can_be_switched_off_as_a_family(self) -> None:
        assert LOUD_LINE in Cleaner(skip=["register"]).clean(self.TEXT).text

    def test_a_suspect_is_told_and_stays(self) -> None:
        text = TITLE + BODY.replace("二、", f"网页上的字样：\n{LOUD_LINE}\n二、")
        document = clean(text)
        (suspect,) = document.suspects
        assert document.text[suspect.start : suspect.end] == LOUD_LINE
        assert (suspect.rule, suspect.why[:5]) == (LINE, "单独一行，")

    def test_what_would_take_most_of_the_text_is_taken_back(self) -> None:
        page = "".join(f"一键复制返回列表{name}\n" for name in "甲乙丙丁戊己庚辛壬癸")
        document = clean(f"{TITLE}一年来，各项任务按期完成，群众满意，没有发生一起上访。\n{page}")
        assert document.flags == ("mostly-noise",)
        assert document.text.count("返回列表") == 10

    @given(
        st.lists(
            st.sampled_from([LOUD_LINE, "返回顶部", "阅读 1.2万", "下载APP", *TITLE.split(), *BODY.split()]),
            max_size=14,
        )
    )
    def test_cleaning_again_changes_nothing(self, lines: list[str]) -> None:
        document = clean("".join(f"{line}\n" for line in lines))
        if "unsettled" not in document.flags:
            assert clean(document.text).text == document.text
