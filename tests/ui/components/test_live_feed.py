from support.component_page import ComponentPage

from rnnviz.ui.components.live_feed import PATH, live_feed


def test_the_browser_is_sent_the_sockets_address_and_the_state():
    page = ComponentPage(lambda note: live_feed("feed", {"page": "tasks", "of": "a b&c"}, "running"))
    assert page.data == {"socket": f"/{PATH}?page=tasks&of=a+b%26c", "state": "running"}


def test_to_be_woken_is_a_run_of_the_script():
    runs = []

    def place(note):
        runs.append(1)
        live_feed("feed", {}, "paused")

    page = ComponentPage(place)
    page.send(wake=1)
    assert len(runs) == 2
