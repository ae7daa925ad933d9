"""The workstation's file: one writer connection behind a gate, readers apart (ARCHITECTURE §4–5).

SQLCipher with a fixed SQLite inside, WAL, ``synchronous=FULL``, every write ``BEGIN IMMEDIATE``. The system's own
SQLite has a bug that loses committed rows (``dependencies.md`` §0.2): the library's version is checked at start.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool, QueuePool
from sqlalchemy.util import LRUCache

from recyclique_desktop.data import capture, shape
from recyclique_desktop.data.gate import WriteGate
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.text import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SAFE_SQLITE = (3, 51, 3)
"""First SQLite without the write-ahead-log bug."""
APPLICATION_ID = 0x52435144
"""``RCQD``: lets other tools tell an unencrypted file of ours."""
READERS = 4

_EVERY_CONNECTION = (
    "PRAGMA foreign_keys=ON",
    "PRAGMA synchronous=FULL",
    "PRAGMA busy_timeout=5000",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cell_size_check=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA mmap_size=0",
    "PRAGMA journal_size_limit=67108864",
)
_WRITES = re.compile(
    r"\s*(?:insert\s+(?:or\s+\w+\s+)?into|replace\s+into|update(?:\s+or\s+\w+)?|delete\s+from)\s+\"?(\w+)",
    re.IGNORECASE,
)
_OWN_TABLES = frozenset({"journal", "counters", "audit_logs"})
_COMPILED = {"compiled_cache": LRUCache[object, object](1000)}
"""Statements put into words, for every file that this process opens."""


class Database:
    """An open workstation file.

    Attributes:
        path: Where the file is.
        after_commit: Called after each committed write, on the writing thread (wakes the synchronisation).
        followers: Called then too (they wake whoever keeps the witness and the second medium).
    """

    def __init__(
        self, path: Path, key: bytes | None, scribe: capture.Scribe | None = None, *, writes: bool = True
    ) -> None:
        self.path = path
        self.scribe = scribe
        self.after_commit: Callable[[], None] = lambda: None
        self.followers: list[Callable[[], None]] = []
        self._key = key
        self._gate = WriteGate()
        self._writer = self._engine(size=1, writes=writes)
        self._reader = self._engine(size=READERS, writes=False)

    @classmethod
    def open(
        cls, path: Path, key: bytes | None, scribe: capture.Scribe | None = None, *, writes: bool = True
    ) -> Database:
        """Open or create the file and prove that it can be read with this key.

        Args:
            path: The file; its folder must exist.
            key: 32 random bytes, or nothing for an unencrypted file (tests, harnesses).
            scribe: Writes the journal; without it the file can be read and migrated, not written through services.
            writes: Whether this file may be written at all: no statement of a mere look can change it.

        Raises:
            UserError: ``storage.library_unsafe``, ``storage.wrong_key``, ``storage.corrupt``, ``storage.readonly``,
                ``storage.not_found`` …: nothing was changed.
        """
        require_safe_library()
        database = cls(path, key, scribe, writes=writes)
        try:
            with database.connection() as connection:
                connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()
        except BaseException:
            database.close()
            raise
        return database

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session that only reads, on one snapshot."""
        with translated(self.path), Session(self._reader, autoflush=False, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self, *, background: bool = False) -> Iterator[Session]:
        """Open the one writing session: everything or nothing, journaled at commit, on disk when this returns.

        Raises:
            UserError: A known refusal of a service, or of the disk; nothing was written.
        """
        if self.scribe is None:
            raise capture.CaptureError("opened without a scribe: read only")
        with (
            self._gate.held(background=background),
            translated(self.path),
            capture.WritingSession(self._writer, self.scribe) as session,
        ):
            yield session
            session.commit()
        self.after_commit()
        for follow in tuple(self.followers):
            follow()

    @property
    def key(self) -> bytes | None:
        """The key of the file, for what is sealed with it elsewhere; nothing for a file in clear."""
        return self._key

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Hold the writer connection itself, for migrations, checks and backups. No capture."""
        with self._gate.held(), translated(self.path), self._writer.connect() as connection:
            yield connection.execution_options(beside_capture=True)

    @contextmanager
    def applying(self) -> Iterator[Connection]:
        """Hold the writer for one background transaction of what others wrote: no capture, references checked last.

        Rules that only a workstation checks bind what is written here, not what the centre has accepted already.
        On disk when this returns; an exception takes everything back. Screens pass first.
        """
        with (
            self._gate.held(background=True),
            translated(self.path),
            self._writer.connect() as connection,
            without_local_rules(connection.connection.driver_connection),
            connection.begin(),
        ):
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            yield connection.execution_options(beside_capture=True)

    def quiet_s(self) -> float:
        """Return for how long no screen has written."""
        return self._gate.quiet_s()

    def give_way(self) -> None:
        """Wait while a screen writes, or waits to: for background work that would compute beside it."""
        self._gate.give_way()

    def checkpoint(self) -> None:
        """Fold the write-ahead log into the file; done when idle and at session close."""
        with self._gate.held(), translated(self.path):
            raw = self._writer.raw_connection()
            try:
                raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                raw.close()

    def compact(self) -> None:
        """Write the file anew without its free pages; given up for now as soon as a screen wants to write.

        Raises:
            UserError: ``storage.busy``, ``storage.full`` …: the file is as it was.
        """
        with self._gate.held(background=True), translated(self.path):
            pooled = self._writer.raw_connection()
            raw: Any = pooled.driver_connection
            try:
                raw.set_progress_handler(lambda: self._gate.is_wanted, 1_000)
                raw.execute("VACUUM")
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            finally:
                raw.set_progress_handler(None, 0)
                pooled.close()

    def copy_to(self, target: Path) -> None:
        """Write a consistent copy of the file, with the same key, and prove that it opens."""
        with self._gate.held(), translated(target):
            raw = self._writer.raw_connection()
            try:
                copy = connect(target, self._key)
                try:
                    raw.driver_connection.backup(copy)  # type: ignore[union-attr]
                    _require_integrity(copy)
                finally:
                    copy.close()
            finally:
                raw.close()

    def close(self) -> None:
        """Close every connection; the file is whole at any moment, closed or not."""
        self._reader.dispose()
        self._writer.dispose()

    def _engine(self, *, size: int, writes: bool) -> Engine:
        language = _language()
        pool = QueuePool(
            lambda: _ready(connect(self.path, self._key), writes=writes), size, max_overflow=0, dialect=language.dialect
        )
        engine = Engine(pool, language.dialect, language.url, hide_parameters=True, execution_options=_COMPILED)
        begin = "BEGIN IMMEDIATE" if writes else "BEGIN"
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
        event.listen(engine, "before_cursor_execute", _refuse_beside_capture)
        return engine


@cache
def _language() -> Engine:
    """Return how SQLite is spoken to: learnt once, so that a statement is put into its words once for every file."""
    engine = create_engine("sqlite+pysqlite://", module=driver, poolclass=NullPool)
    engine.connect().close()
    return engine


def library_version() -> str:
    """Return the version of the SQLite in use, e.g. ``"3.53.4"``."""
    return str(driver.sqlite_version)


def is_safe_library() -> bool:
    """Tell whether the SQLite in use is free of the bug that loses committed rows."""
    return bool(driver.sqlite_version_info >= SAFE_SQLITE)


def require_safe_library() -> None:
    """Refuse a SQLite that can lose committed rows.

    Raises:
        UserError: ``storage.library_unsafe``.
    """
    if not is_safe_library():
        raise UserError("storage.library_unsafe", found=library_version())


def connect(path: Path, key: bytes | None) -> Any:
    """Open a bare driver connection with our key; transactions are the caller's."""
    raw = driver.connect(str(path), isolation_level=None, check_same_thread=False, cached_statements=512)
    raw.execute("PRAGMA cipher_log_level=NONE")
    if key is not None:
        raw.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
    return raw


