"""The whole site, built into a folder: all of it, or what was there before."""

import os
import re
import shutil
import urllib.request
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import pytest

from chengwen.checkout.store import write_cleaned
from chengwen.errors import ChengwenError, InputError
from chengwen.knowledge.load import catalogue
from chengwen.site.build import place
from chengwen.site.build.build import build, serve
from chengwen.site.build.memory import recall
from chengwen.site.build.theme import hide_cleaner
from chengwen.site.cleaner.pyodide import cached

ROOT = Path(__file__).parents[2]
EARLIER = '<meta name="generator" content="mkdocs-1.6.1">'


def checkout_in(root: Path, make) -> Path:
    """Make a checkout with one document, 007, whose raw file is not there."""
    shutil.copytree(ROOT / "docs", root / "docs")
    shutil.copy(ROOT / "mkdocs.yml", root)
    write_cleaned(root / "cleaned", make("党建工作总结\n\n一、主要工作\n落实三会一课。\n"))
    return root


@pytest.fixture
def checkout(tmp_path, make) -> Path:
    return checkout_in(tmp_path, make)


@pytest.fixture(scope="module")
def built(tmp_path_factory, make):
    """Such a checkout with its site, for all who only read it; with what was reported, and said meanwhile."""
    root = checkout_in(tmp_path_factory.mktemp("built"), make)
    with (root / "docs" / "about.md").open("a", encoding="utf-8") as page:
        page.write("\n写到一半，\n换了行，又换\n了行。\n\n```\n甲\n乙\n```\n")
    said = []
    return root, build(root, root / "site", progress=said.append), said


def test_a_site_without_the_program_that_cleans_promises_none(built):
    checkout, _, _ = built
    home = (checkout / "site" / "index.html").read_text("utf-8")
    assert "写作台" in home
    for page in (home, (checkout / "site" / "d" / "007" / "index.html").read_text("utf-8")):
        assert not re.search(r'href="[./]*clean/"', page)
    assert (checkout / "site" / "clean" / "index.html").is_file()


def test_a_site_with_the_program_has_the_page_that_cleans_in_its_menu(tmp_path):
    config = SimpleNamespace(
        config_file_path=str(tmp_path / "mkdocs.yml"), nav=[{"清洗": "clean/index.md"}, "about.md"]
    )
    cached(tmp_path).mkdir(parents=True)
    hide_cleaner(config)
    assert config.nav == [{"清洗": "clean/index.md"}, "about.md"]
    cached(tmp_path).rmdir()
    hide_cleaner(config)
    assert config.nav == ["about.md"]


def test_builds_pages_downloads_and_index(built):
    checkout, report, said = built
    assert (report.documents, report.without_source) == (1, 1)
    assert said == ["pages and search index", "search index"]
    names = ["index.html", "rules/index.html", *(f"rules/{id}/index.html" for id in catalogue())]
    for name in (
        *names,
        "d/007/index.html",
        "d/007/007.txt",
        "year/2021/index.html",
        "find/head.bin",
        "write/frames/index.html",
    ):
        assert (checkout / "site" / name).is_file(), name
    assert not list(checkout.glob(".site-*"))


def test_lines_broken_in_the_source_of_a_page_leave_no_spaces_in_its_chinese(built):
    text = (built[0] / "site" / "about" / "index.html").read_text(encoding="utf-8")
    assert "<p>写到一半，换了行，又换了行。</p>" in text
    assert "甲\n乙" in text


def test_names_no_other_host(built):
    """The browser tests see what is asked for; this sees what could be: every address that a page loads from."""
    for page in (built[0] / "site").rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert 'src="http' not in text
        assert 'src="//' not in text
        assert 'rel="stylesheet" href="http' not in text


