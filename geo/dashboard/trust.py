"""The page that tells how far to trust the pins, and asks for one mention after the other.

One component fills the window. It asks the routes for figures and mentions, and tells what was
judged by Streamlit's way back; the store keeps it as any correction.
"""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.components.v1 import declare_component

from geo import layer
from geo.corrections import LOOKED_AT, in_words
from geo.dashboard import changes, checking, frame, opening, routes
from geo.errors import DatelineError
from geo.serving import view_only
from geo.store import Store, default_store_path

if TYPE_CHECKING:
    from geo.corrections import Proposal
    from geo.model import LocatedArticle

KEY = "dateline_trust"
TITLE = "How far to trust it"
_component = declare_component("dateline_trust", path=str(Path(__file__).parent / "static/trust"))
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Visit:
    """What is kept of one visitor between runs.

    acted: the greatest number of what was told that was acted on. notice: what became of it. done:
    whether it was. kept: number of the log's entry that it made, 0 for none.
    """

    acted: float = -math.inf
    notice: str = ""
    done: bool = True
    kept: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One thing that the page told: a judgement, or that one is to be taken back.

    number: rises with each. seen: number of the latest entry of the log that was known.
    """

    number: float
    proposal: Proposal | None = None
    seen: int = 0
    correction: int | None = None
    author: str = ""


def show_trust() -> None:
    """Draw the page for one visitor, and never a traceback."""
    opening.show_alone(frame.style_sheet(), _draw, TITLE)


def _draw() -> None:
    visit: Visit = st.session_state.setdefault(KEY, Visit())
    with Store.open(default_store_path(), read_only=view_only()) as store:
        version = store.version()
    with st.container(key="dl_frame"):
        told = _component(
            assets=routes.ASSETS,
            links=layer.trust_links(routes.ASSETS),
            version=version,
            viewOnly=view_only(),
            acted=visit.acted if math.isfinite(visit.acted) else None,
            notice=visit.notice,
            done=visit.done,
            kept=visit.kept,
            key=f"{KEY}_component",
            default=None,
        )
    heard_ = heard(told, after=visit.acted)
    if heard_ is not None and not view_only():
        visit.acted = heard_.number
        _act(heard_, visit)
        # From the start: what was judged is another version of the store.
        st.rerun()


def heard(told: object, *, after: float = -math.inf) -> Told | None:
    """Read what was told, None when it is nothing that can be acted on.

    It comes from a browser: the mention is looked for in the store, and what is said of it is left
    to `geo.corrections.correction_of`, which says what is wrong with it.
    """
    if not isinstance(told, dict):
        return None
    number, author = _number(told.get("number")), told.get("author")
    if not after < number < math.inf or not isinstance(author, str):
        return None
    if told.get("kind") == "take-back":
        correction = layer.whole(told.get("correction"))
        back = Told(number=number, correction=correction, author=author)
        return None if correction is None else back
    seen = layer.whole(told.get("seen"))
    proposal = layer.proposal(told, _article)
    if told.get("kind") != "judge" or seen is None or proposal is None:
        return None
    reason = proposal.reason.strip() or (
        LOOKED_AT if proposal.what == "confirm" else checking.WRONG
    )
    return Told(number=number, proposal=replace(proposal, reason=reason), seen=seen)


def _number(told: object) -> float:
    """Read a number, not-a-number for anything else."""
    return float(told) if isinstance(told, int | float) and not isinstance(told, bool) else math.nan


def _article(article_id: str) -> LocatedArticle | None:
    with Store.open(default_store_path(), read_only=True) as store:
        return store.articles([article_id]).get(article_id)


def _act(told: Told, visit: Visit) -> None:
    """Do what was told, and keep a sentence of what became of it."""
    visit.done, visit.kept = False, 0
    try:
        if told.proposal is not None:
            kept = changes.correct(told.proposal, seen=told.seen)
            visit.kept = kept.number
            visit.notice = f"“{kept.name}”: {in_words(kept.change)}."
        elif told.correction is not None:
            changes.take_back(told.correction, told.author)
            visit.notice = "It was taken back."
        visit.done = True
    except DatelineError as error:
        visit.notice = str(error)
    except Exception:
        log.exception("what was judged could not be kept")
        visit.notice = frame.UNDONE
