"""Made-up residents of about 500 bytes: the same ones for Ankomst, its peer and the floor."""

import random
from dataclasses import dataclass
from typing import Any

from desktop.models.base import new_id

SEED = 2026


def words(text: str) -> list[str]:
    """The words of a list that is written as running text."""
    return text.split()


_STEMS = words(
    "Koval Shev Bond Tka Krav Oli Lys Moro Mel Pavl Rud Sav Hon Hav Ivan Maks Pol Sydor Tym Vas "
    "Yur Zakh Zin Bil Bab Demy Hry Klym Kos Kuz Lev Luk Mar Nes Ost Pan Rom Sem Star Tar"
)
_ENDINGS = words("enko chuk iuk ets ska yshyn ova enko iak ych uk in")
_GIVEN = words(
    "Oksana Olena Iryna Natalia Tetiana Svitlana Halyna Maria Kateryna Yulia Viktoria Anna Daryna "
    "Sofia Solomia Zlata Oleksandr Serhii Andrii Mykola Volodymyr Dmytro Ivan Bohdan Taras Ihor "
    "Yurii Vasyl Petro Maksym Artem Danylo Matvii Nazar Ostap Roman"
)
_DIET = (None, None, None, "vegetarian", "no pork", "diabetic", "gluten free")
_ALLERGIES = (None, None, None, None, "nuts", "milk", "penicillin", "bee stings", "shellfish, eggs")
_STATUS = ("expected", "arrived", "resident", "resident", "resident", "away")
_LATIN, _OTHER = "abvhdezyijklmnoprstufc", "абвгдезиійклмнопрстуфц"
_CYRILLIC = str.maketrans(_LATIN + _LATIN.upper(), _OTHER + _OTHER.upper())


@dataclass(frozen=True)
class Made:
    """A resident: an id and the fields that are not empty, as they stand on the wire."""

    id: str
    fields: dict[str, Any]


def make_residents(count: int, site_id: str, seed: int = SEED) -> list[Made]:
    """So many residents of a site, the same ones for the same seed but for their ids."""
    rng = random.Random(seed)
    return [Made(new_id(), _fields(rng, number, site_id)) for number in range(1, count + 1)]


def _fields(rng: random.Random, number: int, site_id: str) -> dict[str, Any]:
    surname = rng.choice(_STEMS) + rng.choice(_ENDINGS)
    given = rng.choice(_GIVEN)
    mark = rng.randrange(10_000)
    fields = {
        "site_id": site_id,
        "number": f"{rng.randrange(1, 61)}-{number}-{rng.randrange(10)}",
        "surname": surname,
        "given_names": f"{given} {rng.choice(_GIVEN)}",
        "surname_cyrillic": surname.translate(_CYRILLIC),
        "given_names_cyrillic": given.translate(_CYRILLIC),
        "birth_date": f"{rng.randrange(1935, 2025)}-{rng.randrange(1, 13):02}"
        f"-{rng.randrange(1, 29):02}",
        "sex": rng.choice(("female", "male")),
        "household_role": rng.choice(("head", "partner", "child")),
        "birth_precision": "exact",
        "legal_group": "special_act",
        "document_number": f"{rng.choice('ABCEFGHK')}A{rng.randrange(10**6):06}",
        "phone": f"+45 {rng.randrange(20, 99)} {rng.randrange(100):02} {rng.randrange(100):02}"
        f" {rng.randrange(100):02}",
        "email": f"{given}.{surname}{mark}@example.org".lower(),
        "diet": rng.choice(_DIET),
        "allergies": rng.choice(_ALLERGIES),
        "status": rng.choice(_STATUS),
    }
    return {name: value for name, value in fields.items() if value is not None}
