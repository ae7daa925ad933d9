"""A centre that learned 0005 to 0009 while they were still growing gets what they brought since; others change nothing.

The functions are read from the files of those revisions, which a centre made fresh ran whole.
"""

import re
from pathlib import Path

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"
GROWN = {
    "0005_keys.sql": ("sync.take_keys",),
    "0005_versions.sql": ("sync.work", "sync.rework"),
    "0005_lives.sql": ("sync.begin_life",),
    "0005_return.sql": (
        "sync.make_code_for", "recyclique_api_v1.issue_code_for", "sync.drop_login", "sync.let_back_in",
        "recyclique_api_v1.enrol", "sync.remember_place", "recyclique_api_v1.remember",
    ),
    "0008_registrations.sql": ("sync.audit",),
    "0009_reception.sql": ("sync.known_schemas", "sync.raise_version", "sync.may_ask"),
}  # fmt: skip
"""Functions that came or changed after their revision first ran somewhere, by the file that holds them."""


def _run(text):
    op.get_bind().exec_driver_sql(text, execution_options={"no_parameters": True})


def _whole(name, function):
    text = (SQL / name).read_text("utf-8")
    found = re.search(rf"CREATE (?:OR REPLACE )?(FUNCTION {re.escape(function)}\(.*?\$\$;\n?)", text, re.DOTALL)
    return f"CREATE OR REPLACE {found[1]}"


def _acts():
    """Return every act: new ones come, those that say something else now say it."""
    text = (SQL / "0003_registry.sql").read_text("utf-8")
    rows = re.findall(r"^INSERT INTO sync\.acts .*?\);$", text, re.DOTALL | re.MULTILINE)
    newer = " ON CONFLICT (name) DO UPDATE SET label = excluded.label, class = excluded.class,"
    newer += " series = excluded.series, audit = excluded.audit, target = excluded.target;"
    return "\n".join(row.removesuffix(";") + newer for row in rows)


def upgrade():
    _run(_acts())
    for name, functions in GROWN.items():
        for function in functions:
            _run(_whole(name, function))
    _run((SQL / "0005_rights.sql").read_text("utf-8"))


def downgrade():
    """Leave what 0005 to 0009 hold today: going back further takes it away."""
