"""What a shop would lose, or not understand, when its centre is not well: every situation, in every run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from recyclique_desktop.ui import theme
from tests.e2e import bad_centre
from tests.e2e.bad_centre import Seen
from tests.e2e.bad_pictures import Camera
from tests.postgres import CentralDatabase


@pytest.fixture
def camera(tmp_path: Path, qapp: QApplication) -> Iterator[Camera]:
    folder = tmp_path / "pictures"
    folder.mkdir()
    theme.apply(qapp, theme.LIGHT)
    theme.reduce_animations(qapp, reduced=True)
    yield Camera(folder, [])
    theme.reduce_animations(qapp, reduced=False)


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.screen
def test_nothing_is_lost_and_everything_is_said_and_seen_whatever_is_wrong_at_the_centre(
    tmp_path: Path, centre: CentralDatabase, camera: Camera
) -> None:
    rows = bad_centre.run(tmp_path, centre, with_slow=False, camera=camera)
    met = [one for one in bad_centre.SITUATIONS if not one.is_slow and one.needs(centre)]
    assert [(row.situation, row.seen) for row in rows] == [(one.name, one.seen) for one in met]
    print(bad_centre.table(rows))
    _were_seen(camera, met)


def _were_seen(camera: Camera, met: list[bad_centre.Situation]) -> None:
    """A newcomer at the access, a till at its sale and behind its pill, the words whole."""
    newcomers = [shot for shot in camera.shots if shot.page == "first_run"]
    sales = [shot for shot in camera.shots if shot.page == "sale"]
    pages = [shot for shot in camera.shots if shot.page == "admin_sync"]
    assert len(newcomers) == sum(one.seen is Seen.NEWCOMER for one in met)
    assert len(sales) == len(pages) == sum(one.seen is Seen.TILL for one in met)
    for shot in camera.shots:
        assert not shot.missing, f"{shot.file.name} does not say {shot.missing}: {shot.said}"
        assert not shot.wrong, f"{shot.file.name}: {shot.wrong}"
        assert shot.file.stat().st_size > 10_000, f"{shot.file.name} shows nothing"
    assert {shot.pill for shot in newcomers} == {""}, "a newcomer has no exchange to speak of"
    assert all(shot.pill.startswith("Hors ligne depuis") or shot.pill == "1 à regarder" for shot in (*sales, *pages))
