import numpy as np

from faults.training import KINDS, differences, experiment
from rnnviz.training.race import Race


def test_a_frame_is_told_from_one_with_a_single_other_bit():
    for number in range(len(KINDS)):
        asked = experiment(number)
        race = Race(asked)
        for _ in range(3):
            race.step()
        frame = race.frame(0.0)
        assert differences(frame, asked) == []
        parameters = frame.runs[0].network.parameters
        name = next(iter(parameters))
        assert name
        assert len(frame.states) == 2 * asked.seeds
        vector = race.learners[-1].parameters["all"]  # of the last run, with the last of its seeds
        vector[0] = np.nextafter(vector[0], np.inf, dtype=vector.dtype)
        (said,) = differences(race.frame(0.0), asked)
        assert said.startswith("run 2, seed 1:" if asked.seeds == 2 else "run 2:")
