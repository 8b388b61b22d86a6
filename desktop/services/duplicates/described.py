"""What is known of a person when it is asked whether somebody else is the same."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from desktop.models.residents import BirthPrecision, Sex


@dataclass(frozen=True)
class Described:
    """A person as papers, a form, a row of a file or a record describe them. Empty text and None
    stand for "not known". The order of the fields is the order in which records are read."""

    surname: str = ""
    given_names: str = ""
    surname_cyrillic: str = ""
    given_names_cyrillic: str = ""
    birth_date: date | None = None
    birth_precision: BirthPrecision = BirthPrecision.EXACT
    sex: Sex = Sex.OTHER
    cpr: str = ""
    foreigner_number: str = ""
    document_number: str = ""
    phone: str = ""
    email: str = ""

    def says_enough(self) -> bool:
        """Whether anybody could be meant: a name of both kinds, or a number."""
        named = (self.surname or self.surname_cyrillic).strip() and (
            self.given_names or self.given_names_cyrillic
        ).strip()
        numbers = (self.cpr, self.foreigner_number, self.document_number)
        return bool(named or any(number.strip() for number in numbers))


FIELDS = tuple(field.name for field in fields(Described))


def described(source: Any) -> Described:
    """What a form's details or a resident's row say, by the names of their fields; a field that
    the source does not have is not known."""
    told = {name: getattr(source, name, None) for name in FIELDS}
    return Described(**{name: value for name, value in told.items() if value is not None})
