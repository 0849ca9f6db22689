"""Whatever the bytes, and whatever encoding a person names: they come back, and what was lost is told in order."""

from __future__ import annotations

from driver import fuzz

from chengwen.decode.decode import decode
from chengwen.decode.encodings import BYTE_ORDER_MARKS, encode, problem_of_encoding
from chengwen.decode.refuse import refuse_binary
from chengwen.errors import InputError

NAMED = [
    *(name for _, name, _ in BYTE_ORDER_MARKS),
    *"utf-8 utf_8_sig utf-16 utf-16-le utf-16-be utf-32 utf-7 gb2312 gbk gb18030 hz big5 cp950 big5hkscs".split(),
    *"euc-tw euc-jp shift_jis iso2022_jp euc-kr latin-1 cp1252 ascii cp037 johab unicode_escape".split(),
    *"idna punycode rot13 base64 zlib undefined charmap mbcs no-such".split(),
]


def check(data: bytes) -> None:
    """Decode without help, or, where the first byte says so, by a named encoding."""
    chosen = data[0] if data else 0
    named = NAMED[chosen % len(NAMED)] if chosen >= 128 else None
    if problem_of_encoding(named):
        return
    raw = data[1:]
    source = decode(raw, named)
    assert encode(source) == raw
    done = -1
    for offset, _ in source.undecodable:
        assert done < offset < len(source.text)
        done = offset
    source.text.encode()  # no half characters: it can be written down
    assert decode(raw, named) == source
    try:
        refuse_binary(raw, source, "x.txt")
    except InputError as error:
        assert str(error).startswith("x.txt: ")


if __name__ == "__main__":
    fuzz(check)
