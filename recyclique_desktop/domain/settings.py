"""The settings of the shop, declared once: key, form, limits, words, who may change it, and what holds until then.

Nothing else may be written into the ``settings`` table: a key that is not declared here is refused
(``reception-admin.md`` §5.1.1). The keys without a dot are those of 1.4.4.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from recyclique_desktop.domain.cash_count import TOLERANCE
from recyclique_desktop.domain.containers import DEFAULTS, TareList
from recyclique_desktop.domain.enums import Permission, UserRole
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import ZERO, Cents, from_decimal, to_decimal
from recyclique_desktop.domain.payment import CASH_CEILING as LEGAL_CEILING
from recyclique_desktop.domain.payment import EXCEPTION_CEILING, LEAST_CEILING
from recyclique_desktop.domain.plausible import ByCategory
from recyclique_desktop.domain.reception import MAX_LINE, UNUSUAL
from recyclique_desktop.domain.text import nfc

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from recyclique_desktop.domain.station import Actor
    from recyclique_desktop.domain.weight import Grams

T = TypeVar("T")
_MAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]{2,}")
_LONGEST = 255


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from ``low`` to ``high``.

    Attributes:
        below: Code of the sentence for a smaller one; ``above`` likewise, the same where it is empty.
    """

    low: int
    high: int
    below: str = "setting.range"
    above: str = ""

    def read(self, stored: str) -> int:
        """Return a stored value, out of range or not: what an older program wrote still holds.

        Raises:
            ValueError: It is no whole number.
        """
        if not (stored.isascii() and stored.isdecimal()):
            raise ValueError(stored)
        return int(stored)

    def write(self, value: int) -> str:
        """Return a value as the table keeps it.

        Raises:
            UserError: Out of range.
        """
        if value < self.low:
            raise UserError(self.below, low=self.low, high=self.high)
        if value > self.high:
            raise UserError(self.above or self.below, low=self.low, high=self.high)
        return str(value)


