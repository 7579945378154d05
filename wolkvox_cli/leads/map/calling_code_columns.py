"""Dialling codes in columns of their own: a country's (DDI, indicativo) or an area's (DDD, LADA).

A country's code says in which country the numbers beside it are read: without it a number of another country
would be dialled as one of the user's own. An area's code goes before local numbers.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from wolkvox_cli.campaign import DIAL_FIELDS
from wolkvox_cli.leads.headings import is_area_code, is_country_code
from wolkvox_cli.leads.map.choices import quoted_list, typed
from wolkvox_cli.leads.map.column_mapping import MappedField, Why, codes_abroad
from wolkvox_cli.leads.map.content import (
    CERTAIN,
    FEW,
    HALF,
    SAMPLE_CELLS,
    Cells,
    Sample,
    all_cells,
    are_calling_codes,
    countries_of,
    mostly,
    sample_of,
    share,
)
from wolkvox_cli.leads.map.phone_templates import USUAL_DIGITS, area_code_in, put_before
from wolkvox_cli.leads.map.questions import Answer, Question, options_of
from wolkvox_cli.leads.phones.calling_codes import NO_CODE, calling_code_of
from wolkvox_cli.leads.phones.options import PhoneRules
from wolkvox_cli.leads.phones.parse_cell import parse_cell
from wolkvox_cli.leads.phones.plan import plan_of

_LONGEST_AREA_CODE = 4
_SHORTEST_LOCAL = 5
_TRIED = 200
"""Numbers that are tried with a code before them."""

_LONGEST_LOCAL = 9
"""Digits of the longest local number that still needs a code before it: Brazil's mobiles."""

_TURN = {name: turn for turn, name in enumerate((*DIAL_FIELDS, "tel_extra", "recall_telephone"))}


@dataclass
class PhonesWithCodes:
    """All mapped fields, phones with their codes; what to say of the codes, and what the user must decide.

    `residence` is the column of the leads' countries by which numbers without a code are read.
    """

    fields: list[MappedField]
    notes: list[str] = field(default_factory=list)
    question: Question | None = None
    residence: str | None = None


def put_codes_before_phones(
    fields: Sequence[MappedField],
    left: Sequence[str],
    headings: Sequence[str],
    sample: Sample,
    country: str | None,
) -> PhonesWithCodes:
    """Put the codes in `left`, the columns that go nowhere, to the phone fields; templates stay as they are.

    `headings` are all columns in file order.
    """
    codes = _CodeColumns(fields, headings, sample, country)
    countries = [heading for heading in left if is_country_code(heading) and codes.may_be_countries(heading)]
    areas = [heading for heading in left if is_area_code(heading) and heading not in countries]
    codes.add_areas([heading for heading in areas if codes.are_areas(heading)])
    codes.add_countries([heading for heading in countries if codes.are_filled(heading)] or countries[:1])
    codes.ask_for_residents()
    codes.ask_for_areas([heading for heading in left if heading not in {*areas, *countries}])
    return codes.result


