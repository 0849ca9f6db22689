"""An annotated document is refused in one sentence, or all its marks lie within its text."""

from __future__ import annotations

from functools import partial

from driver import fuzz

from chengwen.errors import InputError
from chengwen.knowledge.load import ours_only
from chengwen.measure.gold import read_gold
from chengwen.measure.score import score

TOKENS = (
    *"⟦promo¦ ⟦layout→¦ ⟦x→新¦ ⟪person¦ ⟪!person+¦ ⟪!phone¦ ⟪!¦ ⟪number→一¦ ⟨0¦ ⟨1¦ ⟨5¦ ⟨6¦ ⟧ ⟫ ⟩ ⟦ ¦ ⏎ →".split(" "),
    *r"\u{200b} \u{110000} \u{d800} \u{0} \u{zz} 一、 工作总结 张建国 共XX名。 甲乙文库整理，咨询QQ10001 13812345678 %% kind:".split(
        " "
    ),
    "\n",
    "\n%%\n",
    "　　",
)


def check(data: bytes) -> None:
    """Read the bytes as they are, or a proper head and a body of tokens."""
    take = partial(next, iter(data[1:]), 0)
    if data[:1] and data[0] % 4 == 0:
        text = data[1:].decode("utf-8", "ignore")
    else:
        body = "".join(TOKENS[take() % len(TOKENS)] for _ in range(take() % 40))
        head = TOKENS[take() % len(TOKENS)].replace("\n", " ")
        year = ("none", "2021", "21", head)[take() % 4]
        text = f"%% kind: mixed\n%% why: x\n%% names: marked\n%% title: {head}\n%% year: {year}\n%%\n{body}"
    try:
        gold = read_gold(text, "x.txt", "x")
    except InputError as error:
        assert str(error).startswith("x.txt: ")
        return
    for one in (*gold.noise, *gold.masks, *gold.headings, *gold.identifying):
        assert 0 <= one.span.start <= one.span.end <= len(gold.raw)
    gold.raw.encode()
    try:
        score(gold, ours_only())
    except InputError:
        return


if __name__ == "__main__":
    fuzz(check)
