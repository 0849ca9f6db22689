"""The pages of the rules say what the TOML says, in plain Chinese, and nothing runs that a rule holds."""

import re
from dataclasses import replace

import pytest

from chengwen.document import Suspect
from chengwen.errors import InputError
from chengwen.knowledge.labels import families
from chengwen.knowledge.load import catalogue
from chengwen.knowledge.rules import Operation, Rule
from chengwen.site.build.memory import extract
from chengwen.site.pages.rules import SHOWN, Uses, rule_pages
from chengwen.text import delete

RULE = Rule(
    id="promo-x",
    family="promo_contact",
    description="整理者的署名",
    why="与正文无关。",
    scope="head:9",
    keywords=("整理",),
    pattern="[^。]{2,9}整理，加qq[0-9]{5}",
    action="remove",
    confidence="high",
    match=("甲乙文库整理，加QQ10001",),
    keep=("整理资料30份。",),
)
SPAN = replace(RULE, scope="span", pattern="##整理##", match=("一网##整理##通建",))


def pages(*rules: Rule | Operation, uses: Uses | None = None) -> dict[str, str]:
    made = rule_pages({rule.id: rule for rule in rules}, uses or Uses())
    return {page.address: str(page.body) for page in made}


def words(body: str) -> str:
    return re.sub(r"<[^>]+>", "", body)


def test_each_rule_and_operation_has_a_page_and_a_place_in_the_list():
    made = pages(*catalogue().values())
    assert set(made) == {"rules/", *(f"rules/{id}/" for id in catalogue())}
    assert re.findall(r'class="rule-name"', made["rules/"]).__len__() == len(catalogue())
    for id in catalogue():
        assert f'href="../rules/{id}/"' in made["rules/"]


def test_each_family_has_a_chinese_name():
    assert {rule.family for rule in catalogue().values()} - set(families()) == set()


def test_a_page_says_what_goes_why_where_and_how_surely():
    body = words(pages(RULE)["rules/promo-x/"])
    for told in (
        "整理者的署名",
        "为什么与正文无关。",
        "处理删去",
        "看哪里篇首 9 行，独占一行",
        "把握确定才删：合乎条件就删。",
        "不该删的整理资料30份。",
        "还没有文稿用到它",
    ):
        assert told in body


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"confidence": "medium"}, "旁证才删"),
        ({"confidence": "low"}, "只提示"),
        ({"scope": "line"}, "看哪里独占一行"),
        ({"action": "flag", "flag": "truncated"}, "不动原文，只作标注，并给全篇标注 truncated"),
        ({"action": "replace", "replacement": "乙"}, "改为 乙"),
    ],
)
def test_each_kind_of_rule_is_told_in_plain_words(changes, told):
    assert told in words(pages(replace(RULE, **changes))["rules/promo-x/"])


def test_what_goes_of_an_example_is_set_apart():
    assert "<li><del>甲乙文库整理，加QQ10001</del></li>" in pages(RULE)["rules/promo-x/"]
    assert "<li>一网<del>##整理##</del>通建</li>" in pages(SPAN)["rules/promo-x/"]
    hinted = pages(replace(SPAN, confidence="low"))["rules/promo-x/"]
    assert "<li>一网<mark>##整理##</mark>通建</li>" in hinted


def test_an_operation_shows_before_and_after_with_the_unseen_named():
    operation = Operation("junk-x", "char_junk", "零宽", "无", (("党\u200b建\r\n", "党建\n"), ("好 。\n", "好 。\n")))
    body = pages(operation)["rules/junk-x/"]
    assert "<li><del>党U+200B建⏎</del> → <ins>党建⏎</ins></li>" in re.sub("</?span[^>]*>", "", body)
    assert "<li>好␣。</li>" in re.sub("</?span[^>]*>", "", body)


def test_a_clue_shows_the_mask_it_speaks_of():
    body = pages(*catalogue().values())["rules/mask-age/"]
    assert "年龄<mark>X</mark>岁" in body
    assert "<dt>right</dt>" in body


def test_the_pattern_and_keywords_are_folded_away():
    body = pages(RULE)["rules/promo-x/"]
    folded = re.search(r"<details.*</details>", body).group()
    assert RULE.pattern in folded
    assert RULE.pattern not in body.replace(folded, "")
    assert "<dt>keywords</dt><dd><code>整理</code></dd>" in folded


def test_documents_that_a_rule_changed_are_counted_and_linked(make):
    uses = Uses()
    edits = delete(0, 1, "promo-x"), delete(2, 3, "promo-x")
    suspects = (Suspect(0, 1, "promo-x", "疑似"),)
    for number in range(SHOWN + 2):
        document = make("总结\n\n", id=f"{number:03}", edits=edits, suspects=suspects if number == 0 else ())
        one = extract(document, catalogue())
        uses.note(one.changed, one.hinted, one.entry)
    made = pages(RULE, uses=uses)
    assert "用于 52 篇" in made["rules/"]
    body = made["rules/promo-x/"]
    assert "用到它的文稿 52 篇" in body
    assert "其余 2 篇从略" in body
    assert "只作提示的文稿 1 篇" in body
    assert '<a href="../../d/049/#record">总结</a>' in body


def test_hostile_text_in_a_rule_stays_text():
    evil = "<script>alert(1)</script>\"'{{x}}"
    hostile = replace(
        RULE,
        family=evil,
        description=evil,
        why=evil,
        keywords=(evil,),
        pattern=re.escape(evil),
        scope="span",
        match=(evil,),
        keep=(evil,),
        references=(f"javascript:{evil}",),
        flag=evil,
        replacement=evil,
        action="replace",
    )
    operation = Operation("op", evil, evil, evil, ((evil, evil + "。"),), (evil,), (evil,), (f"left: {evil}",))
    for body in pages(hostile, operation).values():
        assert "<script" not in body
        assert "&lt;script&gt;alert(1)" in body
        assert 'href="javascript' not in body
    with pytest.raises(InputError, match=r"\.\./x"):
        pages(replace(RULE, id="../x"))
