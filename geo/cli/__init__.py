"""The commands: `python -m geo COMMAND`.

A command is a function here that adds its parser, listed in `COMMANDS`, and a module of this
package with `run(options) -> exit code`. The module is imported only when its command runs, so
that `--help` answers at once.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import io
import sys
import textwrap
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from geo.articles.formats import READS
from geo.cli.terminal import INTERRUPTED, PIPE_CLOSED, UNUSABLE, complain, drop_stdout
from geo.errors import DatelineError
from geo.model import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    # argparse gives this class no public name.
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001
    Run = Callable[[argparse.Namespace], int]

__all__ = ["main"]

FIELDS = ("title", "text", "date", "source", "url")
"""What --column takes."""

ROLES = {*(role.value for role in Role), "demonym", "organisation"}
"""What --without takes: the roles, and two that corpora mark in different ways."""

MOST_MINUTES = 7 * 24 * 60
"""Between two rounds of `watch`."""

REACHES = ("mention", "article", "outlet", "everywhere")
"""The words of `geo.corrections.Reach`, which would take long to import for --help."""

EXIT_CODES = """\
exit codes:
  0    all went well
  1    done, but some of the input was refused, or nothing was found; stderr says what
  2    not done: wrong usage, or input, store or output cannot be used
  130  interrupted (Ctrl-C); every article that was kept stays kept
  141  the program that read the output closed it early
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. `arguments` are those after `python -m geo`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal without Dari still shows the rest
            stream.reconfigure(errors="backslashreplace")
    try:
        options = _parser().parse_args(arguments)
        code: int = options.run(options)
        sys.stdout.flush()
    except KeyboardInterrupt:
        complain("Stopped before the end. Run the same command again to go on.")
        return INTERRUPTED
    except BrokenPipeError:
        drop_stdout()
        return PIPE_CLOSED
    except DatelineError as error:
        complain(str(error))
        return UNUSABLE
    except OSError as error:
        complain(f"{error.filename or 'The output'} cannot be used: {error.strerror or error}.")
        drop_stdout()
        return UNUSABLE
    return code


def _add_ingest(commands: Commands) -> None:
    parser = commands.add_parser("ingest", help="read reports and keep them in the store")
    _describe(
        parser,
        f"Read files and folders of them, and keep every report with its places and days: {READS}. "
        "Nothing is fetched, and a day of publication is only taken where a file states it. "
        "Columns and keys are known by their usual names (title, headline; text, body; date, "
        "published; source, outlet; url, link). Doing it again adds only what is new; a run that "
        "was stopped is finished by the same command.",
        "python -m geo ingest report.txt",
        "python -m geo ingest reports/ more.csv --store ~/news.db",
        "python -m geo ingest export.csv --column text=Body --column date=Day --preview",
    )
    parser.add_argument("paths", nargs="+", type=_path, metavar="PATH", help="file or folder")
    _add_column_option(parser)
    parser.add_argument(
        "--preview",
        action="store_true",
        help="show the first articles as they would be read, and keep nothing",
    )
    _add_store_option(parser)
    parser.set_defaults(run=_later("ingest"))


