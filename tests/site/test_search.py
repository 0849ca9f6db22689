"""The files of the concordance: what a browser needs to find any word, and nothing that a text could make it run."""

import gzip
import json
import shutil
from array import array
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

import pytest

from chengwen.checkout.store import write_cleaned
from chengwen.document import Metadata, Section
from chengwen.site.build.place import Place
from chengwen.site.search import batch, postings, texts
from chengwen.site.search.files import Files
from chengwen.site.search.fold import folded as fold
from chengwen.site.search.fold import simplified, units
from chengwen.site.search.postings import planes, postings_of, write_postings
from chengwen.site.search.search import build_index, search_page
from chengwen.site.search.texts import stretches


def numbers(path: Path) -> array:
    data = gzip.decompress(path.read_bytes())
    size = len(data) // 4
    return array("I", [sum(data[at + plane * size] << 8 * plane for plane in range(4)) for at in range(size)])


def pairs(folder: Path) -> dict[str, list[int]]:
    """Read the positions of every pair back, as docs/assets/corpus.js does."""
    found = {}
    for path in folder.iterdir():
        size, *rest = numbers(path)
        keys, counts, differences = list(accumulate(rest[:size])), rest[size : 2 * size], rest[2 * size :]
        for key, count in zip(keys, counts, strict=True):
            found[chr(key >> 16) + chr(key & 0xFFFF)] = list(accumulate(differences[:count]))
            differences = differences[count:]
    return found


@pytest.mark.parametrize("parts", [[3], [1, 2], [2, 0, 1], [1, 1, 1]])
@pytest.mark.parametrize("limit", [1, 4, 20_000])
def test_every_pair_is_found_where_it_stands(tmp_path, monkeypatch, limit, parts):
    """However many texts were indexed at once."""
    monkeypatch.setattr(postings, "FILE", limit)
    each_text = ["三会一课，三会𠮷a", "三\n会一课", ""]
    ends = list(accumulate(parts))
    found = [postings_of(each_text[end - size : end]) for end, size in zip(ends, parts, strict=True)]
    firsts, bytes_of = write_postings(found, Files(Place(tmp_path)))
    assert sum(one.units for one in found) == 11 + 6 + 1
    assert len(firsts) == len(bytes_of) == len(list((tmp_path / "pairs").iterdir()))
    assert firsts == sorted(firsts)
    whole = "".join(f"{text}\n" for text in each_text)
    expected = {}
    each = [chr(unit) for unit in units(whole)]
    for at, unit in enumerate(each[:-1]):
        if unit != "\n":
            expected.setdefault(unit + each[at + 1], []).append(at)
    assert pairs(tmp_path / "pairs") == expected


@pytest.mark.parametrize(
    ("written", "folded"),
    [("黨員", "党员"), ("ＱQ群１", "qq群1"), ("𠮷三會", "𠮷三会"), ("İı", "İı"), ("〖姓名2〗", "〖姓名2〗")],
)
def test_folding_keeps_every_unit_in_its_place(written, folded):
    assert units(fold(written)) == units(folded)


def test_simplified_characters_stay_and_each_is_one_unit():
    before, after = simplified()
    assert len(before) == len(after) == len(set(before)) > 2000
    assert not set(before) & set("党员会议")
    assert max(before + after) <= "\uffff"


def test_sections_say_themselves_only_and_together_the_whole(make):
    text = "总结\n\n一、工作\n（一）甲\n乙\n二、问题\n丙\n"
    sections = (
        Section("title", 0, "", "总结", 0, 2, len(text), "other"),
        Section("s1", 1, "一、", "工作", 4, 8, 17, "work"),
        Section("s1-1", 2, "（一）", "甲", 9, 13, 17, "work"),
        Section("s2", 1, "二、", "问题", 17, 21, len(text), 'x."evil', ("problems", "causes")),
    )
    found = list(stretches(make(text, sections=sections)))
    assert "".join(text[start:end] for _, _, start, end in found) == text
    assert [(id, roles) for id, roles, *_ in found] == [
        ("", ["other"]),
        ("title", ["other"]),
        ("s1", ["work"]),
        ("s1-1", ["work"]),
        ("s2", ["problems", "causes"]),
    ]


def head_of(folder: Path) -> dict:
    return json.loads(gzip.decompress((folder / "head.bin").read_bytes()))


def test_the_head_lists_documents_newest_first_with_what_they_can_be_narrowed_by(make, tmp_path):
    for id, year in (("001", 2019), ("002", 2021), ("003", None)):
        about = Metadata("总结", year=year, genre="<b>", issuer=("甲委", "乙局"))
        write_cleaned(tmp_path / "cleaned", replace(make("总结\n\n一、工作\n好𠮷。\n"), id=id, metadata=about))
    build_index(tmp_path, tmp_path / "out")
    head = head_of(tmp_path / "out")
    assert [head["values"]["year"][numbers[0]] for numbers in head["facets"]["year"]] == ["2021", "2019", "未注明"]
    assert head["values"]["genre"] == ["<b>"]
    assert head["facets"]["issuer"] == [[0, 1]] * 3
    lengths = [sum(numbers[::2]) for numbers in head["sections"]]
    assert lengths == [len(units("总结\n\n一、工作\n好𠮷。\n\n"))] * 3
    [block] = (tmp_path / "out" / "texts").iterdir()
    told = json.loads(gzip.decompress(block.read_bytes()))
    assert [name for name, *_ in told] == ["002", "001", "003"]
    assert head["blocks"] == [[3, block.stat().st_size]]


