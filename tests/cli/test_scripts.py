"""The scripts of a checkout do what the command does."""

import subprocess
import sys
from pathlib import Path

SCRIPTS = Path(__file__).parents[2] / "scripts"


def test_publish_goes_on_from_cleaning_to_the_site(tmp_path: Path) -> None:
    """An option that `site` refuses shows that it was reached, without building one."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").write_text("2022年工作总结\n一、加强领导。\n", encoding="utf-8")
    command = [sys.executable, SCRIPTS / "publish.py", "--no-such-option"]
    ran = subprocess.run(command, check=False, cwd=tmp_path, capture_output=True, text=True)
    assert (tmp_path / "cleaned" / "a.txt").exists()
    assert ran.returncode == 2
    assert "publish.py site" in ran.stderr
