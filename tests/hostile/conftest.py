"""The site of a checkout in which every document is hostile, and the same of plain words, each built once."""

from pathlib import Path

import pytest
from payloads import Payload, checkout, payloads

from chengwen.site.build.build import build

SAID = payloads()


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with a document for each payload, and its site."""
    root = tmp_path_factory.mktemp("hostile")
    checkout(root, SAID)
    build(root, root / "site")
    return root


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout of plain words, and its site: what elements and attributes our own pages have."""
    root = tmp_path_factory.mktemp("plain")
    checkout(root, [Payload("plain2", "", "https://example.org/")])
    build(root, root / "site")
    return root
