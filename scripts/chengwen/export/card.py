"""Write the card of a data set (README.md): its content, its rights, its limits."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from chengwen.checkout.begin import default_title
from chengwen.columns import Column
from chengwen.engine.kept import compiled
from chengwen.engine.printable import as_code, as_words
from chengwen.export.rows import UNSTATED, Counts, Layout, columns_of
from chengwen.knowledge.load import ours_only
from chengwen.knowledge.tables import read_table
from chengwen.stamp import digest

NAME = "澄文：清洗、匿名、分节的公文"
SUMMARY = "Chinese official documents, cleaned, anonymised and split into sections by chengwen."
TASKS = ("text-generation", "text-classification")
SIZES = {
    10**3: "n<1K",
    10**4: "1K<n<10K",
    10**5: "10K<n<100K",
    10**6: "100K<n<1M",
    10**7: "1M<n<10M",
    10**8: "10M<n<100M",
}
LARGEST = "100M<n<1B"
MOST_LINES = 30
"""Of a table; rarer values are summed up."""


@dataclass(frozen=True, slots=True)
class About:
    """What the publisher of a data set says of it; empty: what the toolkit can say."""

    title: str = NAME
    description: str = SUMMARY
    licence: str = ""
    authors: tuple[str, ...] = ()


USUAL = About()


def usual_title(folder: Path) -> str:
    """Return the title of a data set whose owner gives none: this project's in a checkout of it, else the folder's."""
    return NAME if (folder / "scripts" / "chengwen").is_dir() else default_title(folder)


def card(data: str, kind: str, layout: Layout, counts: Counts, about: About) -> str:
    """Return the whole card."""
    authors = f"\n编者：{'、'.join(map(as_words, about.authors))}\n" if about.authors else ""
    parts = (
        head(data, kind, counts, about),
        f"# {as_words(about.title)}\n\n{as_words(about.description)}\n{authors}",
        "## 内容\n\n" + "\n".join(_contents(layout, counts)),
        *(
            f"### {title}\n\n{_table(counter)}"
            for title, counter in (("年份", counts.years), ("文种", counts.genres), ("层级", counts.levels))
        ),
        "### 标签\n\n" + _table(counts.placeholders),
        "## 字段\n\n" + _fields(kind, layout),
        "## 都柏林核心\n\n" + _dublin_core(),
        "## 权利\n\n" + "\n".join(_rights(counts)),
        "## 程序与规则\n\n" + _toolkit(layout),
        "## 已知的不足\n\n" + "".join(f"- {limit['text']}\n" for limit in read_table("export", "limits")),
        "## 怎样读\n\n" + _reading(data, kind),
    )
    return _signed("\n".join(parts))


def head(data: str, kind: str, counts: Counts, about: About) -> str:
    """Return the YAML head, each value as JSON, which is valid YAML."""
    values = {
        "pretty_name": about.title,
        "language": ["zh"],
        "license": about.licence or licence(counts),
        "size_categories": [next((name for most, name in SIZES.items() if counts.rows < most), LARGEST)],
        "task_categories": list(TASKS),
        "configs": [
            {
                "config_name": "default",
                "data_files": [
                    {"split": split, "path": data.replace("**", f"{split}/**") if counts.splits else data}
                    for split in sorted(counts.splits) or ["train"]
                ],
                **({"sample_by": "document"} if kind == ".txt" else {}),
            }
        ],
    }
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items()]
    return f"---\n{_mark(data)}\n{''.join(lines)}---\n"


def describes(text: str, data: str) -> bool:
    """Whether a text is the card of an export to the same place."""
    return text.replace("\r\n", "\n").startswith(f"---\n{_mark(data)}\n")


def is_changed(text: str) -> bool:
    """Whether somebody changed a card since it was written, whatever their editor did to its line ends."""
    text = text.replace("\r\n", "\n")
    body = _SIGNED.sub("", text, count=1)
    return body != text and _signed(body) != text


def _signed(card: str) -> str:
    """Return a card with a digest of itself below its mark."""
    first, mark, rest = card.split("\n", 2)
    return f"{first}\n{mark}\n# {digest(card.encode())}\n{rest}"


_SIGNED = compiled("(?m)(?<=\n)# [0-9a-f]{16,64}\n")


def _mark(data: str) -> str:
    return f"# chengwen export: {data}"


def licence(counts: Counts) -> str:
    """Return the licence: one that all documents state alike; “other” for anything else stated, else “unknown”."""
    stated = set(counts.rights)
    known = {entry["id"] for entry in read_table("export", "licences")}
    if len(stated) == 1 and (only := next(iter(stated)).lower()) in known:
        return only
    return "unknown" if all(_is_unknown(rights) for rights in stated) else "other"


def _is_unknown(rights: str) -> bool:
    return rights == UNSTATED or rights.lower().startswith(("unknown", "不详", "不明"))


def _contents(layout: Layout, counts: Counts) -> Iterator[str]:
    yield f"- 文稿 {counts.documents:,} 篇，正文 {counts.characters:,} 字（连标点、换行）。"
    yield f"- 共 {counts.rows:,} 行，一行一{'节' if layout.sections else '篇'}。"
    if layout.duplicates:
        yield f"- 其中 {counts.copies:,} 篇与另一篇重复，`duplicate_of` 写明是哪一篇。"
    for flag, number in sorted(counts.flags.items()):
        yield f"- 标记 {as_code(flag)} 的 {number:,} 篇。"
    if counts.withheld:
        yield f"- 另有 {len(counts.withheld):,} 篇有密级或内部标志，没有导出。"
    if counts.doubtful:
        yield f"- 另有 {counts.doubtful:,} 篇带着存疑的标记（正文不全、大半像噪声等），没有导出。"
    for split, number in sorted(counts.splits.items()):
        yield f"- {split} 有 {number:,} 篇；几乎相同的文稿都在一处。"
    if not layout.ledger:
        yield "- 不含改动的记录和原文的字数、位置。"
    yield ""


def _table(counter: Counter[str]) -> str:
    """Return counts as a table: years in order, everything else most frequent first."""
    ordered = sorted(counter.items(), key=lambda item: (-item[1], item[0]))
    shown, rest = ordered[:MOST_LINES], sum(number for _, number in ordered[MOST_LINES:])
    if all(name.isdecimal() or not name for name, _ in shown):
        shown.sort(key=lambda item: (not item[0], item[0]))
    lines = [f"| {as_words(name or '未说明')} | {number:,} |\n" for name, number in shown]
    lines += [f"| 其余 | {rest:,} |\n"] if rest else []
    return "| | 数目 |\n| --- | ---: |\n" + "".join(lines)


def _fields(kind: str, layout: Layout) -> str:
    lines = [f"| `{column.name}` | {_about(column)} |\n" for column in columns_of(kind, layout)]
    return (
        "| 字段 | 内容 |\n| --- | --- |\n"
        + "".join(lines)
        + "\n位置一律按字（Unicode 码位）计，起点在内，终点不在内。\n"
    )


def _dublin_core() -> str:
    """Return which term of DCMI each key of metadata and provenance stands for; the language is zh throughout."""
    rows = [f"| `{one['key']}` | `{one['term']}` |\n" for one in read_table("export", "dublin_core")]
    return "| 键 | DCMI 术语 |\n| --- | --- |\n" + "".join(rows) + "\n语言（`dcterms:language`）一律是 zh。\n"


def _about(column: Column) -> str:
    """Say what a field means; of one with parts, what those are."""
    if not column.parts:
        return column.about
    parts = "、".join(f"{part.about} {part.name}" for part in column.parts)
    return f"{column.about}：{parts}"


def _rights(counts: Counts) -> Iterator[str]:
    """Yield the rights as the documents state them, and that the toolkit's licence does not cover them."""
    yield "各篇的权利，照来历里写的：\n"
    for rights, number in sorted(counts.rights.items(), key=lambda item: (-item[1], item[0]))[:MOST_LINES]:
        yield f"- {number:,} 篇：{as_words(rights or '未说明')}"
    if len(counts.rights) > MOST_LINES:
        yield f"- 其余 {len(counts.rights) - MOST_LINES:,} 种写法从略。"
    yield "\n清洗程序以 MIT 许可发布，这项许可不包括文稿。转载或引用前，请自行判断是否需要取得许可。\n"


