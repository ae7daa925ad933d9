"""« Annoncés »: deposits that somebody said would come. A person weighs each, or refuses it; no machine decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.data.queries.announced import Announced, State, announced_here
from recyclique_desktop.domain.enums import Destination, EEECategory, WeightSource
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.lookup import look_up
from recyclique_desktop.domain.reception import Weighed
from recyclique_desktop.domain.weight import NO_WEIGHT, parse_kilos
from recyclique_desktop.flows.lookup import families
from recyclique_desktop.services.announced import (
    AnnounceDeposit,
    RefuseDeposit,
    Validated,
    ValidateDeposit,
    announce_deposit,
    refuse_deposit,
    validate_deposit,
)
from recyclique_desktop.system.messages import mark, sentence, tr
from recyclique_desktop.ui.admin.list_side import FormCard
from recyclique_desktop.ui.admin.reception_frame import ReceptionFrame
from recyclique_desktop.ui.admin.weighing_dialog import WeighingDialog, Written
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.ask import AskDialog, Asked
from recyclique_desktop.ui.widgets.base import FlexText, Text
from recyclique_desktop.ui.widgets.buttons import ActionButton, ChipButton, DestructiveButton, PrimaryButton
from recyclique_desktop.ui.widgets.message import Message, MessageBand, MessageKind
from recyclique_desktop.ui.widgets.pager import Pager
from recyclique_desktop.ui.widgets.table import TALL_ROW, Cell, Column, Table, TableRow
from recyclique_desktop.ui.words import in_two, joined, refusal

if TYPE_CHECKING:
    from recyclique_desktop.domain.lookup import Known
    from recyclique_desktop.ui.context import AppContext

_STATES: Final = {
    State.WAITING: mark("À traiter"),
    State.LISTENING: mark("Écoute"),
    State.DONE: mark("Pesés"),
    State.REFUSED: mark("Refusés"),
}
_EEE: Final = {
    EEECategory.SMALL_APPLIANCE: mark("petit électroménager"),
    EEECategory.LARGE_APPLIANCE: mark("gros électroménager"),
    EEECategory.IT_EQUIPMENT: mark("informatique"),
    EEECategory.LIGHTING: mark("éclairage"),
    EEECategory.TOOLS: mark("outillage"),
    EEECategory.TOYS: mark("jouets électroniques"),
    EEECategory.MEDICAL_DEVICES: mark("appareils médicaux"),
    EEECategory.MONITORING_CONTROL: mark("surveillance et contrôle"),
    EEECategory.AUTOMATIC_DISPENSERS: mark("distributeurs automatiques"),
    EEECategory.OTHER: mark("autre"),
}
_WORDS, _WEIGHT, _REASON = "words", "weight", "reason"
_SHOWN: Final = frozenset({"deposits", "ligne_depot", "ticket_depot"})


class AnnouncedPage(ReceptionFrame):
    """The list by state at the left, the deposit and its two acts at the right."""

    name = "admin_announced"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, "announced", tr("Dépôts annoncés"))
        self._state = State.WAITING
        self._found: dict[UUID, Announced] = {}
        self._known: tuple[Known, ...] = ()
        self._chosen: Announced | None = None
        self._states = {one: self._state_chip(one) for one in State}
        self._add = ActionButton("announced_add", tr("Annoncer…"), icon="plus", height=Height.SMALL_ACTION, margin=14)
        columns = (Column(tr("Quand"), width=132), Column(tr("Quoi")), Column(tr("Poids"), width=110, at_right=True))
        self._list = Table("announced_list", columns, row_height=TALL_ROW)
        self._pager = Pager("announced_pager")
        self._band = MessageBand("announced_band", height=80)
        self._card = _Card()
        self._lay_out()
        self._connect()

    def _state_chip(self, state: State) -> ChipButton:
        chip = ChipButton(f"announced_{state}", tr(_STATES[state]), height=Height.SMALL_ACTION, role="body", margin=14)
        chip.clicked.connect(lambda _checked=False: self._show_state(state))
        return chip

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(Space.TARGET_GAP)
        for chip in self._states.values():
            tools.addWidget(chip)
        tools.addStretch(1)
        self.title_row.addWidget(self._add)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.GRID)
        column.addLayout(tools)
        column.addWidget(self._list, 1)
        column.addWidget(self._pager)
        column.addWidget(self._band)
        self.lay_beside(side, self._card)

    def _connect(self) -> None:
        self._add.clicked.connect(self._on_add)
        self._list.picked.connect(self._on_picked)
        self._list.page_changed.connect(self._on_page)
        self._pager.turned.connect(self._list.turn)
        self._card.weigh.clicked.connect(self._on_weigh)
        self._card.refuse.clicked.connect(self._on_refuse)

    def enter(self, **arrival: object) -> None:
        super().enter(**arrival)
        self._band.clear()
        self._show_state(State.WAITING)

    def refresh(self, tables: frozenset[str]) -> None:
        if tables & _SHOWN:
            self._load()

    def _show_state(self, state: State) -> None:
        self._state = state
        for one, chip in self._states.items():
            chip.set_chosen(one is state)
        self._load()

    def _load(self) -> None:
        state, station = self._state, self.context.station
        self.context.tasks.read(
            lambda session: announced_here(session, station, state), self._on_read, self._on_refused
        )

    def _on_read(self, read: tuple[tuple[Announced, ...], tuple[Known, ...], str]) -> None:
        found, self._known, site = read
        self.show_site(site)
        self._found = {one.deposit_id: one for one in found}
        self._list.set_rows([_row(one) for one in found])
        self._show_chosen(self._found.get(self._chosen.deposit_id) if self._chosen is not None else None)

    def _on_page(self) -> None:
        first, last, whole = self._list.span
        said = tr("{first} à {last} sur {n}", first=first, last=last, n=whole) if whole else tr("Rien de tel.")
        self._pager.show_page(said, self._list.page, self._list.pages)

    def _on_picked(self, key: object) -> None:
        self._show_chosen(self._found.get(key) if isinstance(key, UUID) else None)

    def _show_chosen(self, one: Announced | None) -> None:
        self._chosen = one
        self._list.choose(None if one is None else one.deposit_id)
        self._card.show_deposit(one)

    # acts

    def _on_add(self) -> None:
        dialog = AskDialog(
            "announce_dialog",
            tr("Que va-t-on apporter ?"),
            tr("Le dépôt attendra ici qu’on le pèse."),
            (
                Asked(_WORDS, tr("Quoi"), _check_words, hint=tr("deux grille-pain ; sans nom ni adresse")),
                Asked(_WEIGHT, tr("Poids annoncé (kg)"), _check_weight, hint=tr("facultatif")),
            ),
            confirm=tr("Annoncer"),
            keep=tr("Ne rien noter"),
            parent=self,
        )
        dialog.answered.connect(self._announce)
        dialog.finished.connect(dialog.deleteLater)
        dialog.ask()

    def _announce(self, said: dict[str, str]) -> None:
        weight = parse_kilos(said[_WEIGHT]) if said[_WEIGHT].strip() else None
        command = AnnounceDeposit(self.context.station.ids.new(), said[_WORDS], weight)
        self.write(announce_deposit, command, lambda _id: self._done(tr("Le dépôt est annoncé.")), self._on_refused)

    def _on_weigh(self) -> None:
        one = self._chosen
        if one is None:
            return
        guess = look_up(f"{one.description} {one.transcription}", self._known, families(), most=1)
        first = Written(guess[0].known.id if guess else None, one.weight, Destination.MAGASIN)
        detail = tr("Il comptera dans un dépôt d’aujourd’hui, une seule fois.")
        question = tr("Peser : {name}", name=one.description or one.transcription)
        dialog = WeighingDialog(question, detail, self._known, first, self, corrects=False)
        dialog.answered.connect(lambda said: self._validate(one, said))
        dialog.finished.connect(dialog.deleteLater)
        dialog.ask()

    def _validate(self, one: Announced, said: Written) -> None:
        if said.category_id is None or said.net is None:
            return
        ids, weighed = self.context.station.ids, Weighed(said.net, NO_WEIGHT, WeightSource.TYPED)
        command = ValidateDeposit(
            one.deposit_id, ids.new(), ids.new(), said.category_id, weighed, said.destination, notes=said.notes
        )
        self.write(validate_deposit, command, self._on_validated, self._on_refused)

    def _on_validated(self, done: Validated) -> None:
        self._done(tr("Dépôt {number} : {weight:kilos}", number=done.number, weight=done.net))

    def _on_refuse(self) -> None:
        one = self._chosen
        if one is None:
            return
        dialog = AskDialog(
            "refuse_dialog",
            tr("Refuser ce dépôt ?"),
            tr("Il ne comptera pas. La raison reste lisible."),
            (Asked(_REASON, tr("Pourquoi"), _check_reason),),
            confirm=tr("Refuser le dépôt"),
            keep=tr("Le garder"),
            destructive=True,
            parent=self,
        )
        dialog.answered.connect(lambda said: self._refuse(one, said[_REASON]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.ask()

    def _refuse(self, one: Announced, reason: str) -> None:
        command = RefuseDeposit(one.deposit_id, reason)
        self.write(refuse_deposit, command, lambda _done: self._done(tr("Le dépôt est refusé.")), self._on_refused)

    def _done(self, told: str) -> None:
        self._band.say(Message(MessageKind.GOOD, told, closable=True))
        self._load()

    def _on_refused(self, error: UserError) -> None:
        self._band.say(refusal(error))


class _Card(FormCard):
    """What was announced, what a machine made of it, and the two acts of a person."""

    def __init__(self) -> None:
        super().__init__("announced_card")
        self._title = FlexText("", "h2")
        self._about = Text("", "small", "text2", wrap=True)
        self._heard = Text("", "body", wrap=True)
        self._proposed = Text("", "body", "text2", wrap=True)
        self.weigh = PrimaryButton("announced_weigh", tr("Peser ce dépôt…"), height=Height.ACTION_TALL, large=False)
        self.refuse = DestructiveButton("announced_refuse", tr("Refuser…"), height=Height.ACTION_TALL)
        for part in (self._title, self._about, self._heard, self._proposed):
            self.column.addWidget(part)
        self.column.addStretch(1)
        self.column.addWidget(self.weigh)
        self.column.addWidget(self.refuse)
        self.show_deposit(None)

    def show_deposit(self, one: Announced | None) -> None:
        """Show a deposit, or that none is chosen."""
        for part in (self._about, self._heard, self._proposed, self.weigh, self.refuse):
            part.setVisible(one is not None)
        if one is None:
            self._title.setText(tr("Touchez un dépôt pour le lire en entier."))
            return
        self._title.setText(one.description or one.transcription or tr("Message vocal"))
        source = tr("par message vocal") if one.by_bot else tr("noté au comptoir")
        self._about.setText(joined(tr("{at:datetime}", at=one.at), one.who, source, one.site_name))
        self._heard.setText(one.transcription if one.transcription != one.description else "")
        self._proposed.setText(joined(_proposal(one), _end(one)))
        is_open = one.state in {State.WAITING, State.LISTENING}
        self.weigh.setVisible(is_open)
        self.refuse.setVisible(is_open)


def _proposal(one: Announced) -> str:
    if one.proposed is None:
        return ""
    name = tr(_EEE[one.proposed])
    if one.confidence is None or not one.by_bot:
        return name
    return tr("Proposé : {name} ({n} %)", name=name, n=one.confidence)


def _end(one: Announced) -> str:
    if one.state is State.DONE:
        return tr("compté dans {number}", number=one.number) if one.number else tr("pesé")
    return tr("refusé : {why}", why=one.reason) if one.state is State.REFUSED else ""


def _row(one: Announced) -> TableRow:
    weight = tr("{weight:kilos}", weight=one.weight) if one.weight is not None else "—"
    what = one.description or one.transcription or tr("Message vocal")
    return TableRow(
        one.deposit_id,
        (
            Cell(tr("{at:date}", at=one.at), tr("{at:time}", at=one.at)),
            Cell(what, joined(one.who, _end(one) or _proposal(one)), role="strong"),
            Cell(weight),
        ),
    )


def _check_words(text: str) -> str:
    return "" if text.strip() else in_two(sentence("reception.announced_text"))[0]


def _check_reason(text: str) -> str:
    return "" if text.strip() else in_two(sentence("reception.refusal_reason"))[0]


def _check_weight(text: str) -> str:
    if not text.strip():
        return ""
    try:
        weight = parse_kilos(text)
    except UserError as error:
        return in_two(sentence(error))[0]
    return "" if weight > 0 else in_two(sentence("reception.weight_zero"))[0]
