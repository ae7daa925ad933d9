"""A disk that takes its time: every ``fsync`` and ``fdatasync`` of a process lasts so many milliseconds longer.

A shop's old hard disk needs about 8 ms; the machines that run benchmarks often need none. The delay is a library
preloaded under the shipped SQLite, so nothing of the program knows.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

VARIABLE = "RECYCLIQUE_BENCH_FSYNC_MS"
_SOURCE = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static void wait_a_while(void) {
    const char *text = getenv("RECYCLIQUE_BENCH_FSYNC_MS");
    long microseconds = text ? (long)(atof(text) * 1000) : 0;
    struct timespec pause = {microseconds / 1000000, (microseconds % 1000000) * 1000};
    if (microseconds > 0) nanosleep(&pause, NULL);
}

int fsync(int file) {
    static int (*real)(int);
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    wait_a_while();
    return real(file);
}

int fdatasync(int file) {
    static int (*real)(int);
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    wait_a_while();
    return real(file);
}
"""


def library(folder: Path) -> Path | None:
    """Compile the delay; nothing where there is no C compiler."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        return None
    source, built = folder / "slow_disk.c", folder / "slow_disk.so"
    source.write_text(_SOURCE, "ascii")
    command = [compiler, "-shared", "-fPIC", "-O2", "-o", str(built), str(source), "-ldl"]
    subprocess.run(command, check=True, capture_output=True)
    return built


def environment(built: Path, milliseconds: float) -> dict[str, str]:
    """Return the environment of a process with such a disk."""
    return {**os.environ, "LD_PRELOAD": str(built), VARIABLE: str(milliseconds)}