@dataclass(frozen=True, slots=True)
class Amount:
    """Euros from ``low`` to ``high``, stored as ``"0.05"``."""

    high: Cents
    refusal: str = "setting.amount_range"
    low: Cents = ZERO

    def read(self, stored: str) -> Cents:
        """Return a stored amount.

        Raises:
            ValueError: It is no exact decimal.
        """
        return from_decimal(stored)

    def write(self, value: Cents) -> str:
        """Return a value as the table keeps it.

        Raises:
            UserError: Out of range.
        """
        if not self.low <= value <= self.high:
            raise UserError(self.refusal, high=self.high, low=self.low)
        return to_decimal(value)


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no; 1.4.4 wrote it as free text."""

    def read(self, stored: str) -> bool:
        """Return whether it is one of the words for yes."""
        return stored.strip().lower() in {"true", "1", "yes", "oui", "on"}

    def write(self, value: bool) -> str:
        """Return a value as the table keeps it."""
        return "true" if value else "false"


@dataclass(frozen=True, slots=True)
class Words:
    """A short text; empty only where ``empty`` allows.

    Attributes:
        mail: Whether it must be one mail address.
    """

    refusal: str
    mail: bool = False
    empty: bool = False

    def read(self, stored: str) -> str:
        """Return a stored text."""
        return stored

    def write(self, value: str) -> str:
        """Return a value as the table keeps it.

        Raises:
            UserError: Empty, too long, or no address.
        """
        text = nfc(" ".join(value.split()))
        wrong = not self.empty if not text else len(text) > _LONGEST or (self.mail and not _MAIL.fullmatch(text))
        if wrong:
            raise UserError(self.refusal)
        return text


@dataclass(frozen=True, slots=True)
class SettingKey(Generic[T]):
    """One key of the ``settings`` table.

    Attributes:
        default: What holds while the table does not say, or says something unreadable.
        kind: How it is stored and what it may be.
        label: What the screen calls it, in French.
        meaning: What it does, one sentence.
        unit: Under which word it is typed.
        role: ``SUPER_ADMIN`` for what administrators may not change.
        per_site: Whether a shop may have its own value; the one for all holds where it has none.
        dated: Whether each value is kept with its first day, so that the past is judged by what held then.
        sealed: Whether it is the plain copy of an encrypted value, set together with it (``flows/thresholds.py``).
        shown: Whether the screen offers it; the others are kept for 1.4.4's web application, which reads them.
    """

    name: str
    default: T
    kind: Any
    label: str
    meaning: str = ""
    unit: str = ""
    role: UserRole = UserRole.ADMIN
    per_site: bool = False
    dated: bool = False
    sealed: bool = False
    shown: bool = True
    right: Permission = field(default=Permission.SETTINGS_MANAGE)

    def read(self, stored: str | None) -> T:
        """Return what a stored text says; the default for nothing and for what cannot be read."""
        if stored is None:
            return self.default
        try:
            found: T = self.kind.read(stored)
        except ValueError:
            return self.default
        return found

    def row_key(self, site_id: UUID | None = None) -> str:
        """Return the key of its row: for one shop, its id follows the name."""
        return self.name if site_id is None else f"{self.name}@{site_id}"

    def require(self, actor: Actor) -> None:
        """Refuse whoever may not change it.

        Raises:
            UserError: ``permission.denied``, ``permission.super_admin``.
        """
        actor.require(self.right)
        if self.role is UserRole.SUPER_ADMIN:
            actor.require_super_admin()


SIGN_IN_MINUTES = SettingKey(
    "token_expiration_minutes", 480, Whole(1, 10_080, "setting.minutes_positive", "setting.minutes_week"),
    "Durée d’une connexion", "Après ce temps, chacun redonne son code. Le ticket en cours reste.", "Minutes",
    role=UserRole.SUPER_ADMIN,
)  # fmt: skip
"""How long a sign-in lasts; 1.4.4's own key, a week at most."""
REFRESH_HOURS = SettingKey(
    "refresh_token_max_hours", 24, Whole(1, 168), "Prolongation d’une connexion web", unit="Heures",
    role=UserRole.SUPER_ADMIN, shown=False,
)  # fmt: skip
"""Of 1.4.4's web application alone."""
ACTIVITY_MINUTES = SettingKey(
    "activity_threshold_minutes", 15, Whole(1, 1_440, "setting.activity_range"), "Seuil d’activité",
    "Sans geste depuis ce temps, une personne n’est plus dite présente.", "Minutes",
)  # fmt: skip
MAIL_FROM_NAME = SettingKey(
    "email_from_name", "RecyClique", Words("setting.sender_name"), "Nom de l’expéditeur des courriels",
    "Le nom que lit la personne qui reçoit.", "Nom", role=UserRole.SUPER_ADMIN,
)  # fmt: skip
MAIL_FROM = SettingKey(
    "email_from_address", "", Words("setting.sender_address", mail=True), "Adresse de l’expéditeur",
    "L’adresse d’où partent les courriels de l’association.", "Adresse", role=UserRole.SUPER_ADMIN,
)  # fmt: skip
MAIL_TO = SettingKey(
    "email_default_recipient", "", Words("setting.recipient_address", mail=True, empty=True),
    "Destinataire des rapports", "L’adresse qui reçoit les rapports ; vide, personne.", "Adresse",
    role=UserRole.SUPER_ADMIN,
)  # fmt: skip
PIN_MODE = SettingKey("pin_mode_enabled", False, Flag(), "Code demandé par l’application web", shown=False)  # noqa: FBT003
"""Of 1.4.4's web application alone: here a code is always asked for."""
VARIANCE_TOLERANCE = SettingKey(
    "cash.variance_tolerance", TOLERANCE, Amount(Cents(10_000), "setting.tolerance_range"),
    "Écart de caisse sans explication", "À la fermeture, un écart plus grand demande un mot.", "Euros", per_site=True,
)  # fmt: skip
"""Largest variance that needs no word at closing, in euros."""
VARIANCE_APPROVAL = SettingKey(
    "cash.variance_approval", Cents(2_000), Amount(Cents(100_000)), "Écart qui demande un responsable",
    "À la fermeture, un écart plus grand demande l’accord d’un responsable ; zéro n’en demande à personne.", "Euros",
    per_site=True,
)  # fmt: skip
"""Variance above which a manager's word is needed to close, in euros; zero asks nobody."""
BLIND_COUNT = SettingKey(
    "cash.blind_count", False, Flag(), "Compter sans voir l’attendu",  # noqa: FBT003
    "À la fermeture, ce qui est attendu ne se montre qu’une fois tout compté.", "Oui ou non",
    per_site=True,
)  # fmt: skip
"""Whether what should be in the drawer stays hidden until all is counted."""
CASH_ALERT = SettingKey(
    "alert.cash_discrepancy", Cents(1_000), Amount(Cents(100_000)), "Alerte sur un écart de caisse",
    "Une fermeture dont l’écart dépasse ce montant est signalée aux responsables.", "Euros", per_site=True,
    dated=True, sealed=True,
)  # fmt: skip
"""What a till needs of the alert thresholds: their plain copy, written with them (``services/admin_settings.py``)."""
CASH_CEILING = SettingKey(
    "cash.ceiling", LEGAL_CEILING, Amount(EXCEPTION_CEILING, "setting.ceiling_range", LEAST_CEILING),
    "Espèces permises par ticket", "La loi limite ce qu’un ticket peut recevoir en espèces.", "Euros", dated=True,
)  # fmt: skip
"""Most cash of one ticket; each value holds from its day on, as the law that sets it."""
_LOCK = "Sans geste pendant ce temps, le poste se verrouille. Le ticket en cours reste."
LOCK_TILL = SettingKey(
    "lock.till_minutes", 5, Whole(1, 120), "Verrouillage d’une caisse", _LOCK, "Minutes", per_site=True
)
LOCK_RECEPTION = SettingKey(
    "lock.reception_minutes", 10, Whole(1, 120), "Verrouillage d’une réception", _LOCK, "Minutes", per_site=True
)
LOCK_OFFICE = SettingKey(
    "lock.office_minutes", 5, Whole(1, 120), "Verrouillage d’un bureau", _LOCK, "Minutes", per_site=True
)
UNUSUAL_WEIGHT = SettingKey(
    "reception.unusual_weight_kg", UNUSUAL // 1000, Whole(1, MAX_LINE // 1000), "Pesée inhabituelle",
    "À la réception, une pesée de ce poids ou plus est à confirmer.", "Kilogrammes",
)  # fmt: skip
TILL_WEIGHT = SettingKey(
    "till.unusual_weight_kg", 50, Whole(1, 9_999), "Poids inhabituel à la caisse",
    "À la caisse, un poids plus grand que celui-ci est à confirmer.", "Kilogrammes",
)  # fmt: skip
UNUSUAL_BY_CATEGORY: SettingKey[Mapping[UUID, Grams]] = SettingKey(
    "reception.unusual_by_category", {}, ByCategory(), "Pesée inhabituelle d’une catégorie", shown=False
)
"""Limits of some categories, in grams; shown with the tare list."""
CONTAINERS = SettingKey("reception.containers", DEFAULTS, TareList(), "Contenants de la réception", shown=False)
"""The tare list; it has a page of its own."""
SIGN_IN_MONTHS = SettingKey(
    "retention.sign_in_months", 12, Whole(6, 24), "Conservation des connexions",
    "L’historique des connexions plus ancien est effacé ; le journal fiscal reste.", "Mois",
)  # fmt: skip
DORMANT_MONTHS = SettingKey(
    "retention.dormant_months", 12, Whole(6, 60), "Comptes sans activité",
    "Un compte sans activité depuis ce temps est proposé à l’anonymisation.", "Mois",
)  # fmt: skip

DECLARED: Final[Mapping[str, SettingKey[Any]]] = {
    key.name: key for key in list(globals().values()) if isinstance(key, SettingKey)
}
"""Every key there is, by name, in the order of the screen."""
FISCAL_REGIME: Final = "fiscal_regime"
"""Key of the dated setting (``setting_versions``) that the law wants; scope is the site."""


def declared(name: str) -> SettingKey[Any]:
    """Return a key by its name.

    Raises:
        UserError: ``setting.unknown``: nothing that is not declared is ever written.
    """
    found = DECLARED.get(name)
    if found is None:
        raise UserError("setting.unknown")
    return found


def read_whole(key: SettingKey[int], stored: str | None) -> int:
    """Return a whole number setting."""
    return key.read(stored)


def read_amount(key: SettingKey[Cents], stored: str | None) -> Cents:
    """Return an amount setting, stored as ``"0.05"``."""
    return key.read(stored)


def write_amount(amount: Cents) -> str:
    """Return an amount as the table keeps it."""
    return to_decimal(amount)
