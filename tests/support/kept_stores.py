"""What today's code reads of stores that earlier versions have written."""

import json
from contextlib import closing
from contextvars import copy_context

import numpy as np
from support.kept_files import sums

from rnnviz.experiments.store import Store
from rnnviz.experiments.worker import Worker
from rnnviz.lectures import live_session, repository
from rnnviz.lectures.shown_page import load_shown
from rnnviz.server.browser_secret import owner_of
from rnnviz.text.language import speak


def sentence(row, language):
    """What is said about an experiment."""

    def said():
        speak(language)
        return str(row.message)

    return copy_context().run(said)


def row_read(store, row):
    """All that is read of an experiment."""
    last = store.last_frame(row.id)
    return {
        "id": row.id,
        "title": row.title,
        "created": row.created,
        "status": str(row.status),
        "en": sentence(row, "en"),
        "zh": sentence(row, "zh"),
        "samples": row.samples,
        "total": row.total,
        "speed": row.speed,
        "experiment": row.experiment.to_json(),
        "newest": store.newest(row.experiment).id,
        "frames": [[head.number, head.samples, head.seconds] for head in store.frames(row.id)],
        "runs": [run_read(run) for run in last.runs] if last else [],
        "curves": [curve_read(curve) for curve in store.curves(row.id)],
        "measures": [[[seen, dict(found)] for seen, found in of] for of in store.measures(row.id)],
    }


def run_read(run):
    """The last moment of a run."""
    return {
        "samples": run.samples,
        "updates": run.updates,
        "loss": run.loss,
        "gradient norm": run.gradient_norm,
        "status": str(run.status),
        "diverged at": run.diverged_at,
        "total": run.total,
        "rate": run.rate,
        "measures": dict(run.measures),
        "parameters": sums(run.parameters),
    }


def curve_read(curve):
    """The sums of a curve's points."""
    ends, means = curve.means(5)
    named = ("samples", "updates", "loss", "gradient_norm", "total")
    points = {name: float(np.nansum(getattr(curve, name))) for name in named}
    return {"points": len(curve.updates), **points, "means": [ends.tolist(), means.tolist()]}


def hall_read(store, code):
    """Where a lecture that is held stands."""
    held, shown = load_shown(store, code)
    return {
        "title": held.lecture.title,
        "lecture": json.loads(held.lecture.to_json()),
        "scene": held.scene,
        "asking": held.asking,
        "revealed": held.revealed,
        "told": held.solved,
        "version": held.version,
        "begun": held.begun,
        "changed": held.changed,
        "sentence": held.sentence,
        "answers": [
            live_session.answers(store, code, place) for place in range(len(held.lecture.scenes))
        ],
        "page": shown.page or None,
        "settings": shown.settings if shown.page else None,
        "dark": shown.dark if shown.page else None,
        "pieces": [[name, piece.content["kind"]] for name, piece in shown.pieces.items()],
    }


def store_read(path):
    """All that is read of a store."""
    store = Store(path)
    try:
        return {
            "experiments": [row_read(store, row) for row in store.experiments()],
            "lectures": [
                [one.id, one.title, json.loads(repository.load(store, one.id).to_json())]
                for one in repository.saved(store)
            ],
            "halls": {
                code: hall_read(store, code)
                for (code,) in store.rows("SELECT code FROM halls ORDER BY code")
            },
        }
    finally:
        store.close()


def since_read(path, browsers):
    """What is read since experiments and lectures have owners: `browsers`, by their secrets."""
    with closing(Store(path)) as store:
        rows = store.experiments()
        held = {one: live_session.held_by(store, owner_of(one)) for one in browsers}
        return {
            "owners": {row.id: row.owner for row in rows},
            "digests": {row.id: row.experiment.digest for row in rows},
            "held out": {
                row.id: [one.held_out for one in store.last_frame(row.id).runs] for row in rows
            },
            "halls": {
                code: driven_read(store, code)
                for (code,) in store.rows("SELECT code FROM halls ORDER BY code")
            },
            "held by": {one: [now.code for now in several] for one, several in held.items()},
        }


def driven_read(store, code):
    """How a lecture that is held is driven."""
    now = live_session.load(store, code)
    ((trains,),) = store.rows("SELECT trains FROM halls WHERE code = ?", code)
    return {
        "phase": now.phase,
        "answers": now.answers,
        "wall": now.wall,
        "trains": trains,
        "sections": [scene.section for scene in now.lecture.scenes],
    }


def goes_on(path, id):
    """The losses at the end of a training that was stopped, gone on with from its last checkpoint."""
    store = Store(path)
    store.requeue(id, paused=False)
    store.rows("UPDATE experiments SET worker = 'me', speed = NULL WHERE id = ?", id)
    worker = Worker(store, id, "me")
    try:
        worker.open()
        while worker.turn():
            pass
    finally:
        worker.quiet()
    read = row_read(store, store.row(id))
    store.close()
    return {
        "status": read["status"],
        "samples": read["samples"],
        "losses": [[run["updates"], run["total"]] for run in read["runs"]],
    }
