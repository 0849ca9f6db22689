"""Names of persons, found and suspected, lie in the text and apart, and none of them depends on what was asked before."""

from __future__ import annotations

from functools import partial

from driver import fuzz
from invented import text_of

from chengwen.engine.draft import read
from chengwen.stages.hide.people.people import find_people, suspected_people

SURNAMES = "张王李赵陈刘周吴欧林江"
GIVEN = "建国桂英志强秀兰海燕文斌某X"
FRAMES = (
    "镇党委书记{}主持。",
    "{}同志",
    "组长：{}\n",
    "成员：{}、{}、{}",
    "记者 {}",
    "{}书记",
    "老{}说，",
    "{}家住柳树沟，",
    "（{}）\n",
    "姓名\t{}\t电话\n",
    "任命{}为主任，免去{}的职务",
    "{} {}  {}\n",
    "{}在会上",
    "村民{}",
    "{}",
)


def check(data: bytes) -> None:
    """Put names, whole or cut off, in frames that tell of them, between pieces of a text."""
    take = partial(next, iter(data[:48]), 0)
    text = text_of(data[48:])
    for _ in range(take() % 8):
        frame = FRAMES[take() % len(FRAMES)]
        names = [_name(take(), take(), take()) for _ in range(frame.count("{}"))]
        at = take() * len(text) // 256
        text = text[:at] + frame.format(*names) + text[at:]
    draft = read(text)
    found, suspects = find_people(draft), suspected_people(draft)
    done = 0
    for one in found:
        assert done <= one.span.start < one.span.end <= len(text)
        assert one.name
        assert "\n" not in text[one.span.start : one.span.end]
        done = one.span.end
    for one in suspects:
        assert 0 <= one.span.start < one.span.end <= len(text)
        assert all(one.span.end <= name.span.start or name.span.end <= one.span.start for name in found)
    again = read(text)
    assert (suspected_people(again), find_people(again)) == (suspects, found)


def _name(one: int, two: int, three: int) -> str:
    return (SURNAMES[one % len(SURNAMES)] + GIVEN[two % len(GIVEN)] + GIVEN[three % len(GIVEN)])[: 1 + one % 3 or 3]


if __name__ == "__main__":
    fuzz(check)
