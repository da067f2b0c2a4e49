"""A run of a race as code: on Truncate, on Tasks, behind a cell of Phase diagram."""

from collections.abc import Callable

import streamlit as st

from rnnviz.code.script import PageCode
from rnnviz.code.training import training_code
from rnnviz.text.language import _
from rnnviz.training.experiment import Experiment
from rnnviz.ui.training.controls import names


def code_of(experiment: Callable[[], Experiment], key: str) -> Callable[[], PageCode]:
    """What writes a run of an experiment, which its reader chooses in the dialog; raises ValueError, a
    sentence, where the controls stand at no experiment or the run has no script."""

    def code_now() -> PageCode:
        race = experiment()
        named = names(race)
        place = 0
        if len(named) > 1:
            place = st.selectbox(
                _("Run"), range(len(named)), key=f"code of {key}", format_func=named.__getitem__
            )
        return training_code(race, int(place or 0))

    return code_now
