"""Many documents are shared out among processes; what comes of it is what one process makes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from chengwen.checkout.store import write_cleaned
from chengwen.document import Document
from chengwen.errors import ChengwenError
from chengwen.site import workers
from chengwen.site.build import build as building
from chengwen.site.build.build import build
from chengwen.site.workers import FEWEST, Workers

ROOT = Path(__file__).parents[2]
COPIED = "各村按季度公开集体收入和支出，由监督委员会逐项核对后张贴在公开栏，群众有疑问的当场答复并记录在案。"
Make = Callable[..., Document]


@pytest.fixture
def corpus(tmp_path: Path, make: Make) -> Path:
    """A checkout with six documents, which share a passage."""
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    (tmp_path / "mkdocs.yml").symlink_to(ROOT / "mkdocs.yml")
    for number in range(6):
        text = f"202{number}年党建工作总结\n\n一、主要工作\n第{number}次落实三会一课。{COPIED}\n"
        write_cleaned(tmp_path / "cleaned", make(text, id=f"{number:03}"))
    return tmp_path


def files(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def shared_out(patch: pytest.MonkeyPatch) -> None:
    """Let two documents be enough for a share."""
    patch.setattr(workers, "FEWEST", 2)
    patch.setattr(workers.os, "cpu_count", lambda: 2)


def test_the_site_is_the_same_whoever_makes_it(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(corpus, corpus / "alone")
    (corpus / ".cache" / "site").rename(corpus / ".cache" / "earlier")
    shared_out(monkeypatch)
    begun: list[bool] = []
    begin = building._begin_beside
    monkeypatch.setattr(building, "_begin_beside", lambda *all: begun.append(all[-1]) or begin(*all))
    build(corpus, corpus / "together")
    assert begun == [True]
    assert files(corpus / "together") == files(corpus / "alone")
    assert "同文" in (corpus / "together" / "d" / "005" / "index.html").read_text(encoding="utf-8")


def test_what_others_made_is_kept_when_nothing_changed(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shared_out(monkeypatch)
    build(corpus, corpus / "site")
    page = corpus / "site" / "d" / "003" / "index.html"
    before = page.stat().st_mtime_ns
    build(corpus, corpus / "site")
    assert page.stat().st_mtime_ns == before


def test_a_document_that_is_broken_is_named_wherever_it_is_read(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (corpus / "cleaned" / "004.txt").write_text("换了\n", encoding="utf-8")
    shared_out(monkeypatch)
    with pytest.raises(ChengwenError, match=r"004\.json.*text_sha256"):
        build(corpus, corpus / "site")
    assert not (corpus / "site").exists()


def test_a_few_are_one_share_and_many_are_several_in_their_order() -> None:
    pooled = Workers(pool=object(), number=2)  # type: ignore[arg-type]
    assert pooled.shares(range(2 * FEWEST - 1)) == [range(2 * FEWEST - 1)]
    shares = pooled.shares(range(50 * FEWEST))
    assert [one for share in shares for one in share] == list(range(50 * FEWEST))
    assert len(shares) == 8
    assert pooled.strides(range(50 * FEWEST)) == [range(0, 50 * FEWEST, 2), range(1, 50 * FEWEST, 2)]
    assert Workers().shares(range(50 * FEWEST)) == [range(50 * FEWEST)]
    assert Workers().shares([]) == []
