"""Where the layouts of Keras's files have a layer's arrays."""

import numpy as np
import pytest

from rnnviz.formats.arrays import StoredArray
from rnnviz.formats.keras_config import KerasLayer
from rnnviz.formats.keras_weights import KerasParts, by_name, in_archive, unnamed


def held(*places):
    return {place: StoredArray.of(np.zeros(1)) for place in places}


def named(*names):
    return KerasLayer(".".join(names), "LSTM", {}, "", {}, "", names, None)


def parts(**backward_or_forward):
    return KerasParts(backward_or_forward.get("forward", {}), backward_or_forward.get("backward", {}))


@pytest.mark.parametrize("top", ["layers", "_layer_checkpoint_dependencies"])
def test_the_archive_numbers_arrays_within_folders(top):
    found = in_archive(
        held(
            f"{top}/lstm/cell/vars/0",
            f"{top}/lstm/cell/vars/1",
            f"{top}/lstm/cell/vars/2",
            f"{top}/bidirectional_1/backward_layer/cell/vars/1",
            f"{top}/embedding_2/vars/0",
            f"{top}/time_distributed/layer/vars/1",
            f"{top}/functional/layers/gru/cell/vars/0",
            "optimizer/vars/0",
            f"{top}/dropout/seed_generator/vars/0",
            f"{top}/custom/weights",
        )
    )
    lstm = [f"{top}/lstm/cell/vars/{number}" for number in range(3)]
    assert found == {
        "layers/lstm": parts(
            forward=dict(zip(("kernel", "recurrent_kernel", "bias"), lstm, strict=True))
        ),
        "layers/bidirectional_1": parts(
            backward={"recurrent_kernel": f"{top}/bidirectional_1/backward_layer/cell/vars/1"}
        ),
        "layers/embedding_2": parts(forward={"embeddings": f"{top}/embedding_2/vars/0"}),
        "layers/time_distributed": parts(forward={"bias": f"{top}/time_distributed/layer/vars/1"}),
        "layers/functional/layers/gru": parts(
            forward={"kernel": f"{top}/functional/layers/gru/cell/vars/0"}
        ),
    }


@pytest.mark.parametrize("within", ["", "model_weights/"])
def test_older_files_name_arrays_beside_the_layer_s_name(within):
    places = [
        f"{within}lstm/lstm/lstm_cell/kernel:0",
        f"{within}lstm_1/lstm_1/lstm_cell/kernel:0",
        f"{within}both/both/forward_lstm/lstm_cell/bias:0",
        f"{within}both/both/backward_lstm/lstm_cell/bias:0",
        f"{within}model/inner/lstm_cell/recurrent_kernel",
        f"{within}model/other/lstm_cell/recurrent_kernel",
    ]
    arrays = held(*places, "optimizer_weights/lstm/m/kernel:0")
    assert by_name(arrays, named("lstm")) == parts(forward={"kernel": places[0]})
    assert by_name(arrays, named("both")) == parts(
        forward={"bias": places[2]}, backward={"bias": places[3]}
    )
    assert by_name(arrays, named("model", "inner")) == parts(forward={"recurrent_kernel": places[4]})
    assert by_name(arrays, named("none")) == parts()
    assert unnamed(arrays).keys() == {"lstm", "lstm_1", "both", "model"}


def test_keras_2_names_the_outermost_model_alone():
    arrays = held("outer/deep/gru_cell/kernel:0", "outer/other/gru_cell/kernel:0")
    assert by_name(arrays, named("outer", "inner", "deep")).places == {"outer/deep/gru_cell/kernel:0"}


def test_a_layer_called_backward_is_none():
    arrays = held("backward_lstm/backward_lstm/lstm_cell/kernel:0")
    (found,) = unnamed(arrays).values()
    assert by_name(arrays, named("backward_lstm")) == found
