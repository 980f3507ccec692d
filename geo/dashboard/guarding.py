"""What a callback does must not end in a traceback: trouble becomes a notice on the screen."""

from __future__ import annotations

import functools
import logging
from typing import TYPE_CHECKING, ParamSpec

from geo.dashboard import state
from geo.errors import DatelineError

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
UNDONE = "That did not work, and nothing was changed. The server's log says what happened."
log = logging.getLogger(__name__)


def guarded(callback: Callable[P, None]) -> Callable[P, None]:
    """Wrap a callback so that what it raises is told to its visitor."""

    @functools.wraps(callback)
    def safe(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            callback(*args, **kwargs)
        except DatelineError as error:
            _tell(str(error))
        except Exception:
            log.exception("a callback failed")
            _tell(UNDONE)

    return safe


def _tell(sentence: str) -> None:
    screen = state.current()
    screen.notices = (*screen.notices, sentence)
