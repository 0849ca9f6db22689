"""docs/architecture.md is drawn from the code: each module with its job and what it builds on; no cycle anywhere."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "scripts" / "chengwen"
PAGE = ROOT / "docs" / "architecture.md"
ORDER = [
    {"message"},
    {"errors", "text", "private"},
    {"columns", "document", "overwriting", "stamp"},
    {"engine"},
    {"knowledge"},
    {"decode"},
    {"sidecar", "formats"},
    {"stages"},
    {"cleaner"},
    {"copies"},
    {"word"},
    {"measure", "checkout"},
    {"corpus"},
    {"export"},
    {"site"},
    {"cli"},
    {"__main__", "__init__"},
]
"""The files at the top of the package and its folders, in the order in which they build on one another."""
HEAD = """# Architecture

How a document flows, and what each file of `scripts/chengwen/` is for. The tables are drawn from the code by
`python tests/project/test_architecture.py`: a file's own first sentence, and the files it builds on when it is loaded.

    bytes → decode → Draft → repair → strip → layout → masks → hide → structure → Document → checkout, corpus → export, site

`cleaner.py` is that line as code. A `Draft` (`engine/draft.py`) is a text as read: its lines, their folded views, and what was asked of
it, each made once for one document. A stage is a plain function that looks at a draft and returns edits; only `Text.apply` makes a new
text, and keeps the map back to the source. The stages are gone through until nothing more is found (docs/decisions/0001), and a round
reads again only the lines that changed. Evidence has one type, `Find` (`engine/find.py`). Knowledge is data: `knowledge/rules/*.toml` for
noise, `knowledge/words/*.toml` for words, names, masks, roles, phrases and themes.

Imports go one way, from the bottom of this list to its top; `test_architecture.py` holds it:

{order}
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


@cache
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
    listed = "\n".join(
        f"{number}. {', '.join(f'`{one}`' for one in sorted(names))}" for number, names in enumerate(ORDER, 1)
    )
    parts = [HEAD.format(order=listed)]
    folders = sorted(
        {path.parent for path in PACKAGE.rglob("*.py")} - {PACKAGE}, key=lambda folder: (place(folder), folder)
    )
    groups = {
        "": "The top",
        **{".".join((*f.relative_to(PACKAGE).parts, "")): f"`{f.relative_to(PACKAGE)}/`" for f in folders},
    }
    for prefix, title in groups.items():
        own = [
            name for name in order if name.rpartition(".")[0] == prefix.rstrip(".") and not name.endswith("__init__")
        ]
        about = ""
        if prefix:
            about = found[f"{prefix}__init__"][0]
        rows = [f"| `{name.rpartition('.')[2]}` | {found[name][0]} | {', '.join(found[name][1])} |" for name in own]
        table = ["", "| file | job | builds on |", "| --- | --- | --- |", *rows] if rows else []
        parts.append("\n".join([f"## {title}", *(["", about] if about else []), *table]) + "\n")
    return "\n".join(parts)


def place(folder: Path) -> int:
    """Where a folder stands in the order."""
    top = folder.relative_to(PACKAGE).parts[0]
    return next(number for number, names in enumerate(ORDER) if top in names)


def test_the_page_is_drawn_from_the_code() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "run `python tests/project/test_architecture.py`, then read the diff"
    )


def test_no_cycle() -> None:
    TopologicalSorter({name: uses for name, (_, uses) in graph().items()}).prepare()


def test_imports_go_one_way() -> None:
    """Every import counts, those inside functions too; only those for types alone do not."""
    known = modules(PACKAGE)
    tops = {name.partition(".")[0] for name in known}
    assert tops == set().union(*ORDER), "a file or folder that has no place in ORDER, or a place without one"
    level = {top: number for number, names in enumerate(ORDER) for top in names}
    against = [
        f"{name} imports {use}"
        for name, path in known.items()
        for use in anywhere(ast.parse(path.read_text(encoding="utf-8")), known)
        if level[use.partition(".")[0]] >= level[name.partition(".")[0]]
        and use.partition(".")[0] != name.partition(".")[0]
        and not is_beside(name, use)
    ]
    assert against == []


def is_beside(name: str, use: str) -> bool:
    """Whether two files stand at the same place of the order, and the first comes later in it by its imports."""
    pair = (name.partition(".")[0], use.partition(".")[0])
    return pair in {("text", "errors"), ("document", "columns"), ("overwriting", "document")}


def anywhere(tree: ast.Module, known: Mapping[str, Path]) -> Iterator[str]:
    """The modules of the package that one names anywhere, imports for types alone left out."""
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and id(node) not in for_types]
    yield from imported(ast.Module(body=list(imports), type_ignores=[]), known)


def test_text_knows_nothing_of_chinese_or_of_files() -> None:
    assert graph()["text"][1] == ["errors", "message"]


def test_a_thing_is_found_by_the_name_of_its_folder() -> None:
    """Few files at the top, few in a folder, none of them two jobs long."""
    sizes = {name: len(path.read_text(encoding="utf-8").split("\n")) for name, path in modules(PACKAGE).items()}
    folders = Counter(name.rpartition(".")[0] for name in sizes)
    assert folders[""] <= 12
    assert {folder: number for folder, number in folders.items() if number > 20} == {}
    assert {name: size for name, size in sizes.items() if size > 600} == {}


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")


def bound_twice(source: str) -> list[str]:
    """Return the names that a module or a class binds twice: the second hides the first from all that use it."""
    found = []
    for scope in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Module | ast.ClassDef)):
        names = [name for statement in scope.body for name in _bound(statement)]
        found += sorted({name for name in names if names.count(name) > 1})
    return found


def _bound(statement: ast.stmt) -> list[str]:
    match statement:
        case ast.FunctionDef(name, decorator_list=[]) | ast.ClassDef(name, decorator_list=[]):
            return [name]
        case ast.Assign(targets=targets):
            return [node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]
        case ast.AnnAssign(target=ast.Name(name)):
            return [name]
    return []


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_name_is_bound_twice(path: Path) -> None:
    assert bound_twice(path.read_text(encoding="utf-8")) == []


def test_what_is_bound_twice() -> None:
    assert bound_twice("A = 1\nB = 2\nA = 3\ndef f(): pass\nclass f: pass\n") == ["A", "f"]
    assert bound_twice("A = 1\ndef f():\n    A = 2\nclass C:\n    A = 3\n") == []