def _add_watch(commands: Commands) -> None:
    parser = commands.add_parser("watch", help="follow folders and feeds, and keep what comes")
    _describe(
        parser,
        "Look again and again at files and folders, and keep every report that is new or changed, "
        "as `ingest` does; a round that brings something is an import. A file is read when it has "
        "stayed as it is for two seconds. What was read is remembered in the store. Feeds are "
        "asked only with --network: politely, and never a machine that is not on the internet. "
        "What an item links to is not fetched. SIGTERM and Ctrl-C end it at any moment. "
        "docs/watching.md tells more, and how to run it as a service.",
        "python -m geo watch incoming/",
        "python -m geo watch incoming/ --every 5 --store ~/news.db",
        "python -m geo watch incoming/ --once",
        "python -m geo watch --feeds feeds.txt --network",
    )
    parser.add_argument("paths", nargs="*", type=_path, metavar="PATH", help="file or folder")
    parser.add_argument(
        "--feeds",
        type=_path,
        metavar="FILE",
        help="a list of feeds: an address a line, # begins a comment; or OPML",
    )
    parser.add_argument(
        "--network", action="store_true", help="let the feeds be asked; else no request is made"
    )
    _add_column_option(parser)
    parser.add_argument(
        "--every", type=_minutes, default=15, metavar="MINUTES", help="between two rounds (15)"
    )
    parser.add_argument("--once", action="store_true", help="make one round, and end")
    _add_store_option(parser)
    run_command = _later("watch")

    def run(options: argparse.Namespace) -> int:
        if options.feeds is not None and not options.network:
            parser.error(
                "--feeds asks servers on the network, which is off; say --network to switch it on"
            )
        if options.network and options.feeds is None:
            parser.error("--network is for feeds; list them in a file and name it with --feeds")
        if not (options.paths or options.feeds):
            parser.error("give a PATH to follow, or --feeds FILE and --network")
        return run_command(options)

    parser.set_defaults(run=run)


def _add_demo(commands: Commands) -> None:
    parser = commands.add_parser("demo", help="keep the demonstration articles in the store")
    _describe(
        parser,
        "Keep the demonstration articles, 15 August to 10 September 2021, in the store.",
        "python -m geo demo",
        "python -m geo demo --store look.db",
    )
    _add_store_option(parser)
    parser.set_defaults(run=_later("demo"))


def _add_geoparse(commands: Commands) -> None:
    parser = commands.add_parser("geoparse", help="find places and days, without a store")
    _describe(
        parser,
        "Read one JSON object a line with the keys id, text and, where known, title, date "
        "(YYYY-MM-DD) and source, the outlet: what its other articles name tells which "
        '"Alexandria" it means. Write one a line with the places, times and focus found. '
        "docs/geoparse-contract.md describes both. A file appears whole or not at all.",
        "python -m geo geoparse articles.jsonl --output located.jsonl",
        "head -100 articles.jsonl | python -m geo geoparse - --output -",
    )
    parser.add_argument("input", metavar="IN.jsonl", help="file to read, - for stdin")
    parser.add_argument(
        "--output", "-o", required=True, metavar="OUT.jsonl", help="file to write, - for stdout"
    )
    parser.set_defaults(run=_later("geoparse"))


def _add_places(commands: Commands) -> None:
    parser = commands.add_parser("places", help="show which places a name may mean")
    _describe(
        parser,
        "Show every place of the gazetteer that a name is a spelling of, or the one of an id. "
        "NAME_IS says whether it is the place's main name or only another spelling.",
        "python -m geo places Bazarak",
        'python -m geo places "Hindu Kush"',
        'python -m geo places "Springfield, Illinois"',
        "python -m geo places Sanjan --near 35.3,69.5 --country AF",
    )
    parser.add_argument("name", metavar="NAME", help="any spelling, or a place's id")
    parser.add_argument("--near", metavar="LAT,LON|NAME", help="the nearest first")
    parser.add_argument("--country", metavar="CC", help="only of this country, as AF")
    parser.add_argument("--limit", type=int, default=20, metavar="N", help="at most so many (20)")
    parser.add_argument(
        "--ask-nominatim",
        action="store_true",
        help="ask nominatim.openstreetmap.org for a name that nothing here knows; it proposes "
        "a row to look at, and nothing is kept as a place",
    )
    parser.set_defaults(run=_later("places"))


