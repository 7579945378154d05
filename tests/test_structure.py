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
    "commands": {"errors", "campaign", "tokens", "spool", "settings", "leads", "upload", "output", "sandbox"},
    "cli": {"commands"},
    "__main__": {"cli"},
    "__init__": set(),
}

LIBRARY_HOMES = {
    "typer": ("cli.py", "commands/"),
    "rich": ("output/",),
    "httpx": ("upload/api.py", "output/notify.py"),
    "pyarrow": ("leads/", "output/reports/"),
    "openpyxl": ("output/",),
    "phonenumbers": ("leads/",),
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


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_has_at_most_300_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300
