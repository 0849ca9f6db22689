r"""Resynchronise two-byte encodings after half a character, which would shift everything behind it.

With a byte too many or too few (a file cut by size, a stray byte), a decoder pairs the second byte of each character
with the first byte of the next, up to the next ASCII byte. Such a stretch is read in the way that yields the most
everyday Chinese with the fewest bytes left over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from chengwen.decode.encodings import Source, codec_of, decode_marked, gives_back, joined, read_as
from chengwen.decode.everyday import REPLACEMENT, commonness, worth
from chengwen.engine.kept import compiled

TWO_BYTES = frozenset({"gb18030", "gbk", "gb2312", "big5", "cp950", "big5hkscs"})
LOST = 20
"""What a byte left over costs a reading; a character of everyday Chinese adds 10 to 16 (everyday.py)."""
CLEARLY = 30
"""How much better another reading must be than one that leaves no byte over: this takes three characters."""

_STRETCH = compiled(rb"(?:[\x80-\xff]++[\x30-\x7e]?+)++")
"""A stretch without a certain boundary: an ASCII byte may be the second of a character, or of four, if it is single."""
_HIGH = bytes(ord("h") if byte >= 0x80 else ord(" ") for byte in range(256))
_MARK = compiled("[\udc00-\uddff]")


def in_step(source: Source, raw: bytes) -> Source:
    r"""Return the reading of `raw` in which half a character costs only itself; `source` if nothing is shifted.

    >>> in_step(read_as("各村要充分".encode("gbk")[1:], "gbk"), "各村要充分".encode("gbk")[1:]).text
    '�村要充分'
    """
    mark, codec = codec_of(source.encoding)
    if codec not in TWO_BYTES or not (source.undecodable or (codec.startswith("gb") and _is_odd(raw))):
        return source
    body = raw.removeprefix(mark)
    parts: list[Source] = []
    done = 0
    for match in _doubtful(body, everything=bool(source.undecodable)):
        sizes = _mended_sizes(match.group(), codec)
        if sizes:
            parts += [read_as(body[done : match.start()], codec), *_steps(match.group(), sizes, codec)]
            done = match.end()
    mended = joined([*parts, read_as(body[done:], codec)], source.encoding) if parts else source
    return mended if gives_back(mended, raw) else source


def _doubtful(body: bytes, *, everything: bool) -> Iterator[re.Match[bytes]]:
    """Yield the stretches that may be shifted: those of odd lines, or of all lines with `everything`."""
    if everything:
        yield from _STRETCH.finditer(body)
        return
    start = 0
    for line in body.splitlines(keepends=True):
        if _is_odd(line):
            yield from _STRETCH.finditer(body, start, start + len(line))
        start += len(line)


def _is_odd(raw: bytes) -> bool:
    """Whether a run of bytes beyond ASCII has odd length: half a character, or one like 镕 (E9 46)."""
    return any(len(run) & 1 for run in raw.translate(_HIGH).split())


def _mended_sizes(stretch: bytes, codec: str) -> list[int]:
    """Return the sizes of `_best_sizes` for a stretch that is shifted; an empty list for one that reads well as it is.

    Not every shift leaves a byte over: the last half may absorb an ASCII letter (村X镇).
    """
    text = decode_marked(stretch, codec)
    if _MARK.search(text):
        return _best_sizes(stretch, codec)[1]
    if not codec.startswith("gb") or not _is_odd(stretch) or sum(worth(char) < 10 for char in text) < 2:
        return []
    gain, sizes = _best_sizes(stretch, codec)
    return sizes if gain >= CLEARLY + sum(worth(char) + commonness(char) for char in text) else []


def _steps(stretch: bytes, sizes: list[int], codec: str) -> Iterator[Source]:
    """Yield the parts of a stretch: what decodes, and each byte left over."""
    done = start = 0
    for size in sizes:
        end = start + abs(size)
        if size < 0:
            if done < start:
                yield read_as(stretch[done:start], codec)
            yield Source(REPLACEMENT, codec, ((0, stretch[start:end]),))
            done = end
        start = end
    if done < start:
        yield read_as(stretch[done:start], codec)


def _best_sizes(stretch: bytes, codec: str) -> tuple[int, list[int]]:
    """Return the score of the best reading and the byte length of each of its characters, -1 for a byte left over.

    One pass over the bytes: the best reading up to a byte extends the best one ending one, two or four bytes earlier.
    """
    best, sizes = [0], [0]
    for end in range(1, len(stretch) + 1):
        gain, size = best[-1] - LOST, -1
        for length in _lengths(stretch, end):
            value = _value(stretch[end - length : end], codec)
            if value is not None and best[end - length] + value > gain:
                gain, size = best[end - length] + value, length
        best.append(gain)
        sizes.append(size)
    found: list[int] = []
    end = len(stretch)
    while end:
        found.append(sizes[end])
        end -= abs(sizes[end])
    return best[-1], found[::-1]


def _lengths(stretch: bytes, end: int) -> tuple[int, ...]:
    """Return the possible lengths of a character that ends here: four if it ends in a digit, one if it is ASCII."""
    if end == 1 or stretch[end - 2] < 0x80:
        return (1,)
    if stretch[end - 1] >= 0x80:
        return (2,)
    return (1, 2, 4) if end >= 4 and _is_digit(stretch[end - 1]) and _is_digit(stretch[end - 3]) else (1, 2)


def _is_digit(byte: int) -> bool:
    return 0x30 <= byte <= 0x39


@lru_cache(maxsize=65_536)
def _value(character: bytes, codec: str) -> int | None:
    """Return how much a character supports its reading, most for a common one; None if it is not one character."""
    try:
        text = character.decode(codec)
    except UnicodeDecodeError:
        return None
    return worth(text) + commonness(text) if len(text) == 1 else None