def _add_gazetteer(commands: Commands) -> None:
    parser = commands.add_parser("gazetteer", help="add and remove layers of places")
    _describe(
        parser,
        "Places are looked up in layers: data/gazetteer.csv on top, then yours, then the world's. "
        "add takes a CSV in our columns, a GeoNames dump (AF.zip, cities500.zip, "
        "allCountries.zip) or alternateNamesV2.zip, as downloaded.",
        "python -m geo gazetteer add AF.zip",
        "python -m geo gazetteer add villages.csv --name villages --above af",
        "python -m geo gazetteer check",
    )
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    add = actions.add_parser("add", help="read a file into a layer, or replace one")
    add.add_argument("file", type=_path, metavar="FILE", help=".csv, .zip or .txt")
    add.add_argument("--name", metavar="NAME", help="of the layer; else the file's own")
    add.add_argument("--above", metavar="LAYER", help="lay it on this one; else on top of all")
    add.set_defaults(run=_later("gazetteer", "add"))
    show = actions.add_parser("list", help="show the layers, the topmost first")
    show.set_defaults(run=_later("gazetteer", "show"))
    remove = actions.add_parser("remove", help="remove a layer")
    remove.add_argument("name", metavar="NAME")
    remove.set_defaults(run=_later("gazetteer", "drop"))
    check = actions.add_parser("check", help="look whether every layer is sound")
    check.set_defaults(run=_later("gazetteer", "check"))


def _add_search(commands: Commands) -> None:
    parser = commands.add_parser("search", help="find articles in the store")
    _describe(
        parser,
        "List the articles that have all the words in their title, text, source or the names of "
        'their places: a word begins a word, and words in quotation marks ("red cross") stand '
        "together; accents and case play no part. A period and a place narrow it: the days on "
        "which what is told happened, at the place where one is given. What analysts corrected "
        "counts as they corrected it.",
        "python -m geo search checkpoint",
        "python -m geo search '\"red cross\"' --place Kapisa --from 2021-08-15 --to 2021-08-31",
        "python -m geo search --place af-bazarak --json",
    )
    parser.add_argument("words", nargs="*", metavar="WORD", help="all of them are there")
    parser.add_argument(
        "--from", dest="first", type=_day, metavar="YYYY-MM-DD", help="on this day or later"
    )
    parser.add_argument(
        "--to", dest="last", type=_day, metavar="YYYY-MM-DD", help="on this day or earlier"
    )
    parser.add_argument(
        "--published", action="store_true", help="the days are those of publication"
    )
    parser.add_argument("--place", metavar="ID|NAME", help="in this place or in what it contains")
    parser.add_argument(
        "--limit", type=_count, default=100, metavar="N", help="list at most so many (100)"
    )
    parser.add_argument("--json", action="store_true", help="lines as geoparse writes them")
    _add_store_option(parser)
    parser.set_defaults(run=_later("search"))


def _add_date(commands: Commands) -> None:
    parser = commands.add_parser("date", help="set the publication day of an article")
    _describe(
        parser,
        "Set the day on which an article was published, where it states none or a wrong one. "
        "Its places and times are decided anew; the day that it states is kept beside.",
        "python -m geo date --list",
        "python -m geo date 0f3a5c7e9b1d2f4a6c8e 2021-08-28",
        "python -m geo date 0f3a5c7e9b1d2f4a6c8e --clear",
    )
    parser.add_argument(
        "article_id", nargs="?", metavar="ARTICLE_ID", help="as --list and the page show it"
    )
    parser.add_argument("day", nargs="?", type=_day, metavar="YYYY-MM-DD", help="publication day")
    parser.add_argument("--clear", action="store_true", help="go back to what the article states")
    parser.add_argument("--list", action="store_true", help="show the undated articles")
    _add_store_option(parser)
    run_command = _later("date")

    def run(options: argparse.Namespace) -> int:
        given = (options.article_id is not None, options.day is not None)
        if (*given, options.clear, options.list) not in (
            (True, True, False, False),
            (True, False, True, False),
            (False, False, False, True),
        ):
            parser.error("give --list, or ARTICLE_ID and YYYY-MM-DD, or ARTICLE_ID and --clear")
        return run_command(options)

    parser.set_defaults(run=run)


