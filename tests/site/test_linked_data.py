"""What a page says to programs is said in schema.org's words, each on a type that has it and with a value it may have.

The vocabulary is an extract of a published release: schema_org.toml, which says of which.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chengwen import clean
from chengwen.site.editions import edition_of
from chengwen.site.pages.linked_data import CONTEXT, LEGISLATION, REPORTS, linked_data

PUBLISHED = tomllib.loads(Path(__file__).with_name("schema_org.toml").read_text(encoding="utf-8"))
ABOVE, DOMAINS, RANGES = (PUBLISHED[key] for key in ("subTypeOf", "domainIncludes", "rangeIncludes"))
FORMS = {
    "Text": re.compile(".+", re.DOTALL),
    "URL": re.compile(r"https?://\S+|#[^\s#]+"),
    "Date": re.compile(r"\d{4}(-\d\d(-\d\d)?)?"),
}
"""How a value that is no thing of its own is written: schema.org's dates are those of ISO 8601."""

GONGWEN = """索引号：000/2021-1　主题分类：城建　发布日期：2021年9月6日　有效性：有效
青政〔2021〕17号
青榆市人民政府关于印发青榆市公共停车场管理办法的通知

各县（区）人民政府，市直各部门：
现将《青榆市公共停车场管理办法》印发给你们，请认真贯彻执行。
青榆市人民政府
2021年9月3日
青榆市公共停车场管理办法
第一章　总则
第一条　为了规范管理，制定本办法。
第二章　附则
第二条　本办法自2021年10月1日起施行。
抄送：市委办公室。
"""
ORDER = """青榆市人民政府令
第21号
《青榆市公共停车场管理办法》已经市政府常务会议通过，现予公布，自2021年10月1日起施行。
市长　裴一川
2021年9月3日
青榆市公共停车场管理办法
第一条　为了规范管理，制定本办法。
第二条　本办法自2021年10月1日起施行。
"""
RULE = "青榆市公共停车场管理办法\n第一条　为了规范管理，制定本办法。\n第二条　本办法自发布之日起施行。\n"
SPEECH = "在全县大会上的讲话\n——2021年9月3日在县人民会堂\n县长　裴一川\n同志们：\n今天开会，讲三点意见。\n"
SUMMARY = "青榆市林业局2021年工作总结\n——护林与造林\n今年以来，全局抓护林。\n一、主要工作\n造林三万亩。\n"
TEXTS = {"notice": GONGWEN, "order": ORDER, "rule": RULE, "speech": SPEECH, "summary": SUMMARY}


def types(name: str) -> set[str]:
    """Return a type and all types above it."""
    return {name}.union(*(types(above) for above in ABOVE[name]))


def faults(thing: dict[str, Any]) -> Iterator[str]:
    """Yield what schema.org does not have in what is said of a thing."""
    kind = thing.get("@type")
    if kind not in ABOVE:
        yield f"no type {kind}"
        return
    for key, value in thing.items():
        if key.startswith("@"):
            continue
        if key not in DOMAINS:
            yield f"no property {key}"
        elif not types(kind) & set(DOMAINS[key]):
            yield f"{kind} has no {key}"
        else:
            for one in value if isinstance(value, list) else [value]:
                yield from _faults_of_value(key, one)


def _faults_of_value(key: str, value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from faults(value)
        if not types(value["@type"]) & set(RANGES[key]):
            yield f"{key} is no {value['@type']}"
    elif not any(FORMS[form].fullmatch(value) for form in RANGES[key] if form in FORMS):
        yield f"{key} is not {value}"


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_all_that_is_said_is_in_the_published_vocabulary(text):
    said = linked_data(clean(text, id="x"))
    assert said["@context"] == CONTEXT
    assert list(faults(said)) == []


def test_each_word_of_the_extract_is_used():
    """Or what the documents of this file say would be too little to judge by."""
    said, kinds = set(), set()

    def note(thing):
        kinds.update(types(thing["@type"]))
        for key, value in thing.items():
            said.add(key)
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, dict):
                    note(one)

    for text in TEXTS.values():
        document = clean(text, id="x")
        edition = (replace(edition_of(document)[0], day="2026-03-04"),)
        note(linked_data(document, edition, "https://example.org/"))
    assert said - {"@context", "@type"} == set(DOMAINS) == set(RANGES)
    assert kinds == set(ABOVE)


@pytest.mark.parametrize(
    ("thing", "fault"),
    [
        ({"@type": "Memorandum", "name": "甲"}, "no type Memorandum"),
        ({"@type": "Report", "signatory": "甲"}, "no property signatory"),
        ({"@type": "Report", "legislationIdentifier": "1号"}, "Report has no legislationIdentifier"),
        ({"@type": "Report", "author": {"@type": "Audience", "name": "甲"}}, "author is no Audience"),
        ({"@type": "Report", "author": "甲"}, "author is not 甲"),
        ({"@type": "Report", "dateCreated": "2021年9月3日"}, "dateCreated is not 2021年9月3日"),
        ({"@type": "Report", "hasPart": [{"@type": "Person", "url": "x1"}]}, "url is not x1"),
    ],
)
def test_what_schema_org_does_not_have_is_found(thing, fault):
    assert fault in list(faults(thing))


def test_a_page_describes_its_document_to_programs():
    said = linked_data(clean(GONGWEN, id="x"))
    assert said["@type"] == "CreativeWork"
    assert said["identifier"] == "青政〔2021〕17号"
    assert said["author"] == [{"@type": "GovernmentOrganization", "name": "青榆市人民政府"}]
    assert said["dateCreated"] == "2021-09-03"
    assert said["datePublished"] == "2021-09-06"
    assert said["hasPart"] == [{"@type": "CreativeWork", "name": "青榆市公共停车场管理办法", "url": "#x1"}]


def test_a_rule_is_legislation_and_what_a_text_does_not_say_is_left_out():
    said = linked_data(clean(RULE, id="x"))
    assert said["@type"] == "Legislation"
    assert "author" not in said
    assert "legislationDate" not in said


def test_no_kind_is_both_law_and_report():
    assert not LEGISLATION & REPORTS
