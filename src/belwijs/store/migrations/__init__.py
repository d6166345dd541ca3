"""The steps from an older database to this one, run by Alembic (`store/migrate.py`)."""
