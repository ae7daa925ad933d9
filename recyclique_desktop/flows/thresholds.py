"""The alert thresholds as offices and 1.4.4's web application share them: encrypted, with the key in the keyring.

The key is 1.4.4's own where somebody gave its SECRET_KEY, else one made here when the first thresholds are set. A value
that cannot be read is said to be so; it never silently becomes the default.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from recyclique_desktop.data.models import AdminSetting
from recyclique_desktop.domain import thresholds
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.thresholds import Thresholds
from recyclique_desktop.services.admin_settings import CopyThresholds, SetThresholds, copy_thresholds, set_thresholds
from recyclique_desktop.system import web_vault
from recyclique_desktop.system.secrets import ADMIN_SETTINGS, SecretStore, secret_name

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.data.db import Database
    from recyclique_desktop.domain.money import Cents
    from recyclique_desktop.domain.station import Actor, Station

_SHORTEST: Final = 16


@dataclass(frozen=True, slots=True)
class Held:
    """What holds for a shop.

    Attributes:
        is_own: Whether it is the shop's own, not the one for all.
        is_set: Whether anybody ever set it.
    """

    thresholds: Thresholds
    is_own: bool = False
    is_set: bool = True


class ThresholdKeys:
    """The key of the encrypted settings, in the keyring of this workstation.

    Args:
        store: Where secrets lie.
        installation_id: Whose.
    """

    def __init__(self, store: SecretStore, installation_id: UUID) -> None:
        self._store = store
        self._name = secret_name(installation_id, ADMIN_SETTINGS)

    def known(self) -> bytes | None:
        """Return the key, if this workstation has it.

        Raises:
            UserError: ``secret.locked``, ``secret.unreadable``.
        """
        try:
            return self._store.get(self._name)
        except UserError as error:
            if error.code != "secret.missing":
                raise
            return None

    def remember(self, secret_key: str) -> None:
        """Keep the key that 1.4.4 derives from its SECRET_KEY.

        Raises:
            UserError: ``setting.secret_short``, ``secret.*``.
        """
        if len(secret_key.strip()) < _SHORTEST:
            raise UserError("setting.secret_short")
        self._store.set(self._name, web_vault.key_of(secret_key.strip()))

    def make(self) -> bytes:
        """Make a key of our own and keep it.

        Raises:
            UserError: ``secret.*``.
        """
        key = web_vault.new_key()
        self._store.set(self._name, key)
        return key


def held(db: Database, station: Station, keys: ThresholdKeys) -> Held:
    """Return the thresholds of this shop: its own, else those for all, else the defaults.

    Raises:
        UserError: ``admin_setting.key_missing``, ``admin_setting.unreadable``, ``secret.*``.
    """
    with db.reading() as session:
        token, is_own = _token(session, station.site_id)
    if token is None:
        return Held(Thresholds(), is_set=False)
    return Held(_opened(token, keys.known()), is_own)


def save(db: Database, wish: Cents, actor: Actor, station: Station, keys: ThresholdKeys, *, own: bool) -> None:
    """Set the variance from which a closing raises an alert; what else 1.4.4 keeps in the same value stays.

    Raises:
        UserError: ``permission.denied``, ``shared.office_only``, ``setting.amount_range``, ``admin_setting.*``,
            ``secret.*``.
    """
    with db.reading() as session:
        token, _ = _token(session, station.site_id if own else None)
        any_token = session.scalar(
            select(AdminSetting.value_encrypted).where(AdminSetting.key == thresholds.KEY).limit(1)
        )
    key = keys.known()
    if key is None and any_token is not None:
        raise UserError("admin_setting.key_missing")
    before = None if token is None else _opened(token, key)
    after = Thresholds(wish, before.low_inventory if before else thresholds.LOW_INVENTORY)
    sealed = web_vault.seal(key or keys.make(), after.to_json())
    with db.writing() as session:
        set_thresholds(session, SetThresholds(after, sealed, before, own), actor, station)


def copy_from_web(db: Database, actor: Actor, station: Station, keys: ThresholdKeys) -> bool:
    """Let tills know what the web application set; nothing to do where this workstation cannot read it.

    Returns:
        Whether there was something to read.

    Raises:
        UserError: ``admin_setting.unreadable``, ``shared.office_only``.
    """
    key = keys.known()
    if key is None:
        return False
    found: list[CopyThresholds] = []
    with db.reading() as session:
        for own in (False, True):
            token = _token_of(session, station.site_id if own else None)
            if token is not None:
                found.append(CopyThresholds(_opened(token, key), own))
    for command in found:
        with db.writing() as session:
            copy_thresholds(session, command, actor, station)
    return bool(found)


def _opened(token: str, key: bytes | None) -> Thresholds:
    if key is None:
        raise UserError("admin_setting.key_missing")
    try:
        return thresholds.from_json(web_vault.unseal(key, token))
    except ValueError as error:
        raise UserError("admin_setting.unreadable") from error


def _token(session: Session, site_id: UUID | None) -> tuple[str | None, bool]:
    own = _token_of(session, site_id) if site_id is not None else None
    return (own, True) if own is not None else (_token_of(session, None), False)


def _token_of(session: Session, site_id: UUID | None) -> str | None:
    query = select(AdminSetting.value_encrypted).where(
        AdminSetting.key == thresholds.KEY, AdminSetting.site_id.is_not_distinct_from(site_id)
    )
    return session.scalar(query)
