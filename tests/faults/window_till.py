"""The real program in its window, off-screen, with two hands that sell until somebody kills it.

What the screen says is written down line by line: ``sold 0042 350`` once « Ticket 0042 enregistré · 3,50 € » is shown,
``ticket 2 700`` once a running ticket of two lines is shown and nothing is being written any more.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import secrets
from pathlib import Path

from PySide6.QtWidgets import QApplication

from recyclique_desktop.app import Means, Program, new_application
from recyclique_desktop.system.clock import SystemClock
from recyclique_desktop.system.paths import folders
from recyclique_desktop.system.secrets import choose_store
from recyclique_desktop.ui.caisse.sale_page import SalePage
from recyclique_desktop.ui.startup import StartingScreen
from recyclique_desktop.ui.theme import reduce_animations
from tests.ui.driver import Hands

_PAID = re.compile(r"Ticket (\d+) enregistré · ([\d\s\u202f\u00a0]+),(\d\d)")


class Seller(Hands):
    """Hands at the till; what they read goes into a file."""

    def __init__(self, program: Program, said: Path, seed: int) -> None:
        self.program = program
        self.chance = random.Random(seed)
        self.file = said.open("a", encoding="ascii")
        super().__init__(program.window, self._rests)

    @property
    def page(self) -> str:
        current = self.program.window.current
        return current.name if current is not None else ""

    def _rests(self) -> bool:
        return self.page == "failure" or (self.program.is_idle and self.page != StartingScreen.name)

    def sell_for_ever(self) -> None:
        """Come in, open or take up the till, and sell."""
        self.come_in()
        while True:
            self.serve()

    def come_in(self) -> None:
        """Sign in, and open the till or take it up."""
        self.settle()
        assert self.page == "sign_in", f"{self.page}: {self.said()}"
        self.type("e2580")
        self.key("enter")
        while self.page != "sale":
            if self.shows("date_dialog_confirm"):  # the shop was shut for days
                self.tap("date_dialog_confirm")
                continue
            if self.page == "opening":
                self.type("t50")
            self.key("enter")
        self.note_ticket()
        if self.shows("sale_resume"):
            self.tap("sale_resume")

    def serve(self) -> None:
        """Sell one ticket."""
        for _ in range(self.chance.randint(1, 3)):
            self.type("aa" + str(self.chance.randint(1, 9)))
            self.key("enter", "enter")
            self.note_ticket()
        self.pay()

    def pay(self) -> None:
        """Take cash and say the ticket paid, as the screen does."""
        self.key("enter")
        assert self.page == "payment", self.said()
        self.tap("payment_method_cash")
        self.type("500")
        self.key("enter")
        found = _PAID.search(self.said())
        assert found is not None, self.said()
        euros = re.sub(r"\D", "", found[2])
        self.note(f"sold {found[1]} {int(euros) * 100 + int(found[3])}")

    def note_ticket(self) -> None:
        """Write down the running ticket that is shown."""
        page = self.program.window.current
        assert isinstance(page, SalePage)
        basket = page._offered or page._ticket.basket
        lines, total = (len(basket.lines), basket.total) if basket is not None else (0, 0)
        self.note(f"ticket {lines} {total}")

    def note(self, line: str) -> None:
        self.file.write(f"{line}\n")
        self.file.flush()


def main() -> None:
    """Sell until killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--said", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application: QApplication = new_application()
    reduce_animations(application, reduced=True)
    where = folders(asked.data_dir)
    program = Program(Means(where, choose_store(where), SystemClock(), secrets.token_bytes, debounce_ms=0))
    program.window.show()
    program.window.activateWindow()
    program.start()
    Seller(program, asked.said, asked.seed).sell_for_ever()


if __name__ == "__main__":
    main()
