"""Photographs every screen, to be looked at beside the design's pictures.

``python -m tests.e2e.photographs DIR [--xvfb] [--docs]``

Light and dark, 1366×768, 1024×768, 1920×1080, words 40 % longer. ``--xvfb`` draws on a real X server (Xvfb, openbox)
and sells one article with a real mouse and a real keyboard (xdotool). ``--docs`` also renews ``docs/screenshots``.
Returns 0 when every picture was taken and everything fits.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from recyclique_desktop.app import Program, new_application
from recyclique_desktop.data.queries.till import till_home
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.ui import theme
from tests.e2e.walk import VARIANTS, Shops, Variant, Walk
from tests.ui import checks

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs" / "screenshots"
KEPT = (
    "01-connexion", "02-accueil-caisse", "03-ouverture-fond", "04-vente-categorie", "04b-vente-sombre",
    "04f-vente-1024x768", "05-vente-poids", "06-paiement", "06b-apres-paiement", "07-fermeture-comptage",
    "08-reception-pesee", "12-premier-demarrage", "12b-premier-demarrage-centre", "12d-premier-demarrage-personnes",
)  # fmt: skip
"""Pictures for README and guide, called as in the design."""
_PATIENCE_MS = 20_000


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--xvfb", action="store_true")
    parser.add_argument("--only", default="", help="one variant, by its name")
    parser.add_argument("--docs", action="store_true")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    if asked.xvfb and not asked.inside:
        return _under_xvfb(asked.folder.resolve(), asked.only)
    os.environ.setdefault("QT_QPA_PLATFORM", "xcb" if asked.inside else "offscreen")
    wrong = photograph_all(asked.folder.resolve(), asked.only, real_x=asked.inside)
    if asked.docs:
        _renew_docs(asked.folder.resolve())
    for sentence in wrong:
        print(sentence)
    print(f"{sum(1 for _ in asked.folder.rglob('*.png'))} photographs in {asked.folder}, {len(wrong)} remarks")
    return 1 if wrong else 0


def photograph_all(folder: Path, only: str = "", *, real_x: bool) -> list[str]:
    """Photograph every variant; return what does not fit."""

    application = new_application()
    theme.reduce_animations(application, reduced=True)
    shops = Shops(Path(tempfile.mkdtemp(prefix="recyclique-photographs-")))
    wrong: list[str] = []
    for variant in (one for one in VARIANTS if only in {"", one.name}):
        target = folder / variant.name
        target.mkdir(exist_ok=True)
        theme.apply(application, theme.DARK if variant.dark else theme.LIGHT)
        walk = Walk(variant, target, shops, real_x=real_x)
        with _words(variant):
            walk.whole()
        wrong += [f"{variant.name} {sentence}" for sentence in walk.wrong]
    theme.apply(application, theme.LIGHT)
    if real_x:
        _sell_by_hand(shops)
    shutil.rmtree(shops.root)
    return wrong


@contextmanager
def _words(variant: Variant) -> Iterator[None]:

    if variant.long_words:
        with checks.stretched():
            yield
    else:
        yield


def _renew_docs(folder: Path) -> None:
    """Keep a dozen pictures for README and guide."""
    DOCS.mkdir(parents=True, exist_ok=True)
    others = {
        "04b-vente-sombre": folder / "sombre-1366x768" / "04-vente-categorie.png",
        "04f-vente-1024x768": folder / "clair-1024x768" / "04-vente-categorie.png",
    }
    for name in KEPT:
        shutil.copyfile(others.get(name, folder / "clair-1366x768" / f"{name}.png"), DOCS / f"{name}.png")


def _under_xvfb(folder: Path, only: str) -> int:
    """Start a real X server with a window manager, and run again inside."""
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", "1920x1080x24", "-nolisten", "tcp"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert server.stdout is not None
    display = f":{server.stdout.readline().strip()}"  # a number that nobody else has, once it is ready
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    try:
        if display == ":":
            raise TimeoutError("the X server did not start")
        manager = subprocess.Popen(["openbox"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        command = [sys.executable, "-m", "tests.e2e.photographs", str(folder), "--xvfb", "--inside", "--only", only]
        done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
        manager.terminate()
        manager.wait(10)
        return done.returncode
    finally:
        server.terminate()
        server.wait(10)


def _sell_by_hand(shops: Shops) -> None:
    """Sell one article with a real mouse and a real keyboard; say what the file holds afterwards."""

    walk = Walk(VARIANTS[0], shops.root, shops, real_x=True)
    with walk.running("open") as hands:
        hands.type("e2580")
        hands.key("enter")
        hands.key("enter")
        before = _tickets(hands.program)

        arrivals = _Arrivals(hands.program.window)

        def click(name: str) -> None:
            target = hands.find(QWidget, name)
            at = target.mapToGlobal(QPoint(target.width() // 2, target.height() // 2))
            arrivals.await_one("mousemove", str(at.x()), str(at.y()), "click", "1")
            QTest.qWait(150)
            hands.settle()

        def press(*keys: str) -> None:
            for key in keys:
                arrivals.await_one("key", key)
                QTest.qWait(150)
                hands.settle()

        click("sale_tile_6")
        press("a", "1", "comma", "5", "Return", "Return")
        click("sale_foot_primary")
        press("5", "0", "Return")
        after = _tickets(hands.program)
    if after != before + 1:
        raise AssertionError(f"the hand sold {after - before} tickets instead of one")
    print(f"one article sold with a real mouse and keyboard: ticket {after} of the day")


class _Arrivals(QObject):
    """Counts releases that come from the X server: on a busy machine each takes its time on the way."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._count = 0
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        released = event.type() in {QEvent.Type.KeyRelease, QEvent.Type.MouseButtonRelease}
        self._count += released and event.spontaneous() and isinstance(watched, QWindow)
        return False

    def await_one(self, *words: str) -> None:
        """Let the real hand do one thing, and wait until the program was told of it."""
        if not QTest.qWaitForWindowActive(self._window, _PATIENCE_MS):
            raise TimeoutError("the window was never given the keyboard")
        before = self._count
        subprocess.run(["xdotool", *words], check=True)
        limit = time.monotonic() + _PATIENCE_MS / 1000
        while self._count == before:
            if time.monotonic() > limit:
                raise TimeoutError(f"{' '.join(words)} never arrived")
            QTest.qWait(10)


def _tickets(program: Program) -> int:
    """Return how many tickets the day has, as the file says."""
    opened = program.opened
    assert opened is not None
    with opened.db.reading() as session:
        today = business_date(opened.station.clock.now(), opened.station.zone)
        return till_home(session, opened.station, today).tickets


if __name__ == "__main__":
    raise SystemExit(main())
