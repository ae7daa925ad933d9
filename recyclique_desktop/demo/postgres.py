"""A PostgreSQL for the demonstration: its programs, who may run them, one server in one folder.

The server listens on this machine alone, with a password, and is ended by its process id.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from recyclique_desktop.demo.programs import programs_for
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.system.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ADMINISTRATOR, DATABASE = "postgres", "recyclique"
_LOOPBACK = "127.0.0.1"
_PATIENCE_S = 60
_SETTINGS = ("max_connections=40", "shared_buffers=32MB", "unix_socket_directories=")
_PUBLIC = 0o005
_CLUSTER = "cluster"
_MADE = "made"
"""Written last: a first run that was cut before is begun again."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: where it listens, and its administrator's password."""

    port: int
    password: str
    pid: int

    @property
    def dsn(self) -> str:
        """The administrator's way to the demonstration's centre."""
        return f"postgresql://{ADMINISTRATOR}:{self.password}@{_LOOPBACK}:{self.port}/{DATABASE}"


@dataclass(frozen=True, slots=True)
class _Home:
    """One folder with a server in it.

    Attributes:
        owner: The account that runs it when this one is root, whom PostgreSQL refuses.
        package: Where the programs come from when ``owner`` cannot get there and runs a copy, in this folder.
    """

    folder: Path
    programs: Path
    owner: str | None
    package: Path | None = None

    @property
    def cluster(self) -> Path:
        return self.folder / _CLUSTER

    @property
    def log(self) -> Path:
        return self.folder / "postgresql.log"

    def run(self, program: str, *arguments: str, **environment: str) -> None:
        """Run one of the programs to its end."""
        done = subprocess.run(  # noqa: S603
            [self.programs / program, *arguments], user=self.owner, cwd=self.folder, capture_output=True,
            env={**os.environ, **environment}, check=False,
        )  # fmt: skip
        if done.returncode:
            with self.log.open("ab") as log:
                log.write(done.stdout + done.stderr)
            raise UserError("demo.centre_failed", file=str(self.log))


@contextmanager
def running_server(folder: Path) -> Iterator[Server]:
    """Run the server of ``folder``, making it the first time; the thread that enters must be the one that leaves.

    Raises:
        UserError: ``demo.no_postgres``, ``demo.centre_failed``, ``folder.unwritable``.
    """
    home = _home(folder)
    _end_leftover(home)
    _settle(home)
    password, port = _kept(home, "password", secrets.token_hex(16)), int(_kept(home, "port", str(_free_port())))
    is_new = not (home.folder / _MADE).exists()
    if is_new:
        _make(home)
    process = _start(home, port)
    try:
        _wait(home, process)
        if is_new:
            access = ("-h", _LOOPBACK, "-p", str(port), "-U", ADMINISTRATOR)
            home.run("createdb", *access, DATABASE, PGPASSWORD=password)
            _kept(home, _MADE, DATABASE)
        yield Server(port, password, process.pid)
    finally:
        _end(process)


def begin_again(folder: Path) -> None:
    """Forget what the server of ``folder`` holds: its next start makes it anew."""
    home = _home(folder)
    _end_leftover(home)
    (home.folder / _MADE).unlink(missing_ok=True)


def remove(folder: Path) -> None:
    """Take the server of ``folder`` away, with all it holds."""
    home = _home(folder)
    _end_leftover(home)
    shutil.rmtree(home.folder, ignore_errors=True)


def is_made(folder: Path) -> bool:
    """Tell whether the server of ``folder`` was made, and holds what it was given.

    Raises:
        UserError: ``demo.no_postgres``.
    """
    return (_home(folder).folder / _MADE).exists()


def _home(folder: Path) -> _Home:
    """Return the server's home, which may not be there yet."""
    programs = programs_for(_owned(folder) / _CLUSTER)
    if os.name == "nt" or os.geteuid() != 0:
        return _Home(folder, programs, None)
    owner, folder = _somebody(), _owned(folder)
    if folder.is_symlink() or (folder.exists() and folder.owner() not in {"root", owner}):
        raise UserError("folder.unwritable", folder=str(folder))
    if _is_open(programs):
        return _Home(folder, programs, owner)
    package = programs.parents[1]
    return _Home(folder, folder / programs.relative_to(package.parent), owner, package)


def _settle(home: _Home) -> None:
    """Make the home, and bring the programs there if need be."""
    try:
        home.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise UserError("folder.unwritable", folder=str(home.folder)) from error
    if home.owner is not None:
        shutil.chown(home.folder, home.owner)
    _bring_programs(home)


