"""The local database: models, engine, capture into the journal, queries, migrations. No rules, no network."""
