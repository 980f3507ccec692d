"""Where places come from: our own table, the world's index, and the layers that a user adds.

`read_places` and `write_places` keep the table (`data/gazetteer.csv` and files in its columns);
`open_gazetteer` puts all layers on top of each other, compiling what is not compiled yet.
"""

from geo.places.opening import open_gazetteer
from geo.places.table import (
    COLUMNS,
    FARTHEST_KM,
    LONGEST_CELL,
    SEPARATOR,
    PlacesFile,
    default_gazetteer_path,
    read_places,
    write_places,
)

__all__ = [
    "COLUMNS",
    "FARTHEST_KM",
    "LONGEST_CELL",
    "SEPARATOR",
    "PlacesFile",
    "default_gazetteer_path",
    "open_gazetteer",
    "read_places",
    "write_places",
]