def _owned(folder: Path) -> Path:
    """Return where the server of ``folder`` lies: elsewhere only for root, whose folders others may not reach."""
    return folder if os.name == "nt" or os.geteuid() != 0 else _within_reach(folder)


def _within_reach(folder: Path) -> Path:
    """Return a folder that an account without rights gets to: this one, else one among the temporary ones."""
    there = next(path for path in folder.absolute().parents if path.exists())
    if _is_open(there):
        return folder
    name = hashlib.sha256(os.fsencode(folder.absolute())).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"recyclique-{name}"


def _somebody() -> str:
    """Return an account without rights to run the server for root."""
    import pwd  # noqa: PLC0415  not on Windows

    known = {entry.pw_name for entry in pwd.getpwall()}
    return ADMINISTRATOR if ADMINISTRATOR in known else "nobody"


def _is_open(folder: Path) -> bool:
    """Tell whether an account without rights gets to this folder."""
    return all(above.stat().st_mode & _PUBLIC == _PUBLIC for above in (folder, *folder.parents))


def _bring_programs(home: _Home) -> None:
    """Copy the package's programs where the account that runs them gets to them; what is there already is left."""
    if home.package is None:
        return
    for source in (home.package, home.package.parent / f"{home.package.name}.libs"):
        if source.is_dir():
            shutil.copytree(source, home.folder / source.name, copy_function=_bring, dirs_exist_ok=True)


def _bring(source: str, target: str) -> None:
    """Put a file there whole, beside one that runs: writing into a program that runs is refused."""
    there, here = Path(target), Path(source).stat()
    if there.exists() and (there.stat().st_size, there.stat().st_mtime_ns) == (here.st_size, here.st_mtime_ns):
        return
    coming = there.with_name(f"{there.name}.new")
    shutil.copy2(source, coming)
    coming.replace(there)


def _make(home: _Home) -> None:
    """Make the cluster."""
    shutil.rmtree(home.cluster, ignore_errors=True)
    password = home.folder / "password"
    if home.owner is not None:
        shutil.chown(password, home.owner)
    home.run(
        "initdb", "-D", str(home.cluster), "-U", ADMINISTRATOR, "-A", "scram-sha-256", f"--pwfile={password}",
        "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions", "--no-sync",
    )  # fmt: skip


def _start(home: _Home, port: int) -> subprocess.Popen[bytes]:
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    command: Sequence[str | Path] = [
        *_dying_with_us(), home.programs / "postgres", "-D", home.cluster, "-h", _LOOPBACK, "-p", str(port), *settings,
    ]  # fmt: skip
    with home.log.open("ab") as log:
        return subprocess.Popen(  # noqa: S603
            command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=home.folder, user=home.owner,
            start_new_session=True,
        )  # fmt: skip


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the server; one that does not hear is killed, and mends itself at its next start."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(_PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _dying_with_us() -> list[str]:
    """Return what ends the server when this program is killed, where the system knows how."""
    tool = shutil.which("setpriv")
    return [tool, "--pdeathsig", "INT", "--"] if tool else []


def _wait(home: _Home, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE_S
    while process.poll() is None and time.monotonic() < until:
        said = _pid_lines(home)  # what a power cut left there says « ready » too, under another process id
        if said[:1] == [str(process.pid)] and said[-1] == "ready":
            return
        time.sleep(0.02)
    raise UserError("demo.centre_failed", file=str(home.log))


def _pid_lines(home: _Home) -> list[str]:
    """Return what the server says of itself: its process id first, its state last."""
    try:
        return [line.strip() for line in (home.cluster / "postmaster.pid").read_text("utf-8").splitlines()]
    except OSError:
        return []


def _end_leftover(home: _Home) -> None:
    """End the server that a killed demonstration left in this folder."""
    lines = _pid_lines(home)
    if not lines or not lines[0].isdecimal() or not _is_ours(int(lines[0]), home):
        return
    pid, until = int(lines[0]), time.monotonic() + _PATIENCE_S
    os.kill(pid, signal.SIGINT)
    while _is_ours(pid, home) and time.monotonic() < until:
        time.sleep(0.05)


def _is_ours(pid: int, home: _Home) -> bool:
    """Tell whether this process is the server of this folder, not one that got its number since."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return os.fsencode(home.cluster) in command


def _kept(home: _Home, name: str, first: str) -> str:
    """Return a small secret or number of this folder, the same at each start."""
    file = home.folder / name
    if not file.exists():
        write_whole(file, first.encode("ascii"))
    return file.read_text("ascii").strip()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_LOOPBACK, 0))
        return int(probe.getsockname()[1])
