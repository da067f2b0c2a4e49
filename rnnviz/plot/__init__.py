"""Every picture of the dashboard as one call, for notebooks and scripts: `rnnviz.plot.states(trace)`.

Charts are `plotly.graph_objects.Figure`; what is drawn as HTML is a `DrawnPicture`, which a notebook
shows and which saves itself. Each takes `dark`. Neither Plotly nor what draws is imported before a
picture is asked for.
"""

from importlib import import_module
from typing import Any

# the calls by the module that has them
CALLS = {
    "unrolling": (
        "states",
        "difference",
        "units",
        "surprise",
        "cell",
        "weights",
        "writing",
        "held_bits",
        "held_by_units",
        "unrolled",
        "step",
        "tokens",
        "pytorch_returns",
        "parameter_counts",
        "weight_names",
        "written",
        "states_in_words",
    ),
    "backpropagation": (
        "gradients",
        "gradient_cell",
        "distance",
        "distances",
        "depth",
        "truncated",
        "slope",
        "shares",
        "arriving_chain",
        "leaned",
        "step_back",
        "first_line",
        "formula",
        "graph",
        "batch_step",
        "names",
        "checked",
    ),
    "chains": (
        "chain_norms",
        "eigenvalues",
        "singular_values",
        "chain_states",
        "chain_slopes",
        "chain_slope",
        "clipping",
        "remedies",
        "chain_bound_terms",
        "clipping_terms",
    ),
    "races": (
        "losses",
        "learned",
        "gradient_norms",
        "reach",
        "recall",
        "measures",
        "delays",
        "truncation",
        "run_states",
        "run_probabilities",
        "run_losses",
        "run_gradients",
        "runs",
        "mini_batches",
        "log",
        "floors_by_cases",
        "memory_capacity",
    ),
    "side_by_side": (
        "overlay",
        "compared",
    ),
    "watched": (
        "loop_gradient",
        "loop_states",
        "loop_matrix",
        "loop_norms",
    ),
    "maps": (
        "phase_diagram",
        "cell_seeds",
    ),
    "played": (
        "text_surprise",
        "text_written",
        "next_words",
        "country_known",
        "forecast",
        "forecast_errors",
        "column",
        "first_rows",
        "addition",
        "hello",
        "hello_history",
        "names_in_sentence",
        "review",
        "review_verdicts",
        "picture_caption",
        "program_letters",
        "program_answers",
        "program_levels",
        "translation",
        "translation_letters",
        "stages",
        "shapes",
    ),
    "questions": (
        "answers",
        "sketches",
        "question",
        "scene",
    ),
}
_PLACES = {name: module for module, names in CALLS.items() for name in names}

__all__ = tuple(_PLACES)


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_PLACES})
