"""Taking a broken machine's place: somebody names it by the code that is on its tickets."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest

from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.flows import join
from recyclique_desktop.system.clock import SystemClock
from tests.postgres import CentralDatabase
from tests.sync import real

pytestmark = pytest.mark.postgres


def test_the_code_on_its_tickets_names_the_machine_that_is_replaced(tmp_path: Path, centre: CentralDatabase) -> None:
    clock = SimulatedClock(SystemClock().now())
    with ExitStack() as posts:
        alone = real.alone(tmp_path / "one", clock)
        posts.callback(alone.opened.close)
        founded = real.found(alone, centre)
        founded.sync()
        code = real.code_for(centre, WorkstationKind.TILL)
        ground = real.ground(tmp_path / "new", clock, 2)
        for wrong in ("C99", "n’importe quoi"):
            with pytest.raises(UserError, match=r"enrol\.replaces"):
                join.join(ground, join.Newcomer("Caisse 1", wrong), code)
        opened = join.join(ground, join.Newcomer("Caisse 1", " c01 "), code)
        posts.callback(opened.close)
        assert opened.config.code == "C02", "the old tickets keep their code"
        assert founded.sync().cause == "revoked"
