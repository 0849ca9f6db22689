"""Lines in two encodings, and half characters: each line by its own encoding, and nothing lost but what is gone."""

from __future__ import annotations

import json
import random
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chengwen import clean
from chengwen.corpus.parquet import as_record, from_record
from chengwen.decode.decode import decode
from chengwen.decode.encodings import Source, encode
from chengwen.decode.everyday import REPLACEMENT
from chengwen.document import from_json, to_json
from chengwen.export.rows import Layout, document_row
from chengwen.measure.gold import read_folder

GOLD = Path(__file__).parents[1] / "gold" / "seen"
LINES = [
    "关于做好冬春农田水利建设工作的通知\n",
    "各村民委员会、镇直有关单位：\n",
    "为进一步改善农业生产条件，现就有关事项通知如下。\n",
    "一、明确目标任务\n",
    "今冬明春清淤沟渠12条，整修塘坝8座，新增蓄水能力3万方。\n",
    "二、严格工程质量\n",
    "各村要指定专人负责，按时报送进度。\n",
]
TRADITIONAL = ["工作總結報告\n", "各村要充分認識這項工作的重要意義，層層壓實責任。\n", "二、加強組織領導\n"]


def written(lines: list[str], *names: str) -> bytes:
    """The lines, each in its own encoding."""
    return b"".join(line.encode(name) for line, name in zip(lines, names, strict=True))


def own(source: Source) -> list[tuple[str, str]]:
    """What stands in an encoding of its own, and in which."""
    return [(source.text[start:end], name) for start, end, name in source.encodings]


class TestLinesInTwoEncodings:
    @pytest.mark.parametrize(("most", "few"), [("gb18030", "utf-8"), ("utf-8", "gb18030")])
    @pytest.mark.parametrize("place", range(len(LINES)))
    def test_one_line_is_read_by_its_own(self, most: str, few: str, place: int) -> None:
        raw = written(LINES, *(few if number == place else most for number in range(len(LINES))))
        source = decode(raw)
        assert source.text == "".join(LINES)
        assert (source.encoding, own(source)) == (most, [(LINES[place], few)])
        assert encode(source) == raw

    def test_neighbours_are_listed_as_one(self) -> None:
        source = decode(written(LINES, "utf-8", "gb18030", "gb18030", "utf-8", "utf-8", "utf-8", "gb18030"))
        assert own(source) == [("".join(LINES[1:3]), "gb18030"), (LINES[6], "gb18030")]

    @pytest.mark.parametrize("end", ["\r\n", "\r"])
    def test_lines_end_as_they_do(self, end: str) -> None:
        lines = [line.replace("\n", end) for line in LINES]
        raw = written(lines, "utf-8", *["gb18030"] * 6)
        assert (decode(raw).text, own(decode(raw))) == ("".join(lines), [(lines[0], "utf-8")])
        assert encode(decode(raw)) == raw

    def test_a_line_in_utf8_that_is_valid_gb18030(self) -> None:
        line = "建设工作全面推进落实\n"
        line.encode().decode("gb18030")  # no error tells of it
        source = decode(written([*LINES, line], *["gb18030"] * 7, "utf-8"))
        assert own(source) == [(line, "utf-8")]

    def test_a_line_that_both_read_is_in_that_of_most(self) -> None:
        lines = [*LINES, "2021-05-06 ABC\n", "\n"]
        source = decode(written(lines, *["utf-8"] * 6, "gb18030", "ascii", "ascii"))
        assert (source.encoding, own(source)) == ("utf-8", [(LINES[6], "gb18030")])

    @pytest.mark.parametrize("place", range(len(TRADITIONAL)))
    def test_a_line_in_utf8_among_big5(self, place: int) -> None:
        lines = TRADITIONAL * 2
        raw = written(lines, *("utf-8" if number == place else "big5" for number in range(6)))
        source = decode(raw)
        assert (source.text, own(source)) == ("".join(lines), [(lines[place], "utf-8")])
        assert encode(source) == raw

    def test_a_line_behind_a_byte_order_mark_in_another(self) -> None:
        raw = b"\xef\xbb\xbf" + written(LINES, *["utf-8"] * 2, *["gb18030"] * 5)
        source = decode(raw)
        assert (source.text, source.encoding) == ("".join(LINES), "utf-8-sig")
        assert own(source) == [("".join(LINES[2:]), "gb18030")]
        assert encode(source) == raw

    def test_both_damaged(self) -> None:
        raw = written(LINES, *["utf-8"] * 3, *["gb18030"] * 4)
        source = decode(raw[1:-2])
        assert source.text.split("\n")[1:-1] == "".join(LINES).split("\n")[1:-2]
        assert [original for _, original in source.undecodable] == [b"\x85\xb3", b"\xa1"]
        assert encode(source) == raw[1:-2]

    @pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
    def test_utf16_is_never_cut_by_line(self, encoding: str) -> None:
        raw = "".join(LINES).encode(encoding) + LINES[0].encode() * 2
        source = decode(raw)
        assert (source.encoding, source.encodings) == (encoding, ())
        assert source.text.startswith("".join(LINES))
        assert encode(source) == raw

    def test_half_a_character_of_utf8_is_no_line_in_gbk(self) -> None:
        source = decode("村\n".encode()[1:] + "".join(LINES).encode())
        assert (source.encoding, source.encodings) == ("utf-8", ())
        assert source.undecodable == ((0, "村".encode()[1:]),)

    def test_a_stated_encoding_is_taken_at_its_word(self) -> None:
        raw = written(LINES, "utf-8", *["gb18030"] * 6)
        source = decode(raw, "gb18030")
        assert source.encodings == ()
        assert source.text.endswith("".join(LINES[1:]))
        assert encode(source) == raw

    @pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
    def test_the_gold_set_is_in_one_encoding(self, encoding: str) -> None:
        for gold in read_folder(GOLD):
            if gold.name != "mojibake/utf8_as_gbk_lines.txt":  # written in GB18030 its lines are UTF-8 again
                assert decode(gold.raw.encode(encoding)).encodings == (), gold.name


