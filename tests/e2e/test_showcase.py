"""The demonstration where there is no display: a day on the real screens, and the evidence in a named folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SIGNATURE = b"\x89PNG"


@pytest.mark.screen
@pytest.mark.slow
def test_a_machine_without_a_display_shows_a_day_and_says_where(tmp_path: Path) -> None:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    folder = tmp_path / "preuves"
    command = [sys.executable, "-m", "recyclique_desktop", "--demo", "--screenshots", str(folder)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Aucun écran ici" in done.stdout
    assert str(folder) in done.stdout
    pictures = sorted((folder / "photographies").glob("*.png"))
    assert {file.name[:2] for file in pictures} == {"01", "02", "03", "04", "05", "06", "07"}
    assert all(file.read_bytes()[:4] == SIGNATURE for file in pictures)
    assert "RAPPORT DE FERMETURE (Z)" in (folder / "rapport-de-session.txt").read_text(encoding="utf-8")
    assert "Tout est intact." in (folder / "verification.txt").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_demonstration_never_opens_a_real_shop(tmp_path: Path) -> None:
    (tmp_path / "workstation.toml").write_text("format = 1\n", encoding="utf-8")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("DISPLAY", None)
    command = [sys.executable, "-m", "recyclique_desktop", "--demo", "--data-dir", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "celui d’un vrai magasin" in done.stderr
