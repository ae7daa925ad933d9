"""The program's own log: for whoever repairs it. Never a name, a code, an amount or a key.

A known error is written by its code alone, since its parameters may hold names; a bug is written whole.
"""

from __future__ import annotations

import faulthandler
import logging
import platform
import re
import sys
import threading
import traceback
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING

from recyclique_desktop import __version__
from recyclique_desktop.domain.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

FILE_NAME = "recyclique.log"
_SIZE = 1_000_000
_KEPT = 5
_LINE = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"
HIDDEN = "…"
"""Stands in a log for what may be a name, a code or an address."""
_OF_THE_PROGRAM = (AttributeError, NameError, ImportError, TypeError, AssertionError)
"""Errors whose messages quote the program's own words."""
_MASKED = (
    re.compile(r"[\w.+-]+@[\w.-]+"),
    re.compile(r"'[^'\n]*'|\"[^\"\n]*\"|«[^»\n]*»"),
    re.compile(r"\w+://\S+"),
    re.compile(r"\b\d{4,}\b"),
)
_log = logging.getLogger(__name__)


class PlainFormatter(logging.Formatter):
    """One line per record, then the trace of a bug."""

    def __init__(self) -> None:
        super().__init__(_LINE)

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; the trace another formatter may have left on the record is not used, it holds names."""
        line = self.formatMessage(self._spoken(record))
        error = record.exc_info[1] if record.exc_info else None
        return line if error is None else f"{line}\n{trace_text(error)}"

    def _spoken(self, record: logging.LogRecord) -> logging.LogRecord:
        record.message = record.getMessage()
        record.asctime = self.formatTime(record)
        return record


def start_logging(folder: Path, level: int = logging.INFO) -> Callable[[], None]:
    """Write every record to a file that turns over at 1 MB (five kept), and crashes of C code beside it.

    Returns:
        What to call at the end: it closes the files.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = RotatingFileHandler(folder / FILE_NAME, maxBytes=_SIZE, backupCount=_KEPT, encoding="utf-8")
    file.setFormatter(PlainFormatter())
    file.setLevel(level)
    root = logging.getLogger()
    before = root.level
    root.addHandler(file)
    root.setLevel(min(level, before) if before else level)
    fatal = (folder / "fatal.log").open("a", encoding="utf-8")
    faulthandler.enable(fatal)

    def stop() -> None:
        root.removeHandler(file)
        root.setLevel(before)
        file.close()
        faulthandler.disable()
        fatal.close()

    return stop


def install_crash_hook(show: Callable[[str], None]) -> Callable[[], None]:
    """Log every bug that nobody caught, on any thread, and show the first one.

    Args:
        show: Gets the text for support; called once, on the thread that failed.

    Returns:
        What to call to put the former hooks back.
    """
    hooks = sys.excepthook, threading.excepthook
    shown = threading.Event()

    def on_error(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            hooks[0](kind, error, trace)
            return
        _log.critical("uncaught error", exc_info=(kind, error, trace))
        if not shown.is_set():
            shown.set()
            show(crash_text(error))

    def on_thread_error(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            on_error(args.exc_type, args.exc_value, args.exc_traceback)

    sys.excepthook = on_error
    threading.excepthook = on_thread_error

    def restore() -> None:
        sys.excepthook, threading.excepthook = hooks

    return restore


def crash_text(error: BaseException) -> str:
    """Return what a volunteer can copy to whoever repairs the program: versions, then the trace."""
    head = f"RecyClique Desktop {__version__} · Python {platform.python_version()} · {platform.platform()}"
    return f"{head}\n{trace_text(error)}"


def trace_text(error: BaseException) -> str:
    """Return the trace of an error and of its causes; known errors by their code alone."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    before = f"{trace_text(cause)}\n↳ " if cause is not None else ""
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"{before}{_named(error)}\n{frames}".rstrip()


def _named(error: BaseException) -> str:
    """Return what an error is called, and of its message what cannot be anybody's name or code."""
    if isinstance(error, UserError):
        return f"UserError: {error.code}"
    if isinstance(error, ValueError | LookupError) and not _is_in_the_program(error):
        return f"{type(error).__qualname__}: {HIDDEN}"  # what could not be read is what somebody typed
    said = "".join(traceback.format_exception_only(error)).strip()
    return said if isinstance(error, _OF_THE_PROGRAM) else masked(said)


def _is_in_the_program(error: BaseException) -> bool:
    """Tell whether an error's message stands word for word where it was raised, so that it is nobody's own."""
    frames = traceback.extract_tb(error.__traceback__)
    words = str(error.args[0]) if error.args else ""
    return bool(frames) and (frames[-1].line or "").find(words) >= 0


def masked(text: str) -> str:
    """Return a text without what it quotes, without addresses and without long numbers."""
    for pattern in _MASKED:
        text = pattern.sub(HIDDEN, text)
    return text
