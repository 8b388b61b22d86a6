"""What the ``keys.json`` of every desk should hold, as far as the store knows.

A slot is made where a password is at hand: when somebody signs in and when they change it. One
whose generation is not that of the password is void. Who may sign in at a desk no longer has none
there: what is asked for is looked at anew each time, for roles and sites change by ops too.
"""

import hmac
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import orjson
import psycopg

from central.devices import Device
from central.master_key import MasterKey, MasterKeyError, escrow_of, slot_of
from central.own_ops import OwnChange, write_own
from central.who import Person, people_at
from desktop.models.slots import Argon2Cost, DeskKeys, Slot, SlotMaker
from desktop.sync.protocol import slots_setting


class KeySlots:
    """The slots of all desks, and the keys that desks have left, on a connection to the store.
    Fresh slots have this cost."""

    def __init__(
        self, conn: psycopg.Connection, key: MasterKey, cost: Argon2Cost | None = None
    ) -> None:
        self.conn = conn
        self.key = key
        self._cost = cost

    def maker(self, person: Person, password: str) -> SlotMaker:
        """Makes their slots; asking for it takes the time of one Argon2id."""
        return SlotMaker(person.id, person.name, password, self._cost)

    def escrow(self, device_id: str) -> bytes | None:
        """The key that the desk has left, None before. Raises MasterKeyError."""
        found = self.conn.execute(
            "SELECT escrow FROM device WHERE id = %s", (device_id,)
        ).fetchone()
        if found is None or found[0] is None:
            return None
        return self.key.open(self.conn, bytes(found[0]), escrow_of(device_id))

    def leave_escrow(self, device_id: str, desk_key: bytes) -> None:
        """Keeps the desk's key. Slots that wrap another one go."""
        with self.conn.transaction():
            sealed = self.key.seal(self.conn, desk_key, escrow_of(device_id))
            try:
                before = self.escrow(device_id)
            except MasterKeyError:
                before = None
            if before is not None and hmac.compare_digest(before, desk_key):
                return
            self._put_escrow(device_id, sealed)
            if before is not None:
                self.conn.execute(
                    "UPDATE key_slot SET slot = NULL WHERE device_id = %s", (device_id,)
                )

    def copy(self, before: str, after: str) -> None:
        """A copied desk has the same database key and the same slots. Where they can't be opened
        it has none, and leaves its key anew."""
        try:
            desk_key = self.escrow(before)
            if desk_key is None:
                return
            self._put_escrow(after, self.key.seal(self.conn, desk_key, escrow_of(after)))
            rows = self.conn.execute(
                "SELECT user_id::text, generation, slot FROM key_slot WHERE device_id = %s",
                (before,),
            ).fetchall()
            for user_id, generation, sealed in rows:
                slot = None if sealed is None else self._opened(before, user_id, sealed)
                self.keep(after, user_id, generation, slot)
        except MasterKeyError:
            return

    def find(self, device_id: str, user_id: str, generation: int) -> Slot | None:
        """The slot that was made for this password, None where there is none."""
        found = self.conn.execute(
            "SELECT slot FROM key_slot WHERE device_id = %s AND user_id = %s AND generation = %s"
            " AND slot IS NOT NULL",
            (device_id, user_id, generation),
        ).fetchone()
        return None if found is None else self._opened(device_id, user_id, found[0])

    def keep(self, device_id: str, user_id: str, generation: int, slot: Slot | None) -> None:
        """They have signed in at this desk, perhaps with a slot; in the caller's transaction."""
        sealed = None
        if slot is not None:
            about = slot_of(device_id, user_id)
            sealed = self.key.seal(self.conn, orjson.dumps(slot.told()), about)
        self.conn.execute(
            "INSERT INTO key_slot (device_id, user_id, generation, slot) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (device_id, user_id) DO UPDATE"
            " SET generation = excluded.generation, slot = excluded.slot",
            (device_id, user_id, generation, sealed),
        )

    def rewrap(self, person: Person, generation: int, maker: SlotMaker, besides: str) -> list[str]:
        """Fresh slots for all desks at which somebody has signed in, and one more; those desks'
        ids. In the caller's transaction."""
        conn = self.conn
        sealed_key = self.key.confidential(conn) if person.is_confidant else None
        rows = conn.execute(
            "SELECT id::text, scopes FROM device WHERE revoked_at IS NULL AND (id = %s"
            " OR id IN (SELECT device_id FROM key_slot WHERE user_id = %s)) ORDER BY id",
            (besides, person.id),
        ).fetchall()
        conn.execute("DELETE FROM key_slot WHERE user_id = %s", (person.id,))
        found = []
        for device_id, scopes in rows:
            if person.id not in people_at(conn, scopes):
                continue
            desk_key = self.escrow(device_id)
            slot = None if desk_key is None else maker.make(DeskKeys(desk_key, sealed_key))
            self.keep(device_id, person.id, generation, slot)
            found.append(device_id)
        return found

    def told(self, device: Device) -> dict[str, Any]:
        """What ``GET /v1/slots`` answers. Slots that the master key does not open are left out."""
        conn = self.conn
        known = people_at(conn, device.scopes or ())
        rows = conn.execute(
            "SELECT k.user_id::text, k.slot, c.generation IS NOT DISTINCT FROM k.generation"
            " FROM key_slot AS k LEFT JOIN credential AS c ON c.user_id = k.user_id"
            " WHERE k.device_id = %s ORDER BY k.user_id",
            (device.id,),
        ).fetchall()
        holding = {user_id: sealed for user_id, sealed, holds in rows if holds}
        slots = []
        for user_id, sealed in holding.items():
            if sealed is not None and user_id in known:
                slot = self._opened(device.id, user_id, sealed)
                slots += [] if slot is None else [_as_allowed(slot, known[user_id]).told()]
        lost = [user_id for user_id, _, _ in rows if user_id not in known]
        conn.execute(
            "DELETE FROM key_slot WHERE device_id = %s AND user_id = ANY(%s::uuid[])",
            (device.id, lost),
        )
        later = conn.execute("SELECT user_id::text FROM credential WHERE generation > 1")
        void = {user_id for (user_id,) in later} & known.keys() - holding.keys()
        left = conn.execute("SELECT escrow IS NOT NULL FROM device WHERE id = %s", (device.id,))
        return {
            "version": version_of(conn, device.id),
            "slots": slots,
            "known": sorted(known),
            "void": sorted(void),
            "escrow": left.fetchone() == (True,),
        }

    def _put_escrow(self, device_id: str, sealed: bytes) -> None:
        self.conn.execute("UPDATE device SET escrow = %s WHERE id = %s", (sealed, device_id))

    def _opened(self, device_id: str, user_id: str, sealed: bytes) -> Slot | None:
        try:
            told = self.key.open(self.conn, sealed, slot_of(device_id, user_id))
        except MasterKeyError:
            return None
        return Slot.read(orjson.loads(told))


