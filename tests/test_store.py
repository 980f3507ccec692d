"""The store: what is read equals what was written, and a bad file is refused with a remedy."""

from __future__ import annotations

import concurrent.futures
import contextlib
import dataclasses
import datetime as dt
import stat
import string
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ArticleNotFoundError, StoreError
from geo.model import (
    Article,
    Candidate,
    Coordinates,
    DatePrecision,
    Evidence,
    Interval,
    LocatedArticle,
    LocatedMention,
    Mention,
    Part,
    Place,
    PlaceKind,
    RelativePlace,
    Resolution,
    Role,
    Span,
    TimeExpression,
    Verdict,
)
from geo.store import ArticleRefusedError, Counts, Outcome, Store, default_store_path
from geo.store.connection import journal_for, sqlite3
from geo.store.schema import APPLICATION_ID, MIGRATIONS, migrate

if TYPE_CHECKING:
    from collections.abc import Iterator

# --- What a store may be given: everything that the model allows ---------------------------

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
figures = st.floats(allow_nan=False, allow_infinity=False)
distances = st.floats(min_value=0, max_value=40_000)
days = st.dates()
spans = st.tuples(st.integers(0, 10**6), st.integers(1, 200)).map(
    lambda pair: Span(start=pair[0], end=pair[0] + pair[1]),
)
parts: st.SearchStrategy[Part] = st.sampled_from(get_args(Part))
points = st.builds(
    Coordinates,
    latitude=st.floats(-90, 90),
    longitude=st.floats(-180, 180),
)
evidence = st.builds(Evidence, name=words, detail=words, weight=figures)
names = st.lists(words, max_size=3).map(tuple)
places = st.builds(
    Place,
    id=words,
    name=words,
    kind=st.sampled_from(PlaceKind),
    coordinates=points,
    radius_km=distances,
    uncertainty_km=distances,
    geonameid=st.none() | st.integers(1, 2**40),
    parent=st.none() | words,
    country=st.none() | st.text(string.ascii_uppercase, min_size=2, max_size=2),
    population=st.none() | st.integers(0, 10**10),
    alternate_names=names,
    dari_names=names,
    pashto_names=names,
    source=words,
)
evidences = st.lists(evidence, max_size=3).map(tuple)
candidates = st.builds(Candidate, place=places, score=figures, evidence=evidences)
resolutions = st.builds(
    Resolution,
    verdict=st.sampled_from(Verdict),
    place=st.none() | places,
    confidence=st.floats(0, 1),
    evidence=evidences,
    rejected=st.lists(candidates, max_size=2).map(tuple),
)
intervals = st.tuples(days, days, st.sampled_from(DatePrecision)).map(
    lambda each: Interval(first=min(each[:2]), last=max(each[:2]), precision=each[2]),
)
times = st.builds(
    TimeExpression,
    span=spans,
    part=parts,
    text=words,
    interval=st.none() | intervals,
)
articles = st.builds(
    Article,
    id=st.text("0123456789abcdef", min_size=20, max_size=20),
    text=words,
    title=st.none() | words,
    published=st.none() | days,
    source=st.none() | words,
    url=st.none() | words.map("https://example.org/".__add__),
)


@st.composite
def located_articles(draw: st.DrawFn) -> LocatedArticle:
    """Draw an article whose mentions mostly share the article's own times."""
    own_times = draw(st.lists(times, max_size=3))
    mention_times = st.none() | times
    if own_times:
        mention_times |= st.sampled_from(own_times)
    mentions = st.builds(
        LocatedMention,
        mention=st.builds(Mention, span=spans, part=parts, text=words),
        role=st.sampled_from(Role),
        role_evidence=evidence,
        resolution=resolutions,
        time=mention_times,
    )
    relative = st.builds(
        RelativePlace,
        span=spans,
        part=parts,
        text=words,
        coordinates=points,
        error_km=distances,
        anchor=words,
    )
    return LocatedArticle(
        article=draw(articles),
        mentions=tuple(draw(st.lists(mentions, max_size=3))),
        times=tuple(own_times),
        relative=tuple(draw(st.lists(relative, max_size=2))),
        focus=tuple(draw(st.lists(words, max_size=3))),
    )


