"""The register of processing (GDPR, article 30), to print and to sign: what this program keeps of people, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recyclique_desktop.system.messages import tr

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class RegisterData:
    """Who answers for the data, and the delays that the shop set, in months."""

    organisation: str
    day: date
    sign_in_months: int
    dormant_months: int


def register(data: RegisterData) -> str:
    """Return the register as plain text."""
    head = [
        tr("REGISTRE DES TRAITEMENTS"),
        tr("{organisation}, le {day:date}", organisation=data.organisation, day=data.day),
        tr("Responsable du traitement : {organisation}", organisation=data.organisation),
        tr("Logiciel : RecyClique Desktop. Les données restent sur les postes et au centre de l’association."),
    ]
    parts = [_part(number, one) for number, one in enumerate(_treatments(data), start=1)]
    return "\n".join(head) + "\n\n" + "\n\n".join([*parts, *_measures()]) + "\n"


def _part(number: int, treatment: tuple[str, str, str, str, str]) -> str:
    title, purpose, held, kept, end = treatment
    said = (
        f"{number}. {title}",
        tr("   Finalité et base : {text}", text=purpose),
        tr("   Données : {text}", text=held),
        tr("   Durée : {text}", text=kept),
        tr("   Ensuite : {text}", text=end),
    )
    return "\n".join(said)


def _treatments(data: RegisterData) -> tuple[tuple[str, str, str, str, str], ...]:
    return (
        (
            tr("Comptes des personnes qui travaillent ici"),
            tr("tenir la caisse et la réception ; contrat ou intérêt légitime"),
            tr("nom, nom d’utilisateur, rôle, empreintes du code et du mot de passe ; au bureau seul : contact, notes"),
            tr("le temps de l’activité, puis {n} mois", n=data.dormant_months),
            tr("anonymisation : le nom devient un code, le contact disparaît, les tickets restent"),
        ),
        (
            tr("Historique des connexions et des consultations"),
            tr("sécurité des comptes et du tiroir ; intérêt légitime"),
            tr("qui, quand, sur quel poste, réussite ou échec ; qui a consulté ou exporté des données"),
            tr("{n} mois", n=data.sign_in_months),
            tr("effacement chaque mois ; le journal signé ne garde que le code de la personne"),
        ),
        (
            tr("Tickets, clôtures et journal de caisse"),
            tr("obligation légale (CGI art. 286, LPF L102 B)"),
            tr("articles, montants, paiements, code de la personne qui encaisse ; référence des chèques à part"),
            tr("six ans et l’année en cours"),
            tr("archives ; aucun nom n’y figure"),
        ),
        (
            tr("Dépôts"),
            tr("statistiques de réemploi ; intérêt légitime"),
            tr("poids, catégorie, provenance par commune ; aucun nom demandé"),
            tr("sans limite, sous forme statistique"),
            tr("agrégation"),
        ),
    )


def _measures() -> tuple[str, ...]:
    return (
        tr("MESURES"),
        tr("Base chiffrée, clés dans le trousseau de la session ; aucun secret dans les fichiers du programme."),
        tr("Codes et mots de passe en empreintes lentes ; blocage après cinq essais."),
        tr("Une caisse ne reçoit du bureau que le nom, le nom d’utilisateur et les empreintes de ses personnes."),
        tr("Liaison au centre chiffrée et vérifiée ; chaque poste a son accès, révocable."),
        tr("Droits des personnes : consultation, export, rectification, anonymisation, au menu « Vie privée »."),
    )
