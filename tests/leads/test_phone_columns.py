import numpy as np
import pyarrow as pa

from wolkvox_cli.leads.phones import PhoneRules, clean_phones


def test_valid_numbers_move_up_so_that_tel1_is_dialled_first() -> None:
    fields = {"tel1": pa.array([""]), "tel2": pa.array(["300 123 4567"])}
    phones = clean_phones(fields, np.array([2]), PhoneRules.of("CO"), {"tel1": "Fijo", "tel2": "Celular"})
    assert phones.columns["tel1"].to_pylist() == ["3001234567"]
