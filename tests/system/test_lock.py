from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.system.lock import InstanceLock

if TYPE_CHECKING:
    from pathlib import Path

HOLDER = """
import sys, time
from pathlib import Path
from recyclique_desktop.system.lock import InstanceLock
lock = InstanceLock(Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
time.sleep(60)
"""


def hold(folder: Path) -> subprocess.Popen[str]:
    other = subprocess.Popen([sys.executable, "-c", HOLDER, str(folder)], stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    return other


def test_rt12_two_programs_never_write_in_one_folder_and_a_killed_one_does_not_bar_the_next(tmp_path: Path) -> None:
    with hold(tmp_path) as other:
        try:
            with pytest.raises(UserError) as caught:
                InstanceLock(tmp_path).acquire()
            assert (caught.value.code, caught.value.params) == ("instance.running", {"pid": other.pid})
        finally:
            other.send_signal(signal.SIGKILL)
            other.wait()
        with InstanceLock(tmp_path):
            pass


def test_two_windows_of_one_process_are_told_apart_too(tmp_path: Path) -> None:
    with InstanceLock(tmp_path), pytest.raises(UserError):
        InstanceLock(tmp_path).acquire()


def test_a_released_folder_can_be_taken_again(tmp_path: Path) -> None:
    lock = InstanceLock(tmp_path)
    for _ in range(3):
        lock.acquire()
        lock.release()
        lock.release()


def test_a_lock_file_left_with_rubbish_bars_nobody(tmp_path: Path) -> None:
    (tmp_path / "instance.lock").write_text("999999 rubbish\n")
    with InstanceLock(tmp_path):
        pass


def test_a_folder_that_is_not_there_is_a_sentence_not_a_crash(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        InstanceLock(tmp_path / "gone").acquire()
    assert caught.value.code == "folder.unwritable"
