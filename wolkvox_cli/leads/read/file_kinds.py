"""What a file is, by its content: a workbook, text, a web page, or nothing that holds leads."""

import codecs
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

from wolkvox_cli.errors import FileError
from wolkvox_cli.leads.read.file_bytes import LeadBytes, damaged, encrypted, member_files

HEAD = 1 << 16
_MAX_LAYERS = 3
_MAX_RATIO = 200
_OLE_STREAMS = ("EncryptedPackage", "WordDocument", "Workbook", "Book")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_SIGNATURES = {
    b"%PDF": "a PDF document",
    b"{\\rtf": "an RTF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"II*\x00": "a picture",
    b"MM\x00*": "a picture",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an XZ archive",
    b"\x28\xb5\x2f\xfd": "a Zstandard archive",
    b"SQLite format 3": "a database",
    b"\x00\x01\x00\x00Standard": "an Access database",
    b"PAR1": "a Parquet file",
    b"ARROW1": "an Arrow file",
    b"Obj\x01": "an Avro file",
    b"$FL2": "an SPSS file",
    b"<stata_dta>": "a Stata file",
    b"ID;PWXL": "a SYLK sheet",
    b"%!PS": "a PostScript document",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
}

_TEXTS = {
    b"begin:vcard": "a file of contact cards (vCard)",
    b"begin:vcalendar": "a calendar (iCalendar)",
    b"mime-version:": "a web archive (.mhtml) or an e-mail",
    b"from: <saved by": "a web archive (.mhtml)",
    b"content-type: multipart/": "a web archive (.mhtml) or an e-mail",
    b"return-path:": "an e-mail",
    b"delivered-to:": "an e-mail",
    b"received: from": "an e-mail",
    b"[internetshortcut]": "a link to a web page",
    b"[desktop entry]": "a link to a program",
    b"version https://git-lfs": "a pointer to a file that was not downloaded",
    b"dn: ": "a directory (LDIF)",
    b"insert into": "a script for a data base (SQL)",
    b"create table": "a script for a data base (SQL)",
    b"-- mysql dump": "a script for a data base (SQL)",
    b"--\n-- postgresql": "a script for a data base (SQL)",
    b"%yaml": "a YAML file",
    b"#!": "a program",
}
"""How texts begin, in small letters, that are no tables."""

_LOCK_FILES = re.compile(r"(?:~\$|\.~lock\.)(?P<file>.+?)#?$")
"""What Excel and LibreOffice write beside a workbook while it is open."""

_UNFINISHED = (".crdownload", ".part", ".partial", ".download", ".filepart")

_FAMILIES = {
    "csv": (".csv", ".tsv", ".txt", ".tab", ".dat", ".asc"),
    "html": (".html", ".htm"),
    "xlsx": (".xlsx", ".xlsm", ".xltx", ".xltm"),
    "xls": (".xls", ".xlt"),
    "xlsb": (".xlsb",),
    "ods": (".ods",),
}

_CALLED = {
    "csv": "a text file",
    "html": "a web page",
    "xlsx": "an Excel workbook (.xlsx)",
    "xls": "an old Excel workbook (.xls)",
    "xlsb": "a binary Excel workbook (.xlsb)",
    "ods": "an OpenDocument sheet (.ods)",
}


def recognise(source: LeadBytes) -> tuple[LeadBytes, str]:
    """The bytes with their packings known, and the kind inside: csv xlsx xls xlsb ods html.

    Raises FileError for whatever cannot hold a table of leads, by its name.
    """
    _refuse_by_name(source.name)
    for _ in range(_MAX_LAYERS):
        head = source.head(HEAD)
        if head[:2] == b"\x1f\x8b":
            source = replace(source, layers=(*source.layers, "gzip"))
        elif head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
            kind = _kind_of_zip(source)
            if kind != "zip":
                return source, kind
            source = replace(source, layers=(*source.layers, "zip"))
        else:
            return source, _kind_of(source, head)
    raise not_a_table(source.name, "packed several times over")


def lying_name(name: str, kind: str) -> str | None:
    """A sentence for a name that promises another kind than the content is."""
    suffix = Path(name.removesuffix(".gz").removesuffix(".zip")).suffix.lower()
    promised = next((family for family, suffixes in _FAMILIES.items() if suffix in suffixes), None)
    if promised is None or promised == kind:
        return None
    return f"The name ends in {suffix}, but the file is {_CALLED[kind]}; it was read as that."


def not_a_table(name: str, what: str) -> FileError:
    """The file is something else."""
    return FileError(
        "file.not-a-table",
        f"{name} is {what}, not a table of leads.",
        "Export the leads as CSV or Excel (.xlsx) and upload that file.",
    )


def _refuse_by_name(name: str) -> None:
    """Raises FileError for what only the name tells."""
    if lock := _LOCK_FILES.match(Path(name).name):
        raise FileError(
            "file.not-a-table",
            f"{name} is no lead file: it only marks that {lock['file']} is open in another program.",
            f"Close {lock['file']} there and upload that file.",
        )
    if Path(name).suffix.lower() in _UNFINISHED:
        raise FileError(
            "file.not-a-table",
            f"{name} is a download that has not ended.",
            "Wait until it has, then try again.",
        )


