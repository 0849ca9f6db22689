"""What identifies someone and stands where a report says such things is in no output, whatever surrounds it."""

from __future__ import annotations

import json
from functools import partial

from driver import fuzz
from invented import text_of

from chengwen import clean
from chengwen.document import to_json
from chengwen.errors import InputError

SURNAMES = "张王李赵陈刘周吴"
GIVEN = "建国桂英志强秀兰海燕文斌"
PLANTS = (
    ("联系人：{name}，电话：{phone}。", ("name", "phone")),
    ("联系电话：{phone}", ("phone",)),
    ("镇党委书记{name}同志主持会议。", ("name",)),
    ("贫困户{name}，身份证号：{number}，家住某村。", ("name", "number")),
    ("请将材料发送至{mail}。", ("mail",)),
    ("（手机：{phone}）", ("phone",)),
)
PLACES = ("follow", "all", "none")


def check(data: bytes) -> None:
    """Plant up to three sentences between lines made of the bytes."""
    take = partial(next, iter(data[:16]), 0)
    surroundings = text_of(data[16:]).split("\n")
    around = "\n".join(surroundings)
    secrets: set[str] = set()
    for _ in range(1 + take() % 3):
        told = {
            "name": SURNAMES[take() % 8] + "".join(GIVEN[2 * (take() % 6) :][:2]),
            "phone": f"13{take() % 10}{take() % 256:03}{take() % 256:03}77",
            "number": _id_number(f"11010119{50 + take() % 50}03{10 + take() % 18}{take() % 256:03}"),
            "mail": f"zhang{take() % 100}@example.cn",
        }
        sentence, kinds = PLANTS[take() % len(PLANTS)]
        surroundings.insert(take() % (len(surroundings) + 1), sentence.format(**told))
        secrets |= {told[kind] for kind in kinds if told[kind] not in around}  # a bare name elsewhere may stay
    text = "\n".join(surroundings)
    try:
        document = clean(text, name=f"{min(secrets, default='报告')}.txt", places=PLACES[take() % 3])
    except InputError:
        return
    if "unsettled" in document.flags or document.source.encoding != "utf-8":  # the names are no names in another
        return
    written = json.dumps(to_json(document, with_text=True), ensure_ascii=False)
    assert not [secret for secret in secrets if secret in written], (secrets, text)


def _id_number(body: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


if __name__ == "__main__":
    fuzz(check)
