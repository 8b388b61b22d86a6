"""Pets that live with residents (FEATURES R9): what is known of them, and what needs a look.

A pet lives in its owner's room. Whether a site allows pets at all stands in ``site.pets_allowed``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Session, col, select

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.pets import Pet, PetApproval, Species
from desktop.models.residents import Resident
from desktop.models.sites import Site
from desktop.services.people import HERE, PersonLine, people_by_id, require_resident
from desktop.services.records import hang_on, records_of
from desktop.services.seen import saw
from desktop.services.sight import require_open
from desktop.services.workplace import Workplace

WARNED_BEFORE = timedelta(days=30)
"""How long before its end a rabies vaccination is told of."""

CHIP_DIGITS = 15
"""Digits of a chip number (ISO 11784)."""

MAX_TEXT, MAX_NOTE = 200, 500


class Rabies(StrEnum):
    """How a rabies vaccination stands on a day."""

    UNKNOWN = "unknown"
    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"


@dataclass(frozen=True)
class PetText:
    """What a host writes down. Empty text stands for "not known"."""

    species: Species
    name: str = ""
    chip: str = ""
    passport: str = ""
    rabies_valid_until: date | None = None
    approval: PetApproval = PetApproval.APPLIED
    phase_out_on: date | None = None
    note: str = ""


@dataclass(frozen=True)
class PetLine:
    """A pet with its owner, whose room it shares. Of a masked owner only the kind of pet and how
    the vaccination stands are told."""

    id: str
    owner: PersonLine
    text: PetText
    rabies: Rabies
    left_on: date | None = None


@dataclass(frozen=True)
class PetHouse:
    """The pets of the site, by room, and whether it allows any."""

    pets: tuple[PetLine, ...]
    allowed: bool


class Pets:
    """The pets of this site."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def today(self) -> date:
        """The day from which a vaccination is counted."""
        return self._workplace.today()

    def of(self, resident_id: str) -> tuple[PetLine, ...]:
        """The pets that live with a resident, as a part of the file."""
        with self._workplace.read("open_file") as session:
            require_open(session, require_resident(session, resident_id))
            records = records_of(session, [resident_id])
            saw(session, records)
            return self._lines(session, col(Pet.resident_id).in_(records))

    def allowed(self) -> bool:
        """Whether the site allows pets."""
        with self._workplace.read("see_own_desk") as session:
            site = session.get(Site, self._workplace.site_id)
            return site is not None and site.pets_allowed

    def house(self) -> PetHouse:
        """Every pet that lives at the site."""
        with self._workplace.read("see_pets") as session:
            saw(session, criterion="pets")
            pets = self._house(session)
        return PetHouse(
            tuple(sorted(pets, key=lambda pet: (pet.owner.place, pet.id))), self.allowed()
        )

    def expiring(self) -> tuple[PetLine, ...]:
        """Those whose rabies vaccination has ended or ends within ``WARNED_BEFORE``, the first to
        end first."""
        soon = self._workplace.today() + WARNED_BEFORE
        with self._workplace.read("see_pets") as session:
            saw(session, criterion="rabies")
            pets = self._house(session, col(Pet.rabies_valid_until) <= soon)
        return tuple(sorted(pets, key=lambda pet: (pet.text.rabies_valid_until or soon, pet.id)))

    def record(self, resident_id: str, text: PetText) -> None:
        """Writes down a pet. Raises AppError with what is wrong, and then has saved nothing."""
        text = checked(text)
        with self._workplace.op("record_pet") as session:
            resident = require_resident(session, resident_id)
            require_open(session, resident)
            pet = Pet(site_id=resident.site_id, resident_id=resident.id, species=text.species)
            _write(pet, text)
            session.add(pet)

    def change(self, pet_id: str, text: PetText) -> None:
        """Writes a pet anew; only what differs is changed. Raises AppError as ``record``."""
        text = checked(text)
        with self._workplace.op("record_pet") as session:
            _write(_row(session, pet_id), text)

    def leave(self, pet_id: str) -> None:
        """The pet lives here no more, from today on."""
        with self._workplace.op("record_pet") as session:
            _row(session, pet_id).left_on = self._workplace.today()

    def _house(self, session: Session, *where: sa.ColumnElement[bool]) -> tuple[PetLine, ...]:
        lives_here = hang_on(
            session,
            col(Pet.resident_id),
            col(Resident.site_id) == self._workplace.site_id,
            col(Resident.status).in_(HERE),
        )
        return self._lines(session, lives_here, *where)

    def _lines(self, session: Session, *where: sa.ColumnElement[bool]) -> tuple[PetLine, ...]:
        today = self._workplace.today()
        lives = sa.or_(col(Pet.left_on).is_(None), col(Pet.left_on) > today)
        rows = session.exec(select(Pet).where(lives, *where).order_by(col(Pet.id))).all()
        return told(session, rows, today)


