from __future__ import annotations

import logging
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from recyclique_desktop import __version__
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.system import logs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "Émilie Rossi"
log = logging.getLogger("recyclique_desktop.test")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    stop = logs.start_logging(tmp_path / "logs")
    yield tmp_path / "logs"
    stop()


def written(folder: Path) -> str:
    return (folder / logs.FILE_NAME).read_text("utf-8")


def raised(error: BaseException) -> BaseException:
    try:
        raise error
    except BaseException as caught:  # noqa: BLE001  wanted with its frames
        return caught


def test_what_happened_is_in_a_file_for_whoever_repairs(folder: Path) -> None:
    log.info("started")
    assert " INFO MainThread recyclique_desktop.test: started" in written(folder)


def test_a_known_error_leaves_no_name_in_the_log(folder: Path) -> None:
    log.error("refused", exc_info=raised(UserError("person.taken", name=NAME)))
    assert "UserError: person.taken" in written(folder)
    assert "Rossi" not in written(folder)


def test_a_bug_is_logged_whole_with_its_cause(folder: Path) -> None:
    try:
        try:
            raise UserError("person.taken", name=NAME)
        except UserError as cause:
            raise ValueError("broken rule") from cause
    except ValueError:
        log.exception("bug")
    text = written(folder)
    assert "ValueError: broken rule" in text
    assert "UserError: person.taken" in text
    assert "test_logs.py" in text
    assert "Rossi" not in text


def test_the_log_never_fills_the_disk(folder: Path) -> None:
    for _ in range(70):
        log.info("x" * 100_000)
    files = list(folder.glob("recyclique.log*"))
    assert len(files) == 6
    assert sum(file.stat().st_size for file in files) < 7_000_000


def test_an_uncaught_bug_is_logged_and_shown_once(folder: Path) -> None:
    shown: list[str] = []
    restore = logs.install_crash_hook(shown.append)
    try:
        for _ in range(2):
            error = raised(RuntimeError("lost"))
            sys.excepthook(type(error), error, error.__traceback__)
    finally:
        restore()
    assert written(folder).count("RuntimeError: lost") == 2
    assert len(shown) == 1
    assert shown[0].startswith(f"RecyClique Desktop {__version__}")
    assert "RuntimeError: lost" in shown[0]


def test_a_bug_on_a_worker_thread_is_not_swallowed(folder: Path) -> None:
    shown: list[str] = []

    def fail() -> None:
        raise RuntimeError("in the worker")

    restore = logs.install_crash_hook(shown.append)
    try:
        worker = threading.Thread(target=fail)
        worker.start()
        worker.join()
    finally:
        restore()
    assert "in the worker" in written(folder)
    assert len(shown) == 1


def test_stopping_the_program_by_keyboard_is_not_a_crash(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    shown: list[str] = []
    restore = logs.install_crash_hook(shown.append)
    try:
        error = raised(KeyboardInterrupt())
        sys.excepthook(type(error), error, error.__traceback__)
    finally:
        restore()
    assert shown == []
    assert "uncaught" not in written(folder)
    assert "KeyboardInterrupt" in capsys.readouterr().err