class TestHalfACharacter:
    LINE = "各村要指定专人负责，按时报送进度。\n"

    @pytest.mark.parametrize("rest", ["", "".join(LINES)])
    def test_a_file_cut_at_its_start(self, rest: str) -> None:
        raw = (self.LINE + rest).encode("gbk")[1:]
        source = decode(raw)
        assert source.text == REPLACEMENT + (self.LINE + rest)[1:]
        assert source.undecodable == ((0, b"\xf7"),)
        assert encode(source) == raw

    def test_a_file_cut_at_its_end(self) -> None:
        raw = "".join([*LINES, self.LINE]).encode("gbk")[:-2]
        source = decode(raw)
        assert source.text == "".join(LINES) + self.LINE[:-2] + REPLACEMENT
        assert [original for _, original in source.undecodable] == [b"\xa1"]

    @pytest.mark.parametrize("stray", [b"\xd6", b"\xf7", b"\x81"])
    def test_a_stray_byte_shifts_nothing(self, stray: bytes) -> None:
        raw = "".join(LINES).encode("gbk") + stray + self.LINE.encode("gbk")
        assert decode(raw).text == "".join(LINES) + REPLACEMENT + self.LINE
        assert encode(decode(raw)) == raw

    def test_a_shift_that_ends_in_a_letter_and_leaves_no_byte_over(self) -> None:
        line = "各部门各单位抓好落实X村道路建设\n"
        raw = "".join(LINES).encode("gbk") + line.encode("gbk")[1:]
        raw.decode("gbk")  # no error tells of it
        assert decode(raw).text == "".join(LINES) + REPLACEMENT + line[1:]

    def test_two_in_one_line(self) -> None:
        raw = LINES[4].encode("gbk")
        place = raw.index("座".encode("gbk"))
        source = decode("".join(LINES).encode("gbk") + raw[1:place] + raw[place + 1 :])
        line = REPLACEMENT + LINES[4][1:].replace("座", REPLACEMENT)
        assert source.text == "".join(LINES) + line

    def test_it_holds_under_a_stated_encoding(self) -> None:
        assert decode(self.LINE.encode("gbk")[1:], "gbk").text == REPLACEMENT + self.LINE[1:]

    @pytest.mark.parametrize(
        "text",
        [
            "朱镕基、陶喆、谌颐、邰嫄，面积12㎡、温度35℃。\n",  # characters whose second byte is an ASCII letter
            "完成預算收入×××萬元，為年初預算的×××％。\n",
            "𠮷家村、䶮山镇：㐂㐂㐂。\n",  # of four bytes
        ],
    )
    def test_rare_characters_are_no_half_ones(self, text: str) -> None:
        raw = ("".join(LINES) + text).encode("gb18030")
        assert decode(raw) == Source("".join(LINES) + text, "gb18030", ())
        damaged = decode(raw + self.LINE.encode("gb18030")[1:])
        assert damaged.text == "".join(LINES) + text + REPLACEMENT + self.LINE[1:]

    @pytest.mark.parametrize(("start", "lost"), [(1, b"\x90\x84"), (2, b"\x84")])
    def test_of_utf8_is_one_sign(self, start: int, lost: bytes) -> None:
        source = decode(self.LINE.encode()[start:])
        assert (source.text, source.undecodable) == (REPLACEMENT + self.LINE[1:], ((0, lost),))

    @pytest.mark.parametrize("lost", [b"\x40\xd8", b"\x40\xdc"])
    def test_half_a_surrogate_pair_is_one_sign(self, lost: bytes) -> None:
        line = self.LINE.encode("utf-16-le")
        assert decode(line + lost + line).undecodable == ((len(self.LINE), lost),)

    def test_an_odd_byte_at_the_end_of_utf16(self) -> None:
        raw = self.LINE.encode("utf-16-le") * 3
        assert decode(raw + b"\xd6").undecodable == ((len(self.LINE) * 3, b"\xd6"),)


