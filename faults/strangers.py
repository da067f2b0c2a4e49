"""Strangers try to answer for others, and to steer, change and remove what others own."""

import asyncio
import json
import secrets
from collections.abc import Iterator
from contextlib import suppress

from websockets.exceptions import WebSocketException

from faults import foreign
from faults.outcome import Outcome, timed
from faults.servers import LECTURE, served, traces
from faults.training import end_all, experiment
from faults.visitor import Visitor, said
from rnnviz.experiments.store import Store
from rnnviz.lectures import live_session, repository
from rnnviz.lectures.phase import Act, GoTo
from rnnviz.server.browser_secret import NAME, owner_of
from rnnviz.ui.training import echo_race

PROXY = "127.0.0.9"  # that the settings trust: each browser owns its own then
EVIL = "http://evil.example"
LAYER = "encoder.rnn"  # of the foreign loop
PAGES = ("truncate", "tasks", "lecture", "", "watch", "backpropagate", "phase", "runs")


def votes(count: int) -> Iterator[Outcome]:
    """One honest answer, and so many tries to change it, to add to it, to vote from another site."""
    found = Outcome(
        "votes without a right to them: from another site, under another's name, with made-up tokens",
        "none is counted for another, none comes from another site",
    )
    with timed(found), served() as (server, store):
        code, secret = live_session.begin(store, LECTURE)
        live_session.drive(store, code, secret, GoTo(1), Act.ASK)
        asyncio.run(_vote(server.url, store, code, count, found))
        found.note(not traces(server), "; ".join(traces(server)[:2]))
    yield found


async def _vote(url: str, store: Store, code: str, count: int, found: Outcome) -> None:
    honest = await Visitor(url).socket(f"/live/{code}?plain")
    name = "honest-honest"
    await honest.send(json.dumps({"answer": 0, "follower": name}))
    token = ""
    while "answered" not in (reply := said(await honest.recv())):
        token = reply.get("token", token)
    mine = _stored(store, code)
    for number in range(count):
        kind, before = number % 4, len(_stored(store, code))
        forged = (token or name)[:-2] + secrets.token_hex(1)
        path = f"/live/{code}?plain&follower={(forged, secrets.token_hex(20), '', '%00')[kind]}"
        opened = await _try(url, path, {"answer": 1, "follower": name if kind else forged}, number)
        now = _stored(store, code)
        changed = any(now.get(who) != what for who, what in mine.items())
        # who opens the page is a follower, and has one answer
        more = len(now) - before
        found.note(
            not changed and more <= opened,
            "the honest answer is another's" if changed else f"a vote from another site counts: {path}",
        )
    await honest.close()


async def _try(url: str, path: str, message: dict[str, object], number: int) -> int:
    """Try to vote, every other time from another site; how many answers that may be at most."""
    foreign = number % 2 == 0
    with suppress(WebSocketException, OSError, TimeoutError):
        headers = {"Origin": EVIL} if foreign else {}
        socket = await Visitor(url, f"127.0.1.{number % 250 + 1}").socket(path, **headers)
        await socket.send(json.dumps(message))
        async with asyncio.timeout(5):
            while not {"answered", "said"} & said(await socket.recv()).keys():
                pass
        await socket.close()
    return 0 if foreign else 1


def _stored(store: Store, code: str) -> dict[str, int]:
    asked = "SELECT follower, answer FROM answers WHERE hall = ?"
    return dict(store.rows(asked, code))


def deletions(count: int) -> Iterator[Outcome]:
    """A stranger presses everything on every page about what somebody else owns."""
    found = Outcome(
        "a stranger presses every button of every page about another's training, lectures and loops",
        "all are as they were, and of a loop nothing is seen",
    )
    owner = owner_of(secrets.token_urlsafe(24))
    with timed(found), served(RNNVIZ_TRUSTED_PROXIES=PROXY) as (server, store):
        asked = experiment(0).model_copy(update={"samples": 50_000})
        id = store.add(asked, owner=owner)
        store.rows("UPDATE experiments SET status = 'stopped' WHERE id = ?", id)
        lecture = repository.save(store, LECTURE)
        store.rows("UPDATE lectures SET owner = ? WHERE id = ?", owner, lecture)
        watched = foreign.watched(server.store)
        query = echo_race.settings_of(asked)
        before = _owned(store, id, lecture)
        pressed = asyncio.run(
            _press(server.url, store, (id, lecture, watched), query, count, before, found)
        )
        found.note(not traces(server), "; ".join(traces(server)[:2]))
        found.figures = [f"{pressed} different buttons"]
        end_all(store)
    yield found


async def _press(
    url: str,
    store: Store,
    ids: tuple[str, str, str],
    query: dict[str, str],
    count: int,
    before: object,
    found: Outcome,
) -> int:
    visitor = Visitor(url, cookies=f"{NAME}={secrets.token_urlsafe(24)}")
    queries = {
        "truncate": query,
        "tasks": {"of": f"run.{ids[0]}.1"},
        "lecture": {"lecture": ids[1]},
        "watch": {"loop": foreign.LOOP},
        "backpropagate": {"net": ids[2]},
    }
    buttons: set[str] = set()
    for number in range(count):
        page = PAGES[number % len(PAGES)]
        asked = queries.get(page, {"net": f"run.{ids[0]}.1"})
        opened = await visitor.page(page, **asked)
        new = [id for id, kind in opened.widgets.items() if kind == "button" and id not in buttons]
        if new:
            buttons.add(new[0])
            await opened.ask(page, asked, pressed=new[0])
        await opened.close()
        found.note(_owned(store, *ids[:2]) == before, f"{new[:1]} on {page} changes what is another's")
        shown = " ".join(opened.html)
        found.note(foreign.NAME not in shown and LAYER not in shown, f"{page} shows a loop")
    return len(buttons)


def _owned(store: Store, id: str, lecture: str) -> object:
    """What of an experiment and a lecture its owner alone may change."""
    asked = "SELECT id, title, status, samples, owner, experiment FROM experiments WHERE id = ?"
    theirs = "SELECT loop, number, checksum FROM loop_frames"
    return (
        store.rows(asked, id),
        store.rows("SELECT * FROM lectures WHERE id = ?", lecture),
        store.rows(theirs),
    )