def _add_correct(commands: Commands) -> None:
    parser = commands.add_parser("correct", help="overrule or confirm what a name was taken for")
    _describe(
        parser,
        "Say that a name in an article means another place or none, that a point is wrong, that "
        "the name does something else, that it was on another day, or that all is right. What "
        "would change is shown first. What was decided stays beneath, and `corrections undo` "
        "brings it back.",
        'python -m geo correct 0f3a5c7e9b1d2f4a6c8e "Bazarak" --place af-bazarak '
        '--reach everywhere --reason "the town, not the village"',
        'python -m geo correct 0f3a5c7e9b1d2f4a6c8e "Nice" --not-a-place --reason "the word"',
        'python -m geo correct 0f3a5c7e9b1d2f4a6c8e "Salang" --right',
    )
    parser.add_argument("article_id", metavar="ARTICLE_ID", help="as the page shows it")
    parser.add_argument("name", metavar="NAME", help="as it stands in the article")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--place", metavar="ID", help="it means this place; see `geo places NAME`")
    what.add_argument("--not-a-place", action="store_true", help="it means no place")
    what.add_argument("--right", action="store_true", help="what was decided is right")
    what.add_argument("--point", metavar="LAT,LON", help="the place is right, and lies here")
    what.add_argument("--role", metavar="ROLE", help=f"it is one of {', '.join(Role)}")
    what.add_argument("--date", type=_day, metavar="YYYY-MM-DD", help="it was on this day")
    parser.add_argument(
        "--reach",
        choices=REACHES,
        default=REACHES[0],
        help="this mention (without it), or the name in this article, in this outlet, everywhere",
    )
    parser.add_argument(
        "--which", type=_count, metavar="N", help="the Nth mention of the name in the article"
    )
    _add_by(parser, reason_needed=False, reason=None, but=", which --right alone does without")
    parser.set_defaults(run=_later("correct"))


def _add_corrections(commands: Commands) -> None:
    parser = commands.add_parser("corrections", help="list, undo and export corrections")
    _describe(
        parser,
        "List what analysts corrected, take a correction back, or hand corrections on: as rows "
        "for a gazetteer (what holds everywhere), or as articles with marked places, in the form "
        "that `evaluate` reads. What was said of stories is among them; `stories` tells how.",
        "python -m geo corrections list",
        "python -m geo corrections undo 3",
        "python -m geo corrections export --as gazetteer --output patch.csv",
        "python -m geo corrections export --as labels --output labels.jsonl",
        "python -m geo corrections export --as stories --output stories.jsonl",
    )
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    show = actions.add_parser("list", help="show every correction, with what was taken back")
    _add_store_option(show)
    show.set_defaults(run=_later("corrections", "show"))
    undo = actions.add_parser("undo", help="take a correction back")
    undo.add_argument("number", type=_count, metavar="NUMBER", help="as list shows it")
    _add_by(undo, reason_needed=False)
    undo.set_defaults(run=_later("corrections", "undo"))
    export = actions.add_parser("export", help="write the corrections that stand to a file")
    export.add_argument(
        "--as", dest="form", choices=("gazetteer", "labels", "stories"), required=True
    )
    export.add_argument(
        "--output", "-o", required=True, metavar="FILE", help="file to write, - for stdout"
    )
    _add_store_option(export)
    export.set_defaults(run=_later("corrections", "export"))


def _add_stories(commands: Commands) -> None:
    parser = commands.add_parser("stories", help="list stories, and merge or split them")
    _describe(
        parser,
        "List the stories: articles that print one report, however cut or re-titled, with their "
        "outlets and the day on which it was first seen. merge says that two articles tell one "
        "story, split that an article tells another one than its copies. What would change is "
        "shown first, and `corrections undo` takes it back.",
        "python -m geo stories list",
        "python -m geo stories list --json",
        'python -m geo stories merge 0f3a5c7e9b1d2f4a6c8e 1b3d5f7a9c0e2d4f6b8a --reason "one wire"',
        'python -m geo stories split 0f3a5c7e9b1d2f4a6c8e --reason "another day\'s bulletin"',
    )
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    show = actions.add_parser("list", help="show every story that more than one article tells")
    show.add_argument("--all", action="store_true", help="the articles that stand alone too")
    show.add_argument("--json", action="store_true", help="a line of JSON for each story")
    _add_store_option(show)
    show.set_defaults(run=_later("stories", "show"))
    merge = actions.add_parser("merge", help="say that two articles tell one story")
    merge.add_argument("article_id", metavar="ARTICLE_ID", help="as list and the page show it")
    merge.add_argument("other", metavar="OTHER_ID", help="an article of the other story")
    _add_by(merge, reason_needed=True)
    merge.set_defaults(run=_later("stories", "merge"))
    split = actions.add_parser("split", help="say that an article is a story of its own")
    split.add_argument("article_id", metavar="ARTICLE_ID", help="as list and the page show it")
    _add_by(split, reason_needed=True)
    split.set_defaults(run=_later("stories", "split"))


