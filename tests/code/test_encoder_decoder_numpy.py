"""What its parts come to is held in `test_encoder_decoder_torch.py`; here what each alone is for."""

from support.trained_scripts import experiment_of

from rnnviz import Run, tasks
from rnnviz.code.training import training_code


def script(**more):
    task = tasks.TASKS["translate"]()
    return training_code(experiment_of(task, Run(**dict(task.usual) | more), 100), 0).script("numpy")


def test_coins_are_thrown_only_where_there_are_any():
    assert "scheduled sampling" in script(forcing=0.5)
    assert "rng.random(fed.shape) < 0.5" in script(forcing=0.5)
    assert "rng" not in script()


def test_c_is_read_at_every_step_only_if_asked():
    assert "c at every step" in script(context=True)
    assert "c at every step" not in script()
