"""Folders made by `init` of an earlier version, with what their owners wrote since: all works, and nothing of theirs changes.

earlier/ was written by the first version that had `init` (0.1.0.dev0, 26 November 2026), with a document that it cleaned. The owner
of earlier/chinese then wrote a page, an about page and a rule of his own, chose a logo, a seal and a colour, and set up the parts of
his site; the owner of earlier/english hides all places.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chengwen.cli.main import cli

EARLIER = Path(__file__).parent / "earlier"
NEW = "青石文苑整理\n2023年水利工作总结\n\n一、堤防。清溪县加固堤防五处。\n"
STEPS = (("clean",), ("clean", "--check"), ("check",), ("rules", "test"), ("site",))
MADE = ("cleaned", "site", ".cache")
"""Folders whose content commands make."""


def run(folder: Path, *arguments: str) -> Result:
    with pytest.MonkeyPatch.context() as there:
        there.chdir(folder)
        done = CliRunner().invoke(cli, list(arguments), prog_name="chengwen")
    assert done.exit_code == 0, (arguments, done.output, done.exception)
    return done


def own(folder: Path) -> dict[str, bytes]:
    """Return what is the owner's: every file but those in folders that commands make."""
    files = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {str(name): (folder / name).read_bytes() for name in files if name.parts[0] not in MADE}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Both folders after the present version has done everything in them, turn and turn about."""
    top = tmp_path_factory.mktemp("upgraded")
    shutil.copytree(EARLIER, top, dirs_exist_ok=True)
    (top / "new.txt").write_text(NEW, encoding="utf-8")
    found = {name: top / name for name in ("chinese", "english")}
    for folder in found.values():
        run(folder, "add", "../new.txt", "--yes", "--source", "https://www.example.cn/2")
    for step in STEPS:
        for folder in found.values():
            run(folder, *step)
    return found


@pytest.mark.parametrize("name", ["chinese", "english"])
def test_every_file_of_the_owner_stays_as_it_was(folders, name):
    before, after = own(EARLIER / name), own(folders[name])
    assert {path: data for path, data in after.items() if path in before} == before
    assert all(path.startswith("raw/") for path in after.keys() - before.keys())  # of the text that was added


def new_text(folder: Path) -> str:
    texts = [path.read_text(encoding="utf-8") for path in (folder / "cleaned").glob("*.txt")]
    (text,) = [text for text in texts if "2023年" in text]
    return text


def pages(folder: Path) -> Iterator[str]:
    for path in (folder / "site").rglob("*.html"):
        yield path.read_text(encoding="utf-8")


def test_his_site_has_what_he_wrote_and_chose(folders):
    site = folders["chinese"] / "site"
    home = (site / "index.html").read_text(encoding="utf-8")
    assert '<img class="logo" src="logo.svg" alt="">县志办公文' in home
    assert [name in home for name in ("首页", "全部", "自己的一页", "图表")] == [
        False,
        True,
        True,
        False,
    ]  # his parts, not ours
    assert "供学习之用。" in home
    assert "自己写的说明" in (site / "about" / "index.html").read_text(encoding="utf-8")
    style = (site / "assets" / "site.css").read_text(encoding="utf-8")
    assert style.index("--accent: light-dark") < style.index("#123456")
    assert ".own { color: green; }" in style
    assert (site / "rules" / "own-watermark" / "index.html").is_file()


def test_it_speaks_chinese_as_it_did_though_nothing_says_so(folders):
    for folder in folders.values():
        assert all('<html lang="zh-Hans">' in page for page in pages(folder))


def test_his_rule_works_and_the_other_folder_knows_nothing_of_it(folders):
    assert "青石文苑" not in new_text(folders["chinese"])
    assert "青石文苑" in new_text(folders["english"])
    assert not (folders["english"] / "site" / "rules" / "own-watermark").exists()
    assert not any("own-watermark" in page or "#123456" in page for page in pages(folders["english"]))


def test_each_folder_treats_places_as_its_owner_chose(folders):
    assert "清溪县" in new_text(folders["chinese"])
    assert "清溪县" not in new_text(folders["english"])


def test_each_speaks_to_its_owner_in_his_language(folders):
    assert "检查了 2 份" in run(folders["chinese"], "check").output
    assert "2 cleaned samples checked" in run(folders["english"], "check").output


def test_the_language_of_a_site_can_be_chosen_later(folders):
    path = folders["english"] / "chengwen.toml"
    before = path.read_text(encoding="utf-8")
    path.write_text(before.replace("[site]", '[site]\nlanguage = "en"'), encoding="utf-8")
    run(folders["english"], "site")
    assert '<html lang="en">' in (folders["english"] / "site" / "index.html").read_text(encoding="utf-8")
    path.write_text(before, encoding="utf-8")