def _ready(raw: Any, *, writes: bool) -> Any:
    """Set a connection up; one that cannot be used lets go of the file at once."""
    try:
        _set_up(raw, writes=writes)
    except BaseException:
        raw.close()
        raise
    return raw


def _set_up(raw: Any, *, writes: bool) -> None:
    for pragma in _EVERY_CONNECTION:
        raw.execute(pragma)
    raw.create_function("folded", 1, _folded, deterministic=True)
    if writes:
        raw.execute("PRAGMA journal_mode=WAL")
        if raw.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
            raw.execute(f"PRAGMA application_id={APPLICATION_ID}")
    else:
        raw.execute("PRAGMA wal_autocheckpoint=0")
        raw.execute("PRAGMA query_only=ON")


def _folded(text: object) -> str | None:
    """SQL's ``folded(x)``: words without case and accents, to search in."""
    return None if text is None else folded(str(text))


@contextmanager
def without_local_rules(raw: Any) -> Iterator[None]:
    """Let a driver connection pass over ``CHECK`` rules: in writing, and in looking whether the file is whole."""
    raw.execute("PRAGMA ignore_check_constraints=ON")
    try:
        yield
    finally:
        raw.execute("PRAGMA ignore_check_constraints=OFF")


def _require_integrity(raw: Any) -> None:
    with without_local_rules(raw):
        verdict = raw.execute("PRAGMA quick_check").fetchone()[0]
    if verdict != "ok":
        raise UserError("storage.corrupt")


def _refuse_beside_capture(
    connection: Connection, _cursor: Any, statement: str, _parameters: Any, _context: Any, _many: bool
) -> None:
    """Refuse SQL that writes a synced table beside the unit of work (raw text, Core statements)."""
    match = _WRITES.match(statement)
    if match is None or match[1] in _OWN_TABLES or capture.is_flushing():
        return
    if connection.get_execution_options().get("beside_capture"):
        return
    known = shape.shapes().get(match[1])
    if known is not None and known.is_synced:
        raise capture.CaptureError(f"statement beside the unit of work on {match[1]}")


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn known failures of the disk into sentences; everything else passes as it is.

    Raises:
        UserError: One of the ``storage.*`` codes.
    """
    try:
        yield
    except (DatabaseError, driver.DatabaseError) as error:
        known = _known(str(getattr(error, "orig", None) or error))
        if known is None:
            raise
        raise UserError(known, path=str(path)) from error


def _known(message: str) -> str | None:
    lowered = message.lower()
    return next((code for words, code in _SENTENCES if words in lowered), None)


_SENTENCES = (
    ("database or disk is full", "storage.full"),
    ("disk i/o error", "storage.io"),
    ("attempt to write a readonly database", "storage.readonly"),
    ("unable to open database file", "storage.unreachable"),
    ("file is not a database", "storage.wrong_key"),
    ("malformed", "storage.corrupt"),
    ("database is locked", "storage.busy"),
    ("interrupted", "storage.busy"),
)
