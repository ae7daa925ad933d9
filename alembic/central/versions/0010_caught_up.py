"""A centre that learned 0005 to 0009 while they were still growing gets what they brought since; others change nothing.

Receptions see the deposits announced at their site from here on; what waits is told again for those that stand already.
What is new belongs to whom 0005 says; a centre made fresh had all of it already.
"""

import re
from pathlib import Path

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def _run(text):
    op.get_bind().exec_driver_sql(text, execution_options={"no_parameters": True})


def _acts():
    """Return every act: new ones come, those that say something else now say it."""
    text = (SQL / "0003_registry.sql").read_text("utf-8")
    rows = re.findall(r"^INSERT INTO sync\.acts .*?\);$", text, re.DOTALL | re.MULTILINE)
    newer = " ON CONFLICT (name) DO UPDATE SET label = excluded.label, class = excluded.class,"
    newer += " series = excluded.series, audit = excluded.audit, target = excluded.target;"
    return "\n".join(row.removesuffix(";") + newer for row in rows)


def upgrade():
    _run(_acts())
    _run((SQL / "0010_caught_up.sql").read_text("utf-8"))
    _run((SQL / "0005_rights.sql").read_text("utf-8"))


def downgrade():
    """Leave what 0005 to 0009 hold today: going back further takes it away."""
