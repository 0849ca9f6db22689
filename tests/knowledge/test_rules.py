"""Rule files: ours hold, and each mistake one can make is told by file, rule and key."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from chengwen import clean
from chengwen.engine.linear_time import why_not_linear
from chengwen.errors import RuleError
from chengwen.knowledge.check import problem_of
from chengwen.knowledge.load import catalogue, load_rules, ours_only, read_operations
from chengwen.knowledge.rules import Operation, Rule, Rules, find
from chengwen.knowledge.rules import example_view as view
from chengwen.knowledge.tables import read_table
from chengwen.stages.masks.mask_types import type_of
from chengwen.stages.masks.masks import type_masks
from chengwen.text import Span, begin

INVALID = sorted((Path(__file__).parents[1] / "cases" / "rules-invalid").glob("*.toml"))
OURS = ours_only()


@pytest.mark.parametrize("rule", OURS.patterns, ids=lambda rule: rule.id)
def test_our_rules_hold(rule: Rule) -> None:
    assert problem_of(rule) is None


@pytest.mark.parametrize("rule", [rule for rule in OURS.patterns if rule.takes_lines], ids=lambda rule: rule.id)
def test_a_line_of_any_length_that_a_rule_matches_is_asked_of_it(rule: Rule) -> None:
    for example in rule.match:
        assert rule.id in {OURS.patterns[number].id for number, _ in OURS.matches_in(view(example).text)}


@pytest.mark.parametrize("operation", [o for o in read_operations() if o.examples], ids=lambda operation: operation.id)
def test_operations_do_what_their_examples_show(operation: Operation) -> None:
    for before, after in operation.examples:
        document = clean(before)
        assert document.text == after
        used = {rule for edit in document.edits for rule in edit.rules}
        assert (operation.id in used) == ((before, after) == operation.examples[0])


FAMILIES = ("layout", "junk", "space", "width", "mojibake", "markup", "mask", "promo", "sidecar")
"""What the ids of edits begin with that the code itself makes."""
IDS = re.compile(f'"((?:{"|".join(FAMILIES)})-[a-z-]+)"')


def test_every_id_in_a_ledger_is_explained() -> None:
    known = catalogue()
    code = (Path(__file__).parents[2] / "scripts" / "chengwen").rglob("*.py")
    named = {id for path in code for id in IDS.findall(path.read_text(encoding="utf-8"))}
    assert set(FAMILIES) == {id.partition("-")[0] for id in named}, "code that makes edits of a family was not found"
    assert named - set(known) == set()
    assert len(known) == len(OURS.patterns) + len(OURS.operations)
    for rule in known.values():
        assert rule.description
        assert rule.why


@pytest.mark.parametrize("clue", read_table("masks", "clues"), ids=lambda clue: clue["id"])
def test_clues_hold_to_their_examples(clue: dict[str, object]) -> None:
    for key in ("match", "keep"):
        for example in clue[key]:  # type: ignore[attr-defined]
            start, end = example.index("{"), example.index("}") - 1
            text = example.replace("{", "").replace("}", "")
            found = type_of(text, start, end)[1]
            assert (found == clue["type"]) == (key == "match"), f"{example}: {found}"


@pytest.mark.parametrize("sign", read_table("masks", "signs"), ids=lambda sign: sign["id"])
def test_signs_hold_to_their_examples(sign: dict[str, object]) -> None:
    for key in ("match", "keep"):
        for example in sign[key]:  # type: ignore[attr-defined]
            start, end = example.index("{"), example.index("}") - 1
            masked = [edit.span for edit in type_masks(begin(example.replace("{", "").replace("}", "")))]
            assert (Span(start, end) in masked) == (key == "match"), f"{example}: {masked}"


@pytest.mark.parametrize("restore", read_table("masks", "restores"), ids=lambda restore: restore["id"])
def test_restores_hold_to_their_examples(restore: dict[str, object]) -> None:
    for key in ("match", "keep"):
        for example in restore[key]:  # type: ignore[attr-defined]
            text = example.replace("{", "").replace("}", "")
            used = {rule for edit in clean(text).edits for rule in edit.rules}
            assert (restore["id"] in used) == (key == "match"), example


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_a_broken_rule_file_is_told_by_file_rule_and_key(path: Path, tmp_path: Path) -> None:
    expected = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# expected: ")
    shutil.copy(path, tmp_path)
    with pytest.raises(RuleError) as caught:
        load_rules(tmp_path)
    assert expected in str(caught.value)
    assert path.name in str(caught.value)


def test_a_folder_without_rules_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=re.escape(f"{tmp_path}: no rule files (*.toml) here")):
        load_rules(tmp_path)


class TestSelect:
    def test_skip_leaves_a_family_alone(self) -> None:
        text = "工作总结\n一网通##paidbegin##建X个。\n"
        assert (
            clean(text, rules=OURS.select(skip=["cms_tag"])).text == "工作总结\n\n一网通##paidbegin##建〖数字〗个。\n"
        )
        assert clean(text, rules=OURS.select(skip=["masks"])).text == "工作总结\n\n一网通建X个。\n"

    def test_only_uses_one_family_and_the_layout(self) -> None:
        text = "工作总结\n　　一网通##paidbegin##建X个,好。\n"
        assert clean(text, rules=OURS.select(only=["cms_tag"])).text == "工作总结\n\n一网通建X个,好。\n"

    def test_an_unknown_family_is_an_error(self) -> None:
        with pytest.raises(RuleError, match="unknown family adverts; known are"):
            OURS.select(skip=["adverts"])


class TestFoldedView:
    def test_hides_width_case_spaces_and_zero_width(self) -> None:
        assert view("咨询Ｑ Ｑ：\u200b１０\u30000０１").text == "咨询qq：10001"

    def test_an_edit_lands_on_the_original(self) -> None:
        document = clean("工作总结\n正文。\n甲乙文库 整\u200b理，咨询Ｑ Ｑ１０００１\n")
        assert document.text == "工作总结\n\n正文。\n"
        assert document.provenance.compiled_by == ("甲乙文库",)

    def test_a_long_line_is_searched_to_its_end(self) -> None:
        rule = next(rule for rule in OURS.patterns if rule.id == "cms-paid-marker")
        for filler in (0, 990, 995, 1990, 1995, 5_555):
            line = "建" * filler + "##paidbegin##" + "设" * 30 + "##paidend##"
            assert len(find(rule, view(line).text)) == 2


class TestWindow:
    """A rule sees a long text in windows; nobody sees where one ends and the next begins."""

    @pytest.mark.parametrize("length", [2, 30, 400])
    def test_a_match_is_found_whole_and_once_wherever_it_stands(self, length: int) -> None:
        rule = replace(OURS.patterns[0], scope="span", pattern="[0-9]{1,400}", all=(), none=())
        for edge in range(0, 4_001, 500):
            for start in range(max(0, edge - length - 1), edge + 2, max(1, length // 7)):
                text = "建" * start + "1" * length + "建" * 1_234
                assert [match.span() for match in find(rule, text)] == [(start, start + length)]

    def test_what_stands_beside_a_match_is_seen(self) -> None:
        rule = replace(OURS.patterns[0], scope="span", pattern="(?<!不)共同$", all=(), none=())
        for start in (*range(990, 1_010), *range(1_990, 2_010)):
            assert find(rule, "建" * start + "共同富裕") == []
            assert find(rule, "建" * start + "不共同") == []
            assert [match.start() for match in find(rule, "建" * start + "共同")] == [start]


class TestLinearTime:
    @pytest.mark.parametrize(
        "pattern", ["第[0-9]{1,3}页", "(?:共|全)文[0-9]{3,5}字", "(?<=。)[a-z]{1,9}(?=。)", "a?b?c{0,9}"]
    )
    def test_accepts_bounded_patterns(self, pattern: str) -> None:
        assert why_not_linear(pattern) is None

    @pytest.mark.parametrize(
        "pattern",
        [
            "a*",
            "(a+)+",
            "(?:a{1,9}){1,9}",
            "a{0,9}a{0,9}",
            "a{0,9}b?a{0,9}",
            "(?:a|a)(?:a|a)" * 8,
            "(a)\\1",
            r"\w{1,3}",
            "a{1,500}",
        ],
    )
    def test_refuses_what_could_take_long(self, pattern: str) -> None:
        assert why_not_linear(pattern)


@pytest.mark.parametrize("clue", read_table("masks", "clues"), ids=lambda clue: clue["id"])
def test_a_clue_is_described_as_its_table_has_it(clue: dict[str, str]) -> None:
    (operation,) = (one for one in OURS.operations if one.id == clue["id"])
    assert (operation.family, operation.description) == ("masks", clue["description"])
    assert operation.why != clue["description"]


BODY = "工作总结\n一年来，全镇上下同心、攻坚克难、真抓实干，各项工作稳步推进，群众满意度不断提高，成效明显。\n"


def own_rule(tmp_path: Path, **changes: str) -> Rules:
    """Our rules and one more, in the scope and with the action asked for."""
    keys = {
        "scope": "line",
        "pattern": "甲乙文库出品",
        "action": "remove",
        "confidence": "high",
        "flag": "",
        "replacement": "",
    }
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in {**keys, **changes}.items() if value]
    known = 'id = "own"\nfamily = "own"\ndescription = "d"\nwhy = "w"\nkeywords = ["甲乙"]\nkeep = ["甲乙两方"]\n'
    match = changes.get("match", "甲乙文库出品")
    text = "\n".join(
        ["[[rules]]", known, *(line for line in lines if not line.startswith("match")), f'match = ["{match}"]']
    )
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    return load_rules(tmp_path)


class TestScopesAndActions:
    def test_a_line_goes_with_its_end(self, tmp_path: Path) -> None:
        assert clean(BODY + "甲乙文库出品\n", rules=own_rule(tmp_path)).text == clean(BODY).text

    def test_a_span_goes_from_within_its_line(self, tmp_path: Path) -> None:
        text = BODY.replace("全镇", "全甲乙文库出品镇")
        assert clean(text, rules=own_rule(tmp_path, scope="span")).text == clean(BODY).text

    def test_a_block_goes_over_several_lines(self, tmp_path: Path) -> None:
        rules = own_rule(
            tmp_path, scope="block", pattern="甲乙文库\n\n?出品", match="甲乙文库\\n出品".replace("\\\\n", "\\n")
        )
        document = clean(BODY + "甲乙文库\n\n出品\n", rules=rules)
        assert "甲乙" not in document.text
        assert "出品" not in document.text

    @pytest.mark.parametrize("above", [0, 1, 12, 13, 40])
    @pytest.mark.parametrize("below", [0, 1, 12, 40])
    def test_two_blocks_one_below_the_other_go_wherever_they_stand(
        self, tmp_path: Path, above: int, below: int
    ) -> None:
        rules = own_rule(tmp_path, scope="block", pattern="甲乙文库\n\n?出品", match="甲乙文库\\n出品")
        lines = [f"第{number}处堤段完好。" for number in range(above + below)]
        block = ["甲乙文库", "出品"]
        whole = [BODY.splitlines()[0], *lines[:above], *block, *block, *lines[above:]]
        assert clean("\n".join(whole) + "\n", rules=rules).text.split("\n")[2:-1] == lines

    def test_the_tail_of_a_text_without_sentences_is_its_last_lines(self, tmp_path: Path) -> None:
        lines = ["甲乙文库出品", "东闸完好", "西闸完好", "北闸完好"]
        text = clean("\n".join(["堤段检查表", *lines]) + "\n", rules=own_rule(tmp_path, scope="tail:2")).text
        assert [line for line in text.split("\n")[1:] if line] == lines

    def test_a_head_or_tail_rule_looks_nowhere_else(self, tmp_path: Path) -> None:
        def fires(text: str, scope: str) -> bool:
            document = clean(text, rules=own_rule(tmp_path, scope=scope))
            return any("own" in edit.rules for edit in document.edits)

        middle = BODY + "甲乙文库出品\n" + BODY.splitlines()[1] + "\n"
        assert not fires(middle, "head:2")
        assert not fires(middle, "tail:2")
        assert fires(BODY + "甲乙文库出品\n", "tail:2")

    @pytest.mark.parametrize("length", [99, 100, 101, 200])
    def test_a_rule_takes_a_line_as_long_as_it_can_match(self, tmp_path: Path, length: int) -> None:
        line = f"甲乙文库{'出' * (length - 5)}品"
        rules = own_rule(tmp_path, pattern=f"甲乙文库出{{{length - 5}}}品", match=line)
        assert clean(f"{BODY}{line}\n", rules=rules).text == clean(BODY).text

    def test_a_replacement_is_written_in_its_place(self, tmp_path: Path) -> None:
        rules = own_rule(tmp_path, scope="span", action="replace", replacement="本文")
        assert "全本文镇" in clean(BODY.replace("全镇", "全甲乙文库出品镇"), rules=rules).text

    def test_a_flag_changes_nothing_else(self, tmp_path: Path) -> None:
        document = clean(BODY + "甲乙文库出品\n", rules=own_rule(tmp_path, action="flag", flag="sold"))
        assert (document.flags, "甲乙文库出品" in document.text) == (("sold",), True)

    def test_low_confidence_is_reported_and_not_applied(self, tmp_path: Path) -> None:
        document = clean(BODY + "甲乙文库出品\n", rules=own_rule(tmp_path, confidence="low"))
        (suspect,) = document.suspects
        assert document.text[suspect.start : suspect.end] == "甲乙文库出品"
        assert suspect.rule == "own"


class TestGroups:
    """How a rule's lines are looked at hangs on its field `group`, never on how it is called."""

    @staticmethod
    def rule(**values: object) -> Rule:
        found = {"id": "own-list", "family": "related", "description": "列表", "why": "示例", "scope": "line"}
        found |= {"keywords": ("荐读",), "pattern": "[^。]{2,20}荐读", "action": "remove", "confidence": "medium"}
        return Rule(**{**found, "match": ("甲乙荐读",), "keep": ("荐读书目",), **values})  # type: ignore[arg-type]

    def cleaned(self, rule: Rule, text: str) -> str:
        rules = Rules(tuple(sorted((*OURS.patterns, rule), key=lambda one: one.id)), OURS.operations)
        return clean(text, rules=rules).text

    def test_a_likely_line_of_related_goes_below_a_sure_label_only(self) -> None:
        text = "党建工作总结\n一、工作情况\n全镇各村按时完成了全年任务，群众满意度进一步提高。\n"
        below, above = text + "相关阅读：\n农村改厕荐读\n", text + "附件1：农村改厕荐读\n相关阅读：\n"
        assert "荐读" not in self.cleaned(self.rule(group="related"), below)
        assert "荐读" in self.cleaned(self.rule(group="related"), above)
        assert "荐读" not in self.cleaned(self.rule(), above)

    def test_an_id_like_one_of_ours_says_nothing(self) -> None:
        text = (
            "党建工作总结\n一、工作情况\n全镇各村按时完成了全年任务，群众满意度进一步提高。\n农村改厕荐读\n相关阅读：\n"
        )
        assert "荐读" not in self.cleaned(self.rule(id="related-own"), text)

    def test_every_group_of_ours_is_known_and_has_rules(self) -> None:
        assert {rule.group for rule in OURS.patterns} == {"", "seller", "related", "part"}
