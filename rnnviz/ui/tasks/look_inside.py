"""The buttons that open a network of the page Tasks on Unroll and Backpropagate."""

import streamlit as st

from rnnviz.text.language import _
from rnnviz.ui.components.html import notice
from rnnviz.ui.network import chooser
from rnnviz.ui.network.task_networks import NEWLINE
from rnnviz.ui.session import address
from rnnviz.ui.session.pages import BY_WORD
from rnnviz.ui.tasks.panels.base import Inside, Play

PAGES = (BY_WORD["unroll"], BY_WORD["backpropagate"])


def buttons(playing: Play, insides: list[Inside]) -> None:
    """Links to the pages that look into this network, with this input."""
    if not playing.word or not insides:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_("Look inside:"), width="content")
        for one in insides:
            for page in PAGES:
                label = _("Open in {page} ({part})") if one.part else _("Open in {page}")
                if st.button(
                    label.format(page=_(page.title), part=_(one.part)),
                    key=f"inside {page.title} {one.part}",
                    type="tertiary",
                ):
                    _go(playing.word, one, page.file)


def _go(word: str, one: Inside, file: str) -> None:
    asked = {"net": f"{word}.{one.part}" if one.part else word}
    boxes = {"text": one.text, "target": one.target, "source": one.source}
    asked |= {name: text.replace("\n", NEWLINE) for name, text in boxes.items()}
    said = address.set_state(chooser.FIELDS, {name: text for name, text in asked.items() if text})
    if said:
        notice(" ".join(said), to_class=False)
        return
    st.switch_page(file)
