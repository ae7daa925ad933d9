"""On a real X server, with a real mouse and a real keyboard: what an off-screen picture could not show."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("Xvfb", "openbox", "xdotool")


def _draws_on_x() -> bool:
    """Tell whether Qt's X plug-in finds its libraries here."""
    found = importlib.util.find_spec("PySide6")
    plugin = Path(str(found.origin)).parent / "Qt" / "plugins" / "platforms" / "libqxcb.so" if found else None
    if plugin is None or not plugin.exists() or shutil.which("ldd") is None:
        return False
    done = subprocess.run(["ldd", str(plugin)], capture_output=True, text=True, check=False)
    return "not found" not in done.stdout


@pytest.mark.xvfb
@pytest.mark.slow
@pytest.mark.skipif(not all(map(shutil.which, NEEDED)), reason="no X server to draw on")
def test_a_real_mouse_and_keyboard_sell_one_article_and_every_screen_fits(tmp_path: Path) -> None:
    if not _draws_on_x():
        pytest.skip("Qt's X plug-in lacks a library here")
    environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    command = [sys.executable, "-m", "tests.e2e.photographs", str(tmp_path), "--xvfb", "--only", "clair-1024x768"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "sold with a real mouse and keyboard" in done.stdout
    assert len(list(tmp_path.rglob("*.png"))) == 37
