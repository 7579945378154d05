from pathlib import Path

import pytest

from wolkvox_cli.settings import values


@pytest.mark.parametrize(
    "spelling",
    [
        "0012",
        "wv0012",
        "WV0012",
        "wv0012.wolkvox.com",
        "https://wv0012.wolkvox.com",
        " http://wv0012.wolkvox.com/ ",
    ],
)
def test_every_spelling_of_a_server_means_the_same(spelling: str) -> None:
    assert values.server(spelling) == "0012"


@pytest.mark.parametrize(
    "other",
    [
        "evil.com",
        "evil.com/#",
        "evil.com#",
        "0012.evil.com",
        "0012/../evil",
        "https://wv0012.wolkvox.com.evil.com",
        "https://wv0012.wolkvox.com@evil.com",
        "https://evil.com/wv0012.wolkvox.com",
        "wv0012.wolkvox.com:8443",
        "evil.com\\.wolkvox.com",
        "0012\n.wolkvox.com",
        "-0012",
        "0012-",
        "00_12",
        "\u212a012",
        "\uff10\uff10\uff11\uff12",
        "",
        " ",
    ],
)
def test_nothing_else_is_a_server(other: str) -> None:
    with pytest.raises(ValueError, match=r"is not a server name|must be a text"):
        values.server(other)


def test_an_ip_address_is_no_server_but_a_base_url() -> None:
    with pytest.raises(ValueError, match="or use --base-url"):
        values.server("203.0.113.7")
    assert values.base_url("https://203.0.113.7") == "https://203.0.113.7"


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("https://wv0012.wolkvox.com", "https://wv0012.wolkvox.com"),
        ("HTTPS://WV0012.Wolkvox.com/", "https://wv0012.wolkvox.com"),
        ("https://wv0012.wolkvox.com:8443", "https://wv0012.wolkvox.com:8443"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_a_base_url_is_scheme_and_host(given: str, address: str) -> None:
    assert values.base_url(given) == address


@pytest.mark.parametrize(
    "given",
    [
        "http://wv0012.wolkvox.com",
        "http://127.0.0.1.evil.com",
        "http://localhost.evil.com",
        "http://[2001:db8::1]",
        "ftp://wv0012.wolkvox.com",
        "wv0012.wolkvox.com",
        "https://",
        "https://user@wv0012.wolkvox.com",
        "https://user:word@wv0012.wolkvox.com",
        "https://wv0012.wolkvox.com/api",
        "https://wv0012.wolkvox.com?x=1",
        "https://wv0012.wolkvox.com#x",
        "https://wv0012.wolkvox.com:0",
        "https://wv0012.wolkvox.com:99999",
        "https://wv0012.wolkvox.com:eighty",
        "https://wv0012 .wolkvox.com",
        "https://wv0012\\@evil.com",
        "https://[::1",
    ],
)
def test_a_base_url_with_anything_else_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match=r"is not the address of an API|must begin with https"):
        values.base_url(given)


@pytest.mark.parametrize(("given", "id_"), [("4521", "4521"), (4521, "4521"), (" 4521 ", "4521")])
def test_a_campaign_id_is_a_number(given: object, id_: str) -> None:
    assert values.campaign_id(given) == id_


@pytest.mark.parametrize("given", ["45x", "-1", "4 5", "1.5", "٤٥", "1" * 19, "4521&api=x"])
def test_a_campaign_id_that_is_no_number_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match="is not a campaign id"):
        values.campaign_id(given)


@pytest.mark.parametrize(
    ("given", "limit"),
    [("5", "5"), ("5%", "5%"), ("0", "0"), ("0%", "0%"), ("2,5 %", "2.5%"), ("100%", "100%"), (5, "5")],
)
def test_max_rejects_is_a_number_or_a_share(given: object, limit: str) -> None:
    assert values.reject_limit(given) == limit


@pytest.mark.parametrize("given", ["-1", "101%", "0.05", "5.5", "%", "five", "", 0.05, True, "5%%"])
def test_any_other_max_rejects_is_refused(given: object) -> None:
    with pytest.raises(ValueError, match="must be a number of rows or a share such as 5%"):
        values.reject_limit(given)


