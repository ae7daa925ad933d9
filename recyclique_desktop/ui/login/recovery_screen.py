"""The 24 words of the recovery sheet, typed where the key of this workstation is missing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout

from recyclique_desktop.system import recovery
from recyclique_desktop.system.messages import sentence, tr
from recyclique_desktop.ui.keys import is_enter
from recyclique_desktop.ui.page import HeaderText, Screen
from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import Frame, Text, restyle
from recyclique_desktop.ui.widgets.buttons import ActionButton, PrimaryButton

if TYPE_CHECKING:
    from recyclique_desktop.domain.errors import UserError

_COLUMNS: Final = 4
_EDIT: Final = 46
_NUMBERED: Final = re.compile(r"(?<!\S)(\d{1,2})\.\s+(\S+)")


class RecoveryScreen(Screen):
    """Asks for the words as the sheet prints them: four columns, numbered.

    Space or Enter goes to the next word; four letters are enough for each. The words leave the screen with it.

    Signals:
        given(object): The 24 words, a tuple.
        abandoned(): « Revenir » was pressed.
    """

    name = "recovery"
    given = Signal(object)
    abandoned = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._edits = [self._edit(number) for number in range(1, recovery.WORDS + 1)]
        self._icon = IconLabel("circle-alert", 28, "danger")
        self._said = Text("", "body", "text2", wrap=True)
        self._back = ActionButton("recovery_back", tr("Revenir"), icon="arrow-left", height=Height.ACTION_TALL)
        self._paste = ActionButton("recovery_paste", tr("Coller les mots"), height=Height.ACTION_TALL)
        self._open = PrimaryButton("recovery_open", tr("Ouvrir le poste"), cap=tr("Entrée"), height=Height.ACTION_TALL)
        self._build()
        self._connect()
        self._say("")

    def _edit(self, number: int) -> QLineEdit:
        edit = QLineEdit()
        edit.setObjectName(f"recovery_word_{number}")
        edit.setAccessibleName(tr("Mot {number}", number=number))
        edit.setFixedHeight(_EDIT)
        edit.setInputMethodHints(Qt.InputMethodHint.ImhNoPredictiveText | Qt.InputMethodHint.ImhSensitiveData)
        edit.installEventFilter(self)
        return edit

    def _build(self) -> None:
        words = Frame("card", "recovery_words")
        grid = QGridLayout(words)
        grid.setContentsMargins(Space.TICKET, Space.PAGE, Space.TICKET, Space.PAGE)
        grid.setHorizontalSpacing(Space.GRID)
        grid.setVerticalSpacing(Space.TARGET_GAP)
        rows = recovery.WORDS // _COLUMNS
        for place, edit in enumerate(self._edits):
            number = Text(
                f"{place + 1}.", "body", "text2", align=Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            )
            number.setBuddy(edit)
            grid.addWidget(number, place % rows, 2 * (place // rows))
            grid.addWidget(edit, place % rows, 2 * (place // rows) + 1)
        said = QHBoxLayout()
        said.addWidget(self._icon)
        said.addWidget(self._said, 1)
        acts = QHBoxLayout()
        acts.addWidget(self._back)
        acts.addWidget(self._paste)
        acts.addStretch(1)
        acts.addWidget(self._open)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.HUGE, Space.PAGE, Space.HUGE, Space.TICKET)
        column.setSpacing(Space.PAGE)
        column.addWidget(Text(tr("Tapez les 24 mots de la feuille de secours"), "h1", wrap=True))
        column.addWidget(
            Text(tr("Dans l’ordre des numéros. Quatre lettres suffisent pour chaque mot."), "body", "text2")
        )
        column.addWidget(words)
        column.addLayout(said)
        column.addStretch(1)
        column.addLayout(acts)

    def _connect(self) -> None:
        self._back.clicked.connect(self._on_back)
        self._paste.clicked.connect(self._on_paste)
        self._open.clicked.connect(self._on_open)
        for edit in self._edits:
            edit.textEdited.connect(self._on_edited)

    @property
    def words(self) -> tuple[str, ...]:
        """What is written, in order."""
        return tuple(edit.text().strip() for edit in self._edits)

    def header(self) -> HeaderText:
        return HeaderText("RecyClique", tr("clé du poste à remettre"), shows_person=False)

    def enter(self, **arrival: object) -> None:
        del arrival
        self._say("")
        self._busy(busy=False)
        self._edits[0].setFocus(Qt.FocusReason.TabFocusReason)

    def leave(self) -> None:
        """The words are secret: nothing of them stays in the window."""
        for edit in self._edits:
            edit.clear()
            restyle(edit, state="")

    def on_back(self) -> None:
        self._on_back()

    def handle_key(self, event: QKeyEvent) -> bool:
        if is_enter(event) and self._open.isEnabled():
            self._open.animateClick()
            return True
        return False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Space and Enter end a word; a pasted sheet fills them all."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched in self._edits:
            place = self._edits.index(watched)
            if event.key() == Qt.Key.Key_Space or is_enter(event):
                self._end_word(place)
                return True
        return super().eventFilter(watched, event)

    def show_refusal(self, error: UserError) -> None:
        """Say why the words opened nothing; they stay to be corrected."""
        self._busy(busy=False)
        self._say(sentence(error))
        place = error.params.get("position")
        if isinstance(place, int):
            self._mark(self._edits[place - 1], is_good=False)
            self._edits[place - 1].setFocus(Qt.FocusReason.OtherFocusReason)

    def show_words(self, text: str) -> bool:
        """Write a whole sheet into the fields, in columns with numbers or in order; whether it had all the words."""
        numbered = sorted((int(number), word) for number, word in _NUMBERED.findall(text))
        found = [word for _, word in numbered] or [word for word in text.split() if not word.rstrip(".").isdecimal()]
        if len(found) != recovery.WORDS:
            return False
        for edit, word in zip(self._edits, found, strict=True):
            self._write(edit, word)
        self._on_edited()
        return True

    def _end_word(self, place: int) -> None:
        edit = self._edits[place]
        if not edit.text().strip():
            return
        self._write(edit, edit.text())
        self._on_edited()
        after = [*range(place + 1, len(self._edits)), *range(place)]
        empty = next((other for other in after if not self.words[other]), None)
        if empty is not None:
            self._edits[empty].setFocus(Qt.FocusReason.TabFocusReason)
        elif self._open.isEnabled():
            self._open.animateClick()

    def _write(self, edit: QLineEdit, text: str) -> None:
        whole = recovery.completed(text)
        edit.setText(whole or text.strip())
        self._mark(edit, is_good=whole is not None)

    def _mark(self, edit: QLineEdit, *, is_good: bool) -> None:
        restyle(edit, state="" if is_good else "error")
        edit.setAccessibleDescription("" if is_good else tr("Ce mot n’est pas un mot de la feuille."))

    def _say(self, text: str) -> None:
        self._icon.setVisible(bool(text))
        missing = sum(not word for word in self.words)
        self._said.setText(text or (tr("Il manque {n} {n:mot|mots}.", n=missing) if missing else ""))
        self._said.set_tone("danger" if text else "text2")

    def _busy(self, *, busy: bool) -> None:
        for edit in self._edits:
            edit.setEnabled(not busy)
        self._back.setEnabled(not busy)
        self._paste.setEnabled(not busy)
        self._open.setEnabled(not busy and all(self.words))

    def _on_edited(self) -> None:
        sender = QGuiApplication.focusObject()
        if isinstance(sender, QLineEdit) and sender in self._edits:
            restyle(sender, state="")
        self._say("")
        self._open.setEnabled(all(self.words))

    def _on_paste(self) -> None:
        if not self.show_words(QGuiApplication.clipboard().text()):
            self._say(
                tr("Le presse-papiers n’a pas les 24 mots. Rien n’a été changé. Tapez-les, ou copiez toute la feuille.")
            )

    def _on_open(self) -> None:
        if all(self.words):
            self._busy(busy=True)
            self._said.setText(tr("Le poste s’ouvre…"))
            self.given.emit(self.words)

    def _on_back(self) -> None:
        self.abandoned.emit()
