"""TEI of a document is valid against the part of TEI P5 it uses, has all of the text once, and says what was hidden."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chengwen import clean
from chengwen.export.tei import tei

etree = pytest.importorskip("lxml.etree")
SCHEMA = etree.RelaxNG(etree.parse(str(Path(__file__).with_name("tei_used.rng"))))
CASES = sorted((Path(__file__).parents[1] / "cases" / "elements").glob("*.toml"))
LINES = (
    "青政〔2021〕17号\n",
    "青榆市人民政府\n关于做好收购工作的通知\n",
    "各县（区）人民政府：\n",
    "一、加强领导\n各地要抓好落实。\n",
    "（一）落实责任。XX镇负责。\n",
    "附件：1.任务分解表\n",
    "青榆市人民政府\n2021年9月3日\n",
    "（此件公开发布）\n",
    "附件1\n任务分解表\n",
    "抄送：市委办公室。\n",
    "篇二：年度总结\n",
    "<b>&amp;]]>\n",
)


def valid(text: str) -> None:
    root = etree.fromstring(text.encode())
    assert SCHEMA.validate(root), SCHEMA.error_log


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_documents_of_the_cases_are_valid_and_whole(path: Path) -> None:
    import tomllib

    document = clean(tomllib.loads(path.read_text(encoding="utf-8"))["raw"], id="x")
    made = tei(document)
    valid(made)
    text = etree.fromstring(made.encode()).find("{*}text")
    words = "".join("".join(text.itertext()).split())
    assert sorted(words) == sorted("".join(document.text.replace("〖", "").replace("〗", "").split()))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=12).map("".join))
def test_whatever_stands_in_a_text_its_tei_is_valid(text: str) -> None:
    document = clean(text, id="x")
    made = tei(document)
    valid(made)
    words = "".join("".join(etree.fromstring(made.encode()).find("{*}text").itertext()).split())
    assert sorted(words) == sorted("".join(document.text.replace("〖", "").replace("〗", "").split()))


def test_an_official_document_in_the_elements_of_tei() -> None:
    text = "青榆市人民政府关于植树的通知\n各镇人民政府：\n定于三月植树。\n青榆市人民政府\n2021年3月1日\n抄送：市委办公室。\n"
    made = tei(clean(text, id="x"))
    assert '<docTitle><titlePart type="main">青榆市人民政府关于植树的通知</titlePart></docTitle>' in made
    assert "<salute>各镇人民政府：</salute>" in made
    assert "<signed>青榆市人民政府</signed><signed>2021年3月1日</signed>" in made
    assert '<creation><date when="2021-03-01">2021-03-01</date></creation>' in made
    assert '<back><div type="imprint" xml:id="imprint"><p>抄送：市委办公室。</p></div></back>' in made


def test_what_was_hidden_is_a_gap() -> None:
    assert '<gap reason="anonymised"><desc>数字</desc></gap>名' in tei(clean("党建总结\n一、共有党员X名。\n", id="x"))
