"""scripts/tools/train_register.py gives the same weights on every machine: here it trains on what is in the repository.

The weights that come with the toolkit also know lines that are not in it; the card holds the digests of those, of the
weights, and of what is trained here.
"""

from __future__ import annotations

import gzip
import re
from hashlib import sha256
from pathlib import Path

import pytest
from train_register import (
    KEPT,
    LINES,
    WEIGHTS,
    Row,
    digest,
    of_gold,
    of_outside,
    of_pages,
    of_table,
    packed,
    read_rows,
    train,
    write_rows,
)

from chengwen.measure.gold import read_gold
from chengwen.stages.strip.register.model import score, score_by

CARD = Path(__file__).parents[2] / "docs" / "register-model.md"
LARGEST = 450 * 1024


def of_card(name: str) -> str:
    found = re.search(
        rf"^\| {re.escape(name)} \|.*`([0-9a-f]{{64}})` \|$", CARD.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert found, f"the card does not tell of {name}"
    return found[1]


def test_the_part_in_the_repository_gives_the_weights_that_the_card_tells_of() -> None:
    assert digest(train(read_rows())) == of_card("只用库内部分训练所得"), "train again, and write the card anew"


@pytest.mark.parametrize("path", [LINES, WEIGHTS], ids=lambda path: path.name)
def test_the_files_are_those_of_the_card(path: Path) -> None:
    assert sha256(path.read_bytes()).hexdigest() == of_card(path.name)


def test_the_weights_are_small_and_name_no_more_pieces_than_are_kept() -> None:
    data = WEIGHTS.read_bytes()
    assert len(data) <= LARGEST
    lines = gzip.decompress(data).decode("utf-8").split("\n")
    pieces = [name for line in lines[1:] for name in line.split(" ")[1:] if not name.startswith("\t")]
    assert len(pieces) == len(set(pieces)) <= KEPT
    assert max(map(len, pieces)) <= 3, "a longer piece would quote"


def test_few_lines_teach_what_is_in_them() -> None:
    rows = [Row("点击下载", True, "hand:a"), Row("召开会议", False, "hand:b")] * 20
    learned = {name: weight * 64 >> 16 for name, weight in train(rows).items()}
    assert score_by(learned, "点击下载") > 1024
    assert score_by(learned, "召开会议") < -1024
    assert train(rows) == train(rows)


def test_weights_are_packed_by_weight_and_the_loudest_are_kept() -> None:
    data = gzip.decompress(packed({"甲": 65536, "乙": 65536, "丙": 100, "\tlabel": -65536}, "told")).decode()
    assert data == "# told\n-64 \tlabel\n64 乙 甲\n"


def test_lines_of_gold_are_noise_or_content_and_mixed_ones_are_left_out() -> None:
    gold = read_gold(
        "%% kind: mixed\n%% why: x\n%%\n⟦site_frame¦打印⟧\n总结⟦word_count¦（3字）⟧\n正文。\n", "a.txt", "pages"
    )
    assert list(of_gold(gold)) == [Row("打印", True, "gold:pages"), Row("正文。", False, "gold:pages")]


def test_a_copy_of_the_title_teaches_nothing_about_its_words() -> None:
    raw = "⟦dup¦当前浏览：全县水库移民后期扶持工作总结⟧\n⟨0¦全县水库移民后期扶持工作总结⟩\n"
    gold = read_gold(f"%% kind: mixed\n%% why: x\n%%\n{raw}", "a.txt", "pages")
    assert list(of_gold(gold)) == [Row("全县水库移民后期扶持工作总结", False, "gold:pages")]


def test_segments_of_lines_say_where_they_stand() -> None:
    raw = "全年召开会议十二次。⟦button¦[点击展开]⟧培训党员三百人。（名单附后）\n"
    gold = read_gold(f"%% kind: mixed\n%% why: x\n%%\n{raw}", "a.txt", "pages")
    found = {row.text: (row.noise, row.placed[-1]) for row in of_gold(gold)}
    assert found == {"[点击展开]": (True, "\tpart-[-stop-word"), "（名单附后）": (False, "\tpart-（-stop-edge")}


def test_a_page_written_for_it_has_lines_and_parts_of_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "%% trap_x\n值班表\n~返回顶部\n全年召开会议十二次。⟦[点击展开]⟧培训党员三百人。\n", encoding="utf-8"
    )
    found = {(row.text, row.noise, bool(row.placed)) for row in of_pages(path)}
    assert found == {
        ("值班表", False, False),
        ("返回顶部", True, False),
        ("[点击展开]", True, True),
        ("[点击展开]", True, False),
        ("全年召开会议十二次。培训党员三百人。", False, False),
    }


def test_a_table_says_by_its_name_what_it_holds(tmp_path: Path) -> None:
    for name in ("noise-a.tsv", "content-a.tsv"):
        (tmp_path / name).write_text("buttons\t打印 收藏\nno tab\n", encoding="utf-8")
    assert list(of_table(tmp_path / "noise-a.tsv")) == [Row("打印 收藏", True, "hand:buttons")]
    assert list(of_table(tmp_path / "content-a.tsv")) == [Row("打印 收藏", False, "hand:buttons")]


def test_of_outside_only_so_much_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"t": "a", "y": 1, "src": "ui:x"}\n' * 400))
    assert len(list(of_outside(path))) == 350
    path.write_bytes(gzip.compress('{"split": "test", "text": "一、工作\\n"}\n'.encode()))
    assert list(of_outside(path)) == []


def test_rows_are_written_sorted_and_once(tmp_path: Path) -> None:
    rows = [Row("乙", True, "hand:b"), Row("甲", False, "hand:a"), Row("乙", True, "hand:b")]
    write_rows(rows, tmp_path / "rows.jsonl.gz")
    assert read_rows(tmp_path / "rows.jsonl.gz") == [Row("甲", False, "hand:a"), Row("乙", True, "hand:b")]


def test_what_was_learned_holds_for_lines_like_those_it_was_learned_from() -> None:
    rows = [row for row in read_rows() if row.source.startswith("hand:")]
    right = sum((score(row.text) > 0) == row.noise for row in rows)
    assert right / len(rows) > 0.93
