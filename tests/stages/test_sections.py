"""The last paragraph says whether a text was cut short: in mid-sentence, and not as signatures, lists and closings end."""

from __future__ import annotations

import pytest

from chengwen import clean

CUT = "全镇上下把防汛抗旱作为头等大事来抓，层层签订责任书。各村组织巡查队伍，昼夜轮班值守，发现险情立即"


@pytest.mark.parametrize(
    ("last", "cut"),
    [
        (CUT, True),
        (f"{CUT}报告，", True),
        (f"{CUT}报告。", False),
        ("立即报告", False),
        ("参加会议的单位：发展改革局、财政局、自然资源局、水利局、应急管理局、青石镇、白庙乡、金沟乡、马堡镇", False),
        ("以上是我一年来的主要工作，请领导和同志们评议。县水利局办公室二〇一一年二月十二日", False),
    ],
)
def test_a_text_is_cut_short_where_its_last_paragraph_stops_in_mid_sentence(last: str, cut: bool) -> None:
    document = clean(f"防汛工作汇报\n一年来，防汛工作有序开展。\n{last}\n", id="1")
    assert ("truncated" in document.flags) is cut