def test_no_documents_need_no_index(tmp_path):
    build_index(tmp_path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_index_of_the_same_documents_is_not_made_again(tmp_path, make):
    write_cleaned(tmp_path / "cleaned", make("总结\n\n一、工作\n"))
    build_index(tmp_path, tmp_path / "old")
    kept = build_index(tmp_path, tmp_path / "new", tmp_path / "old")
    assert {*kept, "version.json"} == {path.name for path in (tmp_path / "old").iterdir()}
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["version.json"]
    write_cleaned(tmp_path / "cleaned", make("总结\n\n一、改了\n"))
    assert set(build_index(tmp_path, tmp_path / "newer", tmp_path / "old")).isdisjoint(("pairs", "texts", "head.bin"))


def test_files_of_the_index_made_of_the_same_stay(tmp_path, make, monkeypatch):
    """A document changes that is the last of all: what stands before it is neither packed nor written again."""
    monkeypatch.setattr(postings, "FILE", 4)
    monkeypatch.setattr(texts, "BLOCK", 20)
    for number in range(8):
        write_cleaned(tmp_path / "cleaned", replace(make(f"总结{number}\n\n一、护林防火修路\n"), id=f"{number:03}"))
    build_index(tmp_path, tmp_path / "old")
    write_cleaned(tmp_path / "cleaned", replace(make("总结0\n\n一、护林防火修路挖井\n"), id="000"))
    packed = []
    monkeypatch.setattr(postings, "planes", lambda numbers: packed.append(numbers) or planes(numbers))
    kept = build_index(tmp_path, tmp_path / "new", tmp_path / "old")
    written = {
        path.relative_to(tmp_path / "new").as_posix() for path in (tmp_path / "new").rglob("*") if path.is_file()
    }
    assert not written & set(kept)
    assert {"texts/0.bin", "fold.bin"} <= set(kept)
    assert (
        len(packed)
        == sum(name.startswith("pairs/") for name in written)
        < len(list((tmp_path / "old/pairs").iterdir()))
    )
    (tmp_path / "old" / "texts" / "0.bin").write_bytes(b"somebody was here")
    shutil.rmtree(tmp_path / "new")
    (tmp_path / "old" / "version.json").unlink()
    assert "texts/0.bin" not in build_index(tmp_path, tmp_path / "new", tmp_path / "old")


def test_an_index_after_a_change_is_that_of_a_build_from_the_beginning(tmp_path, make, monkeypatch):
    """Whatever was kept of the build before: a document changes, moves to another year, comes or goes."""
    monkeypatch.setattr(batch, "EACH", 3)

    def put(number, text, year=2020):
        about = Metadata("总结", year=year, issuer=(f"机关{number % 4}",))
        write_cleaned(tmp_path / "cleaned", replace(make(text), id=f"{number:03}", metadata=about))

    def built(name, root):
        build_index(root, tmp_path / name)
        files = sorted(path for path in (tmp_path / name).rglob("*.bin"))
        return {path.relative_to(tmp_path / name).as_posix(): path.read_bytes() for path in files}

    for number in range(12):
        put(number, f"总结{number}\n\n一、工作\n护林{number}次，发展党员。\n", 2010 + number % 3)
    before = built("first", tmp_path)
    put(5, "总结5\n\n一、工作\n修路五里，护林无火情。\n")
    put(7, "总结7\n\n一、工作\n护林7次，发展党员。\n", 2024)
    put(90, "总结90\n\n一、问题\n新来的。\n")
    for ending in (".json", ".txt"):
        (tmp_path / "cleaned" / f"002{ending}").unlink()
    after = built("second", tmp_path)
    shutil.rmtree(tmp_path / ".cache")
    assert built("anew", tmp_path) == after != before


def test_one_document_changed_reads_few_others_again(tmp_path, make, monkeypatch):
    monkeypatch.setattr(batch, "EACH", 4)
    for number in range(60):
        write_cleaned(tmp_path / "cleaned", replace(make(f"总结{number}\n\n一、工作\n"), id=f"{number:03}"))
    build_index(tmp_path, tmp_path / "first")
    kept = {path.name for path in (tmp_path / batch.FOLDER).iterdir()}
    write_cleaned(tmp_path / "cleaned", replace(make("总结\n\n一、改了\n"), id="030"))
    build_index(tmp_path, tmp_path / "second")
    now = {path.name for path in (tmp_path / batch.FOLDER).iterdir()}
    assert len(kept) == len(now) > 5
    assert len(kept - now) == 1


def test_the_page_has_no_script_and_no_style_of_its_own():
    body = search_page().body
    assert not any(mark in body for mark in ("<script", "style=", "<style", " on"))
    assert "<noscript>" in body