@contextlib.contextmanager
def throwaway_store() -> Iterator[Store]:
    """Give an empty store: a property makes many, and tmp_path would be one for all."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Store.open(Path(folder) / "dateline.db") as opened,
    ):
        yield opened


def by_day_and_id(located: LocatedArticle) -> tuple[bool, dt.date, str]:
    published = located.article.published
    return (published is None, published or dt.date.min, located.article.id)


# --- A small article by hand ---------------------------------------------------------------

KABUL = Place(
    id="af-kabul",
    name="Kabul",
    kind=PlaceKind.CITY,
    coordinates=Coordinates(latitude=34.5281, longitude=69.1723),
    radius_km=15,
    uncertainty_km=1,
    dari_names=("کابل",),
)
TEXT = "Kabul was quiet on Wednesday."


def located(  # noqa: PLR0913 - each test bends another one of them
    article_id: str = "a" * 20,
    *,
    text: str = TEXT,
    published: dt.date | None = None,
    url: str | None = None,
    place: Place = KABUL,
    confidence: float = 0.9,
) -> LocatedArticle:
    wednesday = TimeExpression(
        span=Span(start=16, end=28), part="text", text="on Wednesday", interval=None
    )
    mention = LocatedMention(
        mention=Mention(span=Span(start=0, end=5), part="text", text="Kabul"),
        role=Role.EVENT,
        role_evidence=Evidence(name="subject", detail="the sentence is about it"),
        resolution=Resolution(
            verdict=Verdict.RESOLVED,
            place=place,
            confidence=confidence,
            evidence=(Evidence(name="exact_name", detail="spelt so", weight=1.0),),
        ),
        time=wednesday,
    )
    return LocatedArticle(
        article=Article(id=article_id, text=text, published=published, url=url),
        mentions=(mention,),
        times=(wednesday,),
        focus=("af-kabul",),
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "dateline.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path) as opened:
        yield opened


# --- Laws ----------------------------------------------------------------------------------


@settings(max_examples=60)
@given(st.lists(located_articles(), max_size=5, unique_by=lambda each: each.article.id))
def test_what_is_read_equals_what_was_written_in_order_of_day_and_id(
    given_articles: list[LocatedArticle],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dateline.db"
        with Store.open(path) as store:
            assert [store.add(each) for each in given_articles] == [Outcome.ADDED] * len(
                given_articles
            )
        with Store.open(path, read_only=True) as store:
            assert list(store.located_articles()) == sorted(given_articles, key=by_day_and_id)
            for each in given_articles:
                assert store.article(each.article.id) == each


@settings(max_examples=30)
@given(located_articles(), located_articles())
def test_adding_again_changes_nothing_whatever_was_decided_the_second_time(
    first: LocatedArticle, second: LocatedArticle
) -> None:
    again = dataclasses.replace(
        second, article=dataclasses.replace(second.article, id=first.article.id)
    )
    with throwaway_store() as store:
        store.add(first)
        version = store.version()
        assert store.add(again) is Outcome.SAME
        assert list(store.located_articles()) == [first]
        assert store.version() == version


@settings(max_examples=30)
@given(located_articles(), located_articles(), days)
def test_replacing_leaves_the_new_decisions_whole_and_nothing_of_the_old(
    old: LocatedArticle, new: LocatedArticle, day: dt.date
) -> None:
    new = dataclasses.replace(new, article=dataclasses.replace(old.article, published=day))
    with throwaway_store() as store:
        store.add(old)
        store.replace(new)
        assert list(store.located_articles()) == [new]
        assert store.counts().mentions == len(new.mentions)


# --- Adding --------------------------------------------------------------------------------


def test_a_later_gazetteer_does_not_alter_what_was_decided(store: Store) -> None:
    moved = dataclasses.replace(KABUL, coordinates=Coordinates(latitude=35, longitude=70))
    store.add(located("a" * 20))
    store.add(located("b" * 20, place=moved))
    found = [each.mentions[0].resolution.place for each in store.located_articles()]
    assert found == [KABUL, moved]


def test_a_place_that_many_articles_name_is_kept_once(store: Store) -> None:
    for letter in "abc":
        store.add(located(letter * 20))
    assert store._connection.execute("SELECT count(*) FROM places").fetchone() == (1,)


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (located(confidence=1.5), "CHECK"),
        (located(confidence=float("nan")), "NOT NULL"),
        (located(url="javascript:alert(1)"), "CHECK"),
        (located(text="a lone surrogate \ud800"), "surrogates"),
        (located(place=dataclasses.replace(KABUL, geonameid=2**64)), "64 bits"),
        (located(place=dataclasses.replace(KABUL, radius_km=float("nan"))), "finite"),
    ],
)
def test_an_article_that_breaks_a_rule_is_refused_and_leaves_nothing_behind(
    store: Store, bad: LocatedArticle, said: str
) -> None:
    version = store.version()
    with pytest.raises(ArticleRefusedError, match=said):
        store.add(bad)
    assert list(store.located_articles()) == []
    assert store.version() == version
    assert store.add(located()) is Outcome.ADDED


def test_the_version_changes_with_every_change_and_only_then(store: Store, path: Path) -> None:
    seen = [store.version()]
    store.add(located())
    seen.append(store.version())
    store.replace(located(published=dt.date(2021, 9, 1)))
    seen.append(store.version())
    assert len(set(seen)) == 3
    list(store.located_articles())
    with Store.open(path) as another:
        assert another.version() == seen[-1]
        another.add(located("b" * 20))
    assert store.version() not in seen


def test_a_store_put_in_the_place_of_another_has_another_version(tmp_path: Path) -> None:
    with Store.open(tmp_path / "one.db") as one, Store.open(tmp_path / "two.db") as two:
        assert one.version() != two.version()


def test_counts_are_those_of_the_articles(store: Store) -> None:
    assert store.counts() == Counts(articles=0, undated=0, mentions=0, places=0)
    store.add(located("a" * 20))
    store.add(located("b" * 20, published=dt.date(2021, 9, 1)))
    assert store.counts() == Counts(articles=2, undated=1, mentions=2, places=1)
    assert len(store) == 2
    assert "a" * 20 in store
    assert "c" * 20 not in store
    assert 3 not in store


# --- Dates by the user ---------------------------------------------------------------------


def test_a_day_by_the_user_stands_and_the_stated_one_is_kept_beside_it(store: Store) -> None:
    stated, given_day = dt.date(2021, 8, 28), dt.date(2021, 8, 29)
    store.add(located(published=stated))
    store.replace(located(published=given_day))
    assert store.article("a" * 20).article.published == given_day
    assert store.stated_date("a" * 20) == stated
    assert store.dates_set_by_user() == {"a" * 20}
    store.replace(located(published=stated))
    assert store.article("a" * 20).article.published == stated
    assert store.dates_set_by_user() == frozenset()


def test_a_missing_day_can_be_given_and_taken_back(store: Store) -> None:
    store.add(located())
    store.replace(located(published=dt.date(2021, 9, 1)))
    assert store.stated_date("a" * 20) is None
    assert store.counts().undated == 0
    store.replace(located())
    assert store.article("a" * 20).article.published is None
    assert store.counts().undated == 1


def test_a_stated_day_cannot_be_taken_from_an_article(store: Store) -> None:
    store.add(located(published=dt.date(2021, 8, 28)))
    with pytest.raises(ArticleRefusedError, match="2021-08-28"):
        store.replace(located())
    assert store.article("a" * 20).article.published == dt.date(2021, 8, 28)


def test_decisions_about_another_text_are_refused(store: Store) -> None:
    store.add(located())
    with pytest.raises(ArticleRefusedError, match="another title or text"):
        store.replace(located(text="Kabul was loud on Wednesday."))
    assert store.article("a" * 20) == located()


def test_an_unknown_id_is_named(store: Store) -> None:
    for act in (store.article, store.stated_date):
        with pytest.raises(ArticleNotFoundError, match="'bad'") as caught:
            act("bad")
        assert caught.value.article_id == "bad"
    with pytest.raises(ArticleNotFoundError):
        store.replace(located())


# --- Files ---------------------------------------------------------------------------------


def test_a_file_that_is_not_sqlite_is_refused_and_left_as_it_is(path: Path) -> None:
    content = b"KABUL, Aug 15 - not a store, but a text of some length. " * 40
    path.write_bytes(content)
    with pytest.raises(StoreError, match="not a store"):
        Store.open(path)
    assert path.read_bytes() == content


def test_an_sqlite_file_of_another_program_is_refused_and_left_as_it_is(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE letters (body TEXT)")
    other.commit()
    other.close()
    content = path.read_bytes()
    for read_only in (False, True):
        with pytest.raises(StoreError, match="another program"):
            Store.open(path, read_only=read_only)
    assert path.read_bytes() == content


def test_a_newer_schema_is_refused_and_told_to_update(path: Path) -> None:
    with Store.open(path) as store:
        store._connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    with pytest.raises(StoreError, match="update Dateline"):
        Store.open(path)


def test_a_folder_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is a folder"):
        Store.open(tmp_path)


def test_a_store_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(StoreError, match="--store or DATELINE_STORE"):
        Store.open(tmp_path / "file" / "dateline.db")


def test_reading_only_makes_no_file(path: Path) -> None:
    with pytest.raises(StoreError, match="no store at"):
        Store.open(path, read_only=True)
    assert not path.exists()
    path.touch()
    with pytest.raises(StoreError, match="is empty"):
        Store.open(path, read_only=True)
    assert path.stat().st_size == 0


def test_a_store_opened_for_reading_changes_nothing(path: Path) -> None:
    with Store.open(path) as store:
        store.add(located())
    with Store.open(path, read_only=True) as store:
        with pytest.raises(StoreError, match="only be read"):
            store.add(located("b" * 20))
        with pytest.raises(StoreError, match="only be read"):
            store.replace(located(published=dt.date(2021, 9, 1)))
        assert list(store.located_articles()) == [located()]


def test_a_torn_store_is_told_as_damaged(path: Path) -> None:
    with Store.open(path) as store:
        for number in range(60):
            store.add(located(f"{number:020x}"))
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(StoreError, match="damaged"), Store.open(path, read_only=True) as store:
        list(store.located_articles())


def test_a_row_that_no_version_wrote_is_told_as_damage(path: Path) -> None:
    with Store.open(path) as store:
        store.add(located())
        store._connection.execute("UPDATE mentions SET role = 'cook'")
        with pytest.raises(StoreError, match="makes no sense"):
            store.article("a" * 20)


@pytest.mark.parametrize("name", ["with space.db", "what?.db", "hash#.db", "100%41.db", "کابل.db"])
def test_any_file_name_is_taken_as_it_is_written(tmp_path: Path, name: str) -> None:
    with Store.open(tmp_path / name) as store:
        store.add(located())
    assert (tmp_path / name).exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_the_folder_is_made_for_the_user_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "dateline.db"
    Store.open(path).close()
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_eight_programs_that_start_at_once_make_one_store(path: Path) -> None:
    def write(number: int) -> Outcome:
        with Store.open(path) as store:
            return store.add(located(f"{number:020x}"))

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert list(pool.map(write, range(8))) == [Outcome.ADDED] * 8
    with Store.open(path) as store:
        assert len(store) == 8
        assert store.version().endswith("-8")


def test_a_full_disk_loses_nothing_that_was_kept_and_is_told(store: Store) -> None:
    # SQLite's own limit on the file's size answers as a full disk does.
    (pages,) = store._connection.execute("PRAGMA page_count").fetchone()
    store._connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    numbers = iter(range(1000))

    def add_until_full() -> None:
        for number in numbers:
            store.add(located(f"{number:020x}", text=TEXT * 40))

    with pytest.raises(StoreError, match="make room"):
        add_until_full()
    kept = next(numbers) - 1
    assert kept > 0
    assert len(list(store.located_articles())) == len(store) == kept
    store._connection.execute("PRAGMA max_page_count = 10000")
    assert store.add(located(f"{kept:020x}", text=TEXT * 40)) is Outcome.ADDED


# --- Schema --------------------------------------------------------------------------------


def test_an_older_store_is_copied_before_it_is_migrated(path: Path) -> None:
    with Store.open(path) as store:
        store.add(located())

    def add_column(connection: sqlite3.Connection) -> None:
        connection.execute("ALTER TABLE articles ADD COLUMN language TEXT")

    newer = (*MIGRATIONS, add_column)
    connection = sqlite3.connect(path, isolation_level=None)
    migrate(connection, path, newer)
    migrate(connection, path, newer)
    assert connection.execute("PRAGMA user_version").fetchone() == (len(newer),)
    assert connection.execute("SELECT language FROM articles").fetchall() == [(None,)]
    connection.close()
    backup = path.with_name(f"{path.name}.schema-{len(MIGRATIONS)}.backup")
    with Store.open(backup) as old:
        assert list(old.located_articles()) == [located()]
    assert sorted(each.name for each in path.parent.glob("*backup*")) == [backup.name]


def test_backups_never_take_each_others_place(path: Path) -> None:
    Store.open(path).close()
    earlier = path.with_name(f"{path.name}.schema-{len(MIGRATIONS)}.backup")
    earlier.write_text("kept", "utf-8")
    connection = sqlite3.connect(path, isolation_level=None)
    migrate(connection, path, (*MIGRATIONS, lambda _: None))
    connection.close()
    assert earlier.read_text("utf-8") == "kept"
    Store.open(Path(f"{earlier}-2")).close()


def test_a_migration_that_fails_changes_nothing(path: Path) -> None:
    with Store.open(path) as store:
        store.add(located())

    def fail(connection: sqlite3.Connection) -> None:
        connection.execute("DROP TABLE mentions")
        connection.execute("SELECT no_such_function()")

    connection = sqlite3.connect(path, isolation_level=None)
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, path, (*MIGRATIONS, fail))
    connection.close()
    with Store.open(path) as store:
        assert list(store.located_articles()) == [located()]


def test_every_connection_has_its_safeguards_set(store: Store) -> None:
    def pragma(name: str) -> object:
        return store._connection.execute(f"PRAGMA {name}").fetchone()[0]

    assert pragma("foreign_keys") == 1
    assert pragma("trusted_schema") == 0
    assert pragma("synchronous") == 2
    assert pragma("busy_timeout") == 30_000
    assert pragma("application_id") == APPLICATION_ID
    assert pragma("user_version") == len(MIGRATIONS)


def test_every_table_is_strict(store: Store) -> None:
    rows = store._connection.execute(
        "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
        "AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    assert len(rows) == 20
    assert all(strict for _, strict in rows)


# --- The journal ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "journal"),
    [
        ((3, 6, 23), "wal"),
        ((3, 7, 0), "delete"),
        ((3, 40, 1), "delete"),
        ((3, 44, 5), "delete"),
        ((3, 44, 6), "wal"),
        ((3, 45, 0), "delete"),
        ((3, 50, 6), "delete"),
        ((3, 50, 7), "wal"),
        ((3, 51, 2), "delete"),
        ((3, 51, 3), "wal"),
        ((3, 53, 4), "wal"),
    ],
)
def test_the_write_ahead_log_is_left_to_an_sqlite_without_its_race(
    version: tuple[int, int, int], journal: str
) -> None:
    assert journal_for(version) == journal


def test_an_sqlite_with_the_race_gets_another_journal_and_says_so(path: Path) -> None:
    def journal(store: Store) -> object:
        return store._connection.execute("PRAGMA journal_mode").fetchone()[0]

    with Store.open(path, sqlite_version=(3, 53, 4)) as store:
        assert journal(store) == "wal"
        assert store.notice is None
        with pytest.raises(StoreError, match="open in another program"):
            Store.open(path, sqlite_version=(3, 40, 1))
    with Store.open(path, sqlite_version=(3, 40, 1)) as store:
        assert journal(store) == "delete"
        assert store.notice is not None
        assert "3.40.1" in store.notice
        store.add(located())
    with Store.open(path, sqlite_version=(3, 53, 4)) as store:
        assert journal(store) == "wal"
        assert list(store.located_articles()) == [located()]


# --- The default path ----------------------------------------------------------------------


def test_the_environment_names_the_store() -> None:
    assert default_store_path({"DATELINE_STORE": "/srv/news.db"}) == Path("/srv/news.db")
    assert default_store_path({"DATELINE_STORE": "~/news.db"}) == Path.home() / "news.db"


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {}, "~/.local/share/dateline/dateline.db"),
        ("linux", {"DATELINE_STORE": ""}, "~/.local/share/dateline/dateline.db"),
        ("linux", {"XDG_DATA_HOME": "/data"}, "/data/dateline/dateline.db"),
        ("linux", {"XDG_DATA_HOME": "data"}, "~/.local/share/dateline/dateline.db"),
        ("darwin", {}, "~/Library/Application Support/Dateline/dateline.db"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/Dateline/dateline.db"),
    ],
)
def test_else_it_lies_in_the_users_data_folder(
    platform: str, environment: dict[str, str], expected: str
) -> None:
    assert default_store_path(environment, platform) == Path(expected).expanduser()
