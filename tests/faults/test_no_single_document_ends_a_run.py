"""What is wrong with one document is told on one line, and the others are done: names, rights, sidecars, rows."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trouble import WITHOUT_RIGHTS, Start, Told, ended, text

from chengwen import clean
from chengwen.decode.file_names import LONGEST, as_text
from chengwen.document import from_json, to_json
from chengwen.errors import InputError
from chengwen.text import apply

NAME = "镇党委工作汇报"
GBK = os.fsdecode(f"{NAME}.txt".encode("gb18030"))
REPORT = "2021年防汛工作汇报\n一、物资到位，共有沙袋X条。\n"


def put(folder: Path, *names: str) -> None:
    folder.mkdir(exist_ok=True)
    for number, name in enumerate(names):
        (folder / name).write_text(text(number), encoding="utf-8")


class TestANameThatIsNoUtf8:
    def test_in_a_folder_it_is_cleaned_under_its_decoded_name_and_told_apart(self, checkout: Path, told: Told) -> None:
        put(checkout / "in", "a.txt", GBK, f"{NAME}.txt")
        said = told("clean", "in", "--out", "out")
        made = {path.name for path in (checkout / "out").iterdir()}
        assert made == {f"{id}.{ending}" for id in ("a", NAME, f"{NAME}-2") for ending in ("txt", "json")}
        assert "3 documents in = 3 cleaned" in said
        assert (checkout / "out" / f"{NAME}.txt").read_text(encoding="utf-8") == clean(text(2)).text
        row = json.loads((checkout / "out" / f"{NAME}-2.json").read_text(encoding="utf-8"))
        assert (row["id"], row["source"]["name"]) == (f"{NAME}-2", f"{NAME}.txt")

    def test_alone(self, checkout: Path, start: Start) -> None:
        put(checkout / "in", GBK)
        process = start("clean", f"in/{GBK}", "--json")
        out, said = process.communicate(timeout=300)
        assert (process.returncode, said) == (0, "")
        assert json.loads(out)["id"] == NAME

    def test_as_a_sample(self, checkout: Path, told: Told) -> None:
        put(checkout / "raw", GBK)
        (checkout / "raw" / GBK).with_suffix(".toml").write_text('rights = "试"\n', encoding="utf-8")
        told("clean")
        cleaned = json.loads((checkout / "cleaned" / f"{NAME}.json").read_text(encoding="utf-8"))
        assert cleaned["provenance"]["rights"] == "试"
        assert f"{NAME}: written" not in told("clean")
        told("clean", "--check")

    def test_added(self, checkout: Path, start: Start, told: Told) -> None:
        told("clean")
        (checkout / GBK).write_text(REPORT, encoding="utf-8")
        process = start("add", GBK, "--yes", "--public")
        out, said = process.communicate(timeout=300)
        assert (process.returncode, said) == (0, "")
        assert f"{NAME}.txt" in out

    @pytest.mark.parametrize("options", [(), ("--jobs", "2", "--shard-megabytes", "0.000001")])
    def test_as_a_row_of_a_corpus(self, checkout: Path, told: Told, options: tuple[str, ...]) -> None:
        put(checkout / "in", "a.txt", GBK, f"{NAME}.txt")
        for _ in range(2):
            said = told("clean", "in", "--out", "out.jsonl", *options)
        assert "0 documents, " in said, "the second run did the work again"
        lines = (checkout / "out.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
        assert {json.loads(line)["id"] for line in lines} == {"a", NAME, f"{NAME}-2"}

    def test_in_a_message_it_can_be_read(self, checkout: Path, told: Told) -> None:
        (checkout / "in").mkdir()
        (checkout / "in" / GBK).write_bytes(b"%PDF-1.7")
        said = told("clean", "in", "--out", "out", code=3)
        assert said.startswith(
            f"error: in/{NAME}.txt: this PDF is cut off: its end is missing; fetch or copy it again\n"
        )
        told("clean", "in", "--out", "out.jsonl", code=3)
        (reject,) = (checkout / "out.rejects.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
        assert json.loads(reject)["file"] == f"in/{NAME}.txt"

    @given(st.binary(min_size=1, max_size=255).filter(lambda name: b"/" not in name and b"\0" not in name))
    def test_whatever_its_bytes_it_becomes_a_name_that_can_be_written(self, name: bytes) -> None:
        made = as_text(os.fsdecode(name))
        assert "/" not in made
        assert "\0" not in made
        if made != os.fsdecode(name):
            assert len(made.encode()) <= LONGEST


class TestARowThatNoFileCanHold:
    def test_half_a_pair_in_id_or_text_is_refused_by_name(self, checkout: Path, told: Told) -> None:
        rows = [
            '{"id": "好", "text": "甲村汇报"}',
            '{"id": "x\\ud800", "text": "甲"}',
            '{"id": "y", "text": "甲\\udc00"}',
        ]
        (checkout / "in.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
        said = told("clean", "in.jsonl", "--out", "out.jsonl", code=3)
        assert "3 documents in = 1 cleaned + 2 refused" in said
        assert "  in.jsonl, line 2: “id” holds half a surrogate pair as its character 2" in said
        assert "  in.jsonl, line 3: the text holds half a surrogate pair as its character 2" in said
        lines = (checkout / "out.rejects.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
        assert [json.loads(line)["id"] for line in lines] == ["x\\ud800", "y"]

    def test_the_library_refuses_it_too(self) -> None:
        with pytest.raises(InputError, match=r"^document: the text holds half a surrogate pair as its character 3"):
            clean("甲村\ud83d汇报")


class TestAFileThatCannotBeRead:
    def test_in_a_corpus_it_is_refused_and_read_when_it_may_be(self, checkout: Path, start: Start) -> None:
        put(checkout / "in", "a.txt", "b.txt")
        (checkout / "in" / "c.jsonl").write_text('{"id": "c", "text": "甲村汇报"}\n', encoding="utf-8")
        for name in ("b.txt", "c.jsonl"):
            (checkout / "in" / name).chmod(0)
        said = ended(start("clean", "in", "--out", "out.jsonl", prefix=WITHOUT_RIGHTS), 3)
        assert "  a .txt in in: the file cannot be read: Permission denied" in said
        assert '"file":"in/b.txt","line":null,"id":"b"' in (checkout / "out.rejects.jsonl").read_text(encoding="utf-8")
        assert "  in/c.jsonl, line 1: from here on the file cannot be read: Permission denied" in said
        for name in ("b.txt", "c.jsonl"):
            (checkout / "in" / name).chmod(0o600)
        assert "3 documents in = 3 cleaned" in ended(
            start("clean", "in", "--out", "out.jsonl", prefix=WITHOUT_RIGHTS), 0
        )

    def test_its_sidecar_neither(self, checkout: Path, start: Start) -> None:
        put(checkout / "in", "a.txt", "b.txt")
        (checkout / "in" / "a.toml").touch(0)
        said = ended(start("clean", "in", "--out", "out", prefix=WITHOUT_RIGHTS), 3)
        assert "in/a.toml: Permission denied; give yourself the right to read it" in said
        assert {path.name for path in (checkout / "out").iterdir()} == {"b.txt", "b.json"}

    def test_a_name_too_long_to_be_written(self, checkout: Path, told: Told) -> None:
        put(checkout / "in", "a.txt", "长" * 82 + ".txt")
        said = told("clean", "in", "--out", "out", code=3)
        assert "too long for the name of a file in out; give the raw file a shorter one" in said
        assert {path.name for path in (checkout / "out").iterdir()} == {"a.txt", "a.json"}


class TestASampleThatIsBroken:
    def test_a_broken_sidecar_is_named_and_the_others_are_cleaned(self, checkout: Path, told: Told) -> None:
        (checkout / "raw" / "s03.toml").write_text("rights = \n", encoding="utf-8")
        said = told("clean", code=3)
        assert f"error: {checkout}/raw/s03.toml: not valid TOML" in said
        assert "12 samples, 11 changed" in said
        assert not (checkout / "cleaned" / "s03.txt").exists()

    def test_two_raw_files_with_one_id_are_both_refused(self, checkout: Path, told: Told) -> None:
        (checkout / "raw" / "private").mkdir()
        (checkout / "raw" / "private" / "s03.txt").write_text(text(50), encoding="utf-8")
        said = told("clean", code=3)
        assert said.count("has the same id; give one of them another name") == 2
        assert "11 changed" in said
        told("remove", "s03", "--reason", "试", code=3)
        assert (checkout / "raw" / "s03.txt").exists()

    def test_a_broken_sidecar_beside_a_file_to_add(self, checkout: Path, told: Told) -> None:
        told("clean")
        (checkout / "new").mkdir()
        put(checkout / "new", "a.txt")
        (checkout / "new" / "b.txt").write_text(REPORT, encoding="utf-8")
        (checkout / "new" / "a.toml").write_text("rights = 3\n", encoding="utf-8")
        (checkout / "none").mkdir()
        said = told("add", "none", "new", "--yes", "--public", code=3)
        assert "none: nothing here to clean; found: nothing" in said
        assert "a.txt: new/a.toml: “rights” must be a string, found a whole number" in said
        assert len(list((checkout / "cleaned").glob("*.json"))) == 13

    def test_suggest_goes_on(self, checkout: Path, told: Told) -> None:
        (checkout / "raw" / "s03.txt").write_bytes(b"%PDF-1.7")
        said = told("suggest", "raw", code=3)
        assert "s03.txt: this PDF is cut off" in said
        assert "11 documents" in said


class TestAnEmptyText:
    @pytest.mark.parametrize("raw", ["", b"", " \u3000\r\n", b"\xef\xbb\xbf", b"\0"])
    def test_gives_an_empty_document(self, raw: str | bytes) -> None:
        document = clean(raw, id="空")
        assert (document.text, document.flags, document.sections) == ("", ("empty",), ())
        assert document.metadata.title is None
        assert apply(document.private.source_text or "", document.edits) == ""
        assert from_json(json.loads(json.dumps(to_json(document, with_text=True)))) == document

    def test_one_in_which_nothing_is_left_bears_the_flag_too(self) -> None:
        assert clean("更多范文请关注公众号：甲乙文库\n").flags == ("empty",)

    def test_one_with_a_word_in_it_does_not(self) -> None:
        assert "empty" not in clean("通知\n").flags

    def test_in_every_mode_it_is_written_and_told(self, checkout: Path, told: Told) -> None:
        (checkout / "raw" / "s03.txt").write_bytes(b"")
        words = "s03: nothing is left of it; the clean text is empty"
        assert words in told("clean", "raw/s03.txt")
        assert words in told("clean", "raw", "--out", "out")
        assert words in told("clean")
        assert (checkout / "cleaned" / "s03.txt").read_bytes() == (checkout / "out" / "s03.txt").read_bytes() == b""
        assert "12 cleaned samples checked, 0 findings" in told("check")

    def test_in_a_corpus(self, checkout: Path, told: Told) -> None:
        (checkout / "in.jsonl").write_text('{"id": "a", "text": ""}\n{"id": "b", "bytes": ""}\n', encoding="utf-8")
        said = told("clean", "in.jsonl", "--out", "out.jsonl")
        assert "2 documents in = 2 cleaned + 0 refused" in said
        assert "  empty                       2 documents flagged" in said

    def test_it_is_no_sample_to_add(self, checkout: Path, told: Told) -> None:
        (checkout / "none.txt").touch()
        assert "none.txt: the file is empty; there is nothing to clean" in told("add", "none.txt", "--yes", code=3)