class _CodeColumns:
    """The phone columns of one file, and the codes beside them."""

    def __init__(
        self,
        fields: Sequence[MappedField],
        headings: Sequence[str],
        sample: Sample,
        country: str | None,
    ) -> None:
        self.result = PhonesWithCodes(list(fields))
        self._open = [one.field for one in fields if one.field in _TURN and not one.is_template]
        self._open.sort(key=_TURN.__getitem__)
        self._headings, self._sample = headings, sample
        self._own = calling_code_of(country)
        self._region = PhoneRules.of(country).country

    def may_be_countries(self, heading: str) -> bool:
        """Whether the cells are countries' codes and not areas', as far as heading and numbers tell."""
        cells = self._cells(heading)
        if not is_area_code(heading):
            return cells.empty or are_calling_codes(cells)
        if not are_calling_codes(cells):
            return False
        return self._are_surely_countries(heading) or not (
            self._local([heading]) or self._is_repeated(heading)
        )

    def are_filled(self, heading: str) -> bool:
        """Whether the sample has any of the codes."""
        return len(self._cells(heading)) > 0

    def are_areas(self, heading: str) -> bool:
        """Whether the cells have no more digits than an area's code."""
        codes = self._cells(heading).map(area_code_in)
        shape = rf"0{{0,2}}[1-9]\d{{0,{_LONGEST_AREA_CODE - 1}}}"
        said = codes[codes != ""]
        return share(codes != "") >= HALF and mostly(said.str.fullmatch(shape))

    def add_areas(self, codes: Sequence[str]) -> None:
        """Each area's code goes before the local numbers that stand after it."""
        local = self._local(codes)
        if not codes or not local:
            return
        owners = self._paired(codes, local) if len(codes) > 1 else self._next_to(codes[0], local)
        for phone in local:
            code = owners.get(phone.field)
            template = f"{{{code or codes[0]}}}{_in_braces(phone)}"
            if code:
                self._put(phone, template, (phone.columns[0], code))
            else:
                self.result.notes.append(
                    f'"{codes[0]}" reads as a dialling code and is left out of "{phone.columns[0]}". '
                    f"If it belongs before these numbers: {typed('--map', phone.field, template)}"
                )
        for code, columns in _columns_by_code(owners, local).items():
            self.result.notes.append(f'"{code}" goes before the numbers of {columns}.')

    def add_countries(self, codes: Sequence[str]) -> None:
        """Numbers are read in the country whose code stands beside them."""
        phones = self._phones()
        if not codes or not phones:
            return
        owners = dict.fromkeys(self._open, codes[0])
        if self._own is None:
            self.result.notes.append(
                f'"{codes[0]}" reads as countries\' dialling codes and is left out, as no country is given. '
                f"Give yours (--country CO), or {_typed_all(phones, owners)}"
            )
            return
        if len(codes) > 1 and not self._say_the_same(codes):
            owners = self._paired(codes, phones)
            if not owners:
                self.result.question = _two_columns(phones, codes)
                return
        if not any(self._are_surely_countries(code) for code in codes):
            self._ask(codes[0], phones, owners)
            return
        for phone in phones:
            if code := owners.get(phone.field):
                self._put(phone, f"+{{{code}}}{_in_braces(phone)}", (*phone.columns, code))
        for code, columns in _columns_by_code(owners, phones).items():
            self.result.notes.append(f'"{code}" tells the country of the numbers in {columns}.')

    def _ask(self, code: str, phones: Sequence[MappedField], owners: Mapping[str, str]) -> None:
        """Let the user decide, unless that has been done by naming the phone columns."""
        options = _typed_all(phones, owners)
        if all(map(_is_decided, phones)):
            self.result.notes.append(
                f'"{code}" is left out. If it tells the country of the numbers: {options}'
            )
            return
        self.result.question = Question(
            "mapping.dialling-code",
            f'"{code}" may hold the codes of other countries: none of its cells is {self._own}.',
            f"If so: {options} If not: {_typed_all(phones, {})}",
            (_answer(phones, owners), _answer(phones, {})),
        )

    def _next_to(self, code: str, local: Sequence[MappedField]) -> dict[str, str]:
        """The phone of a sole code: the only one, or that in the column after it if none is before it."""
        if len(local) == 1:
            return {local[0].field: code}
        index = self._headings.index(code)
        before, after = ("", *self._headings)[index], (*self._headings, "")[index + 1]
        if any(phone.columns[0] == before for phone in local):
            return {}
        return {phone.field: code for phone in local if phone.columns[0] == after}

    def _paired(self, codes: Sequence[str], phones: Sequence[MappedField]) -> dict[str, str]:
        """The code of each phone by the numbers in the headings, or by their order; {} where that is open."""
        numbered = {_number_in(code): code for code in codes}
        wanted = {phone.field: _number_in(phone.columns[0]) for phone in phones}
        if None not in numbered and len(numbered) == len(codes) and set(wanted.values()) <= numbered.keys():
            return {name: numbered[number] for name, number in wanted.items()}
        owners: dict[str, str] = {}
        columns = {phone.columns[0]: phone.field for phone in phones}
        code = ""
        for heading in self._headings:
            if heading in codes:
                code = heading
            elif heading in columns:
                if not code or code in owners.values():
                    return {}
                owners[columns[heading]] = code
        return owners if set(owners.values()) == set(codes) else {}

    def _say_the_same(self, codes: Sequence[str]) -> bool:
        """Whether several columns name the same country in every row of the sample."""
        named = [countries_of(all_cells(self._sample, code)) for code in codes]
        return all(one.equals(named[0]) for one in named)

    def ask_for_residents(self) -> None:
        """Where leads live in other countries, their numbers are read there, or the user says where.

        That is asked where such a number could be one of the user's own country as well.
        """
        phones = [one for one in self._phones() if not one.calling_codes and not _is_decided(one)]
        homes = [one.template for one in self.result.fields if one.field == "country" and not one.is_template]
        if not phones or not homes or self._own is None:
            return
        countries = all_cells(self._sample, homes[0])
        named = countries_of(countries)
        if share(named[named != ""] != NO_CODE) < HALF:
            return
        self.result.residence = homes[0]
        abroad = countries[codes_abroad(countries, self._own) != ""]
        if abroad.empty:
            return
        doubtful = self._could_be_own(abroad, phones)
        if doubtful.empty:
            self.result.notes.append(
                f'"{homes[0]}" names other countries than {self._region}: '
                "the numbers of these leads are read there."
            )
            return
        owners = dict.fromkeys((phone.field for phone in phones), homes[0])
        answers = (_answer(phones, owners), _answer(phones, {}))
        self.result.question = Question(
            "mapping.country-column",
            f'"{homes[0]}" names other countries than {self._region}, and numbers beside them could be of '
            f"{self._region} all the same, such as in row {doubtful.index[0]}.",
            f"To read each in its country: {options_of(answers[0])} "
            f"If all are of {self._region}: {options_of(answers[1])}",
            answers,
        )

    def ask_for_areas(self, others: Sequence[str]) -> None:
        """Where numbers lack their area's code, and another column has what makes them whole, say so."""
        phones = [one for one in self._local((), HALF) if not one.is_template and not _is_decided(one)]
        if not phones or self._region is None or self.result.question:
            return
        phone = phones[0]
        code = next((column for column in others if self._makes_whole(column, phone)), None)
        if code is None:
            return
        answers = (_answer([phone], {phone.field: code}, "{"), _answer([phone], {}))
        self.result.question = Question(
            "mapping.area-code",
            f'The numbers of "{phone.columns[0]}" lack their area code, and "{code}" may hold it.',
            f"If so: {options_of(answers[0])} If not: {options_of(answers[1])}",
            answers,
        )

    def _makes_whole(self, column: str, phone: MappedField) -> bool:
        """Whether the cells of the column before the numbers make numbers that there are."""
        cells = all_cells(self._sample, phone.columns[0])
        codes, numbers = all_cells(self._sample, column)[cells != ""], cells[cells != ""]
        codes, numbers = codes.head(_TRIED), numbers.head(_TRIED)
        if share(codes.map(area_code_in).str.fullmatch(r"0{0,2}[1-9]\d{1,3}")) < CERTAIN:
            return False
        whole = put_before(codes.map(area_code_in), numbers, USUAL_DIGITS)
        rules = PhoneRules.of(self._region)
        return mostly(whole.map(lambda cell: bool(parse_cell(cell, rules).numbers)).astype(bool))

    def _could_be_own(self, abroad: Cells, phones: Sequence[MappedField]) -> Cells:
        """The rows of leads abroad with a number that says no country and that the user's own has too."""
        rules = PhoneRules.of(self._region)
        doubtful = pd.Series(False, index=abroad.index)
        for phone in phones:
            cells = all_cells(self._sample, phone.columns[0])[abroad.index].str.strip().head(SAMPLE_CELLS)
            plain = cells[~cells.str.match(r"\W*(?:\+|00)")]
            own = plain.map(lambda cell: bool(parse_cell(cell, rules).numbers)).astype(bool)
            doubtful[own.index] |= own
        return abroad[doubtful]

    def _are_surely_countries(self, heading: str) -> bool:
        """Whether the user's own country is among the codes, or a + before them, or all are yet to come."""
        cells = self._cells(heading)
        if cells.empty:
            return True
        own = countries_of(cells) == (self._own or "")
        marked = cells.str.match(r"\W*(?:\+|00)\d")
        return share(own) > 0 or share(marked) >= HALF

    def _is_repeated(self, heading: str) -> bool:
        """Whether most numbers begin with the code beside them: they are whole without it."""
        columns = [one.columns[0] for one in self._phones()]
        if not columns:
            return False
        codes, numbers = (
            _digits(all_cells(self._sample, name).head(SAMPLE_CELLS)) for name in (heading, columns[0])
        )
        pairs = zip(codes, numbers, strict=True)
        repeated = [number.startswith(code) for code, number in pairs if code and number]
        return sum(repeated) > HALF * len(repeated)

    def _phones(self) -> list[MappedField]:
        """The phone fields that codes may go to, in dialling order."""
        by_field = {one.field: one for one in self.result.fields}
        return [by_field[name] for name in self._open]

    def _local(self, codes: Sequence[str], least: float = FEW) -> list[MappedField]:
        """The phones of which this share is too short to be dialled without such an area's code."""
        longest = _LONGEST_LOCAL - any(map(is_country_code, codes))
        if self._region:
            longest = min(plan_of(self._region).usual_lengths) - 1
        shape = rf"\d{{{_SHORTEST_LOCAL},{longest}}}"
        numbers = {one.field: _digits(_first_numbers(self._cells(one.columns[0]))) for one in self._phones()}
        short = {name: share(cells.str.fullmatch(shape)) for name, cells in numbers.items()}
        return [one for one in self._phones() if short[one.field] >= least]

    def _cells(self, heading: str) -> Cells:
        return sample_of(self._sample, heading)

    def _put(self, phone: MappedField, template: str, columns: tuple[str, ...]) -> None:
        joined = replace(phone, template=template, columns=columns, why=Why.CONTENT)
        index = next(index for index, one in enumerate(self.result.fields) if one.field == phone.field)
        self.result.fields[index] = joined


