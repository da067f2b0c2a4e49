"""Pictures of a race, each of which fails alone: where one cannot be drawn a sentence stands in its
place, and the others go on."""

import logging
from collections.abc import Callable, Mapping

from rnnviz.figures.training.runs_table import noted
from rnnviz.storage.database import StoreError
from rnnviz.text.language import _
from rnnviz.text.message import Refusal
from rnnviz.ui.components.live_piece import LivePiece, words_instead
from rnnviz.ui.session import page_clock
from rnnviz.ui.session.page_clock import NotWanted

_log = logging.getLogger(__name__)


def alone(name: str, draw: Callable[[], LivePiece | Mapping[str, LivePiece]]) -> dict[str, LivePiece]:
    """The picture of a name, or all that are drawn with it; a sentence if they take more than a page
    may, or cannot be drawn, which is logged. Raises StoreError."""
    page_clock.grant()
    try:
        drawn = draw()
    except (StoreError, NotWanted):
        raise
    except Refusal as problem:
        return {name: words_instead(noted(str(problem)))}
    except Exception:
        _log.exception("The picture “%s” of a race cannot be drawn.", name)
        sentence = _("This picture cannot be drawn now; the server's log says why. The others go on.")
        return {name: words_instead(noted(sentence))}
    return {name: drawn} if isinstance(drawn, LivePiece) else dict(drawn)
