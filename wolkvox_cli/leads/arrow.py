"""Sets pyarrow and the memory up for a program that starts often, works in blocks and must stay small."""

import ctypes
import sys
from importlib.machinery import ModuleSpec

import pyarrow as pa

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""The names of two settings of glibc, see mallopt(3)."""

_LARGEST_ARRAY, _MOST_KEPT = 32 << 20, 8 << 20


def settle() -> None:
    """Let pyarrow give memory back and leave pandas alone; once is enough, more does no harm.

    Its usual allocator keeps what one thread took and another gave back, half as much memory again over a
    large file as jemalloc, which is not there on every system. With its first array it imports
    pandas, to recognise types that we never hand it: a sixth of a second and 45 MB.
    """
    # _keep_freed_arrays()
    if "jemalloc" in pa.supported_memory_backends():
        pa.set_memory_pool(pa.jemalloc_memory_pool())
    if "pandas" not in sys.modules:
        hidden = _NoPandas()
        sys.meta_path.insert(0, hidden)
        try:
            pa.array([""])
        finally:
            sys.meta_path.remove(hidden)


def _keep_freed_arrays() -> None:
    """Let glibc keep the memory of one block's arrays for the next: to get it anew costs time.

    By default it gives what is large back to the system at once.
    """
    if sys.platform == "linux" and hasattr(library := ctypes.CDLL(None), "mallopt"):
        library.mallopt(_MMAP_THRESHOLD, _LARGEST_ARRAY)
        library.mallopt(_TRIM_THRESHOLD, _MOST_KEPT)


class _NoPandas:
    """Hides pandas from the import that pyarrow tries once and never again."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if name == "pandas":
            raise ModuleNotFoundError(name)
        return None