def _is_decided(phone: MappedField) -> bool:
    """Whether the user has said where this phone comes from."""
    return phone.why in (Why.YOU, Why.FILE)


def _number_in(heading: str) -> str | None:
    found = re.findall(r"\d+", heading)
    return found[-1] if found else None


def _columns_by_code(owners: Mapping[str, str], phones: Sequence[MappedField]) -> dict[str, str]:
    """The codes that go anywhere, with the phone columns they go to."""
    return {
        code: quoted_list(phone.columns[0] for phone in phones if owners.get(phone.field) == code)
        for code in dict.fromkeys(owners.values())
    }


def _answer(phones: Sequence[MappedField], owners: Mapping[str, str], begin: str = "+{") -> Answer:
    """The phones with their codes before them, a country's unless told otherwise; plain without a code."""
    codes = {name: f"{begin}{code}}}" for name, code in owners.items()}
    return tuple((phone.field, f"{codes.get(phone.field, '')}{_in_braces(phone)}") for phone in phones)


def _typed_all(phones: Sequence[MappedField], owners: Mapping[str, str]) -> str:
    """The options that put codes before the phones, or say that there are none."""
    return options_of(_answer(phones, owners))


def _two_columns(phones: Sequence[MappedField], codes: Sequence[str]) -> Question:
    answers = tuple(_answer(phones, dict.fromkeys((one.field for one in phones), code)) for code in codes)
    return Question(
        "mapping.two-columns",
        f"{len(codes)} columns could hold the countries' codes of the numbers: {quoted_list(codes)}.",
        f"Choose, for example: {' or '.join(map(options_of, answers))}",
        answers,
    )


def _in_braces(phone: MappedField) -> str:
    return phone.template if phone.is_template else f"{{{phone.template}}}"


def _first_numbers(cells: Cells) -> Cells:
    return cells.str.replace(r"\s*[;/,|\n].*", "", regex=True)


def _digits(cells: Cells) -> Cells:
    """Cells without what may stand between digits, or after a number stored as such."""
    return cells.str.replace(r"\.0$", "", regex=True).str.replace(r"[\s().\-+]", "", regex=True)
