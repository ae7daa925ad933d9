"""The steps of a workstation that meets a centre at its first run: alone or not, the access, and being filled."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.login.first_run_steps import RunStep
from recyclique_desktop.ui.theme.tokens import Space
from recyclique_desktop.ui.widgets.access_form import AccessForm
from recyclique_desktop.ui.widgets.base import choose
from recyclique_desktop.ui.widgets.choices import ChoiceCard
from recyclique_desktop.ui.widgets.fields import Field
from recyclique_desktop.ui.widgets.message import MessageBand
from recyclique_desktop.ui.widgets.progress import ProgressLine
from recyclique_desktop.ui.words import refusal

if TYPE_CHECKING:
    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.flows.first_run import Answers
    from recyclique_desktop.system.code_file import CodeFile

_BAND: Final = 64


class Way(StrEnum):
    """What this machine will be; kept in the first run's answers."""

    ALONE = "alone"
    JOIN = "join"
    REPLACE = "replace"


class WayStep(RunStep):
    """« Ce poste travaille-t-il seul ? » (picture 12)."""

    def __init__(self) -> None:
        super().__init__(
            tr("Ce poste travaille-t-il seul ?"),
            tr("Vous pouvez commencer seul et relier le poste plus tard, sans rien ressaisir."),
        )
        self._cards = {
            Way.ALONE: ChoiceCard(
                "run_way_alone",
                tr("Un nouveau magasin, ce poste seul"),
                tr("Tout reste sur cet ordinateur. Gardez une copie du dossier des données ailleurs."),
                icon="monitor",
            ),
            Way.JOIN: ChoiceCard(
                "run_way_join",
                tr("Rejoindre un magasin qui a un centre"),
                tr("Les ventes partent vers la base commune dès que le réseau est là."),
                icon="server",
            ),
            Way.REPLACE: ChoiceCard(
                "run_way_replace",
                tr("Remplacer un poste de ce magasin"),
                tr("Sa caisse est fermée et tout ce qu’il a vendu est au centre. L’ancien n’y aura plus accès."),
                icon="rotate-ccw",
            ),
        }
        for way, card in self._cards.items():
            self.column.addWidget(card)
            card.clicked.connect(lambda _checked=False, chosen=way: self._on_way(chosen))
        self.column.addStretch(1)
        self._way = Way.ALONE
        self._choose(Way.ALONE)

    @property
    def said(self) -> Way:
        """What was chosen."""
        return self._way

    def show_answers(self, answers: Answers) -> None:
        """Take up what was said before."""
        known = {way.value: way for way in Way}
        self._choose(known.get(answers.way, Way.ALONE))

    def _on_way(self, way: Way) -> None:
        self._choose(way)
        self.changed.emit()

    def _choose(self, way: Way) -> None:
        self._way = way
        choose(self._cards.values(), self._cards[way])


class CentreStep(RunStep):
    """The access, the machine that is replaced if one is, and then what is being brought here."""

    def __init__(self) -> None:
        super().__init__(
            tr("Comment joindre le centre ?"),
            tr("L’accès se demande sur un poste de bureau. Il ne sert qu’une fois."),
        )
        self._access = AccessForm()
        self._replaced = Field(
            "run_replaced",
            tr("Code du poste à remplacer"),
            hint=tr("au début de ses tickets, par exemple C01"),
        )
        self._progress = ProgressLine("run_progress")
        self._band = MessageBand("run_centre_band", height=_BAND)
        self._busy = False
        self._replaces = False
        self.column.setSpacing(Space.TARGET_GAP)
        self._access.head.insertWidget(0, self._replaced, 1)
        self.column.addWidget(self._access, 1)
        self.column.addWidget(self._progress)
        self.column.addWidget(self._band)
        self._access.changed.connect(self._on_changed)
        self._replaced.changed.connect(self._on_replaced)
        self._progress.hide()
        self.show_way(Way.JOIN)

    @property
    def complete(self) -> bool:
        return not self._busy and self._access.access is not None and (not self._replaces or bool(self.replaced))

    @property
    def access(self) -> CodeFile | None:
        """The access, once it is whole."""
        return self._access.access

    @property
    def replaced(self) -> str:
        """Code of the machine that is replaced, or nothing."""
        return self._replaced.text.strip().upper() if self._replaces else ""

    def show_way(self, way: Way) -> None:
        """Ask for the machine to replace, or not."""
        self._replaces = way is Way.REPLACE
        self._replaced.setVisible(self._replaces)

    def arrive(self) -> None:
        if self._replaces:
            self._replaced.edit.setFocus()
        else:
            self._access.begin()

    def show_missing(self) -> None:
        if self._replaces and not self.replaced:
            self._replaced.set_error(tr("Il manque le code du poste à remplacer."))
        self._access.show_missing()

    def show_progress(self, done: int, of: int) -> None:
        """Say how much has come."""
        self._band.clear()
        self._set_busy(busy=True)
        words = tr("Le centre ouvre la porte…")
        if of > 0:
            words = tr("Le magasin arrive ici : {done:number} lignes sur {of:number}.", done=min(done, of), of=of)
        self._progress.show_progress(words, done, of)

    def show_refusal(self, error: UserError) -> None:
        """It did not work: say what happened, what is safe, what to do."""
        self._set_busy(busy=False)
        if error.code == "enrol.replaces":
            self._replaced.set_error(tr("Le centre ne connaît pas ce poste."))
        self._band.say(refusal(error))

    def forget(self) -> None:
        """Leave no secret behind."""
        self._access.forget()

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        self._progress.setVisible(busy)
        self._access.setEnabled(not busy)
        self._replaced.setEnabled(not busy)
        self.changed.emit()

    def _on_changed(self) -> None:
        self._band.clear()
        self.changed.emit()

    def _on_replaced(self, _text: str) -> None:
        self._replaced.set_error("")
        self.changed.emit()
