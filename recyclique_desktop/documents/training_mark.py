"""What every paper of the training says above and below: nothing in it was sold."""

from __future__ import annotations

from typing import Final

from recyclique_desktop.domain.ids import is_of_training
from recyclique_desktop.system.messages import tr

WIDTH: Final = 42
_EDGE: Final = "*" * WIDTH


def marked(text: str, number_or_code: str, width: int = WIDTH) -> str:
    """Return a text with ENTRAÎNEMENT above and below where it is of the training, else as it is.

    Args:
        text: Lines ended by a newline.
        number_or_code: A number people read (``E-000004``), or the code of a workstation.
        width: Columns of the paper.
    """
    if not is_of_training(number_or_code):
        return text
    mark = "\n".join((_EDGE[:width], *(line.center(width).rstrip() for line in words()), _EDGE[:width]))
    return f"{mark}\n{text}{mark}\n"


def words() -> tuple[str, str]:
    """Return what the mark says, in two lines."""
    return tr("ENTRAÎNEMENT · RIEN N’EST ENCAISSÉ"), tr("document sans valeur")
