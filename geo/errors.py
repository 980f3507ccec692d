"""The tree of errors: one root; every child is also the builtin that a caller would guess.

An error's message names the value, what is allowed and the remedy. Input that is merely bad
in one row is not an error but a `geo.model.Problem`.
"""

from __future__ import annotations


class DatelineError(Exception):
    """Root of everything that Dateline raises on purpose; catch it to catch them all."""


class CoordinatesError(DatelineError, ValueError):
    """A latitude or longitude is out of range, or the two look swapped.

    Look at `latitude` and `longitude`: GeoJSON writes longitude first, Leaflet and geopy
    latitude first.
    """

    def __init__(self, message: str, *, latitude: float, longitude: float) -> None:
        super().__init__(message)
        self.latitude = latitude
        self.longitude = longitude


class SpanError(DatelineError, ValueError):
    """A span does not lie within its text, or is empty or backwards."""


class GazetteerError(DatelineError, ValueError):
    """A gazetteer cannot be used as a whole: columns are missing, or no row could be read.

    A single bad row is a `geo.model.Problem` instead.
    """


class ArticlesError(DatelineError, ValueError):
    """A path holds no readable article at all: wrong kind of file, or every row was refused."""


class InputNotFoundError(DatelineError, FileNotFoundError):
    """A file or folder that was named does not exist."""

    def __str__(self) -> str:
        """Return the plain message; FileNotFoundError would print an errno tuple."""
        return str(self.args[0]) if self.args else ""


class StoreError(DatelineError, RuntimeError):
    """The store cannot be opened or written: damaged, of a newer schema, or not a store."""


class ArticleNotFoundError(DatelineError, KeyError):
    """No article of that id is in the store. `article_id` says which was asked for."""

    def __init__(self, article_id: str) -> None:
        super().__init__(article_id)
        self.article_id = article_id

    def __str__(self) -> str:
        """Return a sentence; KeyError would print the bare key in quotes."""
        return (
            f"No article has the id {self.article_id!r}. "
            "Ids are shown by the page and by `python -m geo geoparse`; check for a cut-off."
        )


class ImportNotFoundError(DatelineError, KeyError):
    """No import of that number is in the store. `number` says which was asked for."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    def __str__(self) -> str:
        """Return a sentence; KeyError would print the bare key."""
        return f"There is no import {self.number} in the store. `python -m geo imports` lists them."


class ServingError(DatelineError, RuntimeError):
    """The page must not be served like this: open to the network without a key, for instance."""


class WatchingError(DatelineError, RuntimeError):
    """Nothing can be followed like this: another watch follows for the store, for instance."""


class CorrectionError(DatelineError, ValueError):
    """A correction says what cannot hold: a day out of range, a place that nobody knows.

    The message names the value, what is allowed, and what to do.
    """


class CorrectionConflictError(DatelineError, RuntimeError):
    """Somebody else said something about the same name in the meantime; nothing was changed.

    The message holds both values. Look at the other one, and say yours again if it still holds.
    """
