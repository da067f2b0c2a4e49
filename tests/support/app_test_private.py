"""All that the tests use of Streamlit's AppTest beyond its public names."""

import json
from functools import partial
from unittest import mock

from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest, local_script_runner


def elements(at: AppTest):
    """The tree of all that a page shows."""
    return at._tree


def share_components(at: AppTest, found):
    """Give a new page the components that another one has found: looking for them in all installed
    packages takes longer than a page."""
    at._bidi_component_manager = found


def components(at: AppTest):
    """The components that a page has found."""
    return at._bidi_component_manager


def tell(at: AppTest, id: str, **said) -> None:
    """What the browser's side of a component says, and the run that follows."""
    states = at._tree.get_widget_states()
    states.widgets.append(WidgetState(id=id, json_value=json.dumps(said)))
    at._run(states)


def run_fragments(at: AppTest) -> None:
    """Run a page's fragments alone, as a key in one of them does."""
    ids = list(at._fragment_storage._fragments)
    assert ids
    request = partial(local_script_runner.RerunData, fragment_id_queue=ids)
    with mock.patch.object(local_script_runner, "RerunData", request):
        at._run(at._tree.get_widget_states())