@pytest.mark.parametrize(
    ("given", "character"),
    [
        (";", ";"),
        (",", ","),
        ("|", "|"),
        ("\t", "\t"),
        ("tab", "\t"),
        ("Tab", "\t"),
        ("\\t", "\t"),
        ("^", "^"),
    ],
)
def test_a_delimiter_is_one_character_or_tab(given: str, character: str) -> None:
    assert values.delimiter(given) == character


@pytest.mark.parametrize("given", ["", ";;", '"', "\n", "a", "7", "comma", "§", 5])
def test_any_other_delimiter_is_refused(given: object) -> None:
    with pytest.raises(ValueError, match=r"must be a single character such as|must be a text"):
        values.delimiter(given)


@pytest.mark.parametrize(("given", "letters"), [("co", "CO"), (" MX ", "MX")])
def test_a_country_is_two_letters(given: str, letters: str) -> None:
    assert values.country(given) == letters


@pytest.mark.parametrize("given", ["COL", "57", "Colombia", "C", ""])
def test_any_other_country_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match=r"is not a country code|must be a text"):
        values.country(given)


@pytest.mark.parametrize(("given", "prefix"), [("9", "9"), (957, "957"), ("", "")])
def test_a_phone_prefix_is_digits_or_nothing(given: object, prefix: str) -> None:
    assert values.digits(given) == prefix


@pytest.mark.parametrize("given", ["+9", "9a", "12345678901", "٩", " "])
def test_any_other_phone_prefix_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match="must be"):
        values.digits(given)


@pytest.mark.parametrize("given", ["utf-8", "windows-1252", "latin1", "utf-16"])
def test_an_encoding_is_one_that_python_knows(given: str) -> None:
    assert values.encoding(given) == given


@pytest.mark.parametrize("given", ["klingon", "hex", "rot13", "utf-8\0"])
def test_any_other_encoding_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match="is not an encoding"):
        values.encoding(given)


@pytest.mark.parametrize("given", ["opt1", "OPT12"])
def test_a_stamp_goes_into_an_opt_field(given: str) -> None:
    assert values.opt_field(given) == given.lower()


@pytest.mark.parametrize("given", ["opt0", "opt13", "tel1", "opt1 opt2"])
def test_a_stamp_goes_nowhere_else(given: str) -> None:
    with pytest.raises(ValueError, match="must be one of opt1 to opt12"):
        values.opt_field(given)


@pytest.mark.parametrize("given", ["customer_id", "phone"])
def test_unique_takes_fields_and_phone(given: str) -> None:
    assert values.unique_field(given) == given


@pytest.mark.parametrize("given", ["cedula", "PHONE", "", 1])
def test_unique_takes_nothing_else(given: object) -> None:
    with pytest.raises(ValueError, match="is no field"):
        values.unique_field(given)


def test_a_tilde_is_the_home_folder() -> None:
    assert values.path("~/ventas.token") == Path.home() / "ventas.token"


@pytest.mark.parametrize("given", ["", " ", "~nobody-has-this-name/x", "a\0b", True])
def test_what_is_no_path_is_refused(given: object) -> None:
    with pytest.raises(ValueError, match=r"must be a text|home folder|is not a path"):
        values.path(given)


def test_severities_are_sorted_pairs() -> None:
    assert values.severities({"email.invalid": "error", "age.invalid": "warning"}) == (
        ("age.invalid", "warning"),
        ("email.invalid", "error"),
    )


@pytest.mark.parametrize("given", [{"email.invalid": "fatal"}, ["email.invalid"], "error"])
def test_severities_of_another_kind_are_refused(given: object) -> None:
    with pytest.raises(ValueError, match="must be a table of problem codes"):
        values.severities(given)


@pytest.mark.parametrize("given", [1.5, True, "", None])
def test_a_text_is_not_blank_and_no_fraction(given: object) -> None:
    with pytest.raises(ValueError, match="must be a text"):
        values.text(given)
