"""A person who has lived in the house and is forgotten, and how it is seen that nothing is left."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import psycopg
from psycopg import sql

from central.anonymising import Anonymised, Authority, anonymise
from central.checking import check_store
from desktop.models.base import new_id
from tests.central.conftest import House
from tests.central.desks import AT, Desk, Json

TODAY = date(2026, 11, 20)
BY = Authority("Ib", reason="nothing to keep")
PERSON = {
    "number": "003-00041-7",
    "surname": "Zahrebelna",
    "given_names": "Myroslava",
    "surname_cyrillic": "Загребельна",
    "given_names_cyrillic": "Мирослава",
    "birth_date": "1992-02-14",
    "sex": "female",
    "cpr": "140292-1234",
    "phone": "+45 31 41 59 26",
    "email": "m.zahrebelna@example.org",
    "document_number": "FX 482917",
    "status": "moved_out",
    "arrived_on": "2026-01-05",
    "moved_out_on": "2026-06-30",
}
SECRETS = (
    "zahrebeln",
    "myroslav",
    "загребельн",
    "мирослав",
    "00300041",
    "1402921234",
    "31415926",
    "fx482917",
    "208210000771",
    "dk77pas",
    "daisyvej",
    "hoftebrud",
    "bentelarsen",
    "fotofoto",
    "journalnr900",
    "pollenallergi",
)
"""What may stand nowhere, without blanks and hyphens, in lower case."""


def everything(conn: psycopg.Connection) -> Iterator[tuple[str, str]]:
    """Every row of every table, as text."""
    names = conn.execute(
        "SELECT table_name FROM information_schema.tables"
        " WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'"
    ).fetchall()
    for (name,) in names:
        query = sql.SQL("SELECT t::text FROM {} AS t").format(sql.Identifier(name))
        for (text,) in conn.execute(query).fetchall():
            yield name, text


def named_in(conn: psycopg.Connection) -> dict[str, set[str]]:
    """What of ``SECRETS`` is found, by table."""
    found: dict[str, set[str]] = {}
    for table, text in everything(conn):
        plain = "".join(sign for sign in text.lower() if sign not in " -+\\")
        for secret in SECRETS:
            if secret in plain:
                found.setdefault(table, set()).add(secret)
    return found


def agree(conn: psycopg.Connection) -> None:
    """Log and tables say the same."""
    assert [problem for found in check_store(conn) for problem in found.problems] == []


def figures(conn: psycopg.Connection) -> Counter[tuple[Any, ...]]:
    """What statistics count: sex, year of birth, status, months of arrival and leaving, and stays
    by month; by site."""
    people = conn.execute(
        "SELECT site_id, sex, extract(year FROM birth_date), status,"
        " to_char(arrived_on, 'YYYY-MM'), to_char(moved_out_on, 'YYYY-MM') FROM resident"
    ).fetchall()
    stays = conn.execute(
        "SELECT site_id, to_char(starts_on, 'YYYY-MM'), ends_on - starts_on, state FROM stay"
    ).fetchall()
    served = conn.execute("SELECT site_id, day, meal FROM meal_serving").fetchall()
    return Counter([*people, *stays, *served])


def forget(
    site: House, resident_id: str, *, key: bytes | None = None, by: Authority = BY
) -> Anonymised:
    with site.store.connection() as conn:
        return anonymise(conn, resident_id, by, today=TODAY, key=key)


@contextmanager
def at(site: House) -> Iterator[psycopg.Connection]:
    with site.store.connection() as conn:
        yield conn


class Life:
    """A person who has lived in the house, as a desk wrote it down."""

    def __init__(self, desk: Desk, lead: str) -> None:
        self.desk = desk
        self.id, self.household, self.incident = new_id(), new_id(), new_id()
        self.need, self.pair, self.other = new_id(), new_id(), new_id()
        self.measure = new_id()
        room, bed, self.stay = new_id(), new_id(), new_id()
        note = "Мирославою Загребельною прийшла, tlf. 31 41 59 26"
        when = {"done_at": AT, "done_by": lead}
        done = desk.do(
            desk.insert("household", self.household, size=2, note="Zahrebelnas familie"),
            desk.insert("room", room, number="2.14"),
            desk.insert("bed", bed, room_id=room, label="A"),
            desk.resident(self.id, **{**PERSON, "household_id": self.household}),
            desk.resident(self.other, number="003-00042-5", surname="Bondar", given_names="Iryna"),
            desk.insert(
                "stay",
                self.stay,
                bed_id=bed,
                resident_id=self.id,
                starts_on="2026-01-05",
                ends_on="2026-06-30",
                reason="Myroslavas ønske",
            ),
            desk.insert("check_in_step", resident_id=self.id, kind="lease", note=note, **when),
            desk.insert(
                "meal_serving",
                resident_id=self.id,
                meal="lunch",
                day="2026-01-06",
                served_at=AT,
                served_by=lead,
                desk_name="Desk 1",
                override_reason="Til Myroslava igen",
            ),
            desk.insert(
                "incident",
                self.incident,
                number="003-1",
                happened_at=AT,
                reported_at=AT,
                reported_by=lead,
                place="kitchen",
                category="noise",
                severity=1,
                facts="Myroslava Zahrebelna (003-00041-7) og Iryna Bondar råbte. Загребельній!",
                assessment="Мирослава втомлена",
                status="closed",
            ),
            desk.insert("incident_person", incident_id=self.incident, resident_id=self.id),
            desk.insert("incident_person", incident_id=self.incident, resident_id=self.other),
            desk.insert(
                "measure",
                self.measure,
                incident_id=self.incident,
                kind="talk",
                taken_at=AT,
                taken_by=lead,
                note="Talte med Zahrebelna",
            ),
            desk.insert("support_need", self.need, resident_id=self.id, sealed="k1.geheim"),
            desk.insert(
                "conflict_pair",
                self.pair,
                resident_id=self.other,
                other_id=self.id,
                sealed="k1.geheim",
            ),
            desk.insert(
                "protected_opening",
                resident_id=self.id,
                opened_by=lead,
                opened_at=AT,
                ends_at=AT,
                reason="Zahrebelnas søster ringede",
            ),
        )
        assert done["status"] == "applied", done
        done = desk.do(*self._since_then(lead), action="x")
        assert done["status"] == "applied", done
        self.seq = done["seq"]

    def _since_then(self, lead: str) -> list[Json]:
        """What became of them; ``theirs`` keeps the ids of these rows by table."""
        desk, left = self.desk, new_id()
        who: Json = {"resident_id": self.id}
        done: Json = {"done_at": AT, "done_by": lead, **who}
        made = [
            desk.insert("further_step", kind="key", note="Zahrebelnas nøgle", **done),
            desk.insert("photo", taken_at=AT, taken_by=lead, image="FotoFoto", **who),
            desk.insert("guardian", name="Bente Larsen", phone="1", relation="værge", **who),
            desk.insert(
                "pet",
                species="dog",
                name="Daisyvej-hunden",
                chip="208210000771",
                passport="DK 77 PAS",
                note="Myroslavas hund",
                **who,
            ),
            desk.insert(
                "absence", kind="hospital", starts_on="2026-02-01", note="Hoftebrud", **who
            ),
            desk.insert("appointment", kind="other", at=AT, title="Hoftebrud igen", **who),
            desk.insert("referral", sent_on="2026-02-03", sealed="k1.geheim", **who),
            desk.insert(
                "child_concern",
                passed_on_at=AT,
                passed_on_by=lead,
                passed_on_to="Bente Larsen",
                reference="Journalnr 900",
                **who,
            ),
            desk.insert("not_same", other_id=self.other, said_at=AT, said_by=lead, **who),
            desk.insert(
                "check_out",
                left,
                reason="own_home",
                note="Zahrebelna",
                forwarding_address="Daisyvej 9",
                leaves_on="2026-06-30",
                begun_at=AT,
                begun_by=lead,
                **who,
            ),
            desk.insert("check_out_step", check_out_id=left, kind="keys", note="Myroslava", **done),
            desk.insert("list_entry", taken_at=AT, said={"phone": "Myroslava"}, **who),
        ]
        self.theirs: dict[str, str] = {change["table"]: change["id"] for change in made}
        return made

    def change(self, desk: Desk, base: int, **fields: Any) -> Json:
        return desk.do(desk.update("resident", self.id, base, **fields), action="change_resident")
