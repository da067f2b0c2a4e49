"""What they come to is held in `test_training.py`, run by run; here what each alone is for."""

import rnnviz
from rnnviz.code.torch_modules import dictionary, module_of, read, zeros


def net(cell, **more):
    return rnnviz.Network.random(cell, inputs=3, hidden=4, outputs=3, **more)


def test_pytorch_s_own_module_is_called_where_there_is_one():
    assert module_of(net("lstm", layers=2, bidirectional=True), "rnn.") == (
        "nn.LSTM(3, 4, num_layers=2, bidirectional=True)"
    )
    assert module_of(net("relu", bias=False), "rnn.") == 'nn.RNN(3, 4, nonlinearity="relu", bias=False)'
    assert module_of(net("identity"), "encoder.rnn.") == 'Recurrent("encoder.rnn.")'


def test_what_is_short_stands_in_a_line():
    assert dictionary("model", ['"rnn": nn.RNN(3, 4)'], double=True) == [
        'model = nn.ModuleDict({"rnn": nn.RNN(3, 4)}).double()'
    ]
    long = dictionary("model", ['"rnn": nn.RNN(3, 4)'] * 5, double=False)
    assert (long[0], long[-1], len(long)) == ("model = nn.ModuleDict(", ")", 9)


def test_an_lstm_s_first_state_is_two():
    assert zeros(net("lstm", dtype="float32"), "5") == "(torch.zeros(1, 5, 4), torch.zeros(1, 5, 4))"
    assert zeros(net("gru"), "5") == "torch.zeros(1, 5, 4, dtype=torch.float64)"


def test_padding_is_read_as_zeros_only_where_there_is_any():
    assert ">= 0" not in read("model", net("gru"), False, padded=False, dtype="float32")
    assert ">= 0" in read("model", net("gru"), False, padded=True, dtype="float32")
