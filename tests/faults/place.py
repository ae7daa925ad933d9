"""A workstation's folders, made to be mistreated: run commands in it, start them, open the file behind its back."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recyclique_desktop.cli.main import main
from recyclique_desktop.data.db import connect
from recyclique_desktop.flows.workstation import DATABASE_FILE
from recyclique_desktop.system import config as configuration
from recyclique_desktop.system.paths import CONFIG_VARIABLE, Folders
from recyclique_desktop.system.secrets import DATABASE, FileStore, secret_name

ROOT = Path(__file__).resolve().parents[2]
NO_KEYRING = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
"""Harnesses keep keys in files: they must not fill the keyring of whoever runs them."""


@dataclass(frozen=True, slots=True)
class Done:
    """A command that ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one object on its output."""
        found: dict[str, Any] = json.loads(self.out)
        return found


@dataclass(frozen=True, slots=True)
class Place:
    """One folder with everything of one workstation in it."""

    root: Path

    @property
    def folders(self) -> Folders:
        return Folders(self.root / "data", self.root / "config", self.root / "data" / "logs")

    @property
    def file(self) -> Path:
        return self.folders.data / DATABASE_FILE

    @property
    def is_installed(self) -> bool:
        return configuration.exists(self.folders.data)

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, **NO_KEYRING, CONFIG_VARIABLE: str(self.folders.config), "PYTHONPATH": str(ROOT)}

    def run(self, *arguments: str, password: str | None = None, typed: str = "") -> Done:
        """Run a command in this process.

        Args:
            arguments: After the program's name; the data folder is added.
            password: What ``RECYCLIQUE_PASSWORD`` holds.
            typed: What comes on the standard input.
        """
        out, err = io.StringIO(), io.StringIO()
        with self._settled(password, typed), redirect_stdout(out), redirect_stderr(err):
            code = main([*arguments, "--data-dir", str(self.folders.data)])
        return Done(code, out.getvalue(), err.getvalue())

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "recyclique_desktop.cli", *arguments, "--data-dir", str(self.folders.data)],
            env=self.environment, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def key(self) -> bytes:
        config = configuration.load(self.folders.data)
        return FileStore(self.folders.config).get(secret_name(config.installation_id, DATABASE))

    @contextmanager
    def raw(self) -> Iterator[Any]:
        """Open the file with its key and nothing else: no journal, no checks of ours."""
        connection = connect(self.file, self.key())
        try:
            yield connection
        finally:
            connection.close()

    def copy_to(self, root: Path) -> Place:
        """Copy the data; the keys stay shared, as somebody who steals the file would want them."""
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(self.folders.data, root / "data")
        shutil.copytree(self.folders.config, root / "config")
        return Place(root)

    @contextmanager
    def _settled(self, password: str | None, typed: str) -> Iterator[None]:
        before, keyboard = dict(os.environ), sys.stdin
        os.environ.update({**NO_KEYRING, CONFIG_VARIABLE: str(self.folders.config)})
        os.environ.pop("RECYCLIQUE_PASSWORD", None)
        if password is not None:
            os.environ["RECYCLIQUE_PASSWORD"] = password
        sys.stdin = io.StringIO(typed)
        try:
            yield
        finally:
            sys.stdin = keyboard
            os.environ.clear()
            os.environ.update(before)
