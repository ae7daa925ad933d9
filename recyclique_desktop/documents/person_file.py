"""All that is known of a person, as she may take it away: one JSON for machines, one CSV per table for people.

CSV as everywhere: UTF-8 with its mark, semicolons, CRLF.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any, Final

from recyclique_desktop.system.messages import tr

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from recyclique_desktop.data.queries.privacy import PersonData

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def person_file(data: PersonData, at: datetime) -> bytes:
    """Return a ZIP: ``LISEZMOI.txt``, ``donnees.json``, ``tables/<table>.csv``."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "LISEZMOI.txt", _read_me(data, at))
        _add(archive, "donnees.json", as_json(data, at))
        for name, rows in data.tables.items():
            if rows:
                _add(archive, f"tables/{name}.csv", "\ufeff" + as_csv(rows))
    return out.getvalue()


def as_json(data: PersonData, at: datetime) -> str:
    """Return everything in one JSON object; money and weights are exact decimals as text."""
    body = {
        "exported_at": at.isoformat(timespec="seconds"),
        "person": {"id": str(data.user_id), "name": data.name, "operator_code": data.operator_code},
        "tables": {name: list(rows) for name, rows in data.tables.items()},
    }
    return json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def as_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return rows of one table."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(value) for name, value in row.items()})
    return out.getvalue()


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if isinstance(value, dict | list) else value


def _read_me(data: PersonData, at: datetime) -> str:
    lines = [
        tr("Données de {name}, le {at:datetime}.", name=data.name, at=at),
        "",
        tr("donnees.json les contient toutes ; tables/ les montre par sorte, à ouvrir dans un tableur."),
        tr("Les codes et les mots de passe n’y sont pas : il n’en existe que des empreintes."),
    ]
    if data.kept_by_law:
        lines += ["", kept_words(data)]
    return "\r\n".join(lines) + "\r\n"


def kept_words(data: PersonData) -> str:
    """Say what stays whatever she asks, and why."""
    return tr(
        "Une obligation légale garde {n:number} lignes de caisse six ans et l’année en cours (LPF, L102 B) : elles ne "
        "portent que le code {code}, jamais le nom.",
        n=sum(data.kept_by_law.values()),
        code=data.operator_code,
    )


def _add(archive: zipfile.ZipFile, name: str, text: str) -> None:
    archive.writestr(zipfile.ZipInfo(name, _EPOCH), text.encode("utf-8"))
