"""Pictures of one session that go on with a race: of what only this reader has typed.

The session keeps how they are drawn; a socket finds it by a word that only this reader's page has been
told, for as long as the session lasts.
"""

import secrets
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

from rnnviz.ui.components.live_piece import LivePiece
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.training.race_view import Draw, RaceView

_sessions: WeakValueDictionary[str, "OwnPictures"] = WeakValueDictionary()


@dataclass(eq=False)
class OwnPictures:
    """How a session's own pictures are drawn, and the names of those that it shows."""

    word: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    draw: Draw | None = None  # must not ask the session anything
    names: tuple[str, ...] = ()

    def pieces(self, view: RaceView) -> dict[str, LivePiece]:
        """The pictures as they are now, of a race at a moment."""
        return self.draw(view) if self.draw else {}


def own_pictures() -> OwnPictures:
    """Those of this session."""
    own = page_state(OwnPictures)
    _sessions[own.word] = own
    return own


def find(word: str) -> OwnPictures | None:
    """Those of the session that has this word, None if it is over."""
    return _sessions.get(word)