def told(session: Session, rows: Sequence[Pet], today: date) -> tuple[PetLine, ...]:
    """The pets with their owners, masked where the owner's file is closed."""
    owners = people_by_id(session, today, {row.resident_id for row in rows})
    return tuple(
        PetLine(
            row.id,
            owners[row.resident_id],
            _text(row, masked=owners[row.resident_id].masked),
            rabies_on(row.rabies_valid_until, today),
            row.left_on,
        )
        for row in rows
    )


def rabies_on(valid_until: date | None, day: date) -> Rabies:
    """How a vaccination stands on a day; it is valid on its last day."""
    if valid_until is None:
        return Rabies.UNKNOWN
    if valid_until < day:
        return Rabies.EXPIRED
    return Rabies.EXPIRING if valid_until <= day + WARNED_BEFORE else Rabies.VALID


def chip_hint(chip: str) -> str | None:
    """What may be wrong with a chip number, as a msgid; only ever a hint, since older chips have
    other numbers. None when it has the digits of ISO 11784 or is empty."""
    number = compact(chip)
    if not number or (number.isdigit() and len(number) == CHIP_DIGITS):
        return None
    return N_("A chip number usually has 15 digits. Please look again; it can be saved as it is.")


def compact(chip: str) -> str:
    """A chip number without the blanks and hyphens that make it readable."""
    return "".join(sign for sign in chip if sign not in " -.\u00a0")


def checked(text: PetText) -> PetText:
    """The text as it is kept. Raises AppError with what is wrong."""
    name, passport, note = (" ".join(one.split()) for one in (text.name, text.passport, text.note))
    chip = compact(text.chip)
    if max(len(name), len(passport), len(chip)) > MAX_TEXT or len(note) > MAX_NOTE:
        raise AppError(N_("This is too long to be kept. Please write it shorter."))
    ends = text.approval is PetApproval.PHASE_OUT
    if ends and text.phase_out_on is None:
        raise AppError(N_("Please write until which day the pet may stay."))
    return PetText(
        text.species,
        name,
        chip,
        passport,
        text.rabies_valid_until,
        text.approval,
        text.phase_out_on if ends else None,
        note,
    )


def _text(row: Pet, *, masked: bool) -> PetText:
    if masked:
        return PetText(row.species, rabies_valid_until=row.rabies_valid_until)
    return PetText(
        row.species,
        row.name or "",
        row.chip or "",
        row.passport or "",
        row.rabies_valid_until,
        row.approval,
        row.phase_out_on,
        row.note or "",
    )


def _write(pet: Pet, text: PetText) -> None:
    pet.species = text.species
    pet.name = text.name or None
    pet.chip = text.chip or None
    pet.passport = text.passport or None
    pet.rabies_valid_until = text.rabies_valid_until
    pet.approval = text.approval
    pet.phase_out_on = text.phase_out_on
    pet.note = text.note or None


def _row(session: Session, pet_id: str) -> Pet:
    pet = session.get(Pet, pet_id)
    if pet is None:
        raise AppError(N_("This pet is not at this desk any more."))
    require_open(session, require_resident(session, pet.resident_id))
    return pet
