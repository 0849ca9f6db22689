"""Join the lines that the source of a hand-written page breaks: in Chinese a line break would show as a space."""

from __future__ import annotations

import re

from chengwen.lines import HAN

_FULL_WIDTH = "，。；：、！？（）《》「」"
_CHINESE = f"{HAN}“”‘’…—"
"""Han, and the signs that other languages use too: those tell nothing by themselves."""
_BREAK = re.compile(f"(?<=[{_FULL_WIDTH}])\n|\n(?=[{_FULL_WIDTH}])|(?<=[{_CHINESE}])\n(?=[{_CHINESE}])")
_PREFORMATTED = re.compile("(<pre.*?</pre>)", re.DOTALL)


def unwrap(html: str) -> str:
    """Take line breaks out between Chinese characters and beside full-width signs; elsewhere they are spaces.

    >>> unwrap("<p>the users’\\nfiles</p>")
    '<p>the users’\\nfiles</p>'
    >>> unwrap("<p>时间，\\n因为 <code>a</code>\\n与字\\n母</p>\\n<pre>甲\\n乙</pre>")
    '<p>时间，因为 <code>a</code>\\n与字母</p>\\n<pre>甲\\n乙</pre>'
    """
    pieces = _PREFORMATTED.split(html)
    return "".join(piece if number % 2 else _BREAK.sub("", piece) for number, piece in enumerate(pieces))