def _kind_of(source: LeadBytes, head: bytes) -> str:
    if not head:
        raise FileError("file.empty", f"{source.name} is empty.", "Save or download it again.")
    if head.startswith(_OLE):
        return _kind_of_ole(source)
    for signature, what in _SIGNATURES.items():
        if head.startswith(signature):
            raise not_a_table(source.name, what)
    return _kind_of_text(source, head)


def _kind_of_text(source: LeadBytes, head: bytes) -> str:
    if head[257:262] == b"ustar":
        raise not_a_table(source.name, "a TAR archive")
    if head[4:8] == b"ftyp":
        raise not_a_table(source.name, "a picture, sound or film")
    plain = _narrowed(head)
    start = plain.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if start.startswith(b"<"):
        return _kind_of_markup(source, start)
    for beginning, what in _TEXTS.items():
        if start.startswith(beginning):
            raise not_a_table(source.name, what)
    if b"docs.google.com/spreadsheets" in start[:2000] and start.startswith(b"{"):
        raise not_a_table(source.name, "a link to a Google sheet")
    if start.startswith((b'{"', b"[{", b"{\n", b"{\r\n")):
        raise not_a_table(source.name, "a JSON file")
    if _looks_binary(plain):
        raise not_a_table(source.name, "binary data, neither text nor a workbook")
    return "csv"


def _narrowed(head: bytes) -> bytes:
    """The head with one byte a letter, where it is written with two."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return head[: len(head) // 2 * 2].decode("utf-16", "replace").encode("utf-8", "replace")
    return head.replace(b"\x00", b"") if b"\x00" in head[:4] else head


def _kind_of_markup(source: LeadBytes, start: bytes) -> str:
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start and start.startswith(b"<?xml"):
        raise not_a_table(source.name, "an XML spreadsheet of Excel 2003")
    if any(tag in start for tag in (b"<html", b"<table", b"<tr", b"<td", b"<!doctype html", b"<body")):
        return "html"
    raise not_a_table(source.name, "an XML or web page")


def _looks_binary(head: bytes) -> bool:
    """Text has next to no control characters, unless its mark says it is text, and only a few NUL bytes."""
    if head.startswith(codecs.BOM_UTF8):
        return False
    control = sum(head.count(code) for code in range(1, 32) if code not in (9, 10, 11, 12, 13, 26))
    return control * 50 > len(head) or head.count(0) * 5 > len(head)


def _kind_of_ole(source: LeadBytes) -> str:
    streams = _streams_of_ole(source)
    if "EncryptedPackage" in streams:
        raise encrypted(source.name)
    if "WordDocument" in streams:
        raise not_a_table(source.name, "a Word document")
    if not streams:
        raise not_a_table(source.name, "an Office file without a sheet")
    return "xls"


def _streams_of_ole(source: LeadBytes) -> set[str]:
    """Which of the streams that tell what an Office file holds are named in it."""
    found, rest = set(), b""
    with source.open() as stream:
        while block := stream.read(HEAD):
            text = rest + block
            found |= {name for name in _OLE_STREAMS if name.encode("utf-16-le") in text}
            rest = text[-64:]
    return found


def _kind_of_zip(source: LeadBytes) -> str:
    """Xlsx, xlsb or ods, or "zip" for an archive of one file."""
    members = _members(source)
    names = {member.filename for member in members}
    if names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        _refuse_bombs(source, members)
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "content.xml" in names:
        return "ods"
    for folder, what in (
        ("word/", "a Word document"),
        ("ppt/", "a presentation"),
        ("Index/", "a Numbers sheet"),
    ):
        if any(name.startswith(folder) for name in names):
            raise not_a_table(source.name, what)
    files = member_files([member.filename for member in members])
    if len(files) == 1:
        return "zip"
    raise FileError(
        "file.several-files",
        f"{source.name} holds {len(files)} files: {', '.join(sorted(files)[:5])}.",
        "Unpack it and upload one file at a time.",
    )


def _members(source: LeadBytes) -> list[zipfile.ZipInfo]:
    try:
        if source.layers:
            return zipfile.ZipFile(io.BytesIO(source.whole())).infolist()
        with zipfile.ZipFile(source.path) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError) as error:
        raise damaged(source.name) from error


def _refuse_bombs(source: LeadBytes, members: list[zipfile.ZipInfo]) -> None:
    for member in members:
        ratio = member.file_size / max(1, member.compress_size)
        if member.file_size > 100 * 1024 * 1024 and ratio > _MAX_RATIO:
            raise FileError(
                "file.too-large",
                f"{source.name} unpacks to {member.file_size >> 20} MB of almost nothing.",
                "Save it again from the program that made it, as CSV if possible.",
            )
