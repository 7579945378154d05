"""Phone cells with a country's calling code beside them, each read in the country of its code."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.leads.phones.calling_codes import NO_CODE, REGION_OF_CODE, calling_code_of, calling_codes
from wolkvox_cli.leads.phones.cleaning import CleanCells, clean_cells, in_order, outputs, refused, together
from wolkvox_cli.leads.phones.fast_path import found, unmistakable
from wolkvox_cli.leads.phones.options import PhoneFormat, PhoneRules
from wolkvox_cli.leads.phones.reasons import misleading
from wolkvox_cli.leads.text_columns import mask_of


def clean_coded_cells(cells: pa.StringArray, codes: pa.StringArray, rules: PhoneRules) -> CleanCells:
    """Every cell of a column read in the country its code names, in the user's own where the code is blank.

    A number that says its country itself (+1 305 ...) is read by that, and one of another country is
    written with its code.
    """
    named = calling_codes(codes)
    named = pc.if_else(pc.equal(named, calling_code_of(rules.country) or ""), "", named)
    parts = []
    for code in pc.unique(named).to_pylist():
        places = np.flatnonzero(mask_of(pc.equal(named, code)))
        if len(places) == len(cells) and not code:
            return clean_cells(cells, rules)
        chosen = cells.take(pa.array(places))
        if code == NO_CODE:
            told = pc.binary_join_element_wise(
                '"', codes.take(pa.array(places)), "\" beside it is no country's code", ""
            )
            part = refused(chosen, told)
        elif code:
            part = _clean_foreign(chosen, REGION_OF_CODE[code], rules)
        else:
            part = clean_cells(chosen, rules)
        parts.append((places, part))
    return together(parts, len(cells))


def _clean_foreign(cells: pa.StringArray, region: str, rules: PhoneRules) -> CleanCells:
    """Cells of another country, without numbers that would ring in the user's own when sent."""
    read = clean_cells(cells, replace(rules, country=region, format=PhoneFormat.INTERNATIONAL))
    first, further = unmistakable(read.canonical, rules), unmistakable(read.extra_canonical, rules)
    kept = found(further)
    mistaken = np.concatenate(
        [np.flatnonzero(found(read.canonical) & ~found(first)), read.extra_places[~kept]]
    )
    mistaken = np.setdiff1d(mistaken, read.bad_places)
    bad_places, reasons = in_order(
        [(read.bad_places, read.reasons), (mistaken, pa.repeat(misleading(rules), len(mistaken)))]
    )
    further = further.filter(pa.array(kept))
    return replace(
        read,
        canonical=first,
        outputs=outputs(first, first, rules),
        extra_places=read.extra_places[kept],
        extra_canonical=further,
        extra_outputs=outputs(further, further, rules),
        bad_places=bad_places,
        reasons=reasons,
    )
