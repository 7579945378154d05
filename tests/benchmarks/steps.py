"""The way of a lead file up to one of its steps: what a step costs is the difference to the one before.

python steps.py start|read|map|rules|json|spool FILE
"""

import sys
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from wolkvox_cli.campaign import CampaignType, fields_of
from wolkvox_cli.leads.batch.json_records import encode_records
from wolkvox_cli.leads.map.column_mapping import ColumnMapping
from wolkvox_cli.leads.map.content import first_rows
from wolkvox_cli.leads.map.mapping import map_columns
from wolkvox_cli.leads.model import LeadSource, SourceOptions
from wolkvox_cli.leads.phones import PhoneRules
from wolkvox_cli.leads.prepare import PreparePlan, prepare
from wolkvox_cli.leads.read.source import open_source
from wolkvox_cli.leads.validate.validator import ValidationRules, Validator
from wolkvox_cli.spool import SourceFacts, Spool

STEPS = ("start", "read", "map", "rules", "json", "spool")
TYPE = CampaignType.PREDICTIVE
FIELDS = [field.name for field in fields_of(TYPE)]


def go(step: str, path: str) -> None:
    """Take the file up to this step."""
    if step == "start":
        return
    source = open_source(path, SourceOptions())
    mapping = map_columns(
        source.file.headings, first_rows(source), TYPE, choices={}, constants={}, mapping_file=None
    )
    validator = Validator(mapping, ValidationRules(TYPE, PhoneRules.of("CO"), datetime.now()))
    if step == "spool":
        _prepare(source, mapping, validator)
    else:
        _pass_through(STEPS[: STEPS.index(step) + 1], source, mapping, validator)


def _pass_through(
    steps: Sequence[str], source: LeadSource, mapping: ColumnMapping, validator: Validator
) -> None:
    for chunk in source.chunks():
        if "rules" in steps:
            leads = validator.validate(chunk)
            if "json" in steps and len(leads.records):
                encode_records(leads.records, FIELDS)
        elif "map" in steps:
            mapping.apply(chunk.cells)


def _prepare(source: LeadSource, mapping: ColumnMapping, validator: Validator) -> None:
    facts = SourceFacts(source.file.path, "", source.file.format, "utf-8", ",", None, 1)
    plan = PreparePlan("bench", "", "", TYPE, "")
    with tempfile.TemporaryDirectory() as folder:
        run = Spool(Path(folder)).create("bench")
        prepare(source, facts, mapping, validator, run, plan, lambda _: None)


if __name__ == "__main__":
    go(sys.argv[1], sys.argv[2])
