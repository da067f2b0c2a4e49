"""Keys that all server processes share."""

from rnnviz.storage.database import Database
from rnnviz.storage.keys import BYTES, key


def test_every_process_has_the_same_key_of_a_name_and_others_of_other_names(tmp_path):
    one, other = (Database(tmp_path / "store.db") for _ in range(2))
    found = key(one, "a")
    assert len(found) == BYTES
    assert key(other, "a") == found == key(one, "a")
    assert key(other, "b") != found
    assert key(Database(tmp_path / "another.db"), "a") != found
