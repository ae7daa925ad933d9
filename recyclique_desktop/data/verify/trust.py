"""What verification believes from outside the file. Light: every start needs it, hardly any the rest."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from recyclique_desktop.domain import journal


@dataclass(frozen=True, slots=True)
class Trust:
    """What verification believes from outside the file.

    Attributes:
        own_stream: The workstation's signed stream.
        centre_stream: The centre's stream, unsigned: a stand-alone shop's own, or what was pulled of a centre's.
        keys: Public keys by key id, from the key store, never from the file under test.
        joined_as: This workstation, once it has joined a centre. Rows of others are then the centre's to prove
            (``compare``); their entries must still be a chain.
        witness: How far each of our streams was last seen to reach, written down outside the data folder.
    """

    own_stream: UUID
    centre_stream: UUID | None
    keys: Mapping[str, bytes]
    joined_as: UUID | None = None
    witness: Mapping[UUID, journal.Mark] = field(default_factory=dict)
