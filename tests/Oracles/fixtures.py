"""Fixtures of text, packed with gzip."""

import gzip
import io
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "Fixtures"


def create(name):
    """Opens Fixtures/name.gz for writing text. The same text gives the same bytes: there is no time in them."""
    packed = gzip.GzipFile("", "wb", 9, (FOLDER / f"{name}.gz").open("wb"), mtime=0)
    return io.TextIOWrapper(packed, encoding="utf-8", newline="\n")
