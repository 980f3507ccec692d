"""The process itself: asked over stdin, answers on stdout, one document at a time."""

from __future__ import annotations

import contextlib
import dataclasses
import importlib
import json
import os
import resource
import signal
import struct
import sys
from typing import Any, BinaryIO

FORMATS = ("page", "mhtml", "feed", "mail", "pdf", "docx", "markup")
GRACE = 5  # seconds after which the process ends itself, should its parent not have done so


def main() -> None:
    """Answer until stdin ends."""
    asked, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 (what a library prints is no answer)
        os.dup2(nowhere.fileno(), 1)
    memory = int(sys.argv[1])
    while True:
        line = asked.readline()
        if not line:
            return
        header = json.loads(line)
        data = asked.read(header.pop("length"))
        what, seconds = header.pop("what"), header.pop("seconds")
        module = importlib.import_module(f"geo.articles.extract.{what}")
        _limit(memory)
        signal.alarm(int(seconds) + GRACE)
        answer = _answered(module, data, header)
        signal.alarm(0)
        _write(answers, answer)


def _answered(module: Any, data: bytes, more: dict[str, str]) -> dict[str, Any]:  # noqa: ANN401
    try:
        return {"found": [dataclasses.asdict(each) for each in module.extract(data, **more)]}
    except MemoryError:
        return {"failed": "it needs more memory than it may have", "spent": True}
    except RecursionError:
        return {"failed": "it is nested too deeply"}
    except Exception as error:  # noqa: BLE001 (a parser may raise anything on what it was not made for)
        return {"failed": f"it is damaged or of no known form ({type(error).__name__})"}


def _write(answers: BinaryIO, answer: dict[str, Any]) -> None:
    written = json.dumps(answer).encode("ascii")
    answers.write(struct.pack(">Q", len(written)) + written)
    answers.flush()


def _limit(memory: int) -> None:
    """Allow so many bytes above those in use; without /proc (macOS) the system keeps no limit."""
    with contextlib.suppress(OSError, ValueError), open("/proc/self/statm") as told:  # noqa: PTH123
        used = int(told.read().split()[0]) * resource.getpagesize()
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (used + memory, hard))


if __name__ == "__main__":
    main()
