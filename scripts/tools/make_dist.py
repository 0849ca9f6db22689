"""Make the files of a release, in dist/: wheel, sdist, and a bill of materials (CycloneDX) with every licence.

    make dist            (TAG=v1.2.3 also requires the version to match the tag)

The bill is made from a clean environment in which only the wheel was installed, so it lists what a user gets.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
CYCLONEDX = "cyclonedx-bom==7.5.0"


def run(*command: str | Path) -> None:
    """Run a command; its output is shown, and its failure ends this program."""
    subprocess.run(list(map(str, command)), check=True, cwd=ROOT)


def main() -> None:
    """Run the command."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    if (tag := os.environ.get("TAG")) and tag != f"v{version}":
        sys.exit(f"the tag is {tag}, pyproject.toml says {version}: they must be the same")
    if f"\n## {version}" not in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8") and "dev" not in version:
        sys.exit(f"CHANGELOG.md has no part “## {version}”: write what changed, then release")
    out = ROOT / "dist"
    shutil.rmtree(out, ignore_errors=True)
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out)
    (wheel,) = out.glob("*.whl")
    with tempfile.TemporaryDirectory() as folder:
        user, tool = Path(folder) / "user", Path(folder) / "tool"
        for place, wanted in ((user, wheel), (tool, CYCLONEDX)):
            run(sys.executable, "-m", "venv", place)
            run(place / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", wanted)
        run(user / "bin" / "pip", "uninstall", "--quiet", "--yes", "pip", "setuptools")
        bill = out / f"chengwen-{version}.cdx.json"
        program, python = tool / "bin" / "cyclonedx-py", user / "bin" / "python"
        run(program, "environment", "--output-reproducible", "--gather-license-texts", "--output-file", bill, python)


if __name__ == "__main__":
    main()
