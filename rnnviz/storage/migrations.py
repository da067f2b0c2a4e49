"""The tables of a store, and how those of earlier versions become today's."""

from collections.abc import Callable
from typing import Any

from rnnviz.storage.checksums import add_checksums
from rnnviz.storage.old_pieces import take_pieces_apart
from rnnviz.storage.old_sentences import translate_sentences

# One entry a schema version: `PRAGMA user_version` counts how many of them a file has had.
# A step is SQL, or a function of a transaction's `execute`.
MIGRATIONS: tuple[tuple[str | Callable[[Any], None], ...], ...] = (
    (
        """CREATE TABLE experiments (
            number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL,
            created REAL NOT NULL, experiment TEXT NOT NULL, status TEXT NOT NULL, said TEXT NOT NULL,
            samples INTEGER NOT NULL DEFAULT 0, total INTEGER NOT NULL, speed REAL, queued REAL,
            paused INTEGER NOT NULL DEFAULT 0, stride INTEGER NOT NULL DEFAULT 1,
            worker TEXT, lost TEXT, pid INTEGER, heartbeat REAL
        )""",
        """CREATE TABLE frames (
            experiment TEXT NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
            number INTEGER NOT NULL, samples INTEGER NOT NULL, seconds REAL NOT NULL,
            PRIMARY KEY (experiment, number)
        )""",
        """CREATE TABLE checkpoints (
            experiment TEXT NOT NULL, frame INTEGER NOT NULL, run INTEGER NOT NULL,
            samples INTEGER NOT NULL, updates INTEGER NOT NULL, loss REAL, gradient_norm REAL,
            status TEXT NOT NULL, diverged_at INTEGER, seconds REAL NOT NULL, total REAL,
            state BLOB NOT NULL, PRIMARY KEY (experiment, frame, run),
            FOREIGN KEY (experiment, frame) REFERENCES frames (experiment, number) ON DELETE CASCADE
        )""",
        """CREATE TABLE curves (
            experiment TEXT NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
            run INTEGER NOT NULL, block INTEGER NOT NULL, level INTEGER NOT NULL,
            points BLOB NOT NULL, PRIMARY KEY (experiment, run, block)
        )""",
        """CREATE TABLE commands (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            experiment TEXT NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
            name TEXT NOT NULL, arguments TEXT NOT NULL
        )""",
    ),
    ("ALTER TABLE checkpoints ADD COLUMN measures TEXT NOT NULL DEFAULT '{}'",),
    (
        """CREATE TABLE lectures (
            id TEXT PRIMARY KEY, title TEXT NOT NULL, changed REAL NOT NULL, lecture TEXT NOT NULL
        )""",
        """CREATE TABLE halls (
            code TEXT PRIMARY KEY, secret TEXT NOT NULL, lecture TEXT NOT NULL,
            begun REAL NOT NULL, changed REAL NOT NULL,
            scene INTEGER NOT NULL DEFAULT 0, asking INTEGER NOT NULL DEFAULT 0,
            revealed INTEGER NOT NULL DEFAULT 0, version INTEGER NOT NULL DEFAULT 0, shown TEXT,
            trains TEXT
        )""",
        """CREATE TABLE answers (
            hall TEXT NOT NULL REFERENCES halls (code) ON DELETE CASCADE, scene INTEGER NOT NULL,
            follower TEXT NOT NULL, answer REAL NOT NULL, PRIMARY KEY (hall, scene, follower)
        )""",
    ),
    # of a sketch all its values, as JSON; `answer` is the one that is counted
    (
        "ALTER TABLE answers ADD COLUMN sketch TEXT",
        "ALTER TABLE halls ADD COLUMN told INTEGER NOT NULL DEFAULT 0",
    ),
    # what is said about an experiment is a message, as JSON, where it was an English sentence
    (translate_sentences,),
    # what a lecture shows is in pieces, each stored once; the phase of a question is one word
    (
        """CREATE TABLE pieces (
            hall TEXT NOT NULL REFERENCES halls (code) ON DELETE CASCADE, digest TEXT NOT NULL,
            packed BLOB NOT NULL, PRIMARY KEY (hall, digest)
        )""",
        take_pieces_apart,
        "ALTER TABLE halls ADD COLUMN phase TEXT NOT NULL DEFAULT 'idle'",
        """UPDATE halls SET phase = CASE WHEN asking THEN 'asking' WHEN told THEN 'solved'
            WHEN revealed THEN 'revealed' ELSE 'idle' END""",
        "ALTER TABLE halls DROP COLUMN asking",
        "ALTER TABLE halls DROP COLUMN revealed",
        "ALTER TABLE halls DROP COLUMN told",
    ),
    # by which an experiment is found again; filled in by `Store`, which knows what an experiment is
    (
        "ALTER TABLE experiments ADD COLUMN digest TEXT",
        "CREATE INDEX experiments_by_digest ON experiments (digest)",
    ),
    # the browser that has started it, "" for one that nobody knows
    ("ALTER TABLE experiments ADD COLUMN owner TEXT NOT NULL DEFAULT ''",),
    # the loss on data that are kept from training, where a frame has it
    ("ALTER TABLE checkpoints ADD COLUMN held_out REAL",),
    # who holds a lecture goes on with it: the browsers that may, where the answers are on their page,
    # the last sign of life, and which window the class sees
    (
        """CREATE TABLE presenters (
            hall TEXT NOT NULL REFERENCES halls (code) ON DELETE CASCADE, browser TEXT NOT NULL,
            secret TEXT NOT NULL, PRIMARY KEY (hall, browser)
        )""",
        "CREATE INDEX presenters_by_browser ON presenters (browser)",
        "ALTER TABLE halls ADD COLUMN answers TEXT NOT NULL DEFAULT 'shown'",
        "ALTER TABLE halls ADD COLUMN alive REAL NOT NULL DEFAULT 0",
        "ALTER TABLE halls ADD COLUMN wall TEXT NOT NULL DEFAULT ''",
    ),
    # whose it is ("" is the machine's own user), keys that all servers on a store share, links that
    # bring a browser's secret to another device, checksums, and where answers come from
    (
        "ALTER TABLE lectures ADD COLUMN owner TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE halls ADD COLUMN owner TEXT NOT NULL DEFAULT ''",
        "CREATE TABLE keys (name TEXT PRIMARY KEY, key BLOB NOT NULL)",
        "CREATE TABLE links (token TEXT PRIMARY KEY, secret BLOB NOT NULL, ends REAL NOT NULL)",
        "CREATE TABLE uploads (owner TEXT NOT NULL, key TEXT NOT NULL, at REAL NOT NULL, "
        "bytes INTEGER NOT NULL, PRIMARY KEY (owner, key))",
        "ALTER TABLE checkpoints ADD COLUMN checksum BLOB",
        "ALTER TABLE curves ADD COLUMN checksum BLOB",
        "ALTER TABLE answers ADD COLUMN address TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE halls ADD COLUMN rounds TEXT NOT NULL DEFAULT '{}'",  # by scene
        "ALTER TABLE experiments ADD COLUMN used REAL",  # when it was trained or looked at last
        # whether its worker mostly waits between updates, and so takes no core
        "ALTER TABLE experiments ADD COLUMN idle INTEGER NOT NULL DEFAULT 0",
        # what is there belongs to the machine's own user, whichever browser has made it
        "UPDATE experiments SET owner = ''",
        "UPDATE halls SET owner = 'before owners'",
    ),
    # what is uploaded has a name, and is removed some time after its owner has said so; trainings that
    # their owner has named are found with every key
    (
        "ALTER TABLE uploads ADD COLUMN name TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE uploads ADD COLUMN removed REAL",
        "CREATE INDEX named_experiments ON experiments (owner) WHERE title > ''",
    ),
    # how long it is asked to take, where it has no speed, and how long it will yet take, in seconds
    (
        "ALTER TABLE experiments ADD COLUMN duration REAL",
        "ALTER TABLE experiments ADD COLUMN remaining REAL",
    ),
    # training loops of somebody's own that are watched, and what was seen of them
    (
        """CREATE TABLE loops (
            number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
            created REAL NOT NULL, heartbeat REAL NOT NULL, ended INTEGER NOT NULL DEFAULT 0,
            pid INTEGER, said TEXT NOT NULL, calls INTEGER NOT NULL DEFAULT 0,
            stride INTEGER NOT NULL DEFAULT 1, owner TEXT NOT NULL DEFAULT ''
        )""",
        """CREATE TABLE loop_frames (
            loop TEXT NOT NULL REFERENCES loops (id) ON DELETE CASCADE, number INTEGER NOT NULL,
            call INTEGER NOT NULL, seconds REAL NOT NULL, norms TEXT NOT NULL, packed BLOB NOT NULL,
            checksum BLOB NOT NULL, PRIMARY KEY (loop, number)
        )""",
    ),
    # sweeps: what is queued and has a worker is one training or, by its kind, a whole map of them. Each
    # of its runs has a row when it is done; what is known of single cells beside that, one of its own
    (
        "ALTER TABLE experiments ADD COLUMN kind TEXT NOT NULL DEFAULT 'experiment'",
        """CREATE TABLE sweeps (
            id TEXT PRIMARY KEY REFERENCES experiments (id) ON DELETE CASCADE, sweep TEXT NOT NULL,
            seconds REAL NOT NULL DEFAULT 0, changes INTEGER NOT NULL DEFAULT 0
        )""",
        """CREATE TABLE sweep_runs (
            sweep TEXT NOT NULL REFERENCES sweeps (id) ON DELETE CASCADE, cell INTEGER NOT NULL,
            seed INTEGER NOT NULL, samples INTEGER NOT NULL, loss REAL, diverged INTEGER NOT NULL,
            seconds REAL NOT NULL, PRIMARY KEY (sweep, cell, seed)
        )""",
        """CREATE TABLE sweep_cells (
            sweep TEXT NOT NULL REFERENCES sweeps (id) ON DELETE CASCADE, cell INTEGER NOT NULL,
            samples INTEGER, failed TEXT NOT NULL DEFAULT '', PRIMARY KEY (sweep, cell)
        )""",
    ),
    # readers' own curves that came as files; tags, which go with what they are on; what is removed
    # stays for an hour; the losses that a watched loop has told
    (
        """CREATE TABLE own_curves (
            id TEXT PRIMARY KEY, owner TEXT NOT NULL, name TEXT NOT NULL, created REAL NOT NULL,
            used REAL NOT NULL, task TEXT NOT NULL, per_step INTEGER NOT NULL, told TEXT NOT NULL,
            points BLOB NOT NULL, checksum BLOB NOT NULL, removed REAL
        )""",
        "CREATE INDEX own_curves_by_owner ON own_curves (owner)",
        "CREATE TABLE tags (id TEXT NOT NULL, tag TEXT NOT NULL, PRIMARY KEY (id, tag))",
        "ALTER TABLE experiments ADD COLUMN removed REAL",
        "ALTER TABLE loops ADD COLUMN removed REAL",
        """CREATE TABLE loop_losses (
            loop TEXT PRIMARY KEY REFERENCES loops (id) ON DELETE CASCADE, points BLOB NOT NULL,
            checksum BLOB NOT NULL
        )""",
        *(
            f"CREATE TRIGGER {table}_tags AFTER DELETE ON {table} "
            "BEGIN DELETE FROM tags WHERE id = OLD.id; END"
            for table in ("experiments", "loops", "own_curves")
        ),
    ),
    # checksums of settings, and of what came of the runs of a map: a letter or a number that the disk
    # has changed is as good as any other
    (
        "ALTER TABLE experiments ADD COLUMN checksum BLOB",
        "ALTER TABLE sweeps ADD COLUMN checksum BLOB",
        "ALTER TABLE sweep_runs ADD COLUMN checksum BLOB",
        add_checksums,
    ),
)
