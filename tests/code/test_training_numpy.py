"""What its parts come to is held in `test_training.py`, run by run; here what each alone is for."""

from support.trained_scripts import experiment_of

from rnnviz import Run, tasks
from rnnviz.code.training import training_code


def test_it_needs_nothing_but_numpy():
    source = training_code(experiment_of(tasks.Echo(), Run(hidden=20)), 0).script("numpy")
    imported = {
        line.split()[1].split(".")[0]
        for line in source.splitlines()
        if line.startswith(("import ", "from "))
    }
    assert imported <= {"numpy", "json", "pathlib", "functools"}
