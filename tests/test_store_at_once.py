"""Two ingests, a reading page and changes by hand at once: nobody is locked out, nothing lost."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from geo.errors import StoreError
from geo.ingest import ingest
from geo.places import open_gazetteer
from geo.store import Question, State, Store, upkeep
from geo.store.connection import writing

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_SECONDS = 120.0
ARTICLES = 120
CORRECTING = 40
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

PERSON = """
import sys
from pathlib import Path
from geo.corrections import Proposal, Reach, mention_of
from geo.dashboard import changes
from geo.errors import CorrectionConflictError
from geo.ingest import ingest
from geo.places import open_gazetteer
from geo.store import Store, default_store_path
name, file, shared, role = sys.argv[1:]
said = conflicts = 0

def correct(item):
    global said, conflicts
    while True:
        with Store.open(default_store_path(), read_only=True) as store:
            mention = store.article(shared).mentions[0].mention
            seen = max((each.number for each in store.corrections.read()), default=0)
        proposal = Proposal(
            article=shared, part=mention.part, span=mention.span, what="role", value=role,
            reach=Reach.MENTION, reason=f"reason {said}", author=name,
        )
        try:
            changes.correct(proposal, seen=seen)
        except CorrectionConflictError:  # the other one was quicker, which the page tells
            conflicts += 1
            continue
        said += 1
        return

with Store.open(default_store_path()) as store:
    ingest([Path(file)], store=store, gazetteer=open_gazetteer(), progress=correct)
print(said, conflicts)
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


def convoys(file: Path, name: str, count: int, shared: int = 0) -> Path:
    """Write articles, of which the first `shared` are in every such file."""
    rows = [
        {
            "text": f"Convoy {n if n < shared else f'{name}{n}'} left Kabul on Monday.",
            "date": "2021-08-28",
        }
        for n in range(count)
    ]
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return file


def test_two_who_ingest_and_correct_and_a_page_that_reads_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "dateline.db"
    with Store.open(path) as store:
        ingest(
            [convoys(tmp_path / "shared.jsonl", "shared", 1)],
            store=store,
            gazetteer=open_gazetteer(),
        )
        (shared,) = store.located_articles()
    people = {"anna": "event", "ben": "background"}
    page = start("-c", PAGE, str(1 + len(people) * CORRECTING), store=path)
    assert page.stdout is not None
    assert page.stdout.readline() == "ready\n"
    writers = []
    for name, role in people.items():
        file = convoys(tmp_path / f"{name}.jsonl", name, CORRECTING)
        given = (name, str(file), shared.article.id, role)
        writers.append(start("-c", PERSON, *given, store=path))
    for process in (*writers, page):
        said, complaints = process.communicate(timeout=PATIENCE_SECONDS)
        assert (process.returncode, complaints) == (0, "")
        assert int(said.split()[0]) >= (1 if process is page else CORRECTING)
    with Store.open(path, read_only=True) as store:
        assert len(store) == 1 + len(people) * CORRECTING
        log = store.corrections.read()
        for name in people:
            reasons = [each.reason for each in log if each.author == name]
            assert reasons == [f"reason {number}" for number in range(CORRECTING)]
        (mention,) = store.article(shared.article.id).mentions
        assert mention.role == people[log[-1].author]
    assert upkeep.check(path).total == 0


def test_two_ingests_and_a_page_that_searches_get_on_with_each_other(tmp_path: Path) -> None:
    path = tmp_path / "dateline.db"
    Store.open(path).close()
    files = [convoys(tmp_path / f"{name}.jsonl", name, ARTICLES, shared=20) for name in "ab"]
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


def test_who_waits_in_vain_is_told_what_to_do_and_not_that_something_is_locked(
    tmp_path: Path,
) -> None:
    path = tmp_path / "dateline.db"
    with Store.open(path) as busy, Store.open(path) as store:
        store._connection.execute("PRAGMA busy_timeout = 0")
        with writing(busy._connection), pytest.raises(StoreError) as told:
            store.begin_import(["a"], dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert "it is in use. Another program is writing to it" in str(told.value)
    assert "locked" not in str(told.value)
