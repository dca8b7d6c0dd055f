"""Run migrations on the connection that the upgrade opened, inside its transaction."""

from __future__ import annotations

from alembic import context

from ledes.ledger import facttables as facttables
from ledes.ledger import gatewaytables as gatewaytables
from ledes.ledger import linetables as linetables
from ledes.ledger import moneytables as moneytables
from ledes.ledger.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
