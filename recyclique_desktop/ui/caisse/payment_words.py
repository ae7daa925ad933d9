"""What the payment says of its state: titles, the status above the amount, the question of a surplus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from recyclique_desktop.domain.enums import PaymentKind
from recyclique_desktop.domain.money import Cents, format_amount
from recyclique_desktop.system.messages import sentence, tr
from recyclique_desktop.ui.caisse.payment_entry import Step
from recyclique_desktop.ui.widgets.message import Message, MessageKind
from recyclique_desktop.ui.words import in_two

if TYPE_CHECKING:
    from recyclique_desktop.domain.payment import Payment
    from recyclique_desktop.ui.caisse.payment_entry import PaymentEntry

_PLAIN: Final = frozenset({"payment.missing", "payment.reference_needed", "global.needed", "waive.reason_needed"})
"""What is simply not typed yet: the status above the amount says enough."""


def middle_words(entry: PaymentEntry) -> tuple[str, str]:
    """Return the title of the middle zone, and the sentence below it or nothing."""
    if entry.is_disposal:
        told = tr("Ce ticket sort de la matière : rien à payer. Il porte un numéro de sortie, à part des ventes.")
        return tr("Sortie de matière"), told
    if entry.is_free and entry.nothing_to_pay:
        return tr("Gratuit"), tr("Rien n’est encaissé. Écrivez pourquoi, puis enregistrez.")
    if entry.nothing_to_pay:
        return tr("Rien à payer"), tr("Enregistrez le ticket, ou ajoutez un don à l’association.")
    if entry.step is Step.TOTAL:
        return tr("Quel total pour ce ticket ?"), ""
    rest = tr("Comment le client paie-t-il le reste ?")
    return (rest if entry.tenders else tr("Comment le client paie-t-il ?")), ""


def typed_words(entry: PaymentEntry) -> tuple[str, str, bool]:
    """Return what the display says: its label, its value, and whether that is only proposed."""
    if entry.step is Step.TOTAL:
        shown = entry.agreed.text or ("" if entry.agrees else format_amount(entry.goods))
        return tr("Total à payer"), shown, not entry.agreed.text
    if entry.step is Step.DONATION:
        return tr("Don à l’association"), entry.gift.text or format_amount(entry.donation), not entry.gift.is_typed
    if entry.is_disposal or (entry.nothing_to_pay and not entry.has_goods):
        return tr("Rien à payer"), format_amount(Cents(0)), True
    name = tr(entry.method.label)
    label = tr("Espèces reçues") if entry.method.gives_change else tr("{name} : montant", name=name)
    return label, entry.amount.text or format_amount(entry.proposal), not entry.amount.text


def act_word(entry: PaymentEntry) -> str:
    """Return what the filled button does."""
    if entry.step in {Step.TOTAL, Step.DONATION}:
        return tr("Continuer")
    return tr("Enregistrer") if entry.nothing_to_pay else tr("Valider")


def status_words(entry: PaymentEntry) -> str:
    """Return why the ticket cannot be validated yet, in few words; nothing when it can."""
    problem = entry.total_problem if entry.step is Step.TOTAL else entry.problem
    if problem is None:
        return ""
    amount = problem.params.get("amount")
    short = {
        "payment.missing": lambda: tr("Il manque {amount:euros}.", amount=amount),
        "payment.no_change_on": lambda: tr("{amount:euros} de trop.", amount=amount),
        "payment.too_much": lambda: tr("{amount:euros} de trop.", amount=amount),
        "global.needed": lambda: tr("Il manque le total."),
        "waive.reason_needed": lambda: tr("Dites pourquoi."),
        "payment.reference_needed": lambda: tr("Il manque la référence."),
        "payment.not_needed": lambda: tr("Un paiement de trop."),
    }
    return short.get(problem.code, lambda: tr("À corriger."))()


def question_of(entry: PaymentEntry) -> Message | None:
    """Return what the band asks: whether a surplus is a donation, or what must be put right.

    Of a cheque the surplus is a donation unless somebody says no, of a card only if somebody says so (P3).
    """
    problem = entry.total_problem if entry.step is Step.TOTAL else entry.problem
    is_needless = problem is not None and problem.code == "payment.not_needed"  # no answer on a surplus mends that
    if entry.step is Step.PAYING and entry.surplus and not is_needless:
        title = tr("Le surplus de {amount:euros} est-il un don ?", amount=entry.surplus)
        if entry.draft.donation > entry.donation:
            return Message(MessageKind.LOOK, title, tr("Oui : validez. Non : retapez le montant."), tr("Non"))
        return Message(MessageKind.LOOK, title, tr("Ce moyen de paiement ne rend pas la monnaie."), tr("Oui"))
    if problem is None or problem.code in _PLAIN:
        return None
    return Message(MessageKind.LOOK, *in_two(sentence(problem)))


def too_much_cash(ceiling: Cents) -> Message:
    """Ask whether the customer lives abroad: only then may she pay more cash."""
    title = tr("Plus de {ceiling:euros} en espèces.", ceiling=ceiling)
    return Message(MessageKind.FAILED, title, tr("Client non-résident ?"), tr("Oui"))


def payment_detail(payment: Payment, *, proposed: bool) -> str:
    """Return the small words of a payment in the list."""
    if proposed:
        return tr("compte exact")
    if payment.kind is PaymentKind.CASH:
        return tr("reçu {amount:euros}", amount=payment.tendered)
    return tr("n° {reference}", reference=payment.reference) if payment.reference else ""
