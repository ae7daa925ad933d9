"""The « feuille de secours »: made at first run, made again whenever a manager asks; the older sheet stops working."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.system import config as configuration
from recyclique_desktop.system import recovery
from recyclique_desktop.system.secrets import DATABASE, SecretStore, secret_name

if TYPE_CHECKING:
    from recyclique_desktop.flows.workstation import OpenWorkstation, RandomBytes
    from recyclique_desktop.system.paths import Folders


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is shown and printed once, then forgotten."""

    words: tuple[str, ...]
    qr: str
    text: str


def make_sheet(
    workstation: OpenWorkstation, store: SecretStore, site_name: str, workstation_name: str, random_bytes: RandomBytes
) -> Sheet:
    """Make a new recovery pair, seal the database key to it, and return its private half for printing."""
    config = configuration.load(workstation.folders.data)  # the centre's stream may have another name by now
    key = store.get(secret_name(config.installation_id, DATABASE))
    pair = recovery.new_pair(random_bytes)
    sealed = recovery.seal(pair.public, key, random_bytes)
    changed = config.changed(recovery_public_key=pair.public.hex(), sealed_database_key=sealed.hex())
    configuration.save(workstation.folders.data, changed)
    words = recovery.to_words(pair.private)
    made_on = business_date(workstation.station.clock.now(), workstation.station.zone)
    text = recovery.sheet_text(
        words, site=site_name, workstation=workstation_name, installation_id=config.installation_id, made_on=made_on
    )
    return Sheet(words, recovery.qr_content(pair.private, config.installation_id), text)


def is_missing(folders: Folders) -> bool:
    """Tell whether this workstation's sheet was never made (a first run cut short)."""
    return not configuration.load(folders.data).recovery_public_key
