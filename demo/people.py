"""Made-up households: ages, sexes, families, languages and grounds of stay.

Shares are those of the municipality's counts (fact sheet of 2025, presentation of 2026). Where the
two counts of age differ, the bands below are the compromise that lies within both.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from demo.city import Row, shares
from demo.names import Names, Sex, feminine, transliterate, words

Number = Callable[[int, int], str]
"""The rule for resident numbers: desk number and count give the whole number."""

BANDS: dict[tuple[int, int], float] = {
    (0, 5): 0.02,
    (6, 15): 0.14,
    (16, 17): 0.045,
    (18, 29): 0.21,
    (30, 64): 0.495,
    (65, 66): 0.02,
    (67, 84): 0.07,
}
SINGLE, WOMEN, VULNERABLE = 0.64, 0.57, 0.15
QUOTA, PATIENTS, REUNIFIED, PETS = 200 / 3500, 27 / 3500, 30 / 3500, 90 / 3500
FAMILY_SHAPES = {"lone parent": 290, "parents": 60, "couple": 42, "three generations": 30}
"""How many families of each kind live among 3,500 residents."""

INSTRUCTIONS = (
    "Værelse i stueetagen",
    "Værelse tæt på elevator",
    "Bank på, og vent – beboeren lukker selv op",
    "Gå to sammen ind på værelset",
    "Giv besked i god tid før tilsyn på værelset",
    "Tal roligt, og skriv vigtige beskeder ned",
    "Ring til kontaktpersonen ved større ændringer",
    "Mind om aftaler samme morgen",
    "Stille værelse, helst for enden af gangen",
    "Hjælp gerne med at læse breve",
    "Hold gangen fri til rollator",
    "Spørg om der er brug for tolk, også til korte beskeder",
)
PET_NAMES = words("Barsik Murka Simba Luna Rex Bobik Charlie Jack Bella Zefir Marsik Busia Tosha")
ALLERGIES = ("Nødder", "Fisk og skaldyr", "Mælk", "Æg", "Gluten", "Jordnødder", "Penicillin")
DIETS = ("Vegetar", "Ikke svinekød", "Uden laktose", "Uden gluten", "Blød kost")
CONTACTS = ("søster", "mor", "søn", "datter", "veninde", "bror")


@dataclass
class Person:
    """One made-up person before anything has happened to them. ``fields`` are the resident's."""

    sex: Sex
    age: int
    role: str = "head"
    fields: Row = field(default_factory=dict)
    bed_id: str = ""


@dataclass
class Family:
    """A household: its members, the head first, and the ground on which it is here."""

    members: list[Person]
    legal_group: str = "special_act"
    language: str = "uk"
    pets: str | None = None
    vulnerable: bool = False
    room_mate: bool = False
    """Whether this is the woman who waits for Oksana."""

    @property
    def head(self) -> Person:
        return self.members[0]

    @property
    def size(self) -> int:
        return len(self.members)


def provisional_number(desk_number: int, count: int) -> str:
    """A resident number for trying things out; the app's own rule is handed in instead."""
    digits = f"{desk_number:03d}{count:05d}"
    check = sum((9 - place) * int(digit) for place, digit in enumerate(digits)) % 11 % 10
    return f"{digits[:3]}-{digits[3:]}-{check}"


def birth_date(rng: random.Random, today: date, age: int) -> date:
    """A day on which somebody of that age today may have been born."""
    latest = today.replace(year=today.year - age, day=min(today.day, 28))
    return latest - timedelta(days=rng.randrange(1, 330))


class Ages:
    """Hands out ages so that the bands come out as wished."""

    def __init__(self, rng: random.Random, residents: int) -> None:
        self._rng = rng
        self._left = dict(zip(BANDS, shares(residents, list(BANDS.values())), strict=True))

    def minors(self) -> list[int]:
        """The ages of all under 18, in chance order."""
        bands = [band for band in BANDS if band[1] < 18]
        ages = [self._rng.randint(*band) for band in bands for _ in range(self._left[band])]
        self._rng.shuffle(ages)
        return ages

    def adult(self, low: int, high: int) -> int:
        """An adult's age from a range, counted in its band."""
        age = self._rng.randint(low, high)
        for band in self._left:
            if band[0] <= age <= band[1]:
                self._left[band] -= 1
        return age

    def rest(self, count: int) -> list[int]:
        """``count`` adult ages that fill what the bands still lack."""
        bands = [band for band in BANDS if band[0] >= 18]
        lacking = [max(0, self._left[band]) + 0.01 for band in bands]
        counts = shares(count, lacking)
        ages = [
            self._rng.randint(*band)
            for band, n in zip(bands, counts, strict=True)
            for _ in range(n)
        ]
        self._rng.shuffle(ages)
        return ages