def test_builds_without_any_document(checkout):
    shutil.rmtree(checkout / "cleaned")
    (checkout / "cleaned").mkdir()
    build(checkout, checkout / "site")
    assert "还没有文稿" in (checkout / "site" / "list" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("broken", "text", "told"),
    [
        ("docs/about.md", "[没有](nowhere.md)", "nowhere.md"),
        ("mkdocs.yml", "site_name: [", "mkdocs.yml|MkDocs"),
        ("cleaned/007.txt", "换了\n", "text_sha256"),
    ],
)
def test_a_failed_build_leaves_the_earlier_site(checkout, broken, text, told):
    site = checkout / "site"
    site.mkdir()
    (site / "index.html").write_text(EARLIER, encoding="utf-8")
    (checkout / broken).write_text(text, encoding="utf-8")
    with pytest.raises(ChengwenError, match=told):
        build(checkout, site)
    assert [path.name for path in site.iterdir()] == ["index.html"]
    assert (site / "index.html").read_text(encoding="utf-8") == EARLIER
    assert not list(checkout.glob(".site-*"))


def test_a_new_site_replaces_all_of_the_earlier_one(checkout):
    (checkout / "site" / "d" / "gone").mkdir(parents=True)
    build(checkout, checkout / "site")
    assert not (checkout / "site" / "d" / "gone").exists()


@pytest.mark.parametrize("name", ["notes.txt", "index.html"])
def test_a_folder_that_holds_something_else_is_left_alone(checkout, name):
    (checkout / "site").mkdir()
    (checkout / "site" / name).write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="site: is there already, and holds no site; move it"):
        build(checkout, checkout / "site")
    assert (checkout / "site" / name).read_text(encoding="utf-8") == "mine"
    assert not list(checkout.glob(".site-*"))


@pytest.mark.parametrize("source", ["docs", "cleaned", "docs/assets"])
def test_a_site_is_not_built_over_what_it_is_built_from(checkout, source):
    (checkout / "site").symlink_to(source)
    before = tree(checkout / source)
    with pytest.raises(InputError, match="site: this lies within"):
        build(checkout, checkout / "site")
    assert tree(checkout / source) == before
    (checkout / "site").unlink()
    (checkout / "site").symlink_to(".")
    with pytest.raises(InputError, match=r"this lies in .*site, where the run writes"):
        build(checkout, checkout / "site")


def test_what_is_hidden_beside_an_earlier_site_stays(checkout):
    build(checkout, checkout / "site")
    (checkout / "site" / ".git").mkdir()
    (checkout / "site" / ".git" / "HEAD").write_text("ref: refs/heads/pages\n", encoding="utf-8")
    build(checkout, checkout / "site")
    assert (checkout / "site" / ".git" / "HEAD").is_file()


def test_what_is_built_over_an_earlier_site_is_what_is_built_from_nothing(checkout, make):
    """To the byte, with one document changed, one added, one removed: neighbours, lists and index of all others too."""
    texts = {f"{number:03}": f"202{number}年党建工作总结\n\n一、主要工作\n落实三会一课。\n" for number in range(6)}
    for id, text in texts.items():
        write_cleaned(checkout / "cleaned", make(text, id=id))
    build(checkout, checkout / "site")
    untouched = checkout / "site/d/004/index.html"
    (checkout / "site/d/000/index.html").write_text("meddled with", encoding="utf-8")
    written = untouched.stat().st_ino
    write_cleaned(checkout / "cleaned", make("2021年党建工作总结\n\n一、改了\n壮大集体经济。\n", id="001"))
    write_cleaned(checkout / "cleaned", make("2026年述职报告\n\n一、新的\n一岗双责。\n", id="006"))
    for ending in (".txt", ".json"):
        (checkout / "cleaned" / f"007{ending}").unlink()
    report = build(checkout, checkout / "site")
    shutil.rmtree(checkout / ".cache")
    assert report.pages == build(checkout, checkout / "anew").pages
    assert tree(checkout / "site") == tree(checkout / "anew")
    assert not (checkout / "site/d/007").exists()
    assert untouched.stat().st_ino == written


def test_a_build_that_was_stopped_while_it_moved_files_is_not_relied_on(checkout, make, monkeypatch):
    """Of a document that stays nobody looks into the folder; so what a build knows counts once all is in place."""
    build(checkout, checkout / "site")
    known = recall(checkout)
    write_cleaned(checkout / "cleaned", make("2021年党建工作总结\n\n一、改了\n壮大集体经济。\n"))
    with monkeypatch.context() as patch:
        patch.setattr(place.os, "replace", stopped)
        with pytest.raises(KeyboardInterrupt):
            build(checkout, checkout / "site")
    assert recall(checkout) == known
    (checkout / "site/d/007/compare").mkdir()
    (checkout / "site/d/007/compare/index.html").write_text("of the build that was stopped", encoding="utf-8")
    build(checkout, checkout / "site")
    build(checkout, checkout / "anew")
    assert tree(checkout / "site") == tree(checkout / "anew")


