"""What is left when the hands of a demonstration do not find what they look for: a picture, and one sentence."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.ui.gestures import LostError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from recyclique_desktop.ui.gestures import Hands

_log = logging.getLogger(__name__)
PICTURE: Final = "geste-perdu.png"


@contextmanager
def shown(hands: Hands, folder: Path) -> Iterator[None]:
    """Photograph the screen on which the hands of this block were lost.

    Args:
        hands: At the window.
        folder: Gets the picture, and in words what was looked for.

    Raises:
        UserError: ``demo.lost``.
    """
    try:
        yield
    except LostError as error:
        _log.exception("the hands were lost")
        folder.mkdir(parents=True, exist_ok=True)
        picture = folder / PICTURE
        hands.window.grab().save(str(picture))
        picture.with_suffix(".txt").write_text(f"{error}\n", encoding="utf-8")
        raise UserError("demo.lost", file=str(picture)) from error
