"""Begin a corpus of one's own: the folders and files of `chengwen init`, which are the owner's from then on."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from string import Template

from chengwen.checkout.choices import LANGUAGES, NAME, Site
from chengwen.checkout.store import write_whole
from chengwen.errors import InputError
from chengwen.message import at, say

STARTER = Path(__file__).parent / "starter"
FILES = {
    "README.md": "{language}/README.md",
    "rules/README.md": "{language}/rules.md",
    "mkdocs.yml": "site/mkdocs.yml",
    "docs/index.md": "{site}/index.md",
    "docs/rights.md": "{site}/rights.md",
    ".gitignore": "site/gitignore",
    NAME: f"{{language}}/{NAME}",
}
"""Each file of a new corpus, and the starter that it is made from; chengwen.toml comes last: then all is there.

`language` is that of messages, in which the owner is spoken to; `site` that of the site, in which its readers are.
"""
FOLDERS = ("raw", "raw/private", "cleaned", "rules", "docs")
KEPT = {"raw/private/.gitignore": b"# raw files that name persons: never commit them\n*\n", "cleaned/.gitkeep": b""}
LEADS = {
    "zh": "这里的文稿都用 chengwen 清洗过：去掉了广告和水印，标明了隐去的是什么，分好了章节。",
    "en": "Chinese documents, cleaned with chengwen: no advertisements, hidden words labelled, in sections.",
}
"""What the home page says of the documents before their owner does."""


def begin(folder: Path, site: Site, language: str) -> tuple[list[Path], list[Path]]:
    """Write the files of a new corpus; return what was written, and what was there already and stays as it is.

    A folder that is a corpus already, or lies inside of one, raises `InputError`, and nothing is written.
    """
    refuse(folder)
    written_in = {"language": language, "site": site.language or LANGUAGES[0]}
    files = KEPT | {name: _filled(starter.format_map(written_in), site) for name, starter in FILES.items()}
    for name in FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    there = [folder / name for name in files if (folder / name).exists()]
    written = [name for name in files if folder / name not in there]
    for name in written:
        write_whole(folder / name, files[name])
    return [folder / name for name in written], there


def refuse(folder: Path) -> None:
    """Raise `InputError` for a place where no corpus can begin: a file, or a corpus, or a folder inside of one."""
    if folder.exists() and not folder.is_dir():
        raise InputError(at(folder, say("is a file; name a folder, new or there already")))
    whole = folder.resolve()
    for one in (whole, *whole.parents):
        if (one / NAME).exists():
            raise InputError(
                at(one / NAME, say("here is a corpus already; change what it says, or begin in another place"))
            )


def _filled(starter: str, site: Site) -> bytes:
    """Return a starter with its gaps filled; in TOML as quoted texts, which JSON writes alike."""
    stated = replace(site, language=site.language or LANGUAGES[0])
    keys = ("title", "description", "address", "rights", "language")
    quoted = {key: json.dumps(getattr(stated, key), ensure_ascii=False) for key in keys}
    text = (STARTER / starter).read_text(encoding="utf-8")
    lead = site.description or LEADS[stated.language]
    return Template(text).substitute(quoted, name=site.title, lead=lead).encode()


def default_title(folder: Path) -> str:
    """Return what a corpus is called whose owner does not say: the name of its folder."""
    return folder.resolve().name or "chengwen"
