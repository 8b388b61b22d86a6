"""A resident's file as it is handed to the archive: JSON for a machine, HTML in Danish for people,
and a manifest with the SHA-256 of each. The desk makes a PDF of the same HTML.
"""

import hashlib
import os
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import orjson

from desktop.models import SCHEMA_VERSION
from desktop.models.base import instant_text, now
from desktop.models.photos import IMAGE

KIND = "ankomst archive"
FORMAT = 1
JSON_NAME, HTML_NAME, PDF_NAME, MANIFEST_NAME = (
    "file.json",
    "file.html",
    "file.pdf",
    "manifest.json",
)
WORDS = Path(__file__).parents[2] / "resources" / "archive_da.toml"

_UNTOLD = frozenset(
    {
        "id",
        "row_seq",
        "site_id",
        "resident_id",
        "other_id",
        "kept_id",
        "gone_id",
        "check_out_id",
        "household_id",
        "incident_id",
        "handout_id",
        "row_id",
        "said",
    }
)
"""Fields that only join rows, or that nobody can read; the JSON has them."""

_FACTS = frozenset({"resident", "household"})
"""Tables of which a person has one row, or one of each record: told as labels and values."""

Row = Mapping[str, Any]


class ArchiveError(ValueError):
    """The folder is no archive of this person, or can't be written; the message says why."""


@dataclass(frozen=True)
class Archive:
    """All that hangs on a resident. ``names`` says what an id stands for (colleagues, beds, kit
    types); ``left_out`` what could not be read."""

    resident_id: str
    number: str
    site: str
    begins: str | None
    ends: str | None
    made_by: str
    tables: Mapping[str, Sequence[Row]]
    names: Mapping[str, str] = field(default_factory=dict)
    left_out: Sequence[str] = ()
    made_at: str = field(default_factory=lambda: instant_text(now()))

    def json(self) -> bytes:
        """``file.json``: the rows as the schema names them."""
        told = {
            "kind": KIND,
            "format": FORMAT,
            "schema": SCHEMA_VERSION,
            "resident_id": self.resident_id,
            "number": self.number,
            "site": self.site,
            "period": {"from": self.begins, "to": self.ends},
            "made_at": self.made_at,
            "made_by": self.made_by,
            "left_out": list(self.left_out),
            "tables": {name: [dict(row) for row in rows] for name, rows in self.tables.items()},
            "names": dict(self.names),
        }
        return orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)

    def title(self) -> str:
        """The head of the readable part."""
        return f"Sag {self.number}"

    def body(self) -> str:
        """The readable part, as HTML that also Qt reads."""
        words = danish()
        period = f"{self.begins or '?'} – {self.ends or '?'}"
        head = (
            f"<h1>{escape(self.title())}</h1>"
            f"<p>{escape(self.site)} · {escape(period)} · udskrevet {escape(self.made_at[:10])}"
            f" af {escape(self.made_by)}</p>"
        )
        parts = [
            f"<h3>{escape(words['tables'][name])}</h3>"
            + ("".join(map(self._facts, rows)) if name in _FACTS else self._table(rows))
            for name, rows in self.tables.items()
            if rows
        ]
        if self.left_out:
            named = dict.fromkeys(words["tables"][one.split()[0]] for one in self.left_out)
            parts.append(f"<p>Ikke medtaget (fortroligt): {escape(', '.join(named))}</p>")
        return head + "".join(parts)

    def html(self) -> bytes:
        """``file.html``: the same as a page of its own."""
        return (
            '<!DOCTYPE html><html lang="da"><head><meta charset="utf-8">'
            f"<title>{escape(self.title())}</title></head><body>{self.body()}</body></html>"
        ).encode()

    def _facts(self, row: Row) -> str:
        words = danish()["fields"]
        lines = "".join(
            f'<tr><td style="padding-right: 16px">{escape(words[name])}</td>'
            f"<td><b>{escape(self._said(row[name]))}</b></td></tr>"
            for name in row
            if name not in _UNTOLD and row[name] is not None
        )
        return f'<table cellspacing="0" cellpadding="2">{lines}</table>'

    def _table(self, rows: Sequence[Row]) -> str:
        words = danish()["fields"]
        columns = [
            name
            for name in rows[0]
            if name not in _UNTOLD and any(row.get(name) is not None for row in rows)
        ]
        head = "".join(f'<th align="left">{escape(words[name])}</th>' for name in columns)
        body = "".join(
            "<tr>"
            + "".join(f"<td>{self._cell(name, row.get(name))}</td>" for name in columns)
            + "</tr>"
            for row in rows
        )
        return (
            f'<table width="100%" cellspacing="0" cellpadding="3"><thead><tr>{head}</tr></thead>'
            f"<tbody>{body}</tbody></table>"
        )

    def _cell(self, name: str, value: Any) -> str:
        if name == IMAGE and value:
            return f'<img alt="" src="data:image/jpeg;base64,{escape(value)}">'
        return escape(self._said(value))

    def _said(self, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, bool):
            return "ja" if value else "nej"
        if isinstance(value, str):
            return self.names.get(value) or danish()["values"].get(value, value)
        if isinstance(value, list):
            return ", ".join(map(self._said, value))
        if isinstance(value, dict):
            return "; ".join(self._said(part) for part in value.values() if part is not None)
        return str(value)


@cache
def danish() -> dict[str, dict[str, str]]:
    """The Danish words of tables, fields and values."""
    with WORDS.open("rb") as file:
        return tomllib.load(file)


def write_archive(folder: Path, archive: Archive, files: Iterable[tuple[str, bytes]]) -> str:
    """Writes files and the manifest into a new folder, which only its owner may enter; the
    SHA-256 of the manifest. Raises ArchiveError where something of the name is there."""
    try:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError as error:
        raise ArchiveError(f"{folder} is there already") from error
    listed = {}
    for name, content in files:
        _write(folder / name, content)
        listed[name] = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    manifest = {
        "kind": KIND,
        "format": FORMAT,
        "resident_id": archive.resident_id,
        "number": archive.number,
        "period": {"from": archive.begins, "to": archive.ends},
        "made_at": archive.made_at,
        "made_by": archive.made_by,
        "left_out": list(archive.left_out),
        "files": listed,
    }
    text = orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    _write(folder / MANIFEST_NAME, text)
    return hashlib.sha256(text).hexdigest()


def verify_archive(folder: Path, resident_id: str) -> str:
    """Whether a folder is the whole archive of a resident; the SHA-256 of its manifest. Raises
    ArchiveError."""
    try:
        text = (folder / MANIFEST_NAME).read_bytes()
        manifest = orjson.loads(text)
        files = dict(manifest["files"])
        is_theirs = manifest["kind"] == KIND and manifest["resident_id"] == resident_id
        contents = {name: (folder / Path(name).name).read_bytes() for name in files}
    except FileNotFoundError as error:
        raise ArchiveError(f"{error.filename} is not there") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ArchiveError(f"{folder} holds no archive") from error
    if not is_theirs or JSON_NAME not in files:
        raise ArchiveError(f"{folder} is no archive of this person")
    for name, content in contents.items():
        if hashlib.sha256(content).hexdigest() != files[name]["sha256"]:
            raise ArchiveError(f"{folder / name} is not what it was")
    return hashlib.sha256(text).hexdigest()


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
