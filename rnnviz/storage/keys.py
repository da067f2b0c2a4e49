"""Random keys that all server processes of a store share."""

import secrets

from rnnviz.storage.database import Database

BYTES = 32


def key(store: Database, name: str) -> bytes:
    """The key of a name, drawn when it is first asked for; raises StoreError."""
    found = store.rows("SELECT key FROM keys WHERE name = ?", name)
    if not found:
        with store.transaction() as run:
            run(
                "INSERT OR IGNORE INTO keys (name, key) VALUES (?, ?)",
                (name, secrets.token_bytes(BYTES)),
            )
        found = store.rows("SELECT key FROM keys WHERE name = ?", name)
    return bytes(found[0][0])