def make_families(rng: random.Random, names: Names, residents: int, today: date) -> list[Family]:
    """Households of exactly that many people, without numbers and without a place to live."""
    ages = Ages(rng, residents)
    families = _with_children(rng, ages, residents)
    inside = sum(family.size for family in families)
    singles = ages.rest(residents - inside)
    women = sum(p.sex == "female" for family in families for p in family.members)
    wanted = min(max(round(WOMEN * residents) - women, 0), len(singles))
    order = rng.sample(range(len(singles)), wanted)
    female = set(order)
    for index, age in enumerate(singles):
        families.append(Family([Person("female" if index in female else "male", age)]))
    _grounds(rng, families, residents)
    _vulnerable(rng, families, residents)
    _pets(rng, families, residents)
    for family in families:
        describe(rng, names, family, today)
    return families


def _with_children(rng: random.Random, ages: Ages, residents: int) -> list[Family]:
    kinds = list(FAMILY_SHAPES)
    counts = shares(
        round(residents * sum(FAMILY_SHAPES.values()) / 3500), list(FAMILY_SHAPES.values())
    )
    families: list[Family] = []
    parents: list[Family] = []
    for kind, count in zip(kinds, counts, strict=True):
        for _ in range(count):
            if kind == "couple":
                age = ages.adult(24, 72)
                other = ages.adult(max(22, age - 5), min(80, age + 5))
                families.append(Family([Person("female", age), Person("male", other, "partner")]))
                continue
            age = ages.adult(27, 50)
            lone = kind != "parents"
            head = Person("male" if lone and rng.random() < 0.08 else "female", age)
            members = [head]
            if not lone:
                members.append(Person("male", ages.adult(max(27, age - 3), age + 7), "partner"))
            if kind == "three generations":
                members.append(Person("female", ages.adult(age + 19, age + 28), "parent"))
            parents.append(Family(members))
    minors = ages.minors()
    for place, age in enumerate(minors):
        family = parents[place] if place < len(parents) else _home_for(rng, parents)
        family.members.append(Person(rng.choice(("female", "male")), age, "child"))
    for family in parents:
        family.members[1:] = sorted(
            family.members[1:], key=lambda p: (p.role == "child", p.role == "parent", -p.age)
        )
        _believable(family)
    return families + parents


def _home_for(rng: random.Random, parents: list[Family]) -> Family:
    """A family for one more child: seldom one with three already, never with five."""
    while True:
        family = rng.choice(parents)
        children = sum(person.role == "child" for person in family.members)
        if rng.random() < (1, 1, 0.6, 0.15, 0.04, 0)[min(children, 5)]:
            return family


def _believable(family: Family) -> None:
    """Makes parents old enough for the eldest child, and a grandmother for her daughter."""
    children = [p.age for p in family.members if p.role == "child"]
    youngest = max(children, default=0) + 19
    for person in family.members:
        if person.role in ("head", "partner") and person.age < youngest:
            person.age = youngest
    for person in family.members:
        if person.role == "parent":
            person.age = max(person.age, family.head.age + 18)


def _grounds(rng: random.Random, families: list[Family], residents: int) -> None:
    quota, reunified = round(QUOTA * residents), round(REUNIFIED * residents)
    patients = round(PATIENTS * residents)
    for family in rng.sample(families, len(families)):
        if patients > 0 and family.size == 1 and 20 <= family.head.age <= 70:
            family.legal_group, family.vulnerable = "patient", True
            patients -= 1
        elif quota >= family.size and (family.size > 1 or rng.random() < 0.25):
            family.legal_group = "quota"
            family.language = rng.choices(("ar", "fr", "en"), (5, 3, 2))[0]
            quota -= family.size
        elif reunified >= family.size and rng.random() < 0.05:
            family.legal_group = "family_reunified"
            reunified -= family.size


def _vulnerable(rng: random.Random, families: list[Family], residents: int) -> None:
    left = round(VULNERABLE * residents) - sum(family.vulnerable for family in families)
    alone = [family for family in families if family.size == 1 and not family.vulnerable]
    alone.sort(key=lambda family: (family.head.age < 67 and rng.random() < 0.85, rng.random()))
    for family in alone[: max(0, left)]:
        family.vulnerable = True


def _pets(rng: random.Random, families: list[Family], residents: int) -> None:
    count = round(PETS * residents)
    may = [family for family in families if family.legal_group == "special_act"]
    for family in rng.sample(may, min(count, len(may))):
        family.pets = pet(rng)


