"""Web pages: every paragraph of the document, none of the page around it."""

from __future__ import annotations

import pytest

from chengwen.formats.read import Extracted, read

MENU = "".join(f'<a href="/c{n}">{name}</a>' for n, name in enumerate(["首页", "政务公开", "办事服务", "互动交流"]))
PAGE = f"""<!DOCTYPE html>
<html><head><meta charset="{{charset}}"><title>云溪县人民政府</title><script>var a = "<p>脚本</p>";</script></head>
<body>
<div class="top-nav">{MENU}</div>
<ul>{MENU.replace("<a", "<li><a").replace("</a>", "</a></li>")}</ul>
<div class="main foot-fix">
  <h1>关于做好防汛工作的通知</h1>
  <p>　　各镇人民政府：</p>
  <p>为做好防汛工作，确保安全度汛，
     现将有关事项通知如下。</p>
  <ol><li>加强值守。</li><li><p>备足物资。</p></li></ol>
  <ol style="list-style-type: cjk-ideographic" start="3"><li>严肃纪律。</li></ol>
  <table><tr><th>镇</th><th>电话</th></tr><tr><td>青石镇</td><td>0000-1</td></tr></table>
  <p>附件：<a href="1.docx">1.值班表</a> <a href="2.docx">2.物资表</a> <a href="3.xls">3.名单</a> <a href="4.pdf">4.图</a></p>
  <p style="text-align:right">云溪县防汛办<br>2023年5月4日</p>
  <p style="display:none">隐藏的话</p>
</div>
<div id="footer"><p>主办单位：云溪县人民政府　备案号：000</p></div>
</body></html>
"""
TEXT = """关于做好防汛工作的通知
　　各镇人民政府：
为做好防汛工作，确保安全度汛，现将有关事项通知如下。
1. 加强值守。
2. 备足物资。
三、严肃纪律。
镇\t电话
青石镇\t0000-1
附件：1.值班表 2.物资表 3.名单 4.图
云溪县防汛办
2023年5月4日
"""


def page(raw: bytes, name: str = "通知.html") -> Extracted:
    (result,) = read(name, raw)
    assert isinstance(result, Extracted), result
    return result


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "utf-16"])
def test_keeps_signature_and_annexes_and_drops_the_frame(charset: str) -> None:
    result = page(PAGE.replace("{charset}", charset).encode(charset))
    assert result.text == TEXT
    assert result.flags == ("hidden-text", "page-furniture", "tables")


def test_a_page_that_names_the_wrong_encoding_is_read_by_its_text() -> None:
    assert page(PAGE.replace("{charset}", "utf-8").encode("gb18030")).text == TEXT


def test_a_page_cut_off_is_said_to_be() -> None:
    raw = PAGE.encode()
    assert "truncated" in page(raw[: len(raw) * 2 // 3]).flags


def test_tables_that_lay_out_a_page_are_no_tables() -> None:
    raw = "<html><table><tr><td>左栏</td><td><table><tr><td>总结</td></tr></table></td></tr></table></html>"
    assert (page(raw.encode()).text, page(raw.encode()).flags) == ("左栏\n总结\n", ())


def test_a_text_with_tags_left_in_it_is_a_text() -> None:
    assert page("一、工作<br>二、问题<p>".encode(), "总结.txt").text is None
