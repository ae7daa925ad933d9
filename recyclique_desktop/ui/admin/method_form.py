"""The form of one way to pay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from recyclique_desktop.domain.enums import PaymentKind
from recyclique_desktop.services.payment_ways import MAX_LABEL, MethodForm
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.admin.saved_form import SavedForm
from recyclique_desktop.ui.admin.values import advice, centre_hint
from recyclique_desktop.ui.theme.tokens import Space
from recyclique_desktop.ui.widgets.base import Text
from recyclique_desktop.ui.widgets.chips import ChipGroup
from recyclique_desktop.ui.widgets.fields import Field
from recyclique_desktop.ui.widgets.form import Checked, Form

if TYPE_CHECKING:
    from uuid import UUID

    from PySide6.QtWidgets import QWidget

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


class MethodCard(SavedForm):
    """One way to pay, or a new one; see ``said``."""

    def __init__(self) -> None:
        super().__init__("method", Field("method_label", tr("Nom sur le bouton")))
        self._line: MethodLine | None = None
        self._kind = ChipGroup("method_kind", tr("Genre"), columns=2)
        self._kind.set_options([(kind, kind_words(kind)) for kind in _ADDED])
        self._traits = ChipGroup("method_traits", tr("À la caisse"), several=True, columns=2)
        self._traits.set_options(
            [(_ON, tr("Proposé")), (_DRAWER, tr("Compté au tiroir")), (_REFERENCE, tr("Référence exigée"))]
        )
        self._told = Text(tr("Seules les espèces rendent la monnaie."), "small", "text2", wrap=True)
        self.column.addWidget(self._title)
        self.column.addSpacing(Space.TINY)
        for widget in (self._name, self._kind, self._traits, self._told):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self.column.addWidget(self._save)
        self._watch(Form((Checked(self._name, _label_error),), self), self._name)
        self._kind.changed.connect(self._show)
        self._traits.changed.connect(self._show)
        self.show_nothing()

    @property
    def line(self) -> MethodLine | None:
        """The way shown; nothing for a new one."""
        return self._line

    def said(self, method_id: UUID) -> MethodForm:
        """Return what is written, under that id."""
        traits = self._traits.chosen
        kind = next((kind for kind in _ADDED if kind in self._kind.chosen), PaymentKind.OTHER)
        return MethodForm(
            method_id, self._name.text, self._line.kind if self._line else kind,
            in_drawer=_DRAWER in traits, needs_reference=_REFERENCE in traits, active=_ON in traits,
        )  # fmt: skip

    def show_nothing(self) -> None:
        """No way is chosen."""
        self._line = None
        self._say_nothing(tr("Touchez un moyen de paiement pour le modifier."))

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
        self._name.set_hint(centre_hint(line.waiting, "label"))
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

    def _fill(self, label: str, kind: PaymentKind, traits: list[str]) -> None:
        self._form.clear()
        for part in self._parts():
            part.show()
        self._name.set_hint("")
        self._name.set_text(label)
        self._kind.choose((kind,))
        self._traits.choose(traits)

    def _parts(self) -> tuple[QWidget, ...]:
        return (*super()._parts(), self._kind, self._traits, self._told)

    def _is_changed(self) -> bool:
        line = self._line
        if line is None:
            return super()._is_changed()
        said = self.said(line.id)
        there = (line.label, line.in_drawer, line.needs_reference, line.active)
        return there != (said.label.strip(), said.in_drawer, said.needs_reference, said.active)


def _label_error(text: str) -> str:
    if not text.strip():
        return advice("method.label_missing")
    return advice("method.label_length", most=MAX_LABEL) if len(text.strip()) > MAX_LABEL else ""
