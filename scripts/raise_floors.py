"""Measure the marked corpora and raise the floors under their figures; never sink one.

usage: python scripts/raise_floors.py

Our own corpus is always measured, those of others where they lie beside the checkout. Where a
figure has fallen under its floor, the floor stays, it is told, and the exit code is 1.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "evaluation")]

from floors import CORPORA, FLOORS, lost, measure, raised, read_floors  # noqa: E402


def main() -> int:
    """Measure, tell what rose and what was lost, and write the floors."""
    floors = read_floors() if FLOORS.exists() else {}
    sunk = 0
    for path in CORPORA:
        if not path.is_file():
            print(f"{path.stem}: not here, its floors stay")
            continue
        reached, before = measure(path), floors.get(path.stem, {})
        floors[path.stem] = raised(before, reached)
        for name, floor in floors[path.stem].items():
            if floor > before.get(name, 0.0):
                print(f"{path.stem}: {name} rises from {before.get(name, 0.0)} to {floor}")
        for line in lost(before, reached):
            sunk += 1
            print(f"{path.stem}: {line}; the floor stays")
    FLOORS.write_text(json.dumps(floors, indent=2) + "\n", encoding="utf-8")
    return 1 if sunk else 0


if __name__ == "__main__":
    sys.exit(main())
