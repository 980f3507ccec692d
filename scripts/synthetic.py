"""Made-up articles for measuring: many, the same at every run, and true to nothing.

`python scripts/synthetic.py 1000 > articles.jsonl` prints JSON lines that `python -m geo ingest`
reads. They name real places, tell invented trifles, and say that they are synthetic.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SEED = 20210815
FIRST_DAY = dt.date(2021, 8, 15)
DAYS = 120
OUTLETS = tuple(f"Synthetic desk {letter}" for letter in "ABCDEFGH")
TOWNS = (
    "Bazarak", "Rukha", "Charikar", "Jabal Saraj", "Gulbahar", "Kabul", "Bagram", "Taloqan",
    "Kunduz", "Fayzabad", "Pul-e-Khumri", "Mazar-i-Sharif", "Herat", "Kandahar", "Jalalabad",
    "Khost", "Ghazni", "Gardez", "Bamyan", "Mehtarlam", "Torkham", "Spin Boldak",
)  # fmt: skip
PROVINCES = (
    "Panjshir", "Parwan", "Kapisa", "Baghlan", "Takhar", "Badakhshan", "Nuristan", "Laghman",
    "Samangan", "Kunduz",
)  # fmt: skip
WIDE = ("Andarab", "Salang", "Anjuman Pass", "Khawak Pass", "Hindu Kush", "Shotul", "Paryan")
CAPITALS = ("Moscow", "Washington", "Islamabad", "Dushanbe", "London", "Doha")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LEADS = (
    "A convoy reached {town} on {weekday}, drivers said.",
    "Shops in {town} opened again on {weekday} after two quiet days.",
    "Fighting was heard near {wide} late on {weekday}, according to residents.",
    "Families walked from {wide} towards {town} overnight.",
    "A bridge in {province} province was closed on {weekday}.",
)
BODIES = (
    "People in {town} and in {province} province spoke of rising prices.",
    "The road that leads through {wide} stayed open for lorries.",
    "{capital} said that it was watching the situation in Afghanistan.",
    "Aid workers said the clinic in {town} had received supplies last week.",
    "A village about 20 km north of {town} had no electricity, its elders said.",
    "Officials in {capital} declined to comment.",
)


def articles(count: int, seed: int = SEED) -> Iterator[dict[str, str]]:
    """Yield `count` articles, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - repeatable on purpose, guards nothing
    for number in range(count):
        day = FIRST_DAY + dt.timedelta(days=chance.randrange(DAYS))

        def fill(template: str) -> str:
            return template.format(
                town=chance.choice(TOWNS),
                province=chance.choice(PROVINCES),
                wide=chance.choice(WIDE),
                capital=chance.choice(CAPITALS),
                weekday=chance.choice(WEEKDAYS),
            )

        lead = fill(chance.choice(LEADS))
        body = " ".join(fill(t) for t in chance.sample(BODIES, k=chance.randint(2, 4)))
        yield {
            "id": f"synthetic-{number}",
            "title": f"No. {number}: {lead.removesuffix('.')}",
            "date": day.isoformat(),
            "source": chance.choice(OUTLETS),
            "text": f"{lead} {body} This is synthetic article {number}, made for measuring.",
        }


def main() -> None:
    """Print the articles."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("count", type=int, help="how many articles to print")
    parser.add_argument("--seed", type=int, default=SEED, help="another seed, other articles")
    wanted = parser.parse_args()
    for article in articles(wanted.count, wanted.seed):
        print(json.dumps(article, ensure_ascii=False))


if __name__ == "__main__":
    main()
