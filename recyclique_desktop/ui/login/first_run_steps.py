"""The first three steps of the first run: this workstation, the shop and its regime, the price list."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.domain.enums import FiscalRegime
from recyclique_desktop.flows.first_run import NO_LIST, SHIPPED, Answers, ListSummary, summary_of
from recyclique_desktop.services.first_run import is_siret
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import Text, choose
from recyclique_desktop.ui.widgets.buttons import ActionButton
from recyclique_desktop.ui.widgets.choices import ChoiceCard
from recyclique_desktop.ui.widgets.fields import Field
from recyclique_desktop.ui.widgets.form import Checked, Form

if TYPE_CHECKING:
    from collections.abc import Callable

_MARGIN: Final = 56
_CODE: Final = re.compile(r"C[0-9]{2}")
_LOW_CARD: Final = 76
_OWN = "own"


class RunStep(QWidget):
    """One step: a question, an advice, what is asked. ``complete`` says whether one may go on.

    Signals:
        changed(): What is said changed.
    """

    changed = Signal()

    def __init__(self, question: str, advice: str) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(_MARGIN, 36, _MARGIN, Space.SMALL)
        self.column.setSpacing(Space.SMALL)
        self.column.addWidget(Text(question, "h1", wrap=True))
        self.column.addWidget(Text(advice, "body", "text2", wrap=True))
        self.column.addSpacing(Space.TINY)

    @property
    def complete(self) -> bool:
        """Whether one may go on."""
        return True

    def arrive(self) -> None:
        """The step is shown: put the cursor where one begins."""

    def show_missing(self) -> None:
        """« Continuer » was asked for too early: say what is missing."""


class PlaceStep(RunStep):
    """What this workstation is called."""

    def __init__(self) -> None:
        super().__init__(
            tr("Comment s’appelle cette caisse ?"),
            tr("Ce nom est sur l’écran, le code au début de chaque numéro de ticket."),
        )
        self._name = Field("run_register", tr("Nom de la caisse"), value=tr("Caisse 1"))
        self._code = Field(
            "run_code", tr("Code du poste"), value="C01", hint=tr("un C et deux chiffres, différent pour chaque poste")
        )
        self._form = Form(
            (
                Checked(self._name, lambda text: "" if text.strip() else tr("Il manque le nom de la caisse.")),
                Checked(self._code, lambda text: "" if _CODE.fullmatch(text) else tr("Le code ressemble à C01.")),
            ),
            self,
        )
        fields = QHBoxLayout()
        fields.setSpacing(Space.TICKET)
        fields.addWidget(self._name, 1)
        fields.addWidget(self._code, 1)
        self.column.addLayout(fields)
        self.column.addStretch(1)
        self._form.changed.connect(self.changed)

    @property
    def complete(self) -> bool:
        return self._form.is_good

    @property
    def said(self) -> tuple[str, str]:
        """Name and code."""
        return self._name.text.strip(), self._code.text

    def arrive(self) -> None:
        self._name.edit.setFocus()
        self._name.edit.selectAll()

    def show_missing(self) -> None:
        self._form.show_errors()

    def show_answers(self, answers: Answers) -> None:
        """Take up what was said before."""
        if answers.register_name:
            self._name.set_text(answers.register_name)
        if answers.workstation_code:
            self._code.set_text(answers.workstation_code)


class ShopStep(RunStep):
    """The shop, and what the law calls it."""

    def __init__(self) -> None:
        super().__init__(
            tr("Quel magasin, quel régime de TVA ?"),
            tr("En cas de doute, gardez le premier régime : un responsable le dira."),
        )
        self._name = Field("run_site", tr("Nom du magasin"))
        self._siret = Field("run_siret", tr("SIRET"), hint=tr("14 chiffres ; peut attendre"))
        self._form = Form(
            (
                Checked(self._name, lambda text: "" if text.strip() else tr("Il manque le nom du magasin.")),
                Checked(self._siret, _siret_error),
            ),
            self,
        )
        self._cards = {regime: self._card(regime) for regime in FiscalRegime}
        self._regime = FiscalRegime.EXEMPT_261_7_1
        fields = QHBoxLayout()
        fields.setSpacing(Space.TICKET)
        fields.addWidget(self._name, 1)
        fields.addWidget(self._siret, 1)
        self.column.addLayout(fields)
        for card in self._cards.values():
            self.column.addWidget(card)
        self.column.addStretch(1)
        self.column.setSpacing(Space.GRID)
        self._choose(self._regime)
        self._form.changed.connect(self.changed)

    def _card(self, regime: FiscalRegime) -> ChoiceCard:
        title, meaning = _regime_words()[regime]
        card = ChoiceCard(f"run_regime_{regime.name.lower()}", title, meaning, height=_LOW_CARD)
        card.clicked.connect(lambda _checked=False, chosen=regime: self._on_regime(chosen))
        return card

    @property
    def complete(self) -> bool:
        return self._form.is_good

    @property
    def said(self) -> tuple[str, str, FiscalRegime]:
        """Name, SIRET without spaces, regime."""
        return self._name.text.strip(), _bare(self._siret.text), self._regime

    def arrive(self) -> None:
        self._name.edit.setFocus()

    def show_missing(self) -> None:
        self._form.show_errors()

    def show_answers(self, answers: Answers) -> None:
        """Take up what was said before."""
        self._name.set_text(answers.site_name)
        self._siret.set_text(answers.siret)
        self._choose(FiscalRegime(answers.regime))

    def _on_regime(self, regime: FiscalRegime) -> None:
        self._choose(regime)
        self.changed.emit()

    def _choose(self, regime: FiscalRegime) -> None:
        self._regime = regime
        choose(self._cards.values(), self._cards[regime])


class PricesStep(RunStep):
    """Which price list the shop begins with.

    Args:
        read: Reads a price list away from the screen, then calls back with its summary or its error.
    """

    def __init__(self, read: Callable[[str], None]) -> None:
        super().__init__(
            tr("Avec quelles catégories commencer ?"),
            tr("Tout peut être changé plus tard ; une vente demande au moins une catégorie."),
        )
        self._read = read
        self._choice = SHIPPED
        self._summary: ListSummary | None = None
        self._cards = {
            SHIPPED: self._card(SHIPPED, tr("La liste proposée"), _in_words(summary_of(SHIPPED)), "list"),
            _OWN: self._card(_OWN, tr("Ma propre liste"), tr("Un fichier CSV : rayon, catégorie, prix."), "file-text"),
            NO_LIST: self._card(NO_LIST, tr("Plus tard"), tr("Rien à vendre avant d’avoir des catégories."), "clock"),
        }
        self._file = Field("run_price_list", tr("Fichier de la liste"))
        self._browse = ActionButton("run_browse_list", tr("Choisir…"), icon="folder-open")
        self._found = Text("", "small", "accent")
        self._build()
        self._file.changed.connect(self._on_file)
        self._browse.clicked.connect(self._on_browse)
        self._choose(SHIPPED)

    def _build(self) -> None:
        for card in self._cards.values():
            self.column.addWidget(card)
        self._own = QWidget()
        row = QHBoxLayout()
        row.setSpacing(Space.GRID)
        row.addWidget(self._file, 1)
        row.addWidget(self._browse, alignment=Qt.AlignmentFlag.AlignVCenter)
        own = QVBoxLayout(self._own)
        own.setContentsMargins(0, 0, 0, 0)
        own.setSpacing(0)
        own.addLayout(row)
        own.addWidget(self._found)
        self.column.addWidget(self._own)
        self.column.addStretch(1)

    def _card(self, key: str, title: str, meaning: str, icon: str) -> ChoiceCard:
        card = ChoiceCard(f"run_list_{key or 'later'}", title, meaning, icon=icon, height=Height.COUNT_ROW)
        card.clicked.connect(lambda _checked=False, chosen=key: self._on_card(chosen))
        return card

    @property
    def complete(self) -> bool:
        return self._choice != _OWN or self._summary is not None

    @property
    def said(self) -> str:
        """The price list, as ``Answers`` keeps it."""
        return self._file.text.strip() if self._choice == _OWN else self._choice

    def show_missing(self) -> None:
        if not self._file.error:
            self._file.set_error(tr("Il manque le fichier de la liste."))
        self._file.edit.setFocus()

    def show_answers(self, answers: Answers) -> None:
        """Take up what was said before."""
        known = answers.price_list in {SHIPPED, NO_LIST}
        if not known:
            self._file.set_text(answers.price_list)
            self._on_file(answers.price_list)
        self._choose(answers.price_list if known else _OWN)

    def show_summary(self, summary: ListSummary) -> None:
        """The file was read."""
        self._summary = summary
        self._found.setText(_in_words(summary))
        self.changed.emit()

    def show_refusal(self, refusal: str) -> None:
        """The file cannot be used."""
        self._summary = None
        self._file.set_error(refusal)
        self.changed.emit()

    def _on_card(self, key: str) -> None:
        self._choose(key)
        if key == _OWN:
            self._file.edit.setFocus()
        self.changed.emit()

    def _choose(self, key: str) -> None:
        self._choice = key
        choose(self._cards.values(), self._cards[key])
        self._own.setVisible(key == _OWN)

    def _on_file(self, path: str) -> None:
        self._summary = None
        self._found.setText("")
        self._file.set_error("")
        self.changed.emit()
        if path.strip():
            self._read(path.strip())

    def _on_browse(self) -> None:
        dialog = QFileDialog(self, tr("Liste de prix"), str(Path.home()), tr("Listes (*.csv)"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._on_selected)
        dialog.open()

    def _on_selected(self, path: str) -> None:
        self._file.set_text(path)
        self._on_file(path)


def _in_words(summary: ListSummary) -> str:
    return tr("{rows} catégories et leurs prix, en {roots} rayons.", rows=summary.rows, roots=summary.roots)


def _siret_error(text: str) -> str:
    bare = _bare(text)
    if not bare or is_siret(bare):
        return ""
    return tr("Ce SIRET n’est pas juste : recopiez ses 14 chiffres, ou laissez vide.")


def _bare(text: str) -> str:
    return "".join(text.split())


def _regime_words() -> dict[FiscalRegime, tuple[str, str]]:
    return {
        FiscalRegime.EXEMPT_261_7_1: (
            tr("Association d’utilité sociale, exonérée"), tr("Article 261, 7-1° du CGI : le plus courant.")
        ),
        FiscalRegime.FRANCHISE_206_1BIS: (
            tr("Association sous le seuil de la franchise"), tr("Article 206, 1 bis du CGI.")
        ),
        FiscalRegime.FRANCHISE_293B: (
            tr("Franchise en base de TVA"), tr("Article 293 B du CGI : « TVA non applicable ».")
        ),
        FiscalRegime.TAXABLE: (tr("TVA comprise dans les prix"), tr("Le magasin déclare la TVA de ses ventes.")),
    }  # fmt: skip
