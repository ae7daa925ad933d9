"""What a newcomer and a packager rely on: locked libraries, a wheel that carries its files, rooms without traps."""

from __future__ import annotations

import re
import tomllib
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hatchling.builders.wheel import WheelBuilder
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from recyclique_desktop import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def pins(lock: str) -> dict[str, str]:
    found = re.findall(r"^([a-z0-9-]+)(?:\[.*\])?==([^ ]+)", (ROOT / lock).read_text("utf-8"), re.MULTILINE)
    return dict(found)


def wanted(*extras: str) -> list[Requirement]:
    lines: Iterable[str] = PROJECT["dependencies"]
    more = (line for extra in extras for line in PROJECT["optional-dependencies"][extra])
    return [Requirement(line) for line in (*lines, *more)]


@pytest.mark.parametrize("lock", LOCKS)
def test_no_download_address_is_written_down(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert not re.search(r"://|index-url|find-links|trusted-host|file:", text)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_library_is_pinned_with_its_hashes(lock: str) -> None:
    blocks = re.split(r"\n(?=[a-z])", (ROOT / lock).read_text("utf-8").strip())
    assert len(blocks) > 30
    assert [block.splitlines()[0] for block in blocks if "==" not in block or "--hash=sha256:" not in block] == []


@pytest.mark.parametrize(("lock", "extras"), [(LOCKS[0], ("build",)), (LOCKS[1], ("build", "dev"))])
def test_the_lock_holds_what_the_project_asks_for(lock: str, extras: tuple[str, ...]) -> None:
    locked = pins(lock)
    stale = [
        str(need)
        for need in wanted(*extras)
        if not need.specifier.contains(locked.get(canonicalize_name(need.name), "0"))
    ]
    assert stale == []


def test_what_is_tested_is_what_runs() -> None:
    runtime, development = (pins(lock) for lock in LOCKS)
    assert runtime.items() <= development.items()


def test_the_till_never_gets_the_qt_that_crashes() -> None:
    assert pins(LOCKS[0])["pyside6-essentials"].startswith("6.11.")


@pytest.mark.parametrize("folder", ["alembic", "packaging", "resources"])
def test_no_folder_of_ours_hides_a_library(folder: str) -> None:
    assert list((ROOT / folder).rglob("__init__.py")) == []


def test_an_installed_program_finds_its_migrations_and_icons(tmp_path: Path) -> None:
    wheel = Path(next(WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])))
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("alembic", "resources"):
        ours = {path.relative_to(ROOT) for path in (ROOT / folder).rglob("*") if path.is_file()}
        kept = {str(path) for path in ours if "__pycache__" not in path.parts}
        assert kept
        assert {f"recyclique_desktop/_shipped/{name}" for name in kept} <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert f"-{__version__}-" in wheel.name


def test_the_changelog_knows_this_version() -> None:
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")