class TestTheDocument:
    MIXED = written(LINES, *["gb18030"] * 6, "utf-8")
    CUT = "".join(LINES).encode("gb18030")[1:]

    @pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5", "utf-16-le"])
    def test_lost_bytes_are_flagged_and_listed(self, encoding: str) -> None:
        raw = "".join(TRADITIONAL * 2).encode(encoding) + "結".encode(encoding)[:1]
        document = clean(raw)
        assert "undecodable" in document.flags
        assert document.source.undecodable == decode(raw).undecodable != ()

    def test_half_a_character_at_the_edge_of_a_line_is_not_in_the_clean_text(self) -> None:
        document = clean(self.CUT)
        assert document.text.startswith("于做好冬春农田水利建设工作的通知\n")
        assert document.edits[0].rules == ("lost-half-character",)

    def test_within_a_line_it_shows(self) -> None:
        raw = "".join(LINES).encode()
        assert REPLACEMENT in clean(raw.replace("整修".encode(), b"\xff")).text

    def test_two_encodings_are_flagged_and_listed(self) -> None:
        document = clean(self.MIXED)
        assert document.text == clean("".join(LINES)).text
        assert document.flags == ("mixed-encodings",)
        start = len("".join(LINES[:6]))
        assert document.source.encodings == ((start, start + len(LINES[6]), "utf-8"),)

    def test_one_encoding_is_not(self) -> None:
        document = clean("".join(LINES).encode("gb18030"))
        assert not document.flags
        assert "encodings" not in to_json(document, with_text=True)["source"]

    @pytest.mark.parametrize("raw", [MIXED, CUT])
    def test_json_and_parquet_give_it_back(self, raw: bytes) -> None:
        document = clean(raw)
        data = json.loads(json.dumps(to_json(document, with_text=True)))
        assert from_json(data) == document
        assert from_json(from_record(as_record(data))).source == document.source

    def test_an_export_without_the_ledger_has_no_offsets(self) -> None:
        assert set(document_row(clean(self.MIXED), None, Layout(ledger=False))["source"]) == {
            "name",
            "media_type",
            "encoding",
        }


@cache
def plain() -> list[str]:
    """Long lines of the annotated documents, each once."""
    lines = {line for gold in read_folder(GOLD) for line in gold.raw.split("\n")}
    long = sorted(line for line in lines if sum("一" <= c <= "龥" for c in line) >= 6)
    return [line for line in long if all(c in "\t\u3000" or c.isprintable() for c in line)]


class TestAnyMix:
    @settings(max_examples=300, deadline=None)
    @given(
        st.lists(
            st.tuples(st.deferred(lambda: st.sampled_from(plain())), st.sampled_from(["utf-8", "gb18030"])), max_size=12
        ),
        st.tuples(st.integers(0, 3), st.integers(0, 3)),
        st.lists(st.tuples(st.integers(0, 2_000), st.binary(min_size=1, max_size=3)), max_size=3),
    )
    def test_every_byte_comes_back(
        self, lines: list[tuple[str, str]], cut: tuple[int, int], put_in: list[tuple[int, bytes]]
    ) -> None:
        raw = b"".join(f"{line}\n".encode(name) for line, name in lines)
        raw = raw[cut[0] : len(raw) - cut[1]]
        for place, stray in put_in:
            raw = raw[:place] + stray + raw[place:]
        source = decode(raw)
        assert encode(source) == raw
        done = 0
        for start, end, name in source.encodings:
            assert done <= start < end <= len(source.text)
            assert name != source.encoding
            done = end

    def test_lines_that_are_whole_come_out_right(self) -> None:
        """At least 199 in 200, though others beside them are damaged."""
        dice = random.Random(20261126)
        right = whole = 0
        for _ in range(150):
            lines = dice.sample(plain(), 12)
            share = dice.choice((0.1, 0.5, 0.9))
            parts = [f"{line}\n".encode("utf-8" if dice.random() < share else "gb18030") for line in lines]
            hurt = dice.randrange(12)
            place = dice.randrange(len(parts[hurt]) - 1)
            parts[hurt] = parts[hurt][:place] + dice.choice((b"", b"\xd6", b"\xff")) + parts[hurt][place + 1 :]
            found = set(decode(b"".join(parts)).text.split("\n"))
            right += sum(line in found for number, line in enumerate(lines) if number != hurt)
            whole += 11
        assert right >= 0.995 * whole, f"{right} of {whole}"
