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
    build_published(root)
    return root


def build_published(root: Path) -> None:
    """Build the site as for an address, so that there is a map, and pages name their own addresses."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SITE_URL", "https://example.org/")
        build(root, root / "site")


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout of plain words, and its site: what elements and attributes our own pages have."""
    root = tmp_path_factory.mktemp("plain")
    checkout(root, [Payload(f"plain{number}", "", "https://example.org/") for number in range(2, 62)])
    build_published(root)
    return root
