"""« Entraînement »: what it is, the way in and the way out; the same page in the shop and in its training."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.data.queries.exercises import Exercise, done_by
from recyclique_desktop.domain.enums import Permission
from recyclique_desktop.system.messages import mark, tr
from recyclique_desktop.ui.keys import is_enter
from recyclique_desktop.ui.page import HeaderText, Page
from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.training_pill import PAGE
from recyclique_desktop.ui.widgets.base import FlexText, Text
from recyclique_desktop.ui.widgets.buttons import DestructiveButton, PrimaryButton
from recyclique_desktop.ui.widgets.dialog import ConfirmDialog
from recyclique_desktop.ui.widgets.message import Message, MessageBand, MessageKind
from recyclique_desktop.ui.words import refusal

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.ui.context import AppContext

_WIDTH: Final = 780
_BEFORE: Final = (
    ("store", mark("Les mêmes écrans, les mêmes prix, votre code habituel.")),
    ("lock", mark("Rien n’est encaissé et rien n’est envoyé : l’entraînement a son propre fichier.")),
    ("receipt-text", mark("La caisse vous attend telle quelle : sa session et son ticket restent ouverts.")),
)
_EXERCISES: Final = {
    Exercise.OPEN: mark("Ouvrir la caisse : compter le fond, puis Entrée."),
    Exercise.SELL: mark("Vendre trois articles dans un même ticket."),
    Exercise.UNDO: mark("Retirer une ligne d’un ticket avant de l’encaisser."),
    Exercise.SPLIT: mark("Encaisser un ticket en deux fois : espèces et chèque."),
    Exercise.GIVE: mark("Ajouter un don à un ticket."),
    Exercise.REFUND: mark("Rembourser un article d’un ticket payé (Accueil, Tickets)."),
    Exercise.CLOSE: mark("Compter le tiroir et fermer la caisse."),
}


class TrainingPage(Page):
    """One filled button: « Commencer » in the shop, « Quitter » in the training.

    Signals:
        begun(): She wants to practise.
        left(): She goes back to the shop.
        emptied(): The training starts from zero.
    """

    name = PAGE
    begun = Signal()
    left = Signal()
    emptied = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._came_from = "home"
        during = context.is_training
        title = tr("Vous vous entraînez") if during else tr("S’entraîner à la caisse")
        self._title = FlexText(title, "h1")
        self._points = [] if during else [_Point(icon, tr(words)) for icon, words in _BEFORE]
        self._exercises = {one: _Point("circle", tr(words)) for one, words in _EXERCISES.items()} if during else {}
        self._count = FlexText("", "h2")
        self._band = MessageBand("training_band", height=80)
        label = tr("Quitter l’entraînement") if during else tr("Commencer l’entraînement")
        self._go = PrimaryButton(
            "training_go", label, icon="graduation-cap", cap=tr("Entrée"), height=Height.PRIMARY_MIDDLE
        )
        self._empty = DestructiveButton("training_empty", tr("Recommencer à zéro"), height=Height.PRIMARY_MIDDLE)
        self._empty.setVisible(during)
        self._build()
        self._go.clicked.connect(self.left if during else self._on_begin)
        self._empty.clicked.connect(self._on_empty)

    def _build(self) -> None:
        middle = QWidget()
        middle.setMaximumWidth(_WIDTH)
        column = QVBoxLayout(middle)
        column.setContentsMargins(Space.ADMIN, Space.ADMIN, Space.ADMIN, Space.PAGE)
        column.setSpacing(Space.PAGE if not self._exercises else Space.SMALL)
        column.addWidget(self._title)
        if self._exercises:
            calm = tr(
                "Aucun euro, aucun kilo n’est compté, rien n’est envoyé. La caisse du magasin attend telle quelle."
            )
            column.addWidget(Text(calm, "body", "text2", wrap=True))
            column.addWidget(self._count)
        for point in (*self._points, *self._exercises.values()):
            column.addWidget(point)
        column.addStretch(1)
        column.addWidget(self._band)
        row = QHBoxLayout()
        row.setSpacing(Space.PAGE)
        row.addWidget(self._empty)
        row.addWidget(self._go, 1)
        column.addLayout(row)
        whole = QHBoxLayout(self)
        whole.addStretch(1)
        whole.addWidget(middle, 20)
        whole.addStretch(1)

    def header(self) -> HeaderText:
        return HeaderText(tr("Entraînement"), back=tr("Revenir"))

    def enter(self, **arrival: object) -> None:
        self._came_from = str(arrival.get("came_from", "home"))
        self._band.clear()
        person = self.context.presence.person
        may = self.context.is_training or (person is not None and person.actor.may(Permission.CAISSE_VIRTUAL))
        self._go.setEnabled(may)
        if not may:
            words = tr("Votre compte ne permet pas de s’entraîner."), tr("Demandez à un responsable de le permettre.")
            self._band.say(Message(MessageKind.NOTE, *words, icon="info"))

        if self._exercises and person is not None and person.actor.user_id is not None:
            user_id = person.actor.user_id
            self.context.tasks.read(lambda session: done_by(session, user_id), self._on_done, self.show_refusal)

    def _on_done(self, done: frozenset[Exercise]) -> None:
        for exercise, point in self._exercises.items():
            point.tick(is_done=exercise in done)
        words = tr("Sept exercices, dix minutes : {n} sur {all}", n=len(done), all=len(self._exercises))
        self._count.setText(words if len(done) < len(self._exercises) else tr("Les sept exercices sont faits. Bravo."))

    def on_back(self) -> None:
        self.context.go(self._came_from)

    def handle_key(self, event: QKeyEvent) -> bool:
        if is_enter(event):
            self._go.animateClick()
            return True
        return False

    def show_refusal(self, error: UserError) -> None:
        """The training could not be made ready: say why; nothing was changed."""
        self._go.setEnabled(True)
        told = refusal(error)
        self._band.say(Message(told.kind, told.title, told.detail))

    def _on_begin(self) -> None:
        self._go.setEnabled(False)
        self._band.say(Message(MessageKind.NOTE, tr("L’entraînement se prépare…"), icon="info"))
        self.begun.emit()

    def _on_empty(self) -> None:
        dialog = ConfirmDialog(
            "training_ask",
            tr("Recommencer à zéro ?"),
            tr("Session et tickets d’essai sont mis de côté sur ce poste. La caisse du magasin n’est pas touchée."),
            confirm=tr("Recommencer à zéro"),
            keep=tr("Continuer l’essai"),
            parent=self,
        )
        dialog.confirmed.connect(self.emptied, Qt.ConnectionType.QueuedConnection)
        dialog.ask()


class _Point(QWidget):
    """One fact, with its sign."""

    def __init__(self, icon: str, words: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.PAGE)
        self._icon = IconLabel(icon, 28)
        self._words = words
        row.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignTop)
        row.addWidget(Text(words, "body", wrap=True), 1)

    def tick(self, *, is_done: bool) -> None:
        """Show whether it is done, by its sign and for who hears the page."""
        self._icon.set_icon("circle-check" if is_done else "circle")
        self._icon.set_tone("accent" if is_done else "border")
        self.setAccessibleName(tr("Fait : {words}", words=self._words) if is_done else self._words)
