"""Somebody who asks to join: what she said of herself, her groups, and the answer; or a new request to be noted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from recyclique_desktop.domain.enums import RegistrationStatus
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.admin.list_side import FormCard
from recyclique_desktop.ui.admin.values import advice
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import FlexText, Text
from recyclique_desktop.ui.widgets.buttons import ActionButton, PrimaryButton
from recyclique_desktop.ui.widgets.chips import ChipGroup
from recyclique_desktop.ui.widgets.fields import Field
from recyclique_desktop.ui.widgets.form import Checked, Form
from recyclique_desktop.ui.words import joined

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from recyclique_desktop.data.queries.admin_people import TeamLine
    from recyclique_desktop.data.queries.registrations import Candidate


@dataclass(frozen=True, slots=True)
class RequestSaid:
    """What is written of a new request."""

    first_name: str
    last_name: str
    email: str
    phone: str
    notes: str


class RegistrationCard(FormCard):
    """One candidate, or a new request.

    Signals:
        noted(): The new request is to be kept; see ``said``.
        accepted(): The candidate may join; see ``groups``.
        refused(): She may not.
    """

    noted = Signal()
    accepted = Signal()
    refused = Signal()

    def __init__(self) -> None:
        super().__init__("registration_card")
        self._candidate: Candidate | None = None
        self._title = FlexText("", "h2")
        self._when = Text("", "small", "text2", wrap=True)
        self._contact = Text("", "body", wrap=True)
        self._notes = Text("", "body", "text2", wrap=True)
        self._verdict = Text("", "body", wrap=True)
        self._why_not = Text("", "small", "text2", wrap=True)
        self._groups = ChipGroup("registration_groups", tr("Groupes"), several=True, columns=1)
        self._accept = PrimaryButton("registration_accept", tr("Accepter"), height=Height.ACTION_TALL, large=False)
        self._refuse = ActionButton("registration_refuse", tr("Refuser…"), height=Height.ACTION_TALL)
        self._first = Field("request_first", tr("Prénom"))
        self._last = Field("request_last", tr("Nom"))
        self._email = Field("request_email", tr("Adresse mail"), hint=tr("facultatif"))
        self._phone = Field("request_phone", tr("Téléphone"), hint=tr("facultatif"))
        self._note = Field("request_notes", tr("Note"), hint=tr("facultatif : pourquoi, quand…"))
        self._save = PrimaryButton("request_save", tr("Noter la demande"), height=Height.ACTION_TALL, large=False)
        self._form = Form(
            (
                Checked(self._first, lambda text: "" if text.strip() else advice("person.name_missing")),
                *(Checked(field, lambda _text: "") for field in (self._last, self._phone, self._note)),
                Checked(self._email, _email_error),
            ),
            self,
        )
        self._build()
        self._connect()
        self.show_nothing()

    def _build(self) -> None:
        for part in (self._title, self._when, self._contact, self._notes, self._verdict, self._groups):
            self.column.addWidget(part)
        for one, other in ((self._first, self._last), (self._email, self._phone)):
            row = QHBoxLayout()
            row.setSpacing(Space.SMALL)
            row.addWidget(one, 1)
            row.addWidget(other, 1)
            self.column.addLayout(row)
        self.column.addWidget(self._note)
        self.column.addStretch(1)
        self.column.addWidget(self._why_not)
        foot = QHBoxLayout()
        foot.setSpacing(Space.TARGET_GAP)
        foot.addWidget(self._refuse, 2)
        foot.addWidget(self._accept, 3)
        foot.addWidget(self._save, 1)
        self.column.addLayout(foot)

    def _connect(self) -> None:
        self._form.changed.connect(self._show_save)
        for field in (self._first, self._last, self._email, self._phone, self._note):
            field.entered.connect(self._on_save)
        self._save.clicked.connect(self._on_save)
        self._accept.clicked.connect(self.accepted)
        self._refuse.clicked.connect(self.refused)

    @property
    def candidate(self) -> Candidate | None:
        """Who is shown; nobody for a new request."""
        return self._candidate

    @property
    def groups(self) -> tuple[UUID, ...]:
        """The groups chosen for her."""
        return tuple(key for key in self._groups.chosen)  # type: ignore[misc]

    @property
    def said(self) -> RequestSaid:
        """What is written of a new request."""
        return RequestSaid(self._first.text, self._last.text, self._email.text, self._phone.text, self._note.text)

    @property
    def is_touched(self) -> bool:
        """Whether a new request is being written, or groups were chosen."""
        is_new = self._save.isVisibleTo(self) and not self._form.is_blank
        return is_new or (self._accept.isVisibleTo(self) and bool(self._groups.chosen))

    def offer_groups(self, teams: Sequence[TeamLine]) -> None:
        """Offer these groups."""
        self._groups.set_options([(team.group_id, team.name) for team in teams])

    def show_nothing(self) -> None:
        """Nobody is chosen."""
        self._candidate = None
        self._hide()
        self._title.setText(tr("Touchez une demande pour y répondre."))

    def show_new(self) -> None:
        """Note a new request."""
        self._candidate = None
        self._hide()
        self._form.clear()
        self._title.setText(tr("Nouvelle demande"))
        self._say(self._when, tr("Demandez seulement ce qui servira. La personne peut lire ce qui est noté."))
        for part in (self._first, self._last, self._email, self._phone, self._note, self._save):
            part.show()
        self._show_save()
        self._first.edit.setFocus()

    def show_candidate(self, one: Candidate, why_not: str) -> None:
        """Show somebody; ``why_not`` says why she cannot be answered here, or is empty."""
        self._candidate = one
        self._hide()
        self._title.setText(one.name or tr("Demande notée sur un autre poste"))
        origin = tr("par le site web") if one.is_web else tr("notée au comptoir")
        self._say(self._when, joined(tr("Demande du {at:datetime}", at=one.asked_at), origin))
        self._say(self._contact, "\n".join(part for part in (one.email, one.phone) if part))
        self._say(self._notes, one.notes)
        is_open = one.state is RegistrationStatus.PENDING
        self._say(self._verdict, "" if is_open else _verdict(one))
        self._say(self._why_not, why_not if is_open else "")
        for part in (self._groups, self._accept, self._refuse):
            part.setVisible(is_open)
            part.setEnabled(not why_not)
        self._groups.choose(())

    def wait(self) -> None:
        """An answer is under way: nothing can be pressed meanwhile."""
        for part in (self._accept, self._refuse, self._save):
            part.setEnabled(False)

    def ready(self) -> None:
        """The answer came."""
        for part in (self._accept, self._refuse):
            part.setEnabled(True)
        self._show_save()

    def _hide(self) -> None:
        for part in self._parts():
            part.hide()

    def _parts(self) -> tuple[QWidget, ...]:
        return (
            self._when, self._contact, self._notes, self._verdict, self._why_not, self._groups, self._accept,
            self._refuse, self._first, self._last, self._email, self._phone, self._note, self._save,
        )  # fmt: skip

    @staticmethod
    def _say(part: Text, words: str) -> None:
        part.setText(words)
        part.setVisible(bool(words))

    def _show_save(self) -> None:
        self._save.setEnabled(self._form.is_good)

    def _on_save(self) -> None:
        if self._form.is_good:
            self.noted.emit()
        else:
            self._form.show_errors()


def state_words(one: Candidate) -> str:
    """Return the state of a request in one word."""
    return {
        RegistrationStatus.PENDING: tr("en attente"),
        RegistrationStatus.APPROVED: tr("acceptée"),
        RegistrationStatus.REJECTED: tr("refusée"),
    }[one.state]


def _verdict(one: Candidate) -> str:
    told = tr("Acceptée") if one.state is RegistrationStatus.APPROVED else tr("Refusée")
    when = tr("le {at:datetime}", at=one.reviewed_at) if one.reviewed_at is not None else ""
    by = tr("par {who}", who=one.reviewer) if one.reviewer else ""
    first = " ".join(part for part in (told, when, by) if part)
    why = one.reason or (tr("Aucune raison spécifiée") if one.state is RegistrationStatus.REJECTED else "")
    return f"{first}\n{why}" if why else first


def _email_error(text: str) -> str:
    clean = text.strip()
    good = not clean or ("@" in clean[1:-1] and " " not in clean)
    return "" if good else advice("registration.email", email=clean)
