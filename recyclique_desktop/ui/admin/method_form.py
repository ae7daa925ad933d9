"""The form of one way to pay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal

from recyclique_desktop.domain.enums import PaymentKind
from recyclique_desktop.services.payment_ways import MAX_LABEL, MethodForm
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.admin.list_side import FormCard
from recyclique_desktop.ui.admin.values import advice, centre_hint
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import FlexText, Text
from recyclique_desktop.ui.widgets.buttons import PrimaryButton
from recyclique_desktop.ui.widgets.chips import ChipGroup
from recyclique_desktop.ui.widgets.fields import Field
from recyclique_desktop.ui.widgets.form import Checked, Form

if TYPE_CHECKING:
    from uuid import UUID

    from recyclique_desktop.data.queries.payment_ways import MethodLine

_ADDED: Final = (PaymentKind.OTHER, PaymentKind.CARD, PaymentKind.CHECK, PaymentKind.TRANSFER)
_ON: Final = "on"
_DRAWER: Final = "drawer"
_REFERENCE: Final = "reference"


def kind_words(kind: PaymentKind) -> str:
    """Return what people call a kind of payment."""
    return {
        PaymentKind.CASH: tr("Espèces"), PaymentKind.CHECK: tr("Chèque"), PaymentKind.CARD: tr("Carte"),
        PaymentKind.TRANSFER: tr("Virement"), PaymentKind.OTHER: tr("Autre"),
    }[kind]  # fmt: skip


class MethodCard(FormCard):
    """One way to pay, or a new one; see ``said``.

    Signals:
        saved(): What is written is to be saved.
    """

    saved = Signal()

    def __init__(self) -> None:
        super().__init__("method_form")
        self._line: MethodLine | None = None
        self._title = FlexText("", "h2")
        self._label = Field("method_label", tr("Nom sur le bouton"))
        self._kind = ChipGroup("method_kind", tr("Genre"), columns=2)
        self._kind.set_options([(kind, kind_words(kind)) for kind in _ADDED])
        self._traits = ChipGroup("method_traits", tr("À la caisse"), several=True, columns=2)
        self._traits.set_options(
            [(_ON, tr("Proposé")), (_DRAWER, tr("Compté au tiroir")), (_REFERENCE, tr("Référence exigée"))]
        )
        self._told = Text(tr("Seules les espèces rendent la monnaie."), "small", "text2", wrap=True)
        self._save = PrimaryButton("method_save", tr("Enregistrer"), height=Height.ACTION_TALL, large=False)
        self.column.addWidget(self._title)
        self.column.addSpacing(Space.TINY)
        for widget in (self._label, self._kind, self._traits, self._told):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self.column.addWidget(self._save)
        self._form = Form((Checked(self._label, _label_error),), self)
        self._form.changed.connect(self._show)
        self._label.entered.connect(self._on_save)
        self._kind.changed.connect(self._show)
        self._traits.changed.connect(self._show)
        self._save.clicked.connect(self._on_save)
        self.show_nothing()

    @property
    def line(self) -> MethodLine | None:
        """The way shown; nothing for a new one."""
        return self._line

    @property
    def is_touched(self) -> bool:
        """Whether something is being written that was not saved."""
        return self._save.isVisibleTo(self) and self._save.isEnabled()

    def said(self, method_id: UUID) -> MethodForm:
        """Return what is written, under that id."""
        traits = self._traits.chosen
        kind = next((kind for kind in _ADDED if kind in self._kind.chosen), PaymentKind.OTHER)
        return MethodForm(
            method_id, self._label.text, self._line.kind if self._line else kind,
            in_drawer=_DRAWER in traits, needs_reference=_REFERENCE in traits, active=_ON in traits,
        )  # fmt: skip

    def show_nothing(self) -> None:
        """No way is chosen."""
        self._line = None
        self._title.setText(tr("Touchez un moyen de paiement pour le modifier."))
        self._set_shown(shown=False)

    def show_line(self, line: MethodLine) -> None:
        """Show a way to pay."""
        self._line = line
        self._title.setText(tr(line.label))
        traits = [
            key
            for key, held in ((_ON, line.active), (_DRAWER, line.in_drawer), (_REFERENCE, line.needs_reference))
            if held
        ]
        self._fill(line.label, line.kind, traits)
        self._label.set_hint(centre_hint(line.waiting, "label"))
        self._traits.allow({_ON} if line.kind is PaymentKind.CASH else {_ON, _DRAWER, _REFERENCE})
        self._kind.hide()
        self._show()

    def show_new(self) -> None:
        """Begin a new way to pay."""
        self._line = None
        self._title.setText(tr("Nouveau moyen de paiement"))
        self._fill("", PaymentKind.OTHER, [_ON])
        self._traits.allow({_ON, _DRAWER, _REFERENCE})
        self._show()
        self.begin()

    def begin(self) -> None:
        """Put the cursor where writing begins."""
        if self._label.isVisibleTo(self):
            self._label.edit.setFocus()
            self._label.edit.selectAll()

    def _fill(self, label: str, kind: PaymentKind, traits: list[str]) -> None:
        self._form.clear()
        self._set_shown(shown=True)
        self._label.set_hint("")
        self._label.set_text(label)
        self._kind.choose((kind,))
        self._traits.choose(traits)

    def _set_shown(self, *, shown: bool) -> None:
        for part in (self._label, self._kind, self._traits, self._told, self._save):
            part.setVisible(shown)

    def _is_changed(self) -> bool:
        line = self._line
        if line is None:
            return bool(self._label.text.strip())
        said = self.said(line.id)
        there = (line.label, line.in_drawer, line.needs_reference, line.active)
        return there != (said.label.strip(), said.in_drawer, said.needs_reference, said.active)

    def _show(self) -> None:
        self._save.setEnabled(self._form.is_good and self._is_changed())

    def _on_save(self) -> None:
        if self._save.isEnabled():
            self.saved.emit()
        else:
            self._form.show_errors()


def _label_error(text: str) -> str:
    if not text.strip():
        return advice("method.label_missing")
    return advice("method.label_length", most=MAX_LABEL) if len(text.strip()) > MAX_LABEL else ""
