"""The witness: how far the journal reached, written down in the configuration folder, beside the keys.

Whoever takes the newest entry out of the data folder, with everything it wrote, leaves a chain that is whole. The
witness lies elsewhere and a restored data folder does not bring it back, so the missing end is noticed. It also keeps
the public halves of the keys, so that the records can be examined where the signing key is gone.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from recyclique_desktop.domain.journal import Mark
from recyclique_desktop.system.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FORMAT = 1
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Witness:
    """What was seen.

    Attributes:
        streams: The last entry of each stream that this workstation writes.
        keys: Public signing keys by key id.
        data: The data folder it was seen in; empty before.
    """

    streams: Mapping[UUID, Mark] = field(default_factory=dict)
    keys: Mapping[str, bytes] = field(default_factory=dict)
    data: str = ""


def path_of(folder: Path, installation_id: UUID) -> Path:
    """Return where the witness of an installation lies."""
    return folder / f"witness-{installation_id}.json"


def load(folder: Path, installation_id: UUID) -> Witness:
    """Read the witness; one that is missing or damaged has seen nothing."""
    path = path_of(folder, installation_id)
    try:
        return _read(path.read_bytes())
    except FileNotFoundError:
        return Witness()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        _log.warning("the witness cannot be read: %s", path)
        return Witness()


def save(folder: Path, installation_id: UUID, witness: Witness) -> None:
    """Write the witness, whole or not at all.

    Raises:
        UserError: ``folder.unwritable``.
    """
    told = {
        "format": FORMAT,
        "streams": {
            str(stream): {"seq": mark.seq, "hash": mark.hash.hex()} for stream, mark in witness.streams.items()
        },
        "data": witness.data,
        "keys": {key_id: key.hex() for key_id, key in witness.keys.items()},
    }
    write_whole(path_of(folder, installation_id), json.dumps(told, sort_keys=True).encode("utf-8"))


def _read(raw: bytes) -> Witness:
    told = json.loads(raw)
    streams = {
        UUID(stream): Mark(int(mark["seq"]), bytes.fromhex(mark["hash"])) for stream, mark in told["streams"].items()
    }
    keys = {key_id: bytes.fromhex(key) for key_id, key in told["keys"].items()}
    return Witness(streams, keys, str(told.get("data", "")))
