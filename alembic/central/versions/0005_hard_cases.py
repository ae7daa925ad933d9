"""What happens when a machine or the centre itself was put back, died, was copied, or speaks of another version.

Functions of 0004 that change here are replaced in place; going back reads their earlier text from 0004's own files.
"""

import re
from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"
STORIES = ("acts", "keys", "versions", "lives", "hello", "lost", "import", "succession", "return", "past", "rights")
REPLACED = {
    "0004_journal_form.sql": ("sync.known_schemas",),
    "0004_push.sql": ("sync.work",),
    "0004_enrol.sql": ("recyclique_api_v1.enrol",),
    "0004_pull.sql": ("recyclique_api_v1.hello",),
    "0004_parking.sql": ("sync.rework",),
    "0004_office.sql": ("recyclique_api_v1.conflicts", "sync.settle", "recyclique_api_v1.import_entries"),
}
"""Functions of 0004 that have another body now, by the file that holds the earlier one."""


def _run(text):
    op.get_bind().exec_driver_sql(text, execution_options={"no_parameters": True})


def _earlier(name, function):
    text = (SQL / name).read_text("utf-8")
    found = re.search(rf"CREATE FUNCTION {re.escape(function)}\(.*?\$\$;\n", text, re.DOTALL)
    return found.group().replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)


def upgrade():
    for story in STORIES:
        _run((SQL / f"0005_{story}.sql").read_text("utf-8"))


def downgrade():
    for name, functions in REPLACED.items():
        for function in functions:
            _run(_earlier(name, function))
    _run((SQL / "0005_down.sql").read_text("utf-8"))
    _run((SQL / "0005_rights.sql").read_text("utf-8"))