def stopped(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_map_of_all_pages_is_made_once_it_is_known_where_the_site_lies(checkout, monkeypatch):
    build(checkout, checkout / "site")
    assert not (checkout / "site/sitemap.xml").exists()
    monkeypatch.setenv("SITE_URL", "https://example.org")
    assert build(checkout, checkout / "site").site_url == "https://example.org/"
    mapped = (checkout / "site/sitemap.xml").read_text(encoding="utf-8")
    for address in ("", "about/", "d/007/", "phrases/%E4%B8%89%E4%BC%9A%E4%B8%80%E8%AF%BE/"):
        assert f"<loc>https://example.org/{address}</loc>" in mapped
    assert "https://example.org/search/" not in mapped
    assert "/history/" not in mapped
    page = (checkout / "site/d/007/index.html").read_text(encoding="utf-8")
    assert '<link rel="canonical" href="https://example.org/d/007/">' in page
    assert '<meta name="citation_fulltext_html_url" content="https://example.org/d/007/">' in page
    assert "<link>https://example.org/d/007/</link>" in (checkout / "site/feed.xml").read_text(encoding="utf-8")
    robots = (checkout / "site/robots.txt").read_text(encoding="utf-8")
    assert robots.endswith("Sitemap: https://example.org/sitemap.xml\n")


def test_every_file_is_one_that_a_page_names(built):
    """But what is for robots, and the parts of the index, whose names the index itself holds."""
    checkout = built[0]
    files = [path.relative_to(checkout / "site") for path in (checkout / "site").rglob("*") if path.is_file()]
    read = [checkout / "site" / file for file in files if file.suffix in (".html", ".css", ".js", ".mjs")]
    named = "".join(path.read_text(encoding="utf-8") for path in read)
    unnamed = [file for file in files if file.name not in named and file.name != "index.html"]
    parts = re.compile(r"robots\.txt|404\.html|find/(?:pairs|texts)/[0-9]+\.bin|find/version\.json")
    assert [file for file in unnamed if not parts.fullmatch(file.as_posix())] == []
    assert [file for file in files if file.name.endswith((".map", "worker.js")) and "cleaner" not in file.name] == []


def tree(folder: Path) -> dict[str, bytes | None]:
    paths = sorted(folder.rglob("*"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None for path in paths}


def test_a_folder_that_is_no_checkout_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"no mkdocs\.yml"):
        build(tmp_path, tmp_path / "site")


def test_a_page_that_is_served_live_asks_whether_the_site_was_made_anew(tmp_path):
    """A browser test sees it load itself again; here, that no file says so."""
    page = tmp_path / "index.html"
    page.write_text("<body>here</body>", encoding="utf-8")
    with serve(tmp_path, 0, live=True) as server:
        Thread(target=server.serve_forever, daemon=True).start()

        def read(path: str) -> str:
            with urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/{path}") as answer:
                return answer.read().decode("utf-8")

        assert read("") == '<body>here<script src="/live.js"></script></body>'
        assert "location.reload()" in read("live.js")
        before = read("live")
        os.utime(page, ns=(1, 1))
        assert read("live") != before
        server.shutdown()
    assert page.read_text(encoding="utf-8") == "<body>here</body>"


def test_serves_to_this_computer_only(tmp_path):
    (tmp_path / "index.html").write_text("here", encoding="utf-8")
    with serve(tmp_path, 0) as server:
        assert server.server_address[0] == "127.0.0.1"
        Thread(target=server.serve_forever, daemon=True).start()
        with urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/") as answer:
            assert answer.read() == b"here"
        with pytest.raises(ChengwenError, match="cannot be used"):
            serve(tmp_path, server.server_port)
        server.shutdown()
