"""docs/architecture.md is drawn from the code: each module with its job and what it builds on; no cycle anywhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "scripts" / "chengwen"
PAGE = ROOT / "docs" / "architecture.md"
HEAD = """# Architecture

How a document flows, and what each file of `scripts/chengwen/` is for. The tables are drawn from the code by
`python tests/project/test_architecture.py`: a file's own first sentence, and the files it builds on when it is loaded. A file stands below
everything it builds on; there are no cycles.

    bytes → decode → repair → strip → normalise → masks → anonymise → sections → Document → store → site

`pipeline.py` is that line as code. A stage is a plain function that looks at a `Text` and returns edits; only `Text.apply` makes a new
text, and keeps the map back to the source. The stages are gone through until nothing more is found
(docs/decisions/0001). Knowledge is data: `rules/*.toml` for noise, `data/*.toml` for words,
names, masks, roles, phrases and themes. The command line (`cli*.py`) holds verbs only.
"""


def modules(folder: Path) -> dict[str, Path]:
    """Every module below a folder by its dotted name within the package."""
    paths = sorted(folder.rglob("*.py"))
    return {".".join(path.relative_to(PACKAGE).with_suffix("").parts): path for path in paths}


def imported(tree: ast.Module, known: Mapping[str, Path]) -> Iterator[str]:
    """The modules of the package that one names at its top level, imports for types alone left out."""
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "chengwen":
            module = (node.module or "").removeprefix("chengwen").removeprefix(".")
            for alias in node.names:
                inner = f"{module}.{alias.name}".removeprefix(".")
                yield inner if inner in known else module or "__init__"


def first_sentence(tree: ast.Module, name: str) -> str:
    docstring = ast.get_docstring(tree)
    assert docstring, f"{name} does not say what it is for"
    return docstring.split("\n\n")[0].replace("\n", " ")


def graph() -> dict[str, tuple[str, list[str]]]:
    """Module to its job and what it builds on."""
    known = modules(PACKAGE)
    trees = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in known.items()}
    return {
        name: (first_sentence(tree, name), sorted(set(imported(tree, known)) - {name})) for name, tree in trees.items()
    }


def page() -> str:
    """Make the page."""
    found = graph()
    order = list(TopologicalSorter({name: uses for name, (_, uses) in found.items()}).static_order())
    parts = [HEAD]
    groups = {"": "The library", **{f"{p.parent.name}.": f"`{p.parent.name}/`" for p in PACKAGE.glob("*/__init__.py")}}
    for prefix, title in groups.items():
        own = [name for name in order if (name.startswith(prefix) if prefix else "." not in name)]
        rows = [f"| `{name}` | {found[name][0]} | {', '.join(found[name][1])} |" for name in own if name in found]
        parts.append("\n".join([f"## {title}", "", "| file | job | builds on |", "| --- | --- | --- |", *rows]) + "\n")
    return "\n".join(parts)


def test_the_page_is_drawn_from_the_code() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "run `python tests/project/test_architecture.py`, then read the diff"
    )


def test_no_cycle() -> None:
    TopologicalSorter({name: uses for name, (_, uses) in graph().items()}).prepare()


def test_text_knows_nothing_of_chinese_or_of_files() -> None:
    assert graph()["text"][1] == ["errors"]


def test_cleaning_knows_nothing_of_storage_or_of_the_site() -> None:
    """What `pipeline` stands on, all the way down."""
    found = graph()
    forbidden = ("site", "cli", "store", "samples", "corpus")
    gone = [start for start in forbidden if not any(name.startswith(start) for name in found)]
    assert gone == [], "no module's name begins so: where these went, this test has to look"
    below, waiting = set(), ["pipeline"]
    while waiting:
        name = waiting.pop()
        below.add(name)
        waiting += [use for use in found[name][1] if use not in below]
    assert not {name for name in below if name.startswith(forbidden)}
    assert {"strip", "masks", "text"} <= below, "this is not all that cleaning stands on"


def test_storage_knows_nothing_of_the_site() -> None:
    assert not [use for use in graph()["store"][1] if use.startswith("site")]


def test_no_file_is_two_jobs_long() -> None:
    long = {name: len(path.read_text(encoding="utf-8").split("\n")) for name, path in modules(PACKAGE).items()}
    assert {name: size for name, size in long.items() if size > 400} == {}


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
