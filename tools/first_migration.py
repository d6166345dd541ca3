"""Writes `store/migrations/versions/0001_initial.py` anew from `schema.py`; only as long as nothing is released.

    python tools/first_migration.py

After the first release a change of the schema is a new file beside it, and this tool goes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine

from belwijs.store.schema import FULL_TEXT, Table, Utc

TARGET = Path(__file__).parents[1] / "src/belwijs/store/migrations/versions/0001_initial.py"
HEAD = '''"""The tables of the first office. Written by tools/first_migration.py."""
# ruff: noqa: E501

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

FULL_TEXT = {
%s}


def upgrade() -> None:
    """Makes every table, and the index of words."""
%s
    for statement in FULL_TEXT[op.get_bind().dialect.name]:
        op.execute(statement)
'''


def _item(kind: str, value: Any, _context: Any) -> str | bool:
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(value, Utc) else False


def main() -> None:
    """Writes the file."""
    with create_engine("sqlite://").connect() as connection:
        context = MigrationContext.configure(connection, opts={"render_item": _item, "render_as_batch": False})
        script = produce_migrations(context, Table.metadata)
        assert script.upgrade_ops is not None
        body = render_python_code(script.upgrade_ops, render_item=_item, migration_context=context)
    lines = [line for line in body.splitlines() if not line.strip().startswith("#")]
    kinds = "".join(
        f"    {kind!r}: (\n" + "".join(f"        {statement!r},\n" for statement in statements) + "    ),\n"
        for kind, statements in FULL_TEXT.items()
    ).replace("'sqlite'", '"sqlite"', 1).replace("'postgresql'", '"postgresql"', 1)
    indented = "\n".join("    " + line if line and not line.startswith("    ") else line for line in lines)
    TARGET.write_text(HEAD % (kinds, indented), encoding="utf-8")


if __name__ == "__main__":
    main()
