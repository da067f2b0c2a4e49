"""What today's code reads of files that earlier versions have written, and how values are compared."""

import json
import math

import numpy as np

from rnnviz import Network
from rnnviz.lectures.model import Lecture
from rnnviz.nn.encoder_decoder import EncoderDecoder, forward
from rnnviz.nn.trace import unroll
from rnnviz.tasks import columns, review_files
from rnnviz.training.experiment import Experiment, samples_per_update


def datasets_read(keys):
    """What is read of data of the reader's own."""
    own, reviews = columns.own(keys["column"]), review_files.kept(keys["reviews"])
    return {
        "column": [own.name, len(own.values), own.mean, own.deviation, own.trained],
        "reviews": [
            reviews.read,
            reviews.positive,
            reviews.blank,
            len(reviews.reviews.texts),
            reviews.reviews.texts[0],
            int(reviews.reviews.positive.sum()),
        ],
    }


def lecture_read(text):
    """A lecture as it is written again, and what it takes for right."""
    lecture = Lecture.from_json(text)
    questions = [scene.question for scene in lecture.scenes]
    return {"text": lecture.to_json(), "known": [one.known if one else None for one in questions]}


def experiment_read(text):
    """An experiment as it is written again."""
    experiment = Experiment.from_json(text)
    each = [samples_per_update(run, experiment) for run in experiment.runs]
    return {"text": experiment.to_json(), "per update": each}


def networks_read(folder):
    """What both networks are and compute."""
    net = Network.load(folder / "network.safetensors")
    trace = unroll(net, [1, 0, 3, 4, 2])
    both = EncoderDecoder.load(folder / "encoder_decoder.safetensors")
    done = forward(both, np.array([[0], [2], [1]]), np.array([[0], [3], [2]]))
    return {
        "network": {
            "settings": listed(net.settings()),
            "about": dict(net.about),
            "parameters": sums(net.parameters),
            "logits": trace.logits.tolist(),
            "last": [part.tolist() for part in trace.state],
        },
        "encoder-decoder": {
            "encoder": listed(both.encoder.settings()),
            "decoder": listed(both.decoder.settings()),
            "about": dict(both.about),
            "parameters": sums(both.parameters),
            "logits": done.logits.tolist(),
        },
    }


def sums(arrays):
    """Of each array its shape, the sum of its numbers and that of their squares."""
    return {
        name: [list(a.shape), float(a.sum(dtype=float)), float((a.astype(float) ** 2).sum())]
        for name, a in sorted(arrays.items())
    }


def listed(value):
    """A value as JSON gives it back."""
    return json.loads(json.dumps(value))


def alike(found, wanted, where=""):
    """Whether two values of JSON are the same; numbers may differ by rounding."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        assert found.keys() == wanted.keys(), where
        for name in wanted:
            alike(found[name], wanted[name], f"{where} {name}")
    elif isinstance(wanted, list) and isinstance(found, list):
        assert len(found) == len(wanted), where
        if found and all(isinstance(one, float) for one in (*found, *wanted)):
            # what is rounded are sums of numbers, the largest of which decides by how much
            off = np.abs(np.subtract(found, wanted))
            assert np.all((off <= 1e-6 * np.max(np.abs(wanted)) + 1e-9) | np.isnan(off)), where
            assert np.array_equal(np.isnan(found), np.isnan(wanted)), where
            return
        for place, (one, other) in enumerate(zip(found, wanted, strict=True)):
            alike(one, other, f"{where} {place}")
    elif isinstance(wanted, float) and isinstance(found, float | int):
        both_nan = math.isnan(found) and math.isnan(wanted)
        assert both_nan or math.isclose(found, wanted, rel_tol=1e-6, abs_tol=1e-9), where
    else:
        assert found == wanted, where