def _toolkit(layout: Layout) -> str:
    rules = "每处改动依据哪条规则，写在它的 `rules` 里。" if layout.ledger and not layout.sections else ""
    return (
        f"由 chengwen {version('chengwen')} 导出，当时有 {len(ours_only().patterns)} 条规则，规则文件的摘要是 "
        f"`{rules_digest()}`。{rules}\n"
    )


def rules_digest() -> str:
    """Return a digest of the rule files, the same on every machine."""
    found = hashlib.sha256()
    for entry in sorted((files("chengwen") / "knowledge" / "rules").iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".toml"):
            found.update(entry.name.encode() + b"\0" + entry.read_bytes().replace(b"\r\n", b"\n"))
    return found.hexdigest()[:16]


def _reading(data: str, kind: str) -> str:
    if kind == ".docx":
        return (
            f'```python\nfrom pathlib import Path\n\nfiles = sorted(Path().glob("{data}"))  # 一篇一个 Word 文件\n```\n'
        )
    loader = {".parquet": "parquet", ".txt": "text", ".xml": "xml"}.get(kind, "json")
    more = ', sample_by="document"' if kind == ".txt" else ""
    return (
        "```python\nfrom datasets import load_dataset\n\n"
        f'dataset = load_dataset("{loader}", data_files="{data}"{more})["train"]\n```\n'
    )
