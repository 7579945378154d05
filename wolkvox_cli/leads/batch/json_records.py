"""Records as JSON text, made by whole columns."""

from collections.abc import Sequence

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.leads.text_columns import put_together

_NEEDS_ESCAPE = r'["\\\x00-\x1f]'
_FIRST_PLAIN = 0x20


def encode_records(records: pa.RecordBatch, field_names: Sequence[str]) -> pa.ChunkedArray:
    """Each row as `,{"customer_name":"Ana",...}`, fields in the given order, "" where there is no column.

    The comma in front lets consecutive rows be taken from an array's buffer as one slice. Joining
    columns is many times as fast as a dictionary a row; that both give the same JSON is a property test.
    """
    parts: list[str | pa.StringArray] = []
    text = ",{"
    for position, name in enumerate(field_names):
        text += f'{"," if position else ""}"{name}":"'
        column = records.schema.get_field_index(name)
        if column >= 0:
            parts += [text, _escaped(records.column(column))]
            text = ""
        text += '"'
    return put_together([*parts, text + "}"], records.num_rows)


def _escaped(values: pa.StringArray) -> pa.StringArray:
    """JSON's escapes, only where a cell needs one: hardly any does."""
    if not _may_need_escapes(values):
        return values
    odd = pc.match_substring_regex(values, _NEEDS_ESCAPE)
    if not pc.any(odd).as_py():
        return values
    escaped = [orjson.dumps(value).decode()[1:-1] for value in values.filter(odd).to_pylist()]
    return pc.replace_with_mask(values, odd, pa.array(escaped, values.type))


def _may_need_escapes(values: pa.StringArray) -> bool:
    """Whether the column has a sign to escape at all: to look cell by cell takes ten times as long."""
    _, offsets, contents = values.buffers()
    if not len(values) or contents is None:
        return False
    bounds = np.frombuffer(offsets, np.int32)[values.offset : values.offset + len(values) + 1]
    own = np.frombuffer(contents, np.uint8)[bounds[0] : bounds[-1]]
    if not len(own):
        return False
    return bool(own.min() < _FIRST_PLAIN or (own == ord('"')).any() or (own == ord("\\")).any())
