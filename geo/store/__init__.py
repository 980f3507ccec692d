"""The store: located articles in one SQLite file, kept whole whatever happens to the program.

`Store.open` gives a store; `default_store_path` says where it lies unless somebody names a file.
`geo.store.upkeep` copies, restores, checks and packs one.
"""

from geo.store.answering import Found
from geo.store.connection import default_store_path
from geo.store.correcting import CorrectionLog, user_name
from geo.store.folding import Outline
from geo.store.imports import Import, Removal, Run, State
from geo.store.keeping import ArticleRefusedError, Counts, Outcome, Store
from geo.store.searching import Question
from geo.store.watching import FeedMemory, Stamp

__all__ = [
    "ArticleRefusedError",
    "CorrectionLog",
    "Counts",
    "FeedMemory",
    "Found",
    "Import",
    "Outcome",
    "Outline",
    "Question",
    "Removal",
    "Run",
    "Stamp",
    "State",
    "Store",
    "default_store_path",
    "user_name",
]
