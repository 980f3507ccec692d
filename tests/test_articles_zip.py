"""Zip files: read as a folder is, never unpacked to disk, and no bomb goes off."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import TYPE_CHECKING

import pytest
from article_files import BODY, docx, mail, page, pdf, refused, taken, zipped

from geo.articles import archive, read_articles
from geo.model import Article

if TYPE_CHECKING:
    from pathlib import Path


def test_a_zip_is_read_as_a_folder_with_all_that_lies_below(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(
        zipped(
            {
                "b/a.txt": BODY,
                "b/b.csv": "text\nOne is here.\n",
                "c.pdf": pdf(BODY),
                "d.docx": docx(BODY),
                "e.html": page(),
                "f.eml": mail("Subject: One"),
                "__MACOSX/x.txt": "hidden",
                ".hidden.txt": "hidden",
                "z.jpg": "x",
            }
        )
    )
    items = list(read_articles(path))
    assert sum(isinstance(item, Article) for item in items) == 6
    (problem,) = [item for item in items if not isinstance(item, Article)]
    assert problem.value == "1 file ending in .jpg, such as z.jpg"
    assert list(tmp_path.iterdir()) == [path]


def test_a_path_that_leads_out_of_a_zip_is_only_a_name(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"../../out.txt": BODY, "/etc/x.csv": "nothing\n1\n"}))
    items = list(read_articles(path))
    assert sum(isinstance(item, Article) for item in items) == 1
    assert list(tmp_path.iterdir()) == [path]


def test_a_zip_in_a_zip_is_read_and_one_deeper_is_told() -> None:
    inner = zipped({"a.txt": BODY, "deep.zip": zipped({"b.txt": BODY})})
    articles, problems, _ = taken("a.zip", zipped({"in.zip": inner}))
    assert len(articles) == 1
    assert [(problem.where, problem.value) for problem in problems] == [
        ("a.zip: in.zip: deep.zip", "a zip in a zip in a zip")
    ]


def test_an_entry_that_grows_beyond_measure_is_given_up_and_the_others_are_read() -> None:
    data = zipped({"a.txt": b"a" * 30_000_000, "b.txt": BODY})
    articles, problems, _ = taken("a.zip", data)
    assert len(articles) == 1
    (problem,) = problems
    assert problem.where == "a.zip: a.txt"
    assert "grow at most 250 times" in problem.allowed


def test_a_zip_that_unpacks_to_too_much_is_not_read_to_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(archive._Budget.__init__, "__defaults__", (1000,))
    data = zipped({f"{number}.txt": BODY for number in range(9)})
    articles, problems, _ = taken("a.zip", data)
    assert 0 < len(articles) < 9
    assert "bytes in one zip" in problems[-1].allowed


def test_a_list_of_entries_that_would_fill_the_memory_is_not_read() -> None:
    data = bytearray(zipped({"a.txt": BODY}))
    at = data.rfind(b"PK\x05\x06")
    struct.pack_into("<L", data, at + 12, 17_000_000)
    assert "17,000,000" in refused("a.zip", bytes(data)).value


def test_too_many_entries_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_ENTRIES", 3)
    data = zipped({f"{number}.txt": "x" for number in range(4)})
    assert refused("a.zip", data).value == "4 entries"


def test_a_damaged_entry_costs_itself_only() -> None:
    data = bytearray(zipped({"a.txt": BODY, "b.txt": BODY + " More."}))
    data[60:80] = b"\xff" * 20
    articles, problems, _ = taken("a.zip", bytes(data))
    assert [article.text for article in articles] == [BODY + " More."]
    assert [problem.where for problem in problems] == ["a.zip: a.txt"]


def test_a_truncated_zip_is_told() -> None:
    data = zipped({"a.txt": BODY})
    assert "does not open" in refused("a.zip", data[:-30]).value


def test_an_encrypted_entry_is_told() -> None:
    data = bytearray(zipped({"a.txt": BODY}))
    data[6] |= 1
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    assert refused("a.zip", bytes(data)).value == "an encrypted entry"


@pytest.mark.parametrize("entries", [{}, {"folder/": b""}, {".x.txt": b"x"}])
def test_a_zip_without_files_is_told(entries: dict[str, bytes]) -> None:
    assert refused("a.zip", zipped(entries)).value == "a zip without files"


def test_torn_zips_give_only_articles_and_problems() -> None:
    whole = zipped({"a.txt": BODY, "b.csv": "text\nOne is here.\n"})
    for at in range(0, len(whole), 5):
        flipped = whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]
        for data in (flipped, whole[:at]):
            articles, problems, _ = taken("a.zip", data)
            assert articles or problems


def test_an_entry_that_lies_about_its_size_is_told() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.txt", BODY * 20)
    data = bytearray(out.getvalue())
    struct.pack_into("<L", data, data.rfind(b"PK\x01\x02") + 24, 100)
    _, problems, _ = taken("a.zip", bytes(data))
    assert problems
