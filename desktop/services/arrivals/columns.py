"""Which column of a list is what, by its name in Danish or English."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

from rapidfuzz import fuzz

from desktop.i18n import N_, _
from desktop.services.search.words import folded


class ListField(StrEnum):
    """What a column may hold."""

    ARRIVAL_DATE = "arrival_date"
    ARRIVAL_TIME = "arrival_time"
    SURNAME = "surname"
    GIVEN_NAMES = "given_names"
    FULL_NAME = "full_name"
    SURNAME_CYRILLIC = "surname_cyrillic"
    GIVEN_NAMES_CYRILLIC = "given_names_cyrillic"
    BIRTH_DATE = "birth_date"
    SEX = "sex"
    HOUSEHOLD = "household"
    HOUSEHOLD_ROLE = "household_role"
    SIZE = "size"
    REFERENCE = "reference"
    FOREIGNER_NUMBER = "foreigner_number"
    CPR = "cpr"
    PHONE = "phone"
    EXPECTED_FROM = "expected_from"
    SITE = "site"
    LEGAL_GROUP = "legal_group"
    CONSIDERATIONS = "considerations"
    PETS = "pets"
    NEEDS_MEALS = "needs_meals"
    VISITATED_ON = "visitated_on"
    TAKEOVER_ON = "takeover_on"


FIELD_NAMES: Mapping[ListField, str] = {
    ListField.ARRIVAL_DATE: N_("Date of arrival"),
    ListField.ARRIVAL_TIME: N_("Time of arrival"),
    ListField.SURNAME: N_("Surname"),
    ListField.GIVEN_NAMES: N_("Given names"),
    ListField.FULL_NAME: N_("Whole name"),
    ListField.SURNAME_CYRILLIC: N_("Surname in Cyrillic letters"),
    ListField.GIVEN_NAMES_CYRILLIC: N_("Given names in Cyrillic letters"),
    ListField.BIRTH_DATE: N_("Date of birth"),
    ListField.SEX: N_("Sex"),
    ListField.HOUSEHOLD: N_("Household or case"),
    ListField.HOUSEHOLD_ROLE: N_("Place in the household"),
    ListField.SIZE: N_("Number of people"),
    ListField.REFERENCE: N_("Number in the list of arrivals"),
    ListField.FOREIGNER_NUMBER: N_("Foreigner's number"),
    ListField.CPR: N_("CPR number"),
    ListField.PHONE: N_("Phone"),
    ListField.EXPECTED_FROM: N_("Asylum centre"),
    ListField.SITE: N_("Housing site"),
    ListField.LEGAL_GROUP: N_("Legal group"),
    ListField.CONSIDERATIONS: N_("Special considerations"),
    ListField.PETS: N_("Pet"),
    ListField.NEEDS_MEALS: N_("Needs meals"),
    ListField.VISITATED_ON: N_("Visitation date"),
    ListField.TAKEOVER_ON: N_("Takeover date"),
}

_NAMES: Mapping[ListField, str] = {
    ListField.ARRIVAL_DATE: "ankomst|ankomstdato|dato for ankomst|forventet ankomst|"
    "forventet ankomstdato|dato|ankommer|ankomstdag|arrival|arrival date|date of arrival|"
    "expected arrival|expected on|date|indflytningsdato|indflytning|dato og tid|expected at",
    ListField.ARRIVAL_TIME: "ankomsttid|ankomsttidspunkt|tidspunkt|tid|klokkeslæt|kl|klokken|"
    "arrival time|time of arrival|time",
    ListField.SURNAME: "efternavn|efternavne|surname|last name|family name|familienavn",
    ListField.GIVEN_NAMES: "fornavn|fornavne|fornavn og mellemnavn|given name|given names|"
    "first name|first names|forename",
    ListField.FULL_NAME: "navn|fulde navn|borger|borgers navn|beboer|name|full name|whole name|"
    "resident",
    ListField.SURNAME_CYRILLIC: "efternavn kyrillisk|efternavn kyrilliske bogstaver|"
    "efternavn ukrainsk|surname cyrillic|surname in cyrillic letters|прізвище|фамилия",
    ListField.GIVEN_NAMES_CYRILLIC: "fornavn kyrillisk|fornavn kyrilliske bogstaver|"
    "fornavn ukrainsk|given names cyrillic|given names in cyrillic letters|ім'я|имя",
    ListField.BIRTH_DATE: "fødselsdato|født|fødselsdag|fdato|føds dato|date of birth|birth date|"
    "birthdate|born|dob|fødselsår",
    ListField.SEX: "køn|sex|gender",
    ListField.HOUSEHOLD: "husstand|husstandsnr|husstandsnummer|sag|sagsnr|sagsnummer|familie|"
    "familienr|familienummer|husstands id|sags id|case|case number|case no|household|"
    "household number|household id|family|family number|household or case|journalnr|gruppe",
    ListField.HOUSEHOLD_ROLE: "rolle|rolle i husstanden|relation|familierolle|role|"
    "relationship|household role|place in the household|position",
    ListField.SIZE: "antal personer|antal|personer|husstandsstørrelse|husstandens størrelse|"
    "antal i husstanden|household size|number of people|size|persons|people",
    ListField.REFERENCE: "reference|referencenr|referencenummer|ref|ref nr|visitationsnr|"
    "visitationsnummer|visitations id|arrival reference|reference number|person id|"
    "nummer i ankomstlisten|number in the list of arrivals",
    ListField.FOREIGNER_NUMBER: "udlændingenr|udlændingenummer|udl nr|udlnr|udlændinge id|"
    "udl nummer|foreigner number|foreigners number|foreigner's number|alien number|uid|"
    "person id nr",
    ListField.CPR: "cpr|cpr nr|cprnr|cpr nummer|personnummer|cpr number|erstatnings cpr",
    ListField.PHONE: "telefon|tlf|telefonnummer|mobil|mobilnummer|tlf nr|phone|phone number|mobile",
    ListField.EXPECTED_FROM: "asylcenter|center|centre|fra|fra center|fra asylcenter|kommer fra|"
    "ankommer fra|asylum centre|asylum center|from|expected from|hospital|udrejsecenter",
    ListField.SITE: "lokation|indkvartering|indkvarteringslokation|indkvarteringssted|site|"
    "housing site|housing|placering|sted|bolig|location",
    ListField.LEGAL_GROUP: "retsgrundlag|grundlag|opholdsgrundlag|lovgrundlag|målgruppe|"
    "lov|kategori|legal group|legal ground|ground|status|legal basis",
    ListField.CONSIDERATIONS: "skånebehov|særlige hensyn|hensyn|særlige forhold|opmærksomheder|"
    "bemærkninger|bemærkning|special considerations|considerations|special needs|notes|note|"
    "remarks",
    ListField.PETS: "kæledyr|dyr|husdyr|pet|pets|medbragt kæledyr|animal",
    ListField.NEEDS_MEALS: "mad|måltider|madudlevering|behov for mad|behov for madudlevering|"
    "brug for mad|kost|forplejning|meals|needs meals|food|needs food",
    ListField.VISITATED_ON: "visitation|visitationsdato|visiteret|visiteret den|"
    "dato for visitation|visitation date|visitated on|date of visitation|visited on",
    ListField.TAKEOVER_ON: "overtagelse|overtagelsesdato|overtages|overtages den|"
    "dato for overtagelse|takeover|takeover date|overgang|overgangsdato",
}

ALIKE = 87
"""From which likeness (0–100) on a name with a slip in it still counts."""

_SHORTEST_SLIP = 6


def key_of(text: str) -> str:
    """A column's name as it is compared: no case, no punctuation, what stands in brackets left
    out."""
    bare = re.sub(r"[(\[].*?[)\]]", " ", text) or text
    words = [re.sub(r"[^0-9a-zа-яіїєґ]", "", folded(word)) for word in re.split(r"[\s_]+", bare)]
    return "".join(words)


_KEYS: Mapping[str, ListField] = {
    key_of(name): field for field, names in _NAMES.items() for name in names.split("|")
}


def match_columns(headers: Sequence[str]) -> dict[int, ListField]:
    """What each column seems to hold, by its place. A field is given once: to the first column
    that bears one of its names, else to the one whose name is most alike."""
    found: dict[int, ListField] = {}
    for place, header in enumerate(headers):
        field = _KEYS.get(key_of(header))
        if field is not None and field not in found.values():
            found[place] = field
    slips = sorted(
        ((*_likest(header), place) for place, header in enumerate(headers) if place not in found),
        key=lambda slip: -slip[0],
    )
    for score, field, place in slips:
        if field is not None and score >= ALIKE and field not in found.values():
            found[place] = field
    return dict(sorted(found.items()))


def _likest(header: str) -> tuple[float, ListField | None]:
    wanted = key_of(header)
    if len(wanted) < _SHORTEST_SLIP:
        return 0, None
    scored = ((fuzz.ratio(wanted, key), key) for key in _KEYS if len(key) >= _SHORTEST_SLIP)
    score, key = max(scored)
    return score, _KEYS[key]


def heading_row(rows: Sequence[Sequence[str]]) -> int:
    """Which of the first rows bears the names of the columns: the one with most that are known,
    the first of them."""
    known = [len(match_columns(row)) for row in rows]
    return known.index(max(known)) if known and max(known) >= 2 else 0


def missing_columns(columns: Mapping[int, ListField]) -> tuple[ListField, ...]:
    """What no list can do without, and no column holds."""
    held = set(columns.values())
    missing = [] if ListField.ARRIVAL_DATE in held else [ListField.ARRIVAL_DATE]
    if ListField.FULL_NAME not in held:
        missing += [one for one in (ListField.SURNAME, ListField.GIVEN_NAMES) if one not in held]
    return tuple(missing)


def field_words(field: ListField) -> str:
    """What a field is called, in the current language."""
    return _(FIELD_NAMES[field])
