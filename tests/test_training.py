"""The script that learns the weights, run as its user runs it, on our own small corpus."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
OWN = ROOT / "tests" / "evaluation" / "own.jsonl"


def train(*given: object, root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    script = root / "scripts" / "train_geoparser.py"
    command = [sys.executable, str(script), *map(str, given)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the program, so that what is learned does no harm."""
    root = tmp_path_factory.mktemp("program")
    for name in ("geo", "scripts", "data"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    return root


def weights(root: Path) -> list[bytes]:
    return [(root / "geo" / p / "weights.json").read_bytes() for p in ("recognition", "resolution")]


def test_a_dry_run_prints_cross_validated_figures_and_changes_nothing(copy: Path) -> None:
    before = weights(copy)
    done = train(OWN, "--inner", "own", "--dry-run", root=copy)
    assert done.returncode == 0, done.stderr
    assert "cross-validated  own" in done.stdout
    assert "stated 0.9" in done.stdout
    assert weights(copy) == before


def test_what_is_learned_is_the_same_every_time_and_says_where_it_comes_from(copy: Path) -> None:
    assert train(OWN, "--inner", "own", root=copy).returncode == 0
    first = weights(copy)
    assert first != weights(ROOT)
    assert train(OWN, "--inner", "own", root=copy).returncode == 0
    assert weights(copy) == first
    for told in map(json.loads, first):
        assert told["header"]["articles"] == {"own": len(OWN.read_text("utf-8").splitlines())}
        assert "own" in told["header"]["cross-validated by article, five folds"]


def test_a_corpus_that_is_not_there_is_named() -> None:
    done = train("nowhere.jsonl", "--dry-run")
    assert done.returncode != 0
    assert "nowhere.jsonl" in done.stderr
    assert "Traceback" not in done.stderr
