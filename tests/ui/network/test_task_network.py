"""A network of the pages Tasks and Truncate as other pages read it."""

import pytest

from rnnviz.nn.encoder_decoder import EncoderDecoder
from rnnviz.pretrained.task_networks import opening
from rnnviz.text.message import Refusal
from rnnviz.ui.network.task_network import nbytes, part_of


def made(name, part=""):
    ready = opening(name)
    return part_of(ready.task, ready.run, ready.model, part)


def test_of_an_encoder_decoder_one_of_the_two_is_read():
    both = opening("translate").model
    assert isinstance(both, EncoderDecoder)
    assert made("translate", "encoder").network is both.encoder
    assert made("translate", "decoder").network is both.decoder
    with pytest.raises(Refusal, match="allowed are encoder and decoder"):
        made("translate")
    with pytest.raises(Refusal, match="no parts"):
        made("hello", "encoder")


def test_a_decoder_reads_another_way_than_its_encoder():
    reads, writes = made("caption", "encoder"), made("caption", "decoder")
    assert (reads.mode, writes.mode) == ("numbers", "words")
    assert "only reads" in reads.look
    assert writes.source == reads.example


def test_its_size_is_that_of_its_parameters():
    model = opening("hello").model
    assert nbytes(model) == sum(array.nbytes for array in model.parameters.values())
