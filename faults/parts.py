"""The table of faults: each with how often it is made."""

from faults import classroom, servers, sockets, stores, strangers, sweeps, workers
from faults.outcome import Part

PARTS = {
    part.word: part
    for part in (
        Part("workers", 200, workers.kills),
        Part("servers", 40, servers.kills),
        Part("sweeps", 50, sweeps.kills),
        Part("two", 20, servers.two),
        Part("locked", 20, stores.locked),
        Part("full", 20, stores.full),
        Part("read-only", 20, stores.read_only),
        Part("damaged", 208, stores.damaged),
        Part("clock", 24, stores.moved_clock),
        Part("places", 14, stores.places),
        Part("flood", 400, sockets.flood),
        Part("slow", 100, sockets.slow_readers),
        Part("class", 400, classroom.pages),
        Part("sessions", 1000, classroom.sessions),
        Part("proxy", 400, classroom.behind_proxy),
        Part("votes", 200, strangers.votes),
        Part("deletions", 200, strangers.deletions),
    )
}