def _add_by(
    parser: argparse.ArgumentParser,
    *,
    reason_needed: bool,
    reason: str | None = "taken back",
    but: str = "",
) -> None:
    parser.add_argument(
        "--reason",
        required=reason_needed,
        default=reason,
        metavar="TEXT",
        help=f"why; it is shown beside what it changes{but}",
    )
    parser.add_argument("--author", metavar="NAME", help="who says it; else your user name")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    _add_store_option(parser)


def _add_imports(commands: Commands) -> None:
    parser = commands.add_parser("imports", help="show what was read in, and take it back")
    _describe(
        parser,
        "List every import: what was named, when, and how many articles were read, new, there "
        "before, and problems. undo takes one back: its articles go, with all that was decided "
        "about them, but for those that another import named too; they pass to the first of these. "
        "It says how many before it asks. What an ingest that was stopped has kept is an import "
        "too, unfinished; the same command goes on with it.",
        "python -m geo imports",
        "python -m geo imports problems 3",
        "python -m geo imports undo 3 --yes",
    )
    _add_store_option(parser)
    parser.set_defaults(run=_later("imports", "show"))
    actions = parser.add_subparsers(title="actions", metavar="ACTION")
    problems = actions.add_parser("problems", help="show what could not be read, and why")
    problems.set_defaults(run=_later("imports", "problems"))
    undo = actions.add_parser("undo", help="take an import back")
    undo.add_argument("--yes", action="store_true", help="do not ask")
    undo.set_defaults(run=_later("imports", "undo"))
    for action in (problems, undo):
        action.add_argument("number", type=_count, metavar="NUMBER", help="as the list shows it")
        _add_store_option(action, again=True)


def _add_looking_after(commands: Commands) -> None:
    parser = commands.add_parser("store", help="back up, restore, check or pack the store")
    _describe(
        parser,
        "backup copies the store, also while others write to it. restore checks a backup, keeps "
        "what is there in a file beside it, and puts the backup in its place. check looks whether "
        "all is sound, and changes nothing. vacuum gives back the space that is no longer used, "
        "and works out anew what searches look up.",
        "python -m geo store backup news-2021-09-03.db",
        "python -m geo store check",
        "python -m geo store restore news-2021-09-03.db",
    )
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    for name, function, told in (
        ("backup", "back_up", "copy the store to a new file"),
        ("restore", "restore", "put a backup in the place of the store"),
        ("check", "check", "look whether the store is sound"),
        ("vacuum", "vacuum", "give back the space that is no longer used"),
    ):
        action = actions.add_parser(name, help=told)
        if name in {"backup", "restore"}:
            action.add_argument("file", type=_path, metavar="FILE", help="the backup")
        _add_store_option(action)
        action.set_defaults(run=_later("store", function))


