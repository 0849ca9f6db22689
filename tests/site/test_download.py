"""The whole corpus for download is what `export` would write, and only parts that changed are made again."""

import gzip
import json
from dataclasses import replace

from chengwen.checkout.store import read_cleaned, write_cleaned
from chengwen.export.rows import Layout
from chengwen.export.write import export
from chengwen.site.pages import download
from chengwen.site.pages.download import CARD, CROISSANT, DATA, PARTS, write_corpus

TEXT = "总结\n\n一、工作\n走访〖姓名〗。\n"


def test_it_is_the_same_as_an_export_and_a_part_is_made_once(tmp_path, make, monkeypatch):
    monkeypatch.setattr(download, "PER_PART", 1)
    root, ids = tmp_path / "checkout", ("1", "2", "3")
    for id in ids:
        write_cleaned(root / "cleaned", replace(make(TEXT), id=id))
    assert write_corpus(root, tmp_path / "one", tmp_path / "none") == []
    made = {path.name for path in (root / PARTS).iterdir()}
    assert len(made) == 3
    export(((read_cleaned(root, id), None, False) for id in ids), str(tmp_path / "two" / DATA), "", Layout())
    assert gzip.decompress((tmp_path / "one" / DATA).read_bytes()) == gzip.decompress(
        (tmp_path / "two" / DATA).read_bytes()
    )
    for name in (CARD, CROISSANT):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert set(write_corpus(root, tmp_path / "again", tmp_path / "one")) == {DATA, CARD, CROISSANT}
    write_cleaned(root / "cleaned", replace(make(TEXT.replace("走访", "看望")), id="2"))
    assert DATA not in write_corpus(root, tmp_path / "later", tmp_path / "one")
    assert len(made & {path.name for path in (root / PARTS).iterdir()}) == 2
    rows = gzip.decompress((tmp_path / "later" / DATA).read_bytes()).decode().splitlines()
    assert ["看望" in json.loads(row)["text"] for row in rows] == [False, True, False]
