from wolkvox_cli.leads.validate.catalogue import CATALOGUE, REASONS, reason


def test_every_problem_of_the_catalogue_has_a_name() -> None:
    assert set(CATALOGUE) - set(REASONS) == set()


def test_a_problem_in_a_column_names_the_column() -> None:
    assert reason("age.invalid", "Edad") == "Edad: age not from 0 to 120"


def test_a_problem_of_the_whole_row_stands_alone() -> None:
    assert reason("row.duplicate") == "The same lead stands in another row"


def test_a_duplicate_by_one_value_is_not_called_the_same_lead() -> None:
    assert reason("row.duplicate", "Celular") == "Celular: a lead with the same value stands in another row"


def test_an_unknown_problem_keeps_its_code() -> None:
    assert reason("new.thing") == "New.thing"