def pet(rng: random.Random, kind: str | None = None) -> str:
    """A pet as a host writes it down."""
    kind = kind or rng.choices(("Kat", "Hund", "Kanin"), (55, 40, 5))[0]
    return f"{kind} ({rng.choice(PET_NAMES)}), chip 9999{rng.randrange(10**11):011d}"


def describe(rng: random.Random, names: Names, family: Family, today: date) -> None:
    """Gives every member a name, a birthday, papers and languages."""
    quota = family.legal_group == "quota"
    surname = names.quota_surname(family.language) if quota else names.surname()
    russian = not quota and rng.random() < 0.22
    taken: set[str] = set()
    for person in family.members:
        fields = person.fields
        given = ""
        while not given or given in taken:
            if quota:
                given = names.quota_given(family.language, person.sex)
            else:
                given = names.given(person.sex, person.age)
        taken.add(given)
        fields |= _name(surname, given, person.sex, quota)
        fields["birth_date"] = birth_date(rng, today, person.age).isoformat()
        if quota and rng.random() < 0.1:
            fields["birth_date"] = fields["birth_date"][:4] + "-01-01"
            fields["birth_precision"] = "year"
        fields["household_role"] = person.role
        fields["sex"] = person.sex
        fields["legal_group"] = family.legal_group
        spoken = _languages(rng, family.language, person.age, russian)
        fields["languages"] = spoken
        if spoken[0] != "en":
            fields["interpreter_language"] = spoken[0]
        _papers(rng, person, today)
        if rng.random() < 0.04:
            fields["allergies"] = rng.choice(ALLERGIES)
        if rng.random() < 0.05:
            fields["diet"] = rng.choice(DIETS)
    if family.vulnerable:
        family.head.fields["instruction"] = rng.choice(INSTRUCTIONS)
    if family.pets:
        family.head.fields["pets"] = family.pets


def _name(surname: str, given: str, sex: Sex, quota: bool) -> Row:
    if quota:
        return {"surname": surname, "given_names": given}
    borne = feminine(surname) if sex == "female" else surname
    if borne == "Шевченко" and given == "Оксана":
        given = "Олена"
    return cyrillic(borne, given)


def _languages(rng: random.Random, first: str, age: int, russian: bool) -> list[str]:
    spoken = [first]
    if first == "uk" and russian:
        spoken = ["ru", "uk"]
    elif first == "uk" and age >= 12:
        spoken = ["uk", "ru"]
    if age > 12 and first != "en" and rng.random() < 0.3:
        spoken.append("en")
    return spoken


def cyrillic(surname: str, given: str) -> Row:
    """A Ukrainian name in both scripts."""
    return {
        "surname": transliterate(surname),
        "given_names": transliterate(given),
        "surname_cyrillic": surname,
        "given_names_cyrillic": given,
    }


def _papers(rng: random.Random, person: Person, today: date) -> None:
    fields = person.fields
    fields["foreigner_number"] = f"99{rng.randrange(10**6):06d}"
    if rng.random() < 0.85:
        fields["document_type"] = "Pas"
        fields["document_number"] = f"ZZ{rng.randrange(10**6):06d}"
        fields["document_expires_on"] = (
            today + timedelta(days=rng.randrange(60, 3200))
        ).isoformat()
    if fields["legal_group"] != "quota":
        fields["permit_expires_on"] = date(today.year + 1, 3, 17).isoformat()
    if rng.random() < 0.15:
        fields["cpr"] = made_up_cpr(rng, date.fromisoformat(fields["birth_date"]), person.sex)
    if person.age >= 13:
        fields["phone"] = f"+4500{rng.randrange(100):02d}{rng.randrange(100):02d}"
        fields["phone"] += f"{rng.randrange(100):02d}"
    if person.age >= 18 and rng.random() < 0.6:
        local = f"{fields['given_names']}.{fields['surname']}".lower().encode("ascii", "ignore")
        fields["email"] = f"{local.decode()}{rng.randrange(10, 100)}@example.org"
    if person.age >= 18 and rng.random() < 0.1:
        who = rng.choice(CONTACTS)
        fields["emergency_contact"] = f"{who}, +380 00 {rng.randrange(10**7):07d}"


def made_up_cpr(rng: random.Random, born: date, sex: Sex) -> str:
    """A CPR number of the right form that fails modulus 11, so that it is hardly anybody's."""
    centuries = "0123" if born.year < 2000 else "5678"
    while True:
        digits = f"{born:%d%m%y}{rng.choice(centuries)}{rng.randrange(1000):03d}"
        weighted = zip(digits, (4, 3, 2, 7, 6, 5, 4, 3, 2, 1), strict=True)
        odd = int(digits[-1]) % 2 == 1
        if odd == (sex == "male") and sum(int(d) * w for d, w in weighted) % 11:
            return digits
