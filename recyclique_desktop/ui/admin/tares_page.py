"""« Contenants »: the tare list of reception, and the weights that are asked about for some categories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.data.queries.admin_settings import kind_of
from recyclique_desktop.data.queries.places import workplace
from recyclique_desktop.data.queries.settings import containers
from recyclique_desktop.domain import settings
from recyclique_desktop.domain.containers import MOST, SHOWN, Container
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.weight import parse_kilos, to_decimal
from recyclique_desktop.services.shared_settings import SetSetting, set_setting
from recyclique_desktop.system.messages import sentence, tr, trn
from recyclique_desktop.ui.admin.frame import why_not_here
from recyclique_desktop.ui.admin.list_side import FormCard
from recyclique_desktop.ui.admin.reception_frame import ReceptionFrame
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import FlexText
from recyclique_desktop.ui.widgets.buttons import ActionButton, DestructiveButton, PrimaryButton
from recyclique_desktop.ui.widgets.fields import Field
from recyclique_desktop.ui.widgets.message import Message, MessageBand, MessageKind
from recyclique_desktop.ui.widgets.table import Cell, Column, Table, TableRow
from recyclique_desktop.ui.words import in_two, refusal

if TYPE_CHECKING:
    from recyclique_desktop.domain.enums import WorkstationKind
    from recyclique_desktop.ui.context import AppContext

_NEW: Final = -1


class TaresPage(ReceptionFrame):
    """The list in its order; the first ones stand on the weighing page itself, the others behind « Autres… »."""

    name = "admin_tares"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, "tares", tr("Contenants"))
        self._tares: tuple[Container, ...] = ()
        self._at = _NEW
        self._may = False
        self._why = FlexText("", "body", "text2")
        self._add = ActionButton("tares_add", tr("Ajouter"), icon="plus", height=Height.SMALL_ACTION)
        self._list = Table("tares_list", (Column(tr("Contenant")), Column(tr("Tare"), width=140, at_right=True)))
        self._band = MessageBand("tares_band", height=80)
        self._tare = _TareForm()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.addWidget(self._why, 1)
        tools.addWidget(self._add)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.GRID)
        column.addLayout(tools)
        column.addWidget(self._list, 1)
        column.addWidget(self._band)
        self.lay_beside(side, self._tare)

    def _connect(self) -> None:
        self._add.clicked.connect(lambda: self._show(_NEW))
        self._list.picked.connect(lambda key: self._show(int(str(key))))
        self._tare.save.clicked.connect(self._on_save)
        self._tare.name.entered.connect(self._on_save)
        self._tare.tare.entered.connect(self._on_save)
        self._tare.up.clicked.connect(self._on_up)
        self._tare.remove.clicked.connect(self._on_remove)

    def enter(self, **arrival: object) -> None:
        super().enter(**arrival)
        self._band.clear()
        self._load()

    def _load(self) -> None:
        station = self.context.station
        self.context.tasks.read(
            lambda session: (
                containers(session), kind_of(session, station), workplace(session, station).site_name,
            ),
            self._on_read,
            self._on_refused,
        )  # fmt: skip

    def _on_read(self, found: tuple[tuple[Container, ...], WorkstationKind, str]) -> None:
        self._tares, kind, site = found
        self.show_site(site)
        why = why_not_here(kind, is_joined=self.is_joined)
        self._may = not why
        shown = trn("{n} contenant est sur l’écran de pesée.", "{n} contenants sont sur l’écran de pesée.",
                    min(len(self._tares), SHOWN))  # fmt: skip
        self._why.setText(why or shown)
        self._add.setEnabled(self._may and len(self._tares) < MOST)
        self._list.set_rows([
            TableRow(place, (Cell(one.name, role="strong"), Cell(tr("{weight:kilos}", weight=one.tare))))
            for place, one in enumerate(self._tares)
        ])  # fmt: skip
        self._show(self._at if self._at < len(self._tares) else _NEW)

    def _show(self, place: int) -> None:
        self._at = place
        self._list.choose(place if place >= 0 else None)
        self._tare.show_tare(self._tares[place] if place >= 0 else None, place, may=self._may)

    def _on_save(self) -> None:
        try:
            one = self._tare.said()
        except UserError as error:
            self._tare.tare.set_error(in_two(sentence(error))[0])
            return
        kept = list(self._tares)
        if self._at < 0:
            kept.append(one)
        else:
            kept[self._at] = one
        self._set(tuple(kept), tr("Le contenant est enregistré."))

    def _on_up(self) -> None:
        kept, place = list(self._tares), self._at
        if place > 0:
            kept[place - 1], kept[place] = kept[place], kept[place - 1]
            self._at = place - 1
            self._set(tuple(kept), tr("L’ordre est enregistré."))

    def _on_remove(self) -> None:
        if self._at >= 0:
            kept = (*self._tares[: self._at], *self._tares[self._at + 1 :])
            self._at = _NEW
            self._set(kept, tr("Le contenant est retiré ; les pesées faites gardent leur tare."))

    def _set(self, tares: tuple[Container, ...], told: str) -> None:
        command = SetSetting(settings.CONTAINERS.name, tares)
        self.write(set_setting, command, lambda _done: self._done(told), self._on_refused)

    def _done(self, told: str) -> None:
        self._band.say(Message(MessageKind.GOOD, told, closable=True))
        self._load()

    def _on_refused(self, error: UserError) -> None:
        self._band.say(refusal(error))


class _TareForm(FormCard):
    """A container, or a new one."""

    def __init__(self) -> None:
        super().__init__("tare_form")
        self._title = FlexText("", "h2")
        self.name = Field("tare_name", tr("Nom"))
        self.tare = Field("tare_weight", tr("Poids à vide (kg)"), hint=tr("1,500 ou 850 g"))
        self.up = ActionButton("tare_up", tr("Monter"), icon="arrow-up", height=Height.SMALL_ACTION)
        self.save = PrimaryButton("tare_save", tr("Enregistrer"), height=Height.ACTION_TALL, large=False)
        self.remove = DestructiveButton("tare_remove", tr("Retirer de la liste"), height=Height.ACTION_TALL)
        for part in (self._title, self.name, self.tare, self.up):
            self.column.addWidget(part)
        self.column.addStretch(1)
        self.column.addWidget(self.save)
        self.column.addWidget(self.remove)

    def show_tare(self, one: Container | None, place: int, *, may: bool) -> None:
        """Show a container, or the empty form of a new one."""
        self._title.setText(tr("Nouveau contenant") if one is None else one.name)
        self.name.set_text("" if one is None else one.name)
        self.tare.set_text("" if one is None else to_decimal(one.tare).replace(".", ","))
        self.tare.set_error("")
        for part in (self.name, self.tare, self.save):
            part.setEnabled(may)
        self.up.setVisible(one is not None)
        self.up.setEnabled(may and place > 0)
        self.remove.setVisible(one is not None)
        self.remove.setEnabled(may)

    def said(self) -> Container:
        """Return what is written.

        Raises:
            UserError: ``weight.invalid``.
        """
        return Container(self.name.text.strip(), parse_kilos(self.tare.text))
