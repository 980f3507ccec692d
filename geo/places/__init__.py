"""Where places come from: our own table, the world's index, and the layers that a user adds.

`read_places` and `write_places` keep the table (`data/gazetteer.csv` and files in its columns);
`open_gazetteer` puts all layers on top of each other, compiling what is not compiled yet;
`LiveGazetteer` does so again whenever they were changed.
"""

from geo.places.opening import (
    CACHE_VARIABLE,
    LiveGazetteer,
    cache_folder,
    open_gazetteer,
    open_world,
    world_is_compiled,
)
from geo.places.table import (
    COLUMNS,
    FARTHEST_KM,
    LONGEST_CELL,
    SEPARATOR,
    PlacesFile,
    default_gazetteer_path,
    read_places,
    row_of,
    write_places,
)
from geo.places.world import Step

__all__ = [
    "CACHE_VARIABLE",
    "COLUMNS",
    "FARTHEST_KM",
    "LONGEST_CELL",
    "SEPARATOR",
    "LiveGazetteer",
    "PlacesFile",
    "Step",
    "cache_folder",
    "default_gazetteer_path",
    "open_gazetteer",
    "open_world",
    "read_places",
    "row_of",
    "world_is_compiled",
    "write_places",
]
