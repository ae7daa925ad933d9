"""Reception, whole: corrections over facts, exits that never go to the shop, deposits announced at a desk.

Functions of earlier revisions that change here are replaced in place; going back reads their earlier text.
"""

import re
from pathlib import Path

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"
REPLACED = {
    "0007_till.sql": "sync.known_schemas",
    "0008_registrations.sql": "sync.may_ask",
    "0004_centre_stream.sql": "sync.raise_version",
}
"""Functions that have another body now, by the file that holds the earlier one."""


def _run(text):
    op.get_bind().exec_driver_sql(text, execution_options={"no_parameters": True})


def _earlier(name, function):
    text = (SQL / name).read_text("utf-8")
    found = re.search(rf"CREATE (OR REPLACE )?(FUNCTION {re.escape(function)}\(.*?\$\$;\n)", text, re.DOTALL)
    return f"CREATE OR REPLACE {found[2]}"


def upgrade():
    _run((SQL / "0009_reception.sql").read_text("utf-8"))


def downgrade():
    for name, function in REPLACED.items():
        _run(_earlier(name, function))
    _run((SQL / "0009_down.sql").read_text("utf-8"))
