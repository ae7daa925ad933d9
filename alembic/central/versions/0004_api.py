"""What machines may call: roles, the functions of ``recyclique_api_v1``, the centre's own stream.

The SQL is frozen in ``../sql``, one file per story. Roles belong to the whole server, so going back leaves them.
"""

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"
STORIES = (
    "roles", "journal_form", "references", "centre_stream", "apply", "push", "parking", "requests", "pull", "enrol",
    "office", "rights",
)


def _run(name):
    op.get_bind().exec_driver_sql((SQL / name).read_text("utf-8"), execution_options={"no_parameters": True})


def upgrade():
    for story in STORIES:
        _run(f"0004_{story}.sql")


def downgrade():
    _run("0004_down.sql")
