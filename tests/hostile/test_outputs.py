"""What leaves the project by other ways than its site: comments, cards, files of a data set, messages on a terminal."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import markdown
import pytest
from click.testing import CliRunner
from payloads import PLAIN, forged, payloads

from chengwen.checkout.removals import purge_advice, remove
from chengwen.checkout.report import Effect, as_markdown
from chengwen.checkout.store import read_cleaned, write_cleaned
from chengwen.cli.main import cli
from chengwen.document import from_json, to_json
from chengwen.errors import InputError
from chengwen.export.rows import Layout
from chengwen.export.write import export, file_name

SAID = payloads()
COMMANDS = re.compile("[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|\x1b(?!\\[[0-9;]*m)")
"""What a terminal obeys; colours are our own and end as they should."""
OUTSIDE = ["../x", "a/b", "/etc/passwd", "x\0"]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with one sample of plain words, and a file of the same form outside cleaned/."""
    root = tmp_path / "checkout"
    (root / "raw").mkdir(parents=True)
    document, _ = forged("plain", PLAIN)
    write_cleaned(root / "cleaned", document)
    write_cleaned(root, document)
    monkeypatch.chdir(root)
    return root


class TestMarkdown:
    def test_the_comment_on_a_change_of_rules_shows_every_payload_as_code(self) -> None:
        found = [Effect(one.text, one.text, 1, {one.text: 1}, (one.text,)) for one in SAID]
        for one in (found[at : at + 20] for at in range(0, len(found), 20)):
            assert _elements(as_markdown(one, 1)) <= {"p", "strong", "code", "ul", "li"}
        outside = re.sub("`[^`\n]*`", "", as_markdown(found, 1))
        assert not re.search("[<@#\\[\\]]|hostile|http", outside)

    def test_the_card_of_a_data_set_shows_every_payload_as_words(self, tmp_path: Path) -> None:
        for place in range(0, len(SAID), 25):
            documents = [forged(one.id, one.text)[0] for one in SAID[place : place + 25]]
            out = tmp_path / str(place)
            export(((document, None, False) for document in documents), str(out), ".jsonl", Layout())
            card = (out / "README.md").read_text(encoding="utf-8").split("---\n", 2)[2]
            known = {"h1", "h2", "h3", "p", "ul", "li", "code", "table", "thead", "tbody", "tr", "th", "td", "pre"}
            assert _elements(card) <= known
            json.loads((out / "croissant.json").read_bytes())
            lines = (out / "data/part-00000.jsonl").read_bytes().decode().split("\n")
            assert [json.loads(line)["text"] for line in lines if line] == [document.text for document in documents]


def _elements(text: str) -> set[str]:
    made = markdown.markdown(text, extensions=["tables", "fenced_code", "attr_list", "md_in_html"])
    read = ElementTree.fromstring(f"<all>{made}</all>")
    attributes = {name for element in read.iter() for name in element.attrib}
    assert attributes <= {"class", "style"}, attributes  # of a block of code, and of a column of numbers
    return {element.tag for element in read.iter()} - {"all"}


class TestIds:
    def test_the_name_of_an_exported_file_can_be_borne_by_every_system(self) -> None:
        names = [file_name(one.text) for one in SAID]
        assert len(set(names)) == len(names)
        for name in names:
            assert not re.search(r'[\x00-\x1f<>:"/\\|?*]|^\.|[. ]$', name), name
            assert not re.fullmatch(r"(?i)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", name), name
            assert len(f"{name}.txt".encode()) <= 255

    @pytest.mark.parametrize("id", OUTSIDE)
    def test_an_id_leads_to_no_file_outside_its_folder(self, checkout: Path, id: str) -> None:
        before = sorted(checkout.parent.rglob("*"))
        with pytest.raises(InputError, match=r"no name for a file|no such"):
            write_cleaned(checkout / "cleaned", forged(id, PLAIN)[0])
        for wanted in (id, "../plain"):
            with pytest.raises(InputError, match=r"no name for a file|no such"):
                read_cleaned(checkout, wanted)
            with pytest.raises(InputError, match="no such sample"):
                remove(checkout, wanted, "净水")
        assert sorted(checkout.parent.rglob("*")) == before

    def test_what_is_taken_down_leaves_the_site_whatever_its_id(self, checkout: Path) -> None:
        write_cleaned(checkout / "cleaned", forged("净水 1.2", PLAIN)[0])
        from chengwen.checkout.page_addresses import document_folder

        page = checkout / "site" / document_folder("净水 1.2")
        page.mkdir(parents=True)
        assert read_cleaned(checkout, "净水 1.2").id == "净水 1.2"
        remove(checkout, "净水 1.2", "撤回")
        assert not page.exists()

    def test_advice_for_a_shell_is_words_to_it(self) -> None:
        assert "--path 'raw/$(hostile).txt'" in purge_advice(Path("/x"), [Path("/x/raw/$(hostile).txt")])

    @pytest.mark.parametrize("id", ["", "contents", "s1 x", 's1"', "s1-2/", "recorder", "s", "title2"])
    def test_a_section_of_a_foreign_id_is_no_section(self, id: str) -> None:
        data = to_json(forged("plain", PLAIN)[0], with_text=True)
        data["sections"][1]["id"] = id
        with pytest.raises(InputError, match="section id"):
            from_json(data)


class TestTerminal:
    @pytest.fixture
    def said(self, checkout: Path) -> Iterator[list[str]]:
        """What the commands say of documents made of payloads."""
        found: list[str] = []
        yield found
        text = "".join(found)
        assert found
        assert "净水" in text
        assert not COMMANDS.search(text), COMMANDS.search(text)
        assert not re.search("^\\s*(?:::|##\\[)", text, re.MULTILINE)

    def test_what_a_sample_lost(self, checkout: Path, said: list[str]) -> None:
        for one in SAID:
            if one.family in {"terminal", "unseen"}:
                document, source = forged(one.id, one.text)
                write_cleaned(checkout / "cleaned", document)
                (checkout / "raw" / f"{one.id}.txt").write_bytes(source.encode())
                (checkout / "raw" / f"{one.id}.toml").write_text('encoding = "utf-8"\n', encoding="utf-8")
                said.append(_run("diff", one.id))

    def test_what_is_said_of_a_new_sample(self, checkout: Path, said: list[str]) -> None:
        for one in SAID:
            if one.family in {"terminal", "unseen"} and not re.search("[\0/]", one.text):
                path = checkout / f"净水{one.text}.txt"
                path.write_text(f"{one.text}工作总结\n一、净水{one.text}\n{one.text}净水工程\n", encoding="utf-8")
                said.append(_run("add", "--yes", str(path)))

    def test_what_is_said_of_names_that_cannot_be_read(self, checkout: Path, said: list[str]) -> None:
        for one in SAID:
            if one.family == "terminal" and "/" not in one.text:
                said.append(_run("clean", f"净水{one.text}.txt"))
                (checkout / "raw" / f"净水{one.text}.txt").write_bytes(b"\x00\x01")
        said += [_run("clean"), _run("check")]


def _run(*words: str) -> str:
    """Run a command as at a terminal, where colours stay; messages begin by erasing the line of progress."""
    return re.sub("^\x1b\\[K", "", CliRunner().invoke(cli, words, color=True).output, flags=re.MULTILINE)
