"""Finding copies among many documents: what is one, which is the first, and that little memory gives the same answer."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chengwen.copies import many, near
from chengwen.copies.many import DIGEST, LEAST, NONE, find_firsts, key

WORDS = [
    f"{one}{two}" for one in "党员干部群众项目工作会议精神责任落实推进" for two in "学习教育制度建设治理服务乡村振兴"
]


def text(seed: int, length: int = 400) -> str:
    chance = random.Random(seed)
    return "".join(chance.choice(WORDS) for _ in range(length // 2))


def resold(given: str, seed: int) -> str:
    """The same with another watermark, figures put in, and one sentence in twenty gone."""
    chance = random.Random(seed)
    pieces = [given[at : at + 20] for at in range(0, len(given), 20)]
    return f"{seed}号文库\n" + f"，{seed}".join(piece for piece in pieces if chance.random() > 0.05)


def firsts(folder: Path, kind: str, texts: list[str]) -> list[int]:
    (folder / "keys").write_bytes(b"".join(key(one, kind) for one in texts))
    return list(find_firsts(folder / "keys", kind, folder))


class TestExact:
    @given(st.lists(st.sampled_from("甲乙丙丁"), max_size=12))
    def test_a_copy_points_to_the_first_of_the_same_text(
        self, tmp_path_factory: pytest.TempPathFactory, texts: list[str]
    ) -> None:
        assert firsts(tmp_path_factory.mktemp("keys"), "exact", texts) == [texts.index(one) for one in texts]

    def test_one_character_is_a_difference(self, tmp_path: Path) -> None:
        assert firsts(tmp_path, "exact", [text(1), text(1) + "。"]) == [0, 1]


class TestNear:
    def test_resold_copies_are_one_and_other_documents_are_not(self, tmp_path: Path) -> None:
        texts = [text(1), text(2), resold(text(1), 7), text(3), resold(text(2), 8), text(1)]
        assert firsts(tmp_path, "near", texts) == [0, 1, 0, 3, 1, 0]

    def test_what_hangs_together_is_one(self, tmp_path: Path) -> None:
        whole = text(1, 1500)
        chain = [whole[start : start + 1000] for start in (0, 200, 400)]
        assert near.agreement(near.signature(chain[0]), near.signature(chain[2])) < near.SAME_SIGNATURE
        assert firsts(tmp_path, "near", chain[::2]) == [0, 1]
        assert firsts(tmp_path, "near", chain) == [0, 0, 0]

    def test_short_texts_are_one_only_if_they_are_the_same(self, tmp_path: Path) -> None:
        assert key("2021年工作总结", "near")[DIGEST:] == NONE
        assert firsts(tmp_path, "near", ["2021年工作总结", "2022年工作总结", "2021年工作总结", "", ""]) == [
            0,
            1,
            0,
            3,
            4,
        ]

    def test_a_text_just_long_enough_has_a_signature(self) -> None:
        assert key("学" * LEAST, "near")[DIGEST:] != NONE


class TestMemory:
    @settings(max_examples=20)
    @given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=20))
    def test_dealing_keys_out_into_files_changes_nothing(
        self, tmp_path_factory: pytest.TempPathFactory, picks: list[tuple[int, bool]]
    ) -> None:
        texts = [resold(text(seed), seed) if is_resold else text(seed) for seed, is_resold in picks]
        at_once = firsts(tmp_path_factory.mktemp("keys"), "near", texts)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(many, "AT_ONCE", 3)
            patch.setattr(many, "BLOCK", 2)
            assert firsts(tmp_path_factory.mktemp("keys"), "near", texts) == at_once

    def test_a_form_filled_in_many_times_is_compared_with_few(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        compared = []
        agree = near.agreement
        monkeypatch.setattr(near, "agreement", lambda one, other: compared.append(1) or agree(one, other))
        assert len(set(firsts(tmp_path, "near", [text(1)[:180] + text(seed) for seed in range(2, 202)]))) > 150
        assert len(compared) < 200 * many.MOST_HEADS * 42
