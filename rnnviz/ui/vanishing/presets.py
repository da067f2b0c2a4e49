"""Prepared chains of the page Vanish & explode: each is an address and a sentence on what to watch."""

from rnnviz.text.language import N_
from rnnviz.ui.training.controls import Preset

PRESETS = {
    preset.name: preset
    for preset in (
        Preset(
            N_("gain below 1: it dies"),
            N_(
                "Each step back multiplies the gradient by the same matrix, in most draws one a "
                "little too weak. Now push the gain through 1 and see the picture tip."
            ),
            {},
        ),
        Preset(
            N_("gain 1: the edge"),
            N_(
                "The largest eigenvalue lies near the circle, in some draws inside, in others "
                "outside: some gradients die, some explode, and the band opens. Only luck decides."
            ),
            {"gain": "1"},
        ),
        Preset(
            N_("gain above 1: it explodes"),
            N_(
                "A quarter more each step is far more than a millionfold for some draws. Those whose "
                "largest eigenvalue lies outside the circle explode in the end."
            ),
            {"gain": "1.25"},
        ),
        Preset(
            N_("orthogonal: nothing is lost"),
            N_(
                "All eigenvalues on the circle, all singular values 1: in every draw the gradient "
                "keeps its length. Now try gain 0.95, or the activation tanh."
            ),
            {"matrix": "orthogonal", "gain": "1"},
        ),
        Preset(
            N_("a singular value above 1, and yet it dies"),
            N_(
                "The largest singular value is 1.33, so the bound rises. But the largest eigenvalue is "
                "0.63 and the norm falls: a singular value above 1 is needed to explode, and not "
                "enough."
            ),
            {"matrix": "half", "gain": "1"},
        ),
        Preset(
            N_("the same matrix, doubled: it explodes"),
            N_(
                "Twice the matrix before: one eigenvalue is now 1.26, outside the circle, and the norm "
                "goes from 1.2 to 249 in 20 steps."
            ),
            {"matrix": "example", "gain": "1"},
        ),
        Preset(
            N_("first it grows, then it dies"),
            N_(
                "All eigenvalues are 0.7, well inside the circle: in the end it must die. But the "
                "matrix is triangular, each unit feeds the next, and on the way there is a hill."
            ),
            {"matrix": "triangular", "gain": "0.7", "hidden": "8", "steps": "80"},
        ),
        Preset(
            N_("tanh with large inputs: saturated"),
            N_(
                "The matrix alone would explode. But large inputs drive tanh to its ends, where its "
                "slope is almost 0 (see below), and each step multiplies by that slope, too."
            ),
            {"activation": "tanh", "gain": "1.5", "scale": "4"},
        ),
        Preset(
            N_("tanh brakes itself"),
            N_(
                "Gain 2, small inputs: the states grow until tanh bends, and its slopes hold the "
                "explosion back. The median stays far below the bound, and still grows."
            ),
            {"activation": "tanh", "gain": "2"},
        ),
        Preset(
            N_("ReLU: half of the ways are shut"),
            N_(
                "With gain 1 the linear chain stood at the edge. ReLU’s slope is 1 or 0: shut units "
                "let nothing through. Turn the gain to 1.4, about √2, which makes up for half of them."
            ),
            {"activation": "relu", "gain": "1"},
        ),
    )
}
