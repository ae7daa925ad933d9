"""Runs the migrations of one side: ``config.attributes`` brings the connection and says which side it is.

Both histories share this file and one metadata; what belongs to the other side is left out of comparisons.

To write the next revision: change the models, let ``tests/data/test_migrations.py`` name the difference, write
``<side>/versions/<number>_<words>.py`` with its SQL frozen in ``<side>/sql``. SQLite drops the triggers of a table that
is rebuilt: create them again in the same revision.
"""

from alembic import context
from recyclique_desktop.data.models import Base
from recyclique_desktop.data.models.sides import belongs

side = context.config.attributes["side"]


def _is_ours(item, _name, _kind, reflected, _compared):
    return reflected or belongs(item, side)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table="recyclique_alembic_version",
    include_object=_is_ours,
    transactional_ddl=True,
    compare_type=True,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
