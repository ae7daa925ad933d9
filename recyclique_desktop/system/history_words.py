"""The sentences of a person's history, in the manner of RecyClique 1.4.4 (``reception-admin.md`` 3.8.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from recyclique_desktop.system.audit_words import kind_words
from recyclique_desktop.system.messages import mark, tr

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS: Final[Mapping[str, str]] = {
    "administration": mark("Administration"),
    "sign_in": mark("Connexions"),
    "till": mark("Sessions de caisse"),
    "sale": mark("Ventes"),
    "reception": mark("Réception"),
    "deposit": mark("Dépôts annoncés"),
}
STATES: Final[Mapping[str, str]] = {
    "active": mark("Actif"),
    "inactive": mark("Inactif"),
    "pending": mark("En attente"),
    "approved": mark("Approuvé"),
    "rejected": mark("Rejeté"),
    "unknown": mark("Inconnu"),
}
_SENTENCES: Final[Mapping[str, str]] = {
    "state_changed": mark("Statut modifié de {old} vers {new}"),
    "state_kept": mark("Statut confirmé : {new}"),
    "did": mark("{label}"),
    "was_done": mark("{label}"),
    "signed_in": mark("CONNECTÉ depuis {place}"),
    "sign_in_failed": mark("ÉCHEC CONNEXION depuis {place}"),
    "signed_out": mark("DÉCONNEXION depuis {place}"),
    "till_opened": mark("Session de caisse ouverte (montant initial : {amount:euros})"),
    "till_closed": mark("Session de caisse fermée (total ventes : {amount:euros}, articles : {n:number})"),
    "sold": mark("Vente effectuée (montant : {amount:euros})"),
    "disposed": mark("Sortie de matière enregistrée"),
    "reversed": mark("Vente annulée (montant : {amount:euros})"),
    "post_opened": mark("Réception ouverte"),
    "post_closed": mark("Réception fermée"),
    "deposit_weighed": mark("Dépôt pesé"),
    "deposit_validated": mark("Dépôt validé : {name}"),
    "deposit_classified": mark("Dépôt classifié : {name}"),
    "deposit_announced": mark("Dépôt créé : {name}"),
}
UNKNOWN_PLACE: Final = "—"


def event_words(what: str, values: Mapping[str, Any], place: str) -> str:
    """Return what happened, in one sentence."""
    told = {**values, "place": place or UNKNOWN_PLACE}
    for name in ("old", "new"):
        if name in told:
            told[name] = tr(STATES.get(told[name], told[name]))
    if "label" in told:
        told["label"] = tr(told["label"]) if told["label"] else kind_words(str(told["kind"]))
    if "name" in told:
        told["name"] = told["name"] or UNKNOWN_PLACE
    return tr(_SENTENCES[what], **told)


def event_note(what: str, values: Mapping[str, Any]) -> str:
    """Return what is worth knowing beside: who, why, of what, how often."""
    parts = []
    if what.startswith("state_") and values["who"]:
        parts.append(tr("par {who}", who=values["who"]))
    if what == "was_done" and values["who"]:
        parts.append(tr("par {who}", who=values["who"]))
    if what == "did" and values["name"]:
        parts.append(str(values["name"]))
    if values.get("reason"):
        parts.append(tr("raison : {reason}", reason=values["reason"]))
    if values.get("number"):
        parts.append(str(values["number"]))
    if what == "sign_in_failed" and values["attempts"] > 1:
        parts.append(tr("{n}ᵉ essai de suite", n=values["attempts"]))
    if values.get("method"):
        parts.append(tr("par code") if values["method"] == "pin" else tr("par mot de passe"))
    return " · ".join(parts)
