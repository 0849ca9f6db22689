"""What is not there: libraries of an extra, a network, memory to share, a file that is what it is called. One sentence each."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from trouble import Start, Told, ended, text

from chengwen import clean
from chengwen.cli.main import cli
from chengwen.document import to_json

ROOT = Path(__file__).parents[2]
WITHOUT = """
import os, sys
from importlib.machinery import PathFinder


class Without(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name.partition(".")[0] in os.environ["WITHOUT"].split(","):
            return None
        return super().find_spec(name, path, target)


sys.meta_path[sys.meta_path.index(PathFinder)] = Without
"""
"""Runs at the start of every Python process, and finds some packages no more."""


@pytest.fixture
def corpus(checkout: Path) -> Path:
    rows = [{"id": f"d{n}", "text": text(n)} for n in range(3)]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (checkout / "in.jsonl").write_text(lines, encoding="utf-8")
    (checkout / "in.parquet").write_bytes(b"PAR1PAR1")
    (checkout / "in.jsonl.zst").write_bytes(b"(\xb5/\xfd")
    return checkout


def environment(folder: Path, without: str) -> dict[str, str]:
    (folder / "start").mkdir()
    (folder / "start" / "sitecustomize.py").write_text(WITHOUT, encoding="utf-8")
    return {**os.environ, "PYTHONPATH": str(folder / "start"), "WITHOUT": without}


@pytest.mark.parametrize(
    ("without", "words", "sentence"),
    [
        ("pyarrow", "export --out set", "Parquet or Zstandard needs pyarrow, which is not installed: pip install"),
        ("pyarrow", "export --out set.jsonl.zst", "needs pyarrow, which is not installed: pip install"),
        ("pyarrow", "clean in.parquet --out out", "needs pyarrow, which is not installed: pip install"),
        ("pyarrow", "clean in.jsonl.zst --out out.jsonl", "needs pyarrow, which is not installed: pip install"),
        ("pyarrow", "clean in.jsonl --out out.parquet", "needs pyarrow, which is not installed: pip install"),
        ("pyarrow", "clean s3://bucket/a.jsonl --out out", "an object store needs pyarrow, which is not installed"),
        ("rensa", "clean in.jsonl --out out.jsonl --dedup near", "needs rensa, which is not installed: pip install"),
        ("rensa", "check", "needs rensa, which is not installed: pip install"),
        ("rensa", "remove s00 --reason x", "needs rensa, which is not installed: pip install"),
        (
            "ray",
            "clean in.jsonl --out out.jsonl --engine ray",
            "--engine ray needs ray, which is not installed: pip install",
        ),
        ("huggingface_hub,fsspec", "clean hf://datasets/a/b/c.jsonl --out out", "pip install huggingface_hub"),
        ("mkdocs", "site", "the site needs mkdocs, which is not installed: pip install 'chengwen[site]'"),
        ("lxml", "add a.html --yes", "a.html: reading this needs lxml, which is not installed: pip install"),
    ],
)
def test_a_missing_library_is_named_before_anything_is_written(
    corpus: Path, start: Start, tmp_path: Path, without: str, words: str, sentence: str, told: Told
) -> None:
    told("clean")
    shutil.copyfile(ROOT / "mkdocs.yml", corpus / "mkdocs.yml")
    (corpus / "a.html").write_text("<!DOCTYPE html><html><body><p>甲村工作汇报</p></body></html>", encoding="utf-8")
    before = {path for path in corpus.rglob("*") if ".cache" not in path.parts}
    said = ended(start(*words.split(), env=environment(tmp_path, without)), 3)
    assert sentence in said
    assert len(said.splitlines()) <= 2
    assert {path for path in corpus.rglob("*") if ".cache" not in path.parts} == before


@pytest.mark.parametrize(
    ("place", "code", "sentence"),
    [
        ("tape://127.0.0.1/a.jsonl", 3, "cannot be reached: Unrecognized filesystem type in URI"),
        ("s3://bucket/a.jsonl", 3, "look at the network, and at AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY"),
    ],
)
def test_a_store_that_is_none_or_does_not_answer(
    corpus: Path, start: Start, place: str, code: int, sentence: str
) -> None:
    nobody = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_EC2_METADATA_DISABLED": "true", "AWS_REGION": "us-east-1"}
    keys = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_MAX_ATTEMPTS": "1"}
    said = ended(start("clean", place, "--out", "out", env={**os.environ, **nobody, **keys}), code)
    assert sentence in said
    assert len(said.splitlines()) == 1
    assert not (corpus / "out").exists()


def test_an_address_of_the_web_without_the_library_for_it(corpus: Path, start: Start, tmp_path: Path) -> None:
    said = ended(start("clean", "https://127.0.0.1/a.txt", env=environment(tmp_path, "fsspec,aiohttp")), 3)
    assert "https:// needs 'fsspec[http]', which is not installed: pip install 'fsspec[http]'" in said


def test_memory_that_cannot_be_shared(corpus: Path, start: Start) -> None:
    shell = "mount -t tmpfs -o ro tmpfs /dev/shm && exec "
    try:
        allowed = subprocess.run(["unshare", "-m", "sh", "-c", f"{shell} true"], check=False, capture_output=True)
    except FileNotFoundError:
        pytest.skip("no unshare here")
    if allowed.returncode:
        pytest.skip("nothing may be mounted here")
    prefix = ("unshare", "-m", "sh", "-c", shell + '"$@"', "sh")
    small = ("--shard-megabytes", "0.001")
    said = ended(
        start("clean", "in.jsonl", "--out", "out", "--format", "jsonl", "--jobs", "2", *small, prefix=prefix), 3
    )
    assert "several processes share memory there: make it writable, or run with --jobs 1" in said
    assert len(said.splitlines()) == 1
    ended(start("clean", "in.jsonl", "--out", "out", "--format", "jsonl", "--jobs", "1", *small, prefix=prefix), 0)


GOOD = to_json(clean("2021年工作总结\n一、共有党员X名。\n", id="a"), with_text=True)


def wrong(**other: Any) -> bytes:
    return json.dumps({**GOOD, **other}).encode() + b"\n"


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.jsonl", b"\x93\xff\x00", "a.jsonl, row 1: not UTF-8 at byte 0"),
        ("a.jsonl", b'{"id":', "a.jsonl, row 1: not valid JSON"),
        ("a.jsonl", b"[" * 100_000, "a.jsonl, row 1: JSON nested too deep to be read"),
        (
            "a.jsonl",
            b"[1]\n",
            "a.jsonl, row 1: not a document of schema chengwen/1 or chengwen/2: it must be dict, found list",
        ),
        ("a.jsonl", wrong(metadata=None), "metadata must be dict, found NoneType"),
        ("a.jsonl", wrong(edits=[{"start": "x"}]), "edits[0].start must be int, found str"),
        ("a.jsonl", wrong(id=5), "id must be str, found int"),
        ("a.jsonl", wrong(text="\ud800"), "text holds half a surrogate pair"),
        ("a.jsonl.gz", b"no gzip", "a.jsonl.gz: cannot be read after row 0: Not a gzipped file"),
        ("a.jsonl.gz", gzip.compress(wrong() * 9)[:-9], "a.jsonl.gz: cannot be read after row"),
        ("a.jsonl.zst", b"no zstd", "a.jsonl.zst: cannot be read after row 0"),
        ("a.parquet", b"no parquet", "a.parquet: not valid Parquet"),
        ("a.bin", b"\x00", "a.bin: nothing here that was cleaned"),
    ],
)
def test_a_file_to_export_that_is_none(checkout: Path, told: Told, name: str, data: bytes, sentence: str) -> None:
    (checkout / name).write_bytes(data)
    said = told("export", name, "--out", "set.parquet", code=3)
    assert sentence in said
    assert len(said.splitlines()) == 1
    assert not (checkout / "set.parquet").exists()


@pytest.mark.parametrize("verb", ["diff", "export"])
def test_a_cleaned_sample_that_is_none(checkout: Path, told: Told, verb: str) -> None:
    told("clean")
    path = checkout / "cleaned" / "s03.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"start": ', '"start": "x', 1), encoding="utf-8")
    said = told(verb, *(["s03"] if verb == "diff" else ["--out", "set"]), code=3)
    assert f"{path}: " in said
    data = json.loads((checkout / "cleaned" / "s04.json").read_text(encoding="utf-8"))
    path.write_text(json.dumps({**data, "edits": [{"start": None}]}), encoding="utf-8")
    said = told(verb, *(["s03"] if verb == "diff" else ["--out", "set"]), code=3)
    assert "edits[0].start must be int, found NoneType" in said


@pytest.mark.parametrize("data", [b"\x93\xff\x00", b"no mark at all", "%% kind: catch\n%%\n⟦a¦坏⟧⟧".encode()])
def test_gold_that_is_none(checkout: Path, told: Told, data: bytes) -> None:
    (checkout / "gold").mkdir()
    (checkout / "gold" / "a.txt").write_bytes(data)
    assert "a.txt: " in told("score", "gold", code=3)


def test_the_exit_code_of_python_itself_is_never_seen(
    checkout: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a verb is given in place of a file: a folder, a binary, what is not there."""
    monkeypatch.chdir(checkout)
    (checkout / "binary").write_bytes(bytes(range(256)))
    ended(start("clean", "binary"), 3)
    for verb in ("clean", "score", "diff", "suggest", "add", "export --out set", "clean --out out"):
        for place in ("binary", "cleaned", "none/of/these", "binary/within"):
            done = CliRunner().invoke(cli, [*verb.split(), place], catch_exceptions=False)
            assert done.exit_code in (2, 3), (verb, place, done.stderr)
