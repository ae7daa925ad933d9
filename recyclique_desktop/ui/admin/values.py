"""Values of shared rows in people's words: money, yes and no, closed lists, and the names of columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from recyclique_desktop.domain.enums import ButtonType, FiscalRegime, UserRole
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents, format_amount, from_decimal, parse_euros
from recyclique_desktop.system.messages import mark, sentence, tr
from recyclique_desktop.ui.widgets.rows import UNKNOWN
from recyclique_desktop.ui.widgets.table import Cell

if TYPE_CHECKING:
    from recyclique_desktop.data.queries.admin_edits import WaitingEdit

ROLES: Final = {
    UserRole.USER: mark("Bénévole"),
    UserRole.ADMIN: mark("Administrateur"),
    UserRole.SUPER_ADMIN: mark("Administrateur principal"),
}
BUTTONS: Final = {
    ButtonType.DONATION: mark("Objet donné ou prix fixe"),
    ButtonType.RECYCLING: mark("Sortie de matière"),
}
REGIMES: Final = {
    FiscalRegime.EXEMPT_261_7_1: mark("Association exonérée (261-7-1° CGI)"),
    FiscalRegime.FRANCHISE_206_1BIS: mark("Franchise des associations (206-1 bis CGI)"),
    FiscalRegime.FRANCHISE_293B: mark("Franchise en base (293 B CGI)"),
    FiscalRegime.TAXABLE: mark("Soumis à la TVA"),
}
_COLUMNS: Final = {
    "*": mark("Ligne entière"),
    "name": mark("Nom"),
    "official_name": mark("Nom officiel"),
    "price": mark("Prix"),
    "max_price": mark("Prix maximum"),
    "preset_price": mark("Prix"),
    "parent_id": mark("Place"),
    "category_id": mark("Catégorie"),
    "display_order": mark("Ordre à la caisse"),
    "display_order_entry": mark("Ordre à la réception"),
    "sort_order": mark("Ordre"),
    "is_visible": mark("Proposée à la réception"),
    "is_active": mark("Actif"),
    "deleted_at": mark("Archivée"),
    "button_type": mark("Sorte de bouton"),
    "first_name": mark("Prénom"),
    "last_name": mark("Nom de famille"),
    "username": mark("Nom d’utilisateur"),
    "role": mark("Rôle"),
    "hashed_pin": mark("Code"),
    "hashed_password": mark("Mot de passe"),
    "value": mark("Valeur"),
    "fiscal_regime": mark("Régime de TVA"),
}
_MONEY: Final = frozenset({"price", "max_price", "preset_price"})
_SECRET: Final = frozenset({"hashed_pin", "hashed_password"})
_CHOICES: Final[dict[str, dict[Any, str]]] = {
    "role": dict(ROLES), "button_type": dict(BUTTONS), "fiscal_regime": dict(REGIMES),
}  # fmt: skip


def column_words(column: str) -> str:
    """Return what people call a column."""
    return tr(_COLUMNS[column]) if column in _COLUMNS else column


def value_words(column: str, value: Any) -> str:
    """Return a value in journal form as people read it; a secret is never shown."""
    if column in _SECRET:
        return tr("caché")
    if value is None:
        return UNKNOWN
    if column in _MONEY:
        return tr("{amount:euros}", amount=from_decimal(str(value)))
    if isinstance(value, bool):
        return tr("oui") if value else tr("non")
    if column in _CHOICES:
        known = {member.value: words for member, words in _CHOICES[column].items()}
        return tr(known[value]) if value in known else str(value)
    return str(value)


def centre_hint(waiting: tuple[WaitingEdit, ...], column: str) -> str:
    """Return « au centre : 1,00 € » under a field that shows a wish, else nothing."""
    found = next((edit for edit in waiting if edit.column == column and not edit.is_new), None)
    return tr("au centre : {value}", value=value_words(column, found.old)) if found is not None else ""


def with_centre(waiting: tuple[WaitingEdit, ...], *columns: str) -> str:
    """Return « au centre 1,00 € » for the first of these columns that shows a wish, else nothing."""
    found = next((edit for edit in waiting if edit.column in columns and not edit.is_new), None)
    return tr("au centre {value}", value=value_words(found.column, found.old)) if found is not None else ""


def waiting_cell() -> Cell:
    """Return the mark of a row whose change is not yet at the centre."""
    return Cell(tr("à envoyer"), icon="cloud-upload", tone="text2")


def advice(error: UserError | str, **params: object) -> str:
    """Return the last part of an error's sentence, what to do: all that a field has room for."""
    return sentence(error, **params).rpartition(". ")[2]


def price_text(amount: Cents | None) -> str:
    """Return a price as it is typed: « 1,50 », or nothing."""
    return format_amount(amount) if amount else ""


def typed_price(text: str) -> Cents | None:
    """Return a typed price; nothing typed is no price.

    Raises:
        UserError: ``money.invalid``.
    """
    return parse_euros(text) if text.strip() else None


def price_error(text: str) -> str:
    """Return what is wrong with a typed price, or nothing."""
    try:
        typed_price(text)
    except UserError as error:
        return advice(error)
    return ""
