"""Whose something in the store is."""

import base64

from rnnviz.storage.database import Database
from rnnviz.storage.keys import key

# The machine's own user: whoever runs the server or works in a notebook, and who has made all that was
# stored before anything had an owner. Everybody else is the digest of a browser's secret.
MACHINE = ""
# of a lecture that was being held when lectures got owners: nobody steers by it what is another's
BEFORE_OWNERS = "before owners"


def machine_secret(store: Database) -> str:
    """The secret of a browser that is to be the machine's own user, the same for all servers of a
    store; raises StoreError."""
    return base64.urlsafe_b64encode(key(store, "machine")[:24]).decode()
