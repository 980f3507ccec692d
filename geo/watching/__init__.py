"""Following what brings news: folders, and feeds where the user switched the network on.

`rounds` makes one round of looking and ingesting. Nothing here waits for the next one: that is
the command's.
"""

from geo.watching.asking import Feeds
from geo.watching.feeds import read_feeds
from geo.watching.rounds import SETTLING_SECONDS, Round, Watch

__all__ = ["SETTLING_SECONDS", "Feeds", "Round", "Watch", "read_feeds"]
