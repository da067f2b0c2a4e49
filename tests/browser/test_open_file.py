"""A reader opens a network of their own in a real Chromium: several files are found, shown and opened,
the address holds the network, other pages explore it, and a bad file leaves what is open."""

import io
import json
import re
from collections.abc import Callable
from typing import Any

import torch
from playwright.sync_api import Page, expect
from safetensors.torch import save

Visit = Callable[..., Page]
SETTLED = 60_000  # milliseconds that a slow machine may take
LETTERS = "ehlo "


def file(name: str, data: bytes) -> dict[str, Any]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def folder() -> list[dict[str, Any]]:
    """A model as folders of Hugging Face have it."""
    torch.manual_seed(0)
    parts = {
        "embed": torch.nn.Embedding(5, 3),
        "rnn": torch.nn.GRU(3, 6),
        "head": torch.nn.Linear(6, 5),
    }
    weights = {
        f"{name}.{key}": one for name, part in parts.items() for key, one in part.state_dict().items()
    }
    vocabulary = {"model": {"vocab": {letter: place for place, letter in enumerate(LETTERS)}}}
    return [
        file("config.json", json.dumps({"model_type": "mine"}).encode()),
        file("model.safetensors", save(dict(weights))),
        file("tokenizer.json", json.dumps(vocabulary).encode()),
    ]


def whole_module() -> bytes:
    kept = io.BytesIO()
    torch.save(torch.nn.LSTM(2, 3), kept)
    return kept.getvalue()


def test_files_are_found_opened_and_explored(visit: Visit) -> None:
    page = visit("", text="hello")
    page.get_by_role("button", name="Open a file").click(timeout=SETTLED)
    page.locator("input[type=file]").set_input_files(folder())
    found = page.get_by_text(re.compile("rnn: GRU, layers: 1, one direction, units: 6"))
    expect(found).to_be_visible(timeout=SETTLED)
    expect(found).to_contain_text("Vocabulary: 5 tokens.")
    page.get_by_role("button", name="Show this network").click()
    page.wait_for_url(re.compile(r"net=file\.[0-9a-f]+"), timeout=SETTLED)
    word = re.search(r"net=(file\.[0-9a-f]+)", page.url)
    assert word is not None
    opened = {"net": word[1], "text": "hello"}

    page.get_by_role("button", name="Open a file").click(timeout=SETTLED)
    page.locator("input[type=file]").set_input_files([file("model.pt", whole_module())])
    said = page.get_by_text(re.compile(r"model\.pt needs torch\.nn\.modules\.rnn\.LSTM"))
    expect(said).to_be_visible(timeout=SETTLED)
    assert opened["net"] in page.url

    page = visit("backpropagate", **opened)
    page.get_by_role("button", name="Check these gradients").click(timeout=SETTLED)
    expect(page.locator(".checked")).to_contain_text("agree with PyTorch", timeout=SETTLED)

    page = visit("vanish", matrix="network", net=opened["net"], gain="1")
    expect(page.locator(".figure[data-painted]").first).to_be_visible(timeout=SETTLED)
    assert opened["net"] in page.url