def _add_accuracy(commands: Commands) -> None:
    parser = commands.add_parser("accuracy", help="show how far to trust the store's places")
    _describe(
        parser,
        "Show of the mentions that were checked (confirmed or corrected, on the page or with "
        "`correct`) how many were decided rightly, by source, kind of place and stated confidence, "
        "with 95 % intervals; what has no pin and why; and which mentions to check next. --gold "
        "tells the same of articles in which people marked the places, geoparsed anew.",
        "python -m geo accuracy",
        "python -m geo accuracy --store ~/news.db --json accuracy.json",
        "python -m geo accuracy --gold marked.jsonl",
    )
    parser.add_argument(
        "--gold", type=_path, metavar="FILE", help="a corpus as `evaluate` reads it"
    )
    parser.add_argument("--json", metavar="FILE", help="write the figures as JSON, - for stdout")
    parser.add_argument(
        "--next", type=_count, default=10, metavar="N", help="mentions to check next (10)"
    )
    _add_store_option(parser)
    run_command = _later("accuracy")

    def run(options: argparse.Namespace) -> int:
        written = _path(options.json).resolve() if options.json not in {None, "-"} else None
        if written is not None and written in {
            path.resolve() for path in (options.gold, options.store) if path is not None
        }:
            parser.error("--json would be written over what is read")
        return run_command(options)

    parser.set_defaults(run=run)


def _add_evaluate(commands: Commands) -> None:
    parser = commands.add_parser("evaluate", help="score geoparsing on marked corpora")
    _describe(
        parser,
        "Geoparse corpora in which people marked the places, .jsonl or .xml, and show how much "
        "was found and placed rightly, by kind of place, by cause of error and by stated "
        "confidence. docs/evaluation.md tells what each figure means and which forms are read. "
        "--store scores against your own team's corrections and confirmations.",
        "python -m geo evaluate lgl.jsonl TR-News.xml",
        "python -m geo evaluate lgl.jsonl --errors --limit 50",
        "python -m geo evaluate lgl.jsonl --without demonym --json figures.json",
        "python -m geo evaluate --store ~/news.db",
    )
    parser.add_argument("corpora", nargs="*", type=_path, metavar="CORPUS", help=".jsonl or .xml")
    parser.add_argument(
        "--store", type=_path, metavar="FILE", help="score against what was judged in this store"
    )
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        type=_role,
        metavar="ROLE",
        help="leave mentions of this role out, such as demonym; may be given again",
    )
    parser.add_argument("--errors", action="store_true", help="list each error in its context")
    parser.add_argument(
        "--limit", type=_count, metavar="N", help="list at most so many errors of each corpus"
    )
    parser.add_argument("--json", metavar="FILE", help="write the figures as JSON, - for stdout")
    parser.add_argument(
        "--predictions", metavar="FILE", help="write what was found as JSON lines; one corpus only"
    )
    run_command = _later("evaluate")

    def run(options: argparse.Namespace) -> int:
        if not options.corpora and options.store is None:
            parser.error("name a CORPUS, or with --store a store in which mentions were judged")
        if options.predictions and len(options.corpora) + (options.store is not None) > 1:
            parser.error("--predictions takes one corpus at a time: ids may stand in two of them")
        if options.limit is not None and not options.errors:
            parser.error("--limit goes with --errors")
        if options.json == options.predictions == "-":
            parser.error("only one of --json and --predictions can go to stdout")
        written = {_path(name).resolve() for name in (options.json, options.predictions) if name}
        read = [*options.corpora, *([] if options.store is None else [options.store])]
        if written & {path.resolve() for path in read}:
            parser.error("--json or --predictions would be written over a corpus or the store")
        return run_command(options)

    parser.set_defaults(run=run)


def _add_serve(commands: Commands) -> None:
    parser = commands.add_parser("serve", help="show the page in the browser")
    _describe(
        parser,
        "Show the page, on this machine only, or with --share to the network: view-only, and only "
        "to whoever opens the link that is printed. Ctrl-C ends it. DATELINE_KEY keeps the same "
        "link from one start to the next; DATELINE_HOSTS allows further host names.",
        "python -m geo serve",
        "python -m geo serve --demo --port 8600",
        "python -m geo serve --share --store ~/news.db",
    )
    parser.add_argument("--share", action="store_true", help="to the network, view-only, by a key")
    parser.add_argument("--demo", action="store_true", help="fill an empty store first")
    parser.add_argument("--port", type=int, metavar="N", help="else the first free one from 8501")
    _add_store_option(parser)
    parser.set_defaults(run=_later("serve"))


