"""What the page that cleans in the browser is given: the same documents, and Pyodide where npm gives it."""

import io
import json
import tarfile
from pathlib import Path
from threading import Thread
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from chengwen.cli.main import cli
from chengwen.decode.refuse import MAGIC
from chengwen.errors import ChengwenError
from chengwen.knowledge.labels import NO_TEXT
from chengwen.sidecar import parse_sidecar
from chengwen.site.build.build import serve
from chengwen.site.cleaner import pyodide
from chengwen.site.cleaner.browser import SHOWN, clean_for_page
from chengwen.site.cleaner.page import cleaner_page

TEXT = "甲乙文库整理，咨询QQ10001\n2021年工作总结\n一、共有党员X名。\n联系人：党政办主任赵晓峰，电话13800138000。\n"


def cleaned(text: str, **given: str) -> dict:
    return json.loads(clean_for_page(text.encode(), **given))


def test_gives_the_document_that_the_command_gives(tmp_path):
    path = tmp_path / "赵晓峰的总结.txt"
    path.write_text(TEXT, encoding="utf-8", newline="\n")
    path.with_suffix(".toml").write_text('url = "https://example.org/a"\nrights = "公开"\n', encoding="utf-8")
    answer = cleaned(TEXT, name=path.name, url="https://example.org/a", rights="公开")
    assert answer["document"].encode() == CliRunner().invoke(cli, ["clean", str(path), "--json"]).stdout_bytes
    assert "赵晓峰" not in answer["id"]


def test_lists_what_went_by_family_and_what_was_masked_by_type():
    answer = cleaned(TEXT)
    (family,) = [group for group in answer["changes"] if group["name"] == "推销与联系方式"]
    assert family["rows"][0]["before"] == "甲乙文库整理，咨询QQ10001"
    assert [(group["name"], group["rows"][0]["before"]) for group in answer["masked"]] == [
        ("姓名", "赵晓峰"),
        ("电话", "13800138000"),
    ]
    assert answer["hidden"] == [["数字", 1]]


def test_counts_all_and_lists_so_many():
    text = "2021年工作总结\n" + "".join(f"联系人赵晓峰，电话{13800138000 + n}。\n" for n in range(SHOWN + 50))
    (phones,) = [group for group in cleaned(text)["masked"] if group["name"] == "电话"]
    assert phones["count"] == SHOWN + 50
    assert len(phones["rows"]) == SHOWN


def test_has_words_for_every_file_that_is_no_text():
    assert {kind for _, kind in MAGIC} | {"empty", "binary"} == NO_TEXT.keys()


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_a_sidecar_says_what_was_given_whatever_that_is(url, rights):
    told = json.loads(clean_for_page("一、工作\n".encode(), url=url, rights=rights))
    stated = parse_sidecar(told["sidecar"].encode(), "sample.toml")
    one_line = ["".join(filter(str.isprintable, value)).strip(" ") for value in (url, rights)]
    assert [stated.url or "", stated.rights or ""] == one_line
    assert len(stated.sha256) == 64


def test_the_page_of_a_site_without_pyodide_says_so():
    assert "没有取到" in cleaner_page(None).body
    assert "<form" not in cleaner_page(None).body
    assert "<form" in cleaner_page(9_600_000).body


@pytest.fixture
def kept(tmp_path) -> Path:
    """A checkout that has brought something in the place of Pyodide."""
    pyodide.cached(tmp_path).mkdir(parents=True)
    (pyodide.cached(tmp_path) / "pyodide.mjs").write_bytes(b"export")
    return tmp_path


def test_packs_the_code_and_what_it_imports_and_nothing_compiled(kept):
    size = pyodide.install(kept, kept / "site")
    folder = kept / "site" / "assets" / "pyodide"
    assert size == sum(path.stat().st_size for path in folder.iterdir())
    names = ZipFile(folder / "chengwen.zip").namelist()
    assert {
        "chengwen/cleaner.py",
        "chengwen/knowledge/words/words.txt.gz",
        "ftfy/__init__.py",
        "wcwidth/__init__.py",
    } <= {*names}
    assert {"chardet/__init__.py", "opencc/dictionary/TSPhrases.txt"} <= {*names}
    assert [name for name in names if Path(name).suffix in pyodide.COMPILED or name.startswith(("/", ".."))] == []


def test_packs_the_same_bytes_each_time(kept):
    for out in ("one", "two"):
        pyodide.install(kept, kept / out)
    one, two = ((kept / out / "assets" / "pyodide" / "chengwen.zip").read_bytes() for out in ("one", "two"))
    assert one == two


def test_what_was_brought_once_is_not_asked_for_again(kept, monkeypatch):
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    assert pyodide.fetch(kept) == ""


def test_without_npm_says_why_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    assert "ECONNREFUSED" in pyodide.fetch(tmp_path)
    assert list((tmp_path / ".cache").iterdir()) == []
    assert pyodide.install(tmp_path, tmp_path / "site") is None


def test_another_package_than_the_pinned_one_is_refused(tmp_path, monkeypatch):
    registry = tmp_path / "registry"
    registry.mkdir()
    with tarfile.open(registry / "other.tgz", "w:gz") as archive:
        text = json.dumps({"name": "pyodide", "version": pyodide.VERSION}).encode()
        member = tarfile.TarInfo("package/package.json")
        member.size = len(text)
        archive.addfile(member, io.BytesIO(text))
    with serve(registry, 0) as server:
        address = f"http://127.0.0.1:{server.server_port}/"
        known = {"name": "pyodide", "version": pyodide.VERSION, "dist": {"tarball": f"{address}other.tgz"}}
        told = {"name": "pyodide", "versions": {pyodide.VERSION: known}}
        (registry / "pyodide").write_text(json.dumps(told), encoding="utf-8")
        Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("npm_config_registry", address)
        with pytest.raises(ChengwenError, match="not the package that is pinned"):
            pyodide.fetch(tmp_path)
        server.shutdown()
    assert list((tmp_path / ".cache").iterdir()) == []
