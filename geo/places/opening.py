from pathlib import Path
from geo.gazetteer import Gazetteer
from geo.places.index import open_index
from geo.places.table import read_places, default_gazetteer_path
def open_gazetteer():
    return Gazetteer(read_places(default_gazetteer_path()).places, beneath=[open_index(Path('/tmp/world.index'))])