COMMANDS: tuple[Callable[[Commands], None], ...] = (
    _add_ingest,
    _add_watch,
    _add_demo,
    _add_geoparse,
    _add_places,
    _add_gazetteer,
    _add_search,
    _add_date,
    _add_correct,
    _add_corrections,
    _add_stories,
    _add_imports,
    _add_looking_after,
    _add_accuracy,
    _add_evaluate,
    _add_serve,
)
"""What adds each command, in the order of --help."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m geo")
    _describe(
        parser,
        "Find the places and days in news reports, and keep them for the map.",
        "python -m geo demo",
        "python -m geo serve",
        "python -m geo ingest reports/ more.csv",
        "python -m geo geoparse articles.jsonl --output located.jsonl",
        "python -m geo places Bazarak",
        "python -m geo COMMAND --help",
    )
    parser.add_argument("--version", action="version", version=f"Dateline {_version()}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for add_command in COMMANDS:
        add_command(commands)
    return parser


def _describe(parser: argparse.ArgumentParser, description: str, *examples: str) -> None:
    lines = "\n".join(f"  {example}" for example in examples)
    parser.description = textwrap.fill(description, 80)
    parser.epilog = f"examples:\n{lines}\n\n{EXIT_CODES}"
    parser.formatter_class = argparse.RawDescriptionHelpFormatter


def _add_column_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        type=_column,
        metavar="FIELD=NAME",
        help=f"the column or key that holds a field ({', '.join(FIELDS)}); may be given again",
    )


def _add_store_option(parser: argparse.ArgumentParser, *, again: bool = False) -> None:
    """Add --store; `again` below a parser that has it too, so that either place will do."""
    parser.add_argument(
        "--store",
        type=_path,
        default=argparse.SUPPRESS if again else None,
        metavar="FILE",
        help="the store; else $DATELINE_STORE, else a file in your data folder",
    )


def _later(command: str, function: str = "run") -> Run:
    """Return what imports the command's module and runs its function, when it is called."""

    def run(options: argparse.Namespace) -> int:
        code: int = getattr(importlib.import_module(f"geo.cli.{command}"), function)(options)
        return code

    return run


def _path(text: str) -> Path:
    return Path(text).expanduser()


def _column(text: str) -> tuple[str, str]:
    field, mark, name = text.partition("=")
    if field not in FIELDS or not mark or not name.strip():
        message = (
            f"{text!r} names no column; write FIELD=NAME, such as text=Body, FIELD being one of "
            f"{', '.join(FIELDS)}"
        )
        raise argparse.ArgumentTypeError(message)
    return field, name.strip()


def _day(text: str) -> dt.date:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:  # 20210828 is ISO too, but no habit of ours
        message = f"{text!r} is no day of the calendar as YYYY-MM-DD, such as 2021-08-28"
        raise argparse.ArgumentTypeError(message)
    return day


def _role(text: str) -> str:
    if text not in ROLES:
        message = f"{text!r} is no role; a role is one of {', '.join(sorted(ROLES))}"
        raise argparse.ArgumentTypeError(message)
    return text


def _count(text: str) -> int:
    if not text.isascii() or not text.isdecimal():
        message = f"{text!r} is no whole number from 0 on"
        raise argparse.ArgumentTypeError(message)
    return int(text)


def _minutes(text: str) -> int:
    minutes = _count(text)
    if not 1 <= minutes <= MOST_MINUTES:
        message = f"{text!r} minutes are no pace; from 1 to {MOST_MINUTES} may pass between rounds"
        raise argparse.ArgumentTypeError(message)
    return minutes


def _version() -> str:
    project = Path(__file__).resolve().parents[2] / "pyproject.toml"
    return str(tomllib.loads(project.read_text("utf-8"))["project"]["version"])