def void_slots(conn: psycopg.Connection, user_id: str) -> list[str]:
    """The password is another, which nobody has told: no slot is of use. The ids of the desks at
    which they have signed in."""
    rows = conn.execute(
        "UPDATE key_slot SET slot = NULL WHERE user_id = %s RETURNING device_id::text", (user_id,)
    )
    return sorted(device_id for (device_id,) in rows)


def drop_slots(conn: psycopg.Connection, user_id: str) -> None:
    """Takes away the slots of somebody at desks where they may sign in no longer."""
    rows = conn.execute(
        "SELECT k.device_id::text, d.scopes FROM key_slot AS k JOIN device AS d"
        " ON d.id = k.device_id WHERE k.user_id = %s",
        (user_id,),
    ).fetchall()
    lost = [device_id for device_id, scopes in rows if user_id not in people_at(conn, scopes)]
    conn.execute(
        "DELETE FROM key_slot WHERE user_id = %s AND device_id = ANY(%s::uuid[])", (user_id, lost)
    )


def tell_desks(conn: psycopg.Connection, device_ids: Iterable[str]) -> None:
    """Desks shall ask for their slots: the number in their setting grows. In the caller's
    transaction, which holds the counter of ``org``."""
    settings = [slots_setting(device_id) for device_id in device_ids]
    rows = conn.execute(
        "SELECT id::text, value FROM setting WHERE id = ANY(%s::uuid[])",
        ([row_id for row_id, _ in settings],),
    )
    standing: dict[str, int] = dict(rows.fetchall())
    changes = [
        OwnChange("setting", row_id, {"value": standing[row_id] + 1}, "update")
        if row_id in standing
        else OwnChange("setting", row_id, {"name": name, "value": 1})
        for row_id, name in settings
    ]
    if changes:
        write_own(conn, "administer", changes)


def version_of(conn: psycopg.Connection, device_id: str) -> int:
    """The number of which ``tell_desks`` tells the desk, 0 before."""
    row_id, _ = slots_setting(device_id)
    found = conn.execute("SELECT value FROM setting WHERE id = %s", (row_id,)).fetchone()
    return 0 if found is None else int(found[0])


def _as_allowed(slot: Slot, person: Person) -> Slot:
    return slot if person.is_confidant else replace(slot, sealed=None)
