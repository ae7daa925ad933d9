"""Which deposits are to be seen: every filter of ``reception-admin.md`` §1.7, and the words that say them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.data.queries.reception_lists import DepositFilter, Volunteer
from recyclique_desktop.domain.enums import Destination, ReceptionStatus
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.weight import Grams, parse_kilos, to_decimal
from recyclique_desktop.flows.reception_export import PLACES
from recyclique_desktop.system.messages import sentence, tr
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import Frame, Text
from recyclique_desktop.ui.widgets.buttons import ActionButton, PrimaryButton
from recyclique_desktop.ui.widgets.chips import ChipGroup
from recyclique_desktop.ui.widgets.day_text import day_error, day_text, typed_day
from recyclique_desktop.ui.widgets.fields import Field
from recyclique_desktop.ui.widgets.form import Checked, Form
from recyclique_desktop.ui.widgets.picker import Option, PickerDialog, PickField
from recyclique_desktop.ui.words import in_two, joined

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence
    from datetime import date

    from recyclique_desktop.domain.lookup import Known

_WIDTH: Final = 900
_STATES: Final = (None, ReceptionStatus.OPENED, ReceptionStatus.CLOSED)
_KINDS: Final = (None, False, True)


class DepositFilterDialog(QDialog):
    """The filters of deposits.

    Signals:
        answered(object): The filter, with the words searched for as they were.

    Args:
        wanted: What limits the list now.
        people: Who weighed something.
        known: The categories.
        today: For a day typed without its year.
    """

    answered = Signal(object)

    def __init__(
        self,
        wanted: DepositFilter,
        people: Sequence[Volunteer],
        known: Sequence[Known],
        today: date,
        parent: QWidget,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("deposit_filter")
        self.setAccessibleName(tr("Quels dépôts voulez-vous voir ?"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setFixedWidth(_WIDTH)
        self._search, self._today = wanted.search, today
        self._people, self._known = tuple(people), tuple(known)
        self._person, self._category = wanted.volunteer_id, next(iter(wanted.categories), None)
        self._since = Field("deposit_since", tr("Du"), value=day_text(wanted.first), hint=tr("jj/mm/aaaa"))
        self._until = Field("deposit_until", tr("Au"), value=day_text(wanted.last), hint=tr("jj/mm/aaaa, compris"))
        self._least = Field("deposit_least", tr("Au moins (kg)"), value=_kilos(wanted.weight_min))
        self._most = Field("deposit_most", tr("Au plus (kg)"), value=_kilos(wanted.weight_max))
        self._few = Field("deposit_few", tr("Lignes, au moins"), value=_count(wanted.lines_min))
        self._many = Field("deposit_many", tr("Lignes, au plus"), value=_count(wanted.lines_max))
        self._person_field = PickField("deposit_person", tr("Bénévole"))
        self._category_field = PickField("deposit_category", tr("Catégorie"))
        self._places = ChipGroup("deposit_places", tr("Destination"), several=True, columns=3)
        self._state = ChipGroup("deposit_state", tr("État"), columns=3)
        self._kind = ChipGroup("deposit_kind", tr("Saisie"), columns=3)
        self._empty = ChipGroup("deposit_empty", tr("Dépôts sans ligne"))
        self._show = PrimaryButton("deposit_filter_confirm", tr("Voir"), height=Height.ACTION_TALL, large=False)
        self._none = ActionButton("deposit_filter_none", tr("Tout voir"), height=Height.ACTION_TALL, role="strong")
        self._offer(wanted)
        self._build()
        self._connect()
        self._show_choices()

    def ask(self) -> None:
        """Open it over its window; the answer comes by signal."""
        self.open()
        self._since.edit.setFocus()

    def _offer(self, wanted: DepositFilter) -> None:
        self._places.set_options([(one, tr(words)) for one, words in PLACES.items()])
        self._places.choose(wanted.destinations)
        states = (tr("Tous"), tr("Ouverts"), tr("Terminés"))
        self._state.set_options(list(zip(_STATES, states, strict=True)))
        self._state.choose((wanted.status,))
        kinds = (tr("Toutes"), tr("Du jour"), tr("Cahiers"))
        self._kind.set_options(list(zip(_KINDS, kinds, strict=True)))
        self._kind.choose((wanted.is_deferred,))
        self._empty.set_options(((False, tr("Sans eux")), (True, tr("Avec eux"))))
        self._empty.choose((wanted.include_empty,))

    def _build(self) -> None:
        ground = Frame("dialog")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ground)
        column = QVBoxLayout(ground)
        column.setContentsMargins(Space.ADMIN, Space.PAGE, Space.ADMIN, Space.PAGE)
        column.setSpacing(Space.TINY)
        column.addWidget(Text(tr("Quels dépôts voulez-vous voir ?"), "h2", wrap=True))
        column.addLayout(_row(self._since, self._until, self._person_field))
        column.addLayout(_row(self._least, self._most, self._category_field))
        column.addLayout(_row(self._few, self._many, self._empty))
        column.addLayout(_row(self._places, self._state))
        column.addLayout(_row(self._kind, QWidget()))
        column.addSpacing(Space.SMALL)
        column.addLayout(_row(self._none, self._show))

    def _connect(self) -> None:
        checks = [Checked(one, self._day_error) for one in (self._since, self._until)]
        checks += [Checked(one, _kilos_error) for one in (self._least, self._most)]
        checks += [Checked(one, _count_error) for one in (self._few, self._many)]
        self._form = Form(checks, self)
        for one in checks:
            one.field.entered.connect(self._on_show)
        self._person_field.asked.connect(self._on_person_asked)
        self._category_field.asked.connect(self._on_category_asked)
        self._show.clicked.connect(self._on_show)
        self._none.clicked.connect(self._on_none)

    def _show_choices(self) -> None:
        person = next((one.name for one in self._people if one.user_id == self._person), tr("Tout le monde"))
        category = next((one.name for one in self._known if one.id == self._category), tr("Toutes"))
        self._person_field.set_value(person)
        self._category_field.set_value(category)

    def _on_person_asked(self) -> None:
        options = [Option(None, tr("Tout le monde")), *(Option(one.user_id, one.name) for one in self._people)]
        self._pick("deposit_person_picker", tr("Qui a pesé ?"), options, self._person)

    def _on_category_asked(self) -> None:
        every = [Option(one.id, one.name, " > ".join(one.above)) for one in self._known]
        self._pick("deposit_category_picker", tr("Quelle catégorie ?"), [Option("", tr("Toutes")), *every], "")

    def _pick(self, name: str, question: str, options: Sequence[Option], chosen: Hashable) -> None:
        dialog = PickerDialog(name, question, options, chosen, parent=self)
        dialog.picked.connect(self._on_person if name == "deposit_person_picker" else self._on_category)
        dialog.finished.connect(dialog.deleteLater)
        dialog.ask()

    def _on_person(self, key: Hashable) -> None:
        self._person = next((one.user_id for one in self._people if one.user_id == key), None)
        self._show_choices()

    def _on_category(self, key: Hashable) -> None:
        self._category = next((one.id for one in self._known if one.id == key), None)
        self._show_choices()

    def _day_error(self, text: str) -> str:
        return day_error(text, self._today)

    def _on_show(self) -> None:
        if not self._form.is_good:
            self._form.show_errors()
            return
        self.accept()
        self.answered.emit(self._said())

    def _said(self) -> DepositFilter:
        (status,), (kind,), (with_empty,) = self._state.chosen, self._kind.chosen, self._empty.chosen
        return DepositFilter(
            first=typed_day(self._since.text, self._today),
            last=typed_day(self._until.text, self._today),
            status=next((one for one in _STATES if one == status), None),
            volunteer_id=self._person,
            search=self._search,
            include_empty=bool(with_empty),
            weight_min=_typed_kilos(self._least.text),
            weight_max=_typed_kilos(self._most.text),
            lines_min=_typed_count(self._few.text),
            lines_max=_typed_count(self._many.text),
            categories=frozenset() if self._category is None else frozenset({self._category}),
            destinations=frozenset(Destination(str(one)) for one in self._places.chosen),
            is_deferred=None if kind is None else bool(kind),
        )

    def _on_none(self) -> None:
        self.accept()
        self.answered.emit(DepositFilter(search=self._search))


def filter_words(wanted: DepositFilter) -> str:
    """Return what limits a list, in words; nothing when nothing does."""
    days = joined(
        tr("depuis le {day:date}", day=wanted.first) if wanted.first is not None else "",
        tr("jusqu’au {day:date}", day=wanted.last) if wanted.last is not None else "",
    )
    kind = {None: "", True: tr("cahiers"), False: tr("sans les cahiers")}[wanted.is_deferred]
    plain = replace(wanted, first=None, last=None, is_deferred=None, search="")
    return joined(days, kind, tr("d’autres filtres") if plain != DepositFilter() else "")


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(Space.GRID)
    for widget in widgets:
        row.addWidget(widget, 1, Qt.AlignmentFlag.AlignTop)
    return row


def _kilos(grams: Grams | None) -> str:
    return "" if grams is None else to_decimal(grams).replace(".", ",")


def _count(lines: int | None) -> str:
    return "" if lines is None else str(lines)


def _typed_kilos(text: str) -> Grams | None:
    return parse_kilos(text) if text.strip() else None


def _typed_count(text: str) -> int | None:
    return int(text) if text.strip() else None


def _kilos_error(text: str) -> str:
    try:
        _typed_kilos(text)
    except UserError as error:
        return in_two(sentence(error))[0]
    return ""


def _count_error(text: str) -> str:
    bare = text.strip()
    return "" if not bare or (bare.isascii() and bare.isdecimal()) else tr("Tapez un nombre.")
