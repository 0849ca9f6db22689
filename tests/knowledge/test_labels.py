"""What the site and reports call things covers all that the toolkit makes."""

from __future__ import annotations

import tomllib
from pathlib import Path

from chengwen import clean
from chengwen.knowledge.labels import SECTIONS

ALL_LEVELS = Path(__file__).parents[1] / "cases" / "sections" / "all-levels.toml"


def test_sections_of_every_level_are_counted_as_something_of_their_own() -> None:
    document = clean(tomllib.loads(ALL_LEVELS.read_text(encoding="utf-8"))["raw"])
    levels = {section.level for section in document.sections if section.level}  # 0 is the title
    assert levels == SECTIONS.keys()
    assert len(set(SECTIONS.values())) == len(levels)
