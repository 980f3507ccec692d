"""The store: located articles in one SQLite file, kept whole whatever happens to the program.

`Store.open` gives a store; `default_store_path` says where it lies unless somebody names a file.
"""

from geo.store.connection import default_store_path
from geo.store.correcting import CorrectionLog, user_name
from geo.store.keeping import ArticleRefusedError, Counts, Outcome, Store

__all__ = [
    "ArticleRefusedError",
    "CorrectionLog",
    "Counts",
    "Outcome",
    "Store",
    "default_store_path",
    "user_name",
]
