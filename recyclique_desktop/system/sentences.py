"""One French sentence per error code: what happened · what is safe · what to do. At most 140 characters.

Kept in alphabetical order of the codes. Placeholders are typed (``messages.fill``): ``{amount:euros}``,
``{weight:kilos}``, ``{at:time}``, ``{name}``. The words are those of the design (« Vous » rarely, no « Veuillez »).
"""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "cash.variance_comment": "L’écart est de {variance:euros}. Le comptage est gardé. Écrivez d’où il peut venir, puis fermez.",
    "config.missing": "Aucun poste n’est installé dans {folder}. Rien n’a été changé. Installez-le, ou choisissez un autre dossier.",
    "config.unreadable": "Le fichier {file} est illisible. Les ventes sont intactes. Remettez sa copie de sauvegarde, puis relancez.",
    "folder.in_use": "Le dossier {folder} contient déjà un poste. Il n’a pas été touché. Choisissez un dossier vide.",
    "folder.unwritable": "Impossible d’écrire dans {folder}. Rien n’a été changé. Libérez de la place ou donnez le droit d’écrire.",
    "instance.running": "RecyClique est déjà ouvert (processus {pid}). Rien n’a été changé. Fermez l’autre fenêtre, puis recommencez.",
    "money.invalid": "« {text} » n’est pas un montant. Rien n’a été changé. Tapez par exemple 12,50.",
    "password.no_digit": "Il manque un chiffre au mot de passe.",
    "password.no_lower": "Il manque une lettre minuscule au mot de passe.",
    "password.no_special": "Il manque un signe au mot de passe, par exemple ! ou ?.",
    "password.no_upper": "Il manque une lettre majuscule au mot de passe.",
    "password.too_short": "Le mot de passe est trop court. Tapez au moins 8 caractères.",
    "permission.denied": "Votre compte ne permet pas cette action. Rien n’a été changé. Demandez à un responsable.",
    "pin.format": "Le code personnel a exactement 4 chiffres.",
    "pin.trivial": "Ce code est trop facile à deviner. Choisissez 4 chiffres qui ne se suivent pas et ne se répètent pas.",
    "recovery.other_sheet": "Cette feuille de secours n’ouvre pas ce poste. Les données sont intactes. Cherchez la feuille de ce poste.",
    "recovery.qr_wrong": "Ce code n’est pas celui d’une feuille de secours. Rien n’a été changé. Scannez-le de nouveau, ou tapez les mots.",
    "recovery.words_count": "La feuille de secours a 24 mots ; il y en a {count} ici. Vérifiez qu’aucun ne manque.",
    "recovery.words_mismatch": "Ces 24 mots ne vont pas ensemble. Rien n’a été changé. Vérifiez leur ordre sur la feuille.",
    "recovery.words_wrong": "Le mot {position}, « {word} », n’est pas un mot de la feuille. Les autres sont gardés. Relisez celui-là.",
    "secret.locked": "Le trousseau de la session ne répond pas. Les ventes sont intactes. Déverrouillez-le, puis relancez.",
    "secret.missing": "La clé de ce poste est introuvable {where}. Les ventes sont intactes. Prenez la feuille de secours.",
    "secret.unreadable": "Le fichier de clés {file} est illisible. Les ventes sont intactes. Prenez la feuille de secours.",
    "signin.inactive": "Ce compte est désactivé. Demandez à un responsable.",
    "signin.locked": "Cinq codes faux : ce compte est bloqué jusqu’à {until:time}. Un responsable peut le débloquer.",
    "signin.no_pin": "Ce compte n’a pas encore de code. Entrez avec le mot de passe, ou demandez à un responsable.",
    "weight.invalid": "« {text} » n’est pas un poids. Rien n’a été changé. Tapez par exemple 1,250.",
}
