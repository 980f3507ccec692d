"""A process that takes documents apart and can be killed: parsers of hostile input live there.

It reads a line of JSON and so many bytes, and answers with a length and JSON. It ends with its
parent, when its time is up, and when it asks for more memory than it may have.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Self

MEMORY = 1 << 30  # bytes above what the bare process needs
MOST_ANSWERED = 1 << 28  # bytes of one answer
PIECE = 1 << 20


class WorkerError(Exception):
    """The document could not be taken apart; the message says why, in a few words."""


class Worker:
    """Starts its process when it is first asked, and anew after it had to be killed.

    memory: how many bytes taking one document apart may need (not enforced on macOS, whose
    kernel does not). seconds: how long each may take, whatever the caller says.
    """

    def __init__(self, *, seconds: float | None = None, memory: int = MEMORY) -> None:
        self.seconds, self.memory = seconds, memory
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, what: str, data: bytes, *, seconds: float, **more: str) -> list[dict[str, Any]]:
        """Return what `geo.articles.extract` finds in the data.

        Raises:
            WorkerError: it took too long or too much memory, or the parser gave up.
        """
        limit = self.seconds or seconds
        process = self._started()
        try:
            answer = self._asked(process, what, data, limit, more)
        except BaseException:
            self.close()
            raise
        if "failed" in answer:
            if answer.get("spent"):
                self.close()
            raise WorkerError(answer["failed"])
        found: list[dict[str, Any]] = answer["found"]
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()
        process.wait()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            root = str(Path(__file__).resolve().parents[2])
            self._process = subprocess.Popen(  # noqa: S603 (our own module)
                # -P: the folder in which the user stands gives no modules.
                [sys.executable, "-P", "-m", "geo.articles.extract.child", str(self.memory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": root},
                start_new_session=True,  # Ctrl-C is the parent's
            )
        return self._process

    def _asked(
        self,
        process: subprocess.Popen[bytes],
        what: str,
        data: bytes,
        seconds: float,
        more: dict[str, str],
    ) -> dict[str, Any]:
        assert process.stdin  # noqa: S101 (pipes were asked for)
        assert process.stdout  # noqa: S101
        header = {"what": what, "length": len(data), "seconds": seconds, **more}
        try:
            process.stdin.write(json.dumps(header).encode() + b"\n")
            process.stdin.write(data)
            process.stdin.flush()
        except OSError as error:
            message = "the process that reads it could not be reached"
            raise WorkerError(message) from error
        deadline = time.monotonic() + seconds
        with selectors.DefaultSelector() as waiting:
            waiting.register(process.stdout, selectors.EVENT_READ)
            (length,) = struct.unpack(">Q", _exactly(process, waiting, 8, deadline, seconds))
            if length > MOST_ANSWERED:
                message = f"it holds {length:,} bytes of text; {MOST_ANSWERED:,} may be"
                raise WorkerError(message)
            answer = _exactly(process, waiting, length, deadline, seconds)
        found: dict[str, Any] = json.loads(answer)
        return found


def _exactly(
    process: subprocess.Popen[bytes],
    waiting: selectors.BaseSelector,
    length: int,
    deadline: float,
    seconds: float,
) -> bytes:
    """Return so many bytes of the answer, or tell what kept them away."""
    assert process.stdout  # noqa: S101
    pieces, missing = [], length
    while missing:
        left = deadline - time.monotonic()
        if left <= 0 or not waiting.select(left):
            message = f"taking it apart did not end within {seconds:g} seconds"
            raise WorkerError(message)
        piece = os.read(process.stdout.fileno(), min(missing, PIECE))
        if not piece:
            message = "taking it apart used up the memory or broke the program that does it"
            raise WorkerError(message)
        pieces.append(piece)
        missing -= len(piece)
    return b"".join(pieces)
