"""Who may import whom: read from the imports themselves."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "wolkvox_cli"
MODULES = sorted(PACKAGE.rglob("*.py"))

MAY_IMPORT = {
    "errors": set(),
    "campaign": set(),
    "tokens": set(),
    "spool": {"errors"},
    "settings": {"errors", "campaign", "tokens"},
    "leads": {"errors", "campaign", "spool"},
    "upload": {"errors", "campaign", "spool", "tokens"},
    "output": {"errors", "campaign", "spool", "leads", "upload"},
    "sandbox": {"campaign"},
    "workflow": {"errors", "campaign", "tokens", "spool", "settings", "leads", "upload", "output", "sandbox"},
    "commands": {"errors", "campaign", "settings", "output", "sandbox", "workflow"},
    "cli": {"commands"},
    "__main__": {"cli"},
    "__init__": set(),
}

LEADS_MAY_IMPORT = {
    "__init__": set(),
    "text_columns": set(),
    "heading_table": set(),
    "heading_words": {"heading_table"},
    "headings": {"heading_table", "heading_words"},
    "model": {"text_columns"},
    "kept_rows": {"model", "text_columns"},
    "read": {"headings", "model", "text_columns"},
    "phones": {"model", "text_columns"},
    "map": {"headings", "model", "phones", "text_columns"},
    "validate": {"map", "model", "phones", "text_columns"},
    "do_not_call_files": {"headings", "model", "phones", "read", "text_columns", "validate"},
    "batch": {"kept_rows", "model", "text_columns"},
    "prepare": {"batch", "kept_rows", "map", "model", "validate"},
}
"""The rooms inside `leads`, from the ground up; none imports one that stands above it."""

LIBRARY_HOMES = {
    "typer": ("cli.py", "commands/", "settings/"),
    "rich": ("output/",),
    "httpx": ("upload/api.py",),
    "pandas": ("leads/", "output/reports/"),
    "pyarrow": ("leads/", "output/reports/"),
    "openpyxl": ("output/",),
    "phonenumbers": ("leads/",),
    "rapidfuzz": ("leads/",),
    "sqlite3": ("upload/",),
}


def imported_modules(path: Path) -> set[str]:
    """All modules named in import statements, wherever they stand in the file."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def part_of(path: Path) -> str:
    """The part of the drawing a module belongs to: its folder, or its own name at the top."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_the_parts_it_may(path: Path) -> None:
    own = part_of(path)
    used = {
        name.split(".")[1]
        for name in imported_modules(path)
        if name.startswith("wolkvox_cli.") and name.split(".")[1] != own
    }
    assert used <= MAY_IMPORT[own]


@pytest.mark.parametrize(
    "path", sorted((PACKAGE / "leads").rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_a_module_of_leads_imports_only_the_rooms_beneath_it(path: Path) -> None:
    own = path.relative_to(PACKAGE / "leads").parts[0].removesuffix(".py")
    used = {
        name.split(".")[2]
        for name in imported_modules(path)
        if name.startswith("wolkvox_cli.leads.") and name.split(".")[2] != own
    }
    assert used <= LEADS_MAY_IMPORT[own]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_library_is_used_only_where_it_is_at_home(path: Path) -> None:
    place = path.relative_to(PACKAGE).as_posix()
    libraries = {name.split(".")[0] for name in imported_modules(path)}
    strangers = {
        library
        for library in libraries & LIBRARY_HOMES.keys()
        if not any(place == home or place.startswith(home) for home in LIBRARY_HOMES[library])
    }
    assert strangers == set()
