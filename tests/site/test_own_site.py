"""The site of a corpus of one's own: it says what its owner chose, and nothing of this project."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from chengwen.checkout.begin import begin
from chengwen.checkout.choices import Site
from chengwen.checkout.store import write_cleaned
from chengwen.errors import InputError
from chengwen.site.build.build import build


def site_of(folder: Path, *changes: tuple[str, str]) -> Path:
    """Return the site of a corpus, built after changes to its chengwen.toml."""
    path = folder / "chengwen.toml"
    said = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in said
        said = said.replace(old, new)
    path.write_text(said, encoding="utf-8")
    build(folder, folder / "site")
    return folder / "site"


@pytest.fixture
def corpus(tmp_path: Path, make) -> Path:
    """A corpus with one document, whose site has no Pyodide."""
    begin(tmp_path, Site("旧名", rights="文稿权利归原作者"), "zh")
    write_cleaned(tmp_path / "cleaned", make("水利工作总结\n\n一、主要工作\n除险加固三座。\n"))
    return tmp_path


def test_what_its_owner_chose_later_stands_on_every_page(corpus):
    site = site_of(
        corpus, ('title = "旧名"', 'title = "新名<1>"'), ('address = ""', 'address = "https://docs.example.cn/w"')
    )
    home = (site / "index.html").read_text(encoding="utf-8")
    assert re.search(r"<h1 id=\"title\">新名&lt;1&gt;<a", home)
    assert "旧名" not in home
    assert "文稿权利归原作者。要求下架，见" in home
    page = site / "d" / "007" / "index.html"
    assert '<link rel="canonical" href="https://docs.example.cn/w/d/007/">' in page.read_text(encoding="utf-8")
    assert "https://docs.example.cn/w/d/007/" in (site / "feed.xml").read_text(encoding="utf-8")


def test_nothing_in_it_was_measured_on_this_project_or_leads_to_its_pages(corpus):
    site, lost = site_of(corpus), set[str]()
    about = (site / "about" / "index.html").read_text(encoding="utf-8")
    assert "bench_search" not in about
    assert "怎样检索" in about
    for path in site.rglob("index.html"):
        for link in re.findall(r'(?:href|src)="([^"#?:]+)["#?]', path.read_text(encoding="utf-8")):
            target = (path.parent / unquote(link)).resolve()
            if not (target / "index.html" if target.is_dir() else target).is_file():
                lost.add(f"{path.relative_to(site)}: {link}")
    assert not lost


def test_a_logo_that_is_not_there_is_named_and_nothing_is_built(corpus):
    with pytest.raises(InputError, match=r"chengwen\.toml: logo: no such file “logo\.svg” in .*docs"):
        site_of(corpus, ('# logo = "logo.svg"', 'logo = "logo.svg"'))
    assert not (corpus / "site").exists()
