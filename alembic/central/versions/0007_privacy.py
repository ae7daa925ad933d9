"""What tills are told of people is a list; a person can be forgotten; old sign-ins go.

Functions of 0004 and 0005 that change here are replaced in place; going back reads their earlier text from their files.
"""

import re
from pathlib import Path

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"
STORIES = ("till", "erase", "rights")
REPLACED = {
    "0004_centre_stream.sql": ("sync.append_pair",),
    "0004_pull.sql": ("sync.readable_row", "sync.may_read"),
    "0005_versions.sql": ("sync.known_schemas",),
}
"""Functions that have another body now, by the file that holds the earlier one."""


def _run(text):
    op.get_bind().exec_driver_sql(text, execution_options={"no_parameters": True})


def _earlier(name, function):
    text = (SQL / name).read_text("utf-8")
    found = re.search(rf"CREATE (?:OR REPLACE )?FUNCTION {re.escape(function)}\(.*?\$\$;\n", text, re.DOTALL)
    return re.sub(r"^CREATE (?:OR REPLACE )?FUNCTION", "CREATE OR REPLACE FUNCTION", found.group(), count=1)


def _acts():
    """Return the acts that the registry names; a centre that stood before them learns the new ones."""
    text = (SQL / "0003_registry.sql").read_text("utf-8")
    rows = re.findall(r"^INSERT INTO sync\.acts .*?\);$", text, re.DOTALL | re.MULTILINE)
    return "\n".join(
        row.removesuffix(";") + " ON CONFLICT (name) DO UPDATE SET audit = excluded.audit;" for row in rows
    )


def upgrade():
    _run(_acts())
    for story in STORIES:
        _run((SQL / f"0007_{story}.sql").read_text("utf-8"))


def downgrade():
    for name, functions in REPLACED.items():
        for function in functions:
            _run(_earlier(name, function))
    _run((SQL / "0007_down.sql").read_text("utf-8"))
