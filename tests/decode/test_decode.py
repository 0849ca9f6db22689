"""Bytes to text, in every encoding that documents come in; nothing is ever lost."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chengwen.checkout.store import published
from chengwen.decode.decode import EVERYDAY, LEGACY, _best, _clear, decode
from chengwen.decode.encodings import Source, encode
from chengwen.decode.everyday import REPLACEMENT, everyday_share
from chengwen.decode.refuse import refuse_binary
from chengwen.errors import InputError

ROOT = Path(__file__).parents[2]
# Real text in full length: the raw file where it is there, the cleaned one otherwise.
SAMPLES = {d.id: d.private.source_text if d.private.source_text is not None else d.text for d in published(ROOT)}
MARKS = {"utf-16-le-bom": codecs.BOM_UTF16_LE, "utf-16-be-bom": codecs.BOM_UTF16_BE, "utf-8-sig": codecs.BOM_UTF8}
CODECS = {"utf-16-le-bom": "utf-16-le", "utf-16-be-bom": "utf-16-be", "utf-8-sig": "utf-8", "gbk": "gbk"}
ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16-le", "utf-16-be", "utf-16-le-bom", "utf-16-be-bom", "hz"]
NAMES_TRIED = ("utf-8", *LEGACY)
# What each is reported as, where that is a wider encoding than the one used.
NAMES = {"gbk": "gb18030"}


def traditional(text: str) -> str:
    """What Big5 can hold of a text, in the traditional characters that the samples need most."""
    pairs = "党黨议議书書记記员員织織导導总總结結习習会會义義领領标標发發对對农農业業资資产產济濟这這为為来來还還强強"
    return text.translate({ord(a): b for a, b in zip(pairs[::2], pairs[1::2], strict=True)})


def written(text: str, encoding: str) -> bytes:
    return MARKS.get(encoding, b"") + text.encode(CODECS.get(encoding, encoding))


@pytest.mark.parametrize("length", [None, 50], ids=["whole", "50 characters"])
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("id", sorted(SAMPLES))
def test_the_samples_decode_exactly(id: str, encoding: str, length: int | None) -> None:
    text = SAMPLES[id][:length]
    if encoding == "hz":
        text = text.encode("gb2312", "ignore").decode("gb2312")  # HZ holds GB2312 and no more
    raw = written(text, encoding)
    assert decode(raw) == Source(text, NAMES.get(encoding, encoding), ())
    assert encode(decode(raw)) == raw


@pytest.mark.parametrize("length", [None, 50], ids=["whole", "50 characters"])
@pytest.mark.parametrize("id", sorted(SAMPLES))
def test_the_samples_decode_exactly_from_big5(id: str, length: int | None) -> None:
    text = traditional(SAMPLES[id]).encode("big5", "ignore").decode("big5")[:length]
    raw = text.encode("big5")
    source = decode(raw)
    assert source.text == text
    assert source.encoding in ("big5", "cp950")
    assert encode(source) == raw


@pytest.mark.parametrize("length", [None, 50], ids=["whole", "50 characters"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_stray_byte_costs_itself_alone(encoding: str, length: int | None) -> None:
    text = SAMPLES["000"][:length].encode("gb2312", "ignore").decode("gb2312")
    middle = len(text) // 2
    encoder = codecs.getincrementalencoder(CODECS.get(encoding, encoding))()
    before = MARKS.get(encoding, b"") + encoder.encode(text[:middle])
    raw = before + b"\xff" + encoder.encode(text[middle:], final=True)
    source = decode(raw)
    assert source.text == text[:middle] + REPLACEMENT + text[middle:]
    assert source.undecodable == ((middle, b"\xff"),)
    assert encode(source) == raw


@settings(max_examples=20 * settings.default.max_examples)
@given(st.binary(max_size=80))
def test_any_bytes_come_back(raw: bytes) -> None:
    assert encode(decode(raw)) == raw


@settings(max_examples=20 * settings.default.max_examples)
@given(
    st.lists(
        st.sampled_from([b"~{", b"~}", b"~~", b"~\n", b"VP", b"\n", b"a", b"\xd6\xd0", b"\x81\x30", b"\xff", b"\xa4"])
    ),
    st.sampled_from([None, "hz", "big5", "cp950", "big5hkscs", "gb18030", "utf-8", "utf-16-le", "shift_jis", "euc-kr"]),
)
def test_any_bytes_come_back_under_any_name(parts: list[bytes], encoding: str | None) -> None:
    raw = b"".join(parts)
    assert encode(decode(raw, encoding)) == raw


class TestAClearHead:
    """What the first bytes show spares the look at every other encoding, and never says another thing."""

    @pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-16-le", "utf-16-be"])
    @pytest.mark.parametrize("id", sorted(SAMPLES))
    def test_it_agrees_with_the_whole(self, id: str, encoding: str) -> None:
        whole = traditional(SAMPLES[id]).encode(encoding, "ignore")
        for start in range(0, len(whole), 997):
            head = _clear(whole[start:], NAMES_TRIED)
            assert head is None or head == _best(whole[start:], NAMES_TRIED)

    @pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le"])
    def test_it_is_what_decides(self, encoding: str) -> None:
        assert _clear(SAMPLES["000"].encode(encoding), NAMES_TRIED) == Source(SAMPLES["000"], encoding, ())

    def test_a_head_that_another_encoding_reads_a_little_better_decides_nothing(self) -> None:
        """A table of rare characters in Big5, whose bytes are everyday characters in GB18030."""
        cells = [bytes((high, low)) for high in (0xC9, 0xCA, 0xCB) for low in range(0xA1, 0xFF)][:230]
        head = b"CODE PAGE 950, RARE CHARACTERS BY STROKES: " * 13 + b"".join(cells)
        raw = (
            head
            + "二、工作總結。一年來，全鎮上下認真學習貫徹會議精神，強化領導，落實責任，各項工作取得新的成績。".encode(
                "big5"
            )
            * 40
        )
        assert everyday_share(head.decode("gb18030")) > max(EVERYDAY, everyday_share(head.decode("big5")))
        assert decode(raw).text == raw.decode("big5")

    def test_a_tail_in_another_encoding_is_looked_at(self) -> None:
        raw = (SAMPLES["000"] * 2).encode("gb18030") + "𠀀".encode("utf-16-le") + b"\xff" * 40
        assert _clear(raw, NAMES_TRIED) is None
        assert encode(decode(raw)) == raw

    def test_english_says_nothing(self) -> None:
        assert _clear(b"<html><head><title>" * 60 + "党建".encode("gb18030"), NAMES_TRIED) is None


class TestJudgement:
    def test_a_gbk_word_that_is_valid_utf8_is_read_as_gbk(self) -> None:
        assert decode("通知".encode("gbk")).text == "通知"

    def test_utf8_with_a_few_bad_bytes_is_still_utf8(self) -> None:
        raw = "党建工作总结，三会一课，四议两公开。".encode()
        source = decode(raw[:9] + b"\xb5" + raw[9:])
        assert (source.encoding, source.undecodable) == ("utf-8", ((3, b"\xb5"),))

    def test_a_tilde_and_brace_alone_are_not_hz(self) -> None:
        assert decode(b"x = ~{a}").encoding == "utf-8"

    def test_doubles_in_big5_are_kept_by_their_bytes(self) -> None:
        raw = "工作總結".encode("big5") + b"\xa1\xc3\xa2\xcc"
        source = decode(raw, "big5")
        assert encode(source) == raw

    def test_a_stated_encoding_is_taken_at_its_word(self) -> None:
        assert decode("总结".encode("gb18030"), "latin-1").text == "×Ü½á"

    def test_a_stated_encoding_nobody_knows_is_an_error(self) -> None:
        with pytest.raises(InputError, match="unknown encoding “gb2313”"):
            decode(b"a", "gb2313")


class TestRefusal:
    @pytest.mark.parametrize(
        ("raw", "words"),
        [
            (b"%PDF-1.7 ...", "this is a PDF"),
            (b"PK\x03\x04...", "an Office file"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "binary Office file"),
            (bytes(range(256)) * 8, "are no text"),
            ("\u0871> q mg]^lQ[@ bjbj".encode(), "binary .doc read as text"),
        ],
    )
    def test_says_what_the_file_is(self, raw: bytes, words: str) -> None:
        with pytest.raises(InputError, match=f"^sample.txt: .*{words}"):
            refuse_binary(raw, decode(raw), "sample.txt")

    def test_lets_text_pass(self) -> None:
        raw = "通知\n各村：\n".encode()
        refuse_binary(raw, decode(raw), "sample.txt")
