"""``recyclique init``: a new stand-alone workstation."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from recyclique_desktop.cli.outcome import Exit, Outcome
from recyclique_desktop.domain.enums import FiscalRegime, WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.system.messages import sentence, tr

if TYPE_CHECKING:
    import argparse

    from recyclique_desktop.cli.parser import Commands
    from recyclique_desktop.flows.recovery_sheet import Sheet
    from recyclique_desktop.flows.workstation import NewWorkstation, OpenWorkstation
    from recyclique_desktop.system.secrets import SecretStore


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add("init", run, summary=tr("installer un nouveau poste, sans centre"))
    parser.add_argument("--site", required=True, metavar=tr("NOM"), help=tr("nom du magasin"))
    parser.add_argument("--register", required=True, metavar=tr("NOM"), help=tr("nom de la caisse"))
    parser.add_argument("--workstation", metavar=tr("CODE"), help=tr("code du poste, par exemple C01"))
    parser.add_argument(
        "--kind", choices=[kind.value for kind in WorkstationKind], default=WorkstationKind.TILL.value,
        help=tr("till (caisse), reception (réception) ou office (bureau) ; par défaut till"),
    )  # fmt: skip
    parser.add_argument("--admin", required=True, metavar=tr("NOM"), help=tr("prénom et nom du responsable"))
    parser.add_argument(
        "--regime", choices=[regime.value for regime in FiscalRegime], default=FiscalRegime.EXEMPT_261_7_1.value,
        help=tr("régime de TVA du magasin ; par défaut exonéré, article 261, 7, 1° du CGI"),
    )  # fmt: skip
    parser.add_argument("--siret", metavar=tr("NUMÉRO"), help=tr("SIRET du magasin, 14 chiffres"))
    parser.add_argument("--pin", metavar=tr("CODE"), help=tr("code personnel du responsable, 4 chiffres"))


def run(arguments: argparse.Namespace) -> Outcome:
    """Make the workstation, then its recovery sheet; both secrets are shown this once."""
    from recyclique_desktop.flows import workstation  # noqa: PLC0415  heavy
    from recyclique_desktop.system.clock import SystemClock  # noqa: PLC0415
    from recyclique_desktop.system.lock import InstanceLock  # noqa: PLC0415
    from recyclique_desktop.system.passwords import one_time_password  # noqa: PLC0415
    from recyclique_desktop.system.paths import folders  # noqa: PLC0415
    from recyclique_desktop.system.secrets import choose_store  # noqa: PLC0415

    where = folders(arguments.data_dir)
    where.create()
    store = choose_store(where)
    password = one_time_password(secrets.token_bytes)
    with InstanceLock(where.data):
        made = workstation.create(where, _asked(arguments, password), store, SystemClock(), secrets.token_bytes)
        try:
            return _told(arguments, made, store, password)
        finally:
            made.close()


def _asked(arguments: argparse.Namespace, password: str) -> NewWorkstation:
    from recyclique_desktop.flows.workstation import NewWorkstation  # noqa: PLC0415

    kind = WorkstationKind(arguments.kind)
    code = arguments.workstation or f"{kind.code_letter}01"
    return NewWorkstation(
        site_name=arguments.site,
        register_name=arguments.register,
        workstation_name=arguments.register,
        workstation_code=code,
        kind=kind,
        regime=FiscalRegime(arguments.regime),
        siret=arguments.siret,
        admin_name=arguments.admin,
        admin_password=password,
        admin_pin=arguments.pin,
    )


def _told(arguments: argparse.Namespace, made: OpenWorkstation, store: SecretStore, password: str) -> Outcome:
    """Say what was made. The password is told even when the sheet could not be."""
    data = {
        "workstation": made.config.code,
        "kind": made.config.kind.value,
        "site": arguments.site,
        "register": arguments.register,
        "admin": arguments.admin,
        "data_dir": str(made.folders.data),
        "keys": store.where,
        "one_time_password": password,
    }
    text = tr(
        "Le poste {code} est installé dans {folder}.\nClés du poste : {where}.\n\n"
        "Mot de passe de {admin}, montré cette seule fois : {password}",
        code=made.config.code, folder=str(made.folders.data), where=store.where, admin=arguments.admin,
        password=password,
    )  # fmt: skip
    try:
        sheet = _sheet(arguments, made, store)
    except UserError as error:
        missing = {"error": error.code, "message": sentence(error)}
        return Outcome(f"{text}\n\n{sentence(error)}", data | missing, Exit.REFUSED)
    return Outcome(f"{text}\n\n{sheet.text}", data | {"recovery_words": list(sheet.words)})


def _sheet(arguments: argparse.Namespace, made: OpenWorkstation, store: SecretStore) -> Sheet:
    from recyclique_desktop.flows.recovery_sheet import make_sheet  # noqa: PLC0415

    name = f"{made.config.code} {arguments.register}"
    return make_sheet(made, store, arguments.site, name, secrets.token_bytes)
