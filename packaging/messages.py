"""Collects every French text of the program and keeps the English catalogue in step with it.

    python packaging/messages.py            rewrites the .po (new texts empty, gone texts dropped), compiles the .mo
    python packaging/messages.py --check    changes nothing; fails when either is stale or a text has no English

Both print each text without English, beside the gone text that looks most like it, and each English text whose
placeholders are not those of the French one.

Texts are the literals given to ``tr``, ``trn`` and ``mark``, the sentences of errors, and the labels of the closed
registries that the domain keeps (it may not import the catalogue).
"""

from __future__ import annotations

import argparse
import ast
import difflib
import io
import string
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from recyclique_desktop.domain import acts, permissions, settings, starting
from recyclique_desktop.system.messages import DOMAIN, SENTENCES, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = ROOT / "recyclique_desktop"
FOLDER = ROOT / "resources" / "locale" / "en" / "LC_MESSAGES"
TAKES = {"tr": 1, "mark": 1, "trn": 2}
"""How many leading texts each function takes."""

Text = str | tuple[str, str]
_NEVER = datetime(2026, 1, 1, tzinfo=UTC)
"""Dates would change the files without changing a word."""


def texts() -> set[Text]:
    """Return every text of the program; a pair is singular and plural."""
    found: set[Text] = {UNKNOWN, *SENTENCES.values(), *(act.label for act in acts.ALL)}
    found.update(method.label for method in starting.METHODS)
    found.update(permissions.DESCRIPTIONS.values())
    for key in settings.DECLARED.values():
        found.update((key.label, key.meaning, key.unit))
    for file in sorted(PROGRAM.rglob("*.py")):
        found.update(_texts_of(ast.parse(file.read_text("utf-8"))))
    return found - {""}


def _texts_of(tree: ast.AST) -> Iterator[Text]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            count = TAKES.get(_name(node.func), 0)
            given = [text for arg in node.args[:count] if (text := _literal(arg)) is not None]
            if count and len(given) == count:
                yield given[0] if count == 1 else (given[0], given[1])


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _name(function: ast.expr) -> str:
    return getattr(function, "id", "") or getattr(function, "attr", "")


def updated(old: Catalog, wanted: set[Text]) -> Catalog:
    """Return the catalogue of ``wanted``, with the English that ``old`` knows."""
    new = Catalog(locale="en", domain=DOMAIN, project="RecyClique Desktop", charset="utf-8", version="1", fuzzy=False)
    new.creation_date = new.revision_date = _NEVER
    new.msgid_bugs_address = ""
    new.header_comment = "# English texts of RecyClique Desktop. The French text is the key."
    new.copyright_holder = new.last_translator = new.language_team = "RecyClique Desktop contributors"
    for text in sorted(wanted, key=str):
        known = old.get(text[0] if isinstance(text, tuple) else text)
        new.add(text, known.string if known and isinstance(known.id, tuple) == isinstance(text, tuple) else None)
    return new


def po_bytes(catalogue: Catalog) -> bytes:
    """Return the text file that people translate in."""
    out = io.BytesIO()
    write_po(out, catalogue, width=120, sort_output=True, no_location=True)
    return out.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    """Return the compiled file that the program reads."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def missing(catalogue: Catalog) -> list[str]:
    """Return the texts without English; of a pair, the singular."""
    return [_forms(message.id)[0] for message in catalogue if message.id and not all(_forms(message.string))]


def differing(catalogue: Catalog) -> list[str]:
    """Return the English texts that do not hold the placeholders of their French text, or no form of theirs."""
    return [
        english
        for message in catalogue
        if message.id
        for french, english in zip(_forms(message.id), _forms(message.string), strict=False)
        if english and placeholders(french) != placeholders(english)
    ]


def placeholders(text: str) -> Counter[str]:
    """Count the fields of a text as they are written; the words of ``{n:essai|essais}`` may differ."""
    return Counter(
        f"{name}:{'|' if '|' in (spec or '') else spec}" for _, name, spec, _ in string.Formatter().parse(text) if name
    )


def _forms(text: object) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, tuple | list) else (str(text or ""),)


def read(po: Path) -> Catalog:
    """Return the catalogue of a file, an empty one when there is none."""
    return read_po(io.BytesIO(po.read_bytes() if po.exists() else b""), locale="en", domain=DOMAIN)


def looks_like(text: str, old: Catalog, wanted: set[Text]) -> str:
    """Return the gone text closest to ``text`` with its English, to be used again after a small change."""
    kept = {_forms(one)[0] for one in wanted}
    gone = {_forms(one.id)[0]: _forms(one.string)[0] for one in old if one.id and _forms(one.id)[0] not in kept}
    near = difflib.get_close_matches(text, gone, n=1, cutoff=0.6)
    return f"\n    was: {near[0]}\n         {gone[near[0]]}" if near else ""


def main() -> int:
    """Bring the catalogue up to date, or say what is stale."""
    parser = argparse.ArgumentParser(description="English catalogue of RecyClique Desktop")
    parser.add_argument("--check", action="store_true", help="change nothing, fail when stale")
    check = parser.parse_args().check
    po, mo = FOLDER / f"{DOMAIN}.po", FOLDER / f"{DOMAIN}.mo"
    old, wanted = read(po), texts()
    new = updated(old, wanted)
    files = {po: po_bytes(new), mo: mo_bytes(new)}
    stale = [path for path, content in files.items() if not path.exists() or path.read_bytes() != content]
    if not check:
        FOLDER.mkdir(parents=True, exist_ok=True)
        for path in stale:
            path.write_bytes(files[path])
    untranslated, wrong = missing(new), differing(new)
    for text in untranslated:
        print(f"no English: {text}{looks_like(text, old, wanted)}")
    for text in wrong:
        print("other placeholders:", text)
    for path in stale:
        print("stale:" if check else "written:", path.relative_to(ROOT))
    print(f"{len(wanted)} texts, {len(untranslated)} without English")
    return 1 if untranslated or wrong or (check and stale) else 0


if __name__ == "__main__":
    sys.exit(main())
