"""The wheel holds the package and its data, and nothing else of the repository."""

import os
import re
import subprocess
import sys
from pathlib import Path, PurePosixPath
from urllib.parse import unquote
from zipfile import ZipFile

import pytest

from chengwen.site.cleaner.pyodide import cached

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "scripts"
REPORT = "2022年水利工作总结\n\n一、水库除险。全镇完成水库除险加固三座。\n"
THEME = PurePosixPath("chengwen/site/theme")
"""What the site of any corpus is made of; in a checkout it lies in docs/."""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a wheel built with the pinned backend, unpacked; nothing is fetched."""
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    (path,) = out.glob("*.whl")
    with ZipFile(path) as archive:
        archive.extractall(out / "installed")
    return out / "installed"


@pytest.fixture(scope="module")
def wheel(installed: Path) -> list[PurePosixPath]:
    """The paths of the files in it."""
    found = (path.relative_to(installed).as_posix() for path in installed.rglob("*") if path.is_file())
    return [PurePosixPath(name) for name in sorted(found)]


def in_package(wheel: list[PurePosixPath]) -> set[str]:
    return {str(path) for path in wheel if path.parts[0] == "chengwen" and not path.is_relative_to(THEME)}


def test_holds_the_package_and_its_metadata_only(wheel):
    tops = {path.parts[0] for path in wheel}
    assert len(tops) == 2
    assert {top.split("-")[0] for top in tops} == {"chengwen"}
    assert [top for top in tops if top.endswith(".dist-info")]


def test_holds_each_file_of_the_package(wheel):
    """What lies in the source, caches apart: code, py.typed, rules, data, the site's templates and assets."""
    source = {
        path.relative_to(SOURCE).as_posix()
        for path in (SOURCE / "chengwen").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert in_package(wheel) == source


def test_holds_no_file_of_an_unexpected_kind(wheel):
    """Code, tables and their guide anywhere; files for the browser under site/ only."""
    strays = {
        name
        for name in in_package(wheel)
        if not name.endswith((".py", ".toml", ".gz", "/py.typed", "rules/README.md"))
        and not name.startswith(("chengwen/site/", "chengwen/checkout/starter/"))
    }
    assert strays == set()


def test_holds_every_rule_file_and_the_marker_for_types(wheel):
    rules = {
        f"chengwen/knowledge/rules/{path.name}" for path in (SOURCE / "chengwen" / "knowledge" / "rules").glob("*.toml")
    }
    assert rules
    assert rules | {"chengwen/py.typed"} <= in_package(wheel)


def test_holds_what_a_site_is_made_of_and_no_page_of_this_project_alone(wheel):
    theme = {path.relative_to(THEME).as_posix() for path in wheel if path.is_relative_to(THEME)}
    ours = {
        path.relative_to(ROOT / "docs").as_posix()
        for folder in ("assets", "overrides")
        for path in (ROOT / "docs" / folder).rglob("*")
        if path.is_file()
    }
    assert theme == ours | {"mkdocs.yml", "about.md", "elements.md", "notices.md", "reference.md"}


@pytest.fixture(scope="module")
def corpus(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own") / "县志"

    def run(*arguments: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "chengwen", *arguments],
            cwd=folder if folder.exists() else folder.parent,
            env={**os.environ, "PYTHONPATH": str(installed)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    run("init", "县志", "--title", "县志办公文", "--rights", "供学习之用。", "--address", "https://example.org/x/")
    path = folder / "chengwen.toml"
    said = path.read_text(encoding="utf-8").replace('# colour = "#1d4f91"', 'colour = "#123456"')
    path.write_text(said.replace('# seal = "文"', 'seal = "志"'), encoding="utf-8")
    (folder / "docs" / "own.md").write_text("# 自己的一页\n\n见[说明](about.md)。\n", encoding="utf-8")
    cached(folder).mkdir(parents=True)  # so that nothing is fetched
    (folder.parent / "a.txt").write_text(REPORT, encoding="utf-8")
    run("add", str(folder.parent / "a.txt"), "--yes", "--public")
    run("site")
    return folder


class TestACorpusOfOnesOwn:
    """`init`, `add` and `site` from the wheel alone, in a folder that knows of no checkout."""

    def test_says_what_its_owner_said(self, corpus):
        home = (corpus / "site" / "index.html").read_text(encoding="utf-8")
        assert "<title>县志办公文</title>" in home
        assert '<span class="seal" aria-hidden="true">志</span>县志办公文' in home
        assert "供学习之用。" in home
        assert "2022年水利工作总结" in home
        assert "#123456" in (corpus / "site" / "assets" / "site.css").read_text(encoding="utf-8")
        assert "https://example.org/x/d/" in (corpus / "site" / "sitemap.xml").read_text(encoding="utf-8")
        assert "<title>县志办公文</title>" in (corpus / "site" / "feed.xml").read_text(encoding="utf-8")

    def test_holds_its_own_pages_and_none_of_this_project(self, corpus):
        pages = {path.parent.name for path in (corpus / "site").glob("*/index.html")}
        assert {"own", "about", "rights", "list", "search"} <= pages
        assert not {"contribute", "commands", "speed", "architecture", "tutorial"} & pages
        about = (corpus / "site" / "about" / "index.html").read_text(encoding="utf-8")
        assert "隐去了什么" in about
        assert "怎样加一篇" not in about

    def test_no_link_leads_nowhere(self, corpus):
        site, lost = corpus / "site", set[str]()
        for path in site.rglob("index.html"):
            for link in re.findall(r'(?:href|src)="([^"#?:]+)["#?]', path.read_text(encoding="utf-8")):
                target = (path.parent / unquote(link)).resolve()
                if not (target / "index.html" if target.is_dir() else target).is_file():
                    lost.add(f"{path.relative_to(site)}: {link}")
        assert not lost
