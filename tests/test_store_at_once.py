"""Two ingests, a reading page and changes by hand at once: nobody is locked out, nothing lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from geo.store import Question, State, Store, upkeep

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_SECONDS = 120.0
ARTICLES = 120
PAGE = """
import sys
from starlette.applications import Starlette
from starlette.testclient import TestClient
from geo.dashboard import routes
print("ready", flush=True)
asked = 0
with TestClient(Starlette(routes=routes.routes())) as client:
    seen = 0
    while True:
        data = client.get("/assets/link")
        assert data.status_code == 200, data.text
        address = f"/assets/data/{data.json()['hash']}"
        found = client.get(address + "/matching", params={"q": "convoy"})
        # A version that two newer ones have followed is no longer here, which the page is told.
        assert found.status_code in {200, 404}, found.text
        if found.status_code == 200:
            hits = sum(byte.bit_count() for byte in found.content)
            assert hits >= seen, (hits, seen)
            seen, asked = hits, asked + 1
        if seen == int(sys.argv[1]):
            break
print(asked)
"""


def start(*command: str, store: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, "DATELINE_STORE": str(store)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_two_ingests_and_a_page_that_searches_get_on_with_each_other(tmp_path: Path) -> None:
    path = tmp_path / "dateline.db"
    Store.open(path).close()
    files = []
    for name in "ab":
        file = tmp_path / f"{name}.jsonl"
        # The first twenty are in both.
        rows = [
            {
                "text": f"Convoy {n if n < 20 else f'{name}{n}'} left Kabul on Monday.",
                "date": "2021-08-28",
            }
            for n in range(ARTICLES)
        ]
        file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
        files.append(file)
    expected = 2 * ARTICLES - 20
    page = start("-c", PAGE, str(expected), store=path)
    assert page.stdout is not None
    assert page.stdout.readline() == "ready\n"
    writers = [start("-m", "geo", "ingest", str(file), store=path) for file in files]
    for process in (*writers, page):
        said, complaints = process.communicate(timeout=PATIENCE_SECONDS)
        assert (process.returncode, complaints) == (0, "")
    assert int(said) >= 1
    with Store.open(path) as store:
        assert len(store) == expected
        assert store.search(Question(text="convoy")).total == expected
        imports = store.imports()
        assert [each.state for each in imports] == [State.FINISHED] * 2
        assert [each.read for each in imports] == [ARTICLES] * 2
        assert sum(each.added for each in imports) == expected
        assert sum(each.same for each in imports) == 20
        for each in imports:
            store.take_back(each.number)
        assert len(store) == 0
    assert upkeep.check(path).total == 0
