"""Sets pyarrow up for a program that starts often and must stay small."""

import sys
from importlib.machinery import ModuleSpec

import pyarrow as pa


def settle() -> None:
    """Let pyarrow give memory back and leave pandas alone; once is enough, more does no harm.

    Its usual allocator keeps what one thread took and another gave back, half as much memory again over a
    large file as jemalloc, which is not there on every system. With its first array it imports
    pandas, to recognise types that we never hand it: a sixth of a second and 45 MB.
    """
    if "jemalloc" in pa.supported_memory_backends():
        pa.set_memory_pool(pa.jemalloc_memory_pool())
    if "pandas" not in sys.modules:
        hidden = _NoPandas()
        sys.meta_path.insert(0, hidden)
        try:
            pa.array([""])
        finally:
            sys.meta_path.remove(hidden)


class _NoPandas:
    """Hides pandas from the import that pyarrow tries once and never again."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if name == "pandas":
            raise ModuleNotFoundError(name)
        return None
