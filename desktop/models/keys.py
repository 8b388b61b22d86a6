"""The files beside the database that hold its key, wrapped once for each who may open it.

The database key is random and stands nowhere in the clear. ``keys.json`` has a slot for each who
may sign in, and one for the recovery code that is shown once when the desk is enrolled;
``recovery.json`` is that slot again, for the day on which ``keys.json`` is lost. Taking a slot away
takes the way in away; no slot, no data.

In the clear stand the desk's name, its id and the store's address, by which a colleague who is new
to the desk, or one whose slot is lost, is let in by the store.
"""

import json
import os
import secrets
import threading
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from desktop.models.argon2_cost import measured_cost
from desktop.models.slots import (
    KEY_BYTES,
    Argon2Cost,
    DeskKeys,
    Slot,
    SlotError,
    SlotMaker,
    WrongPasswordError,
)
from desktop.models.wrong_tries import TooManyTriesError, WrongTries

__all__ = [
    "Argon2Cost",
    "KeyFile",
    "KeyFileError",
    "Nameplate",
    "SlotOwner",
    "TooManyTriesError",
    "WrongPasswordError",
]

Kept = dict[str, Any]
"""A slot as it stands in a file: ``Slot.told``, and ``issued`` where this desk made it over."""

VERSION = 2
RECOVERY = "recovery"
ISSUED = "issued"
"""In a slot that this desk made over: the salt of the store's slot in whose place it stands."""

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_LETTERS, _GROUP = 25, 5


@dataclass(frozen=True)
class SlotOwner:
    """Whose password opens a slot."""

    user_id: str
    name: str


class KeyFileError(Exception):
    """The key file is missing or can't be read; the database stays closed."""


@dataclass(frozen=True)
class Nameplate:
    """What a closed desk tells of itself."""

    device_id: str
    device_name: str
    central_url: str

    @classmethod
    def of(cls, kept: object) -> Self:
        """Read from a file. Raises KeyFileError."""
        try:
            return cls(**{name: str(value) for name, value in dict(kept).items()})  # type: ignore[call-overload]  # what is no mapping raises
        except (TypeError, ValueError) as error:
            raise KeyFileError("no nameplate") from error


def readable(code: str) -> str:
    """A recovery code in the groups in which it is written down."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def letters_of(code: str) -> str:
    """A recovery code as it is stretched, however it was typed."""
    return "".join(code.upper().replace("-", " ").split())


class KeyFile:
    """``keys.json`` of a profile with what stands beside it. Each is written whole, to a new file
    that takes the old one's place; version 1 had no nameplate and no ``recovery.json``.

    ``cost`` is what a slot made here costs; without one it is measured when a desk is made. Safe to
    use from several threads.
    """

    def __init__(self, path: Path, cost: Argon2Cost | None = None) -> None:
        self.path = path
        self.recovery_path = path.with_name("recovery.json")
        self.tries = WrongTries(path.with_name("tries.json"))
        self._cost = cost
        self._writing = threading.RLock()

    def exists(self) -> bool:
        return self.path.exists()

    def create(
        self,
        owner: SlotOwner,
        password: str,
        plate: Nameplate | None = None,
        sealed_key: bytes | None = None,
        issued: Slot | None = None,
    ) -> tuple[bytes, str]:
        """Makes a new key with a slot for its first user; returns the key and the recovery code.

        The code is 25 letters and digits in groups of five; it is stored nowhere. ``issued`` is
        the store's own slot for this user, where it has one.
        """
        key = secrets.token_bytes(KEY_BYTES)
        code = "".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS))
        cost = self._cost or measured_cost()
        for_code = SlotMaker(RECOVERY, "", code, cost).make(DeskKeys(key)).told()
        first = SlotMaker(owner.user_id, owner.name, password, cost)
        made = first.make(DeskKeys(key, sealed_key)).told()
        self._write([_standing_for(made, issued), for_code], plate, cost)
        return key, readable(code)

    def put(
        self, owner: SlotOwner, keys: DeskKeys, password: str, issued: Slot | None = None
    ) -> None:
        """Gives a user a slot, in place of the one they had."""
        with self._writing:
            content = self._content()
            cost = _cost(content, self._cost)
            fresh = SlotMaker(owner.user_id, owner.name, password, cost).make(keys).told()
            others = [slot for slot in content["slots"] if slot["user_id"] != owner.user_id]
            self._write([_standing_for(fresh, issued), *others], *_plate_and_cost(content))

    def take(
        self,
        slots: Collection[Slot],
        known: Collection[str],
        void: Collection[str] = (),
        confidants: Collection[str] | None = None,
    ) -> bool:
        """Brings the slots in line with the store's: who is not ``known`` there any more loses
        theirs, as does who is in ``void``; ``slots`` take the place of those of the same people.
        Any other stays, without the confidential key where its owner is none of ``confidants``
        (None: as it is). Returns whether anything changed. Raises KeyFileError."""
        with self._writing:
            content = self._content()
            issued = {slot.user_id: slot.told() for slot in slots if slot.user_id in known}
            kept = [
                _as_allowed(slot, confidants)
                for slot in content["slots"]
                if slot["user_id"] == RECOVERY
                or (
                    slot["user_id"] in known
                    and slot["user_id"] not in void
                    and not _outdated(slot, issued.get(slot["user_id"]))
                )
            ]
            here = {slot["user_id"] for slot in kept}
            fresh = [slot for who, slot in issued.items() if who not in here]
            if not fresh and kept == content["slots"]:
                return False
            self._write([*fresh, *kept], *_plate_and_cost(content))
            return True

    def owners(self) -> list[SlotOwner]:
        """Who can sign in here without a network, by name. Raises KeyFileError."""
        people = [SlotOwner(slot["user_id"], slot["name"]) for slot in self._content()["slots"]]
        return sorted(
            (owner for owner in people if owner.user_id != RECOVERY), key=lambda owner: owner.name
        )

    def open(self, user_id: str, password: str) -> DeskKeys:
        """The keys in a user's slot. Raises WrongPasswordError, TooManyTriesError or
        KeyFileError."""
        for slot in self._content()["slots"]:
            if slot["user_id"] == user_id:
                return self._try(slot, password)
        raise WrongPasswordError

    def recover(self, code: str) -> DeskKeys:
        """The keys by the recovery code however it is spaced, also where ``keys.json`` is lost.
        Raises as ``open``."""
        return self._try(self._recovery()["slot"], letters_of(code))

    def rebuild(self) -> None:
        """Makes ``keys.json`` anew from what stands beside it, with no way in but the code; does
        nothing where it is whole. Raises KeyFileError."""
        with self._writing:
            try:
                self._content()
            except KeyFileError:
                kept = self._recovery()
                cost = Slot.read(kept["slot"]).cost
                self._write([kept["slot"]], Nameplate.of(kept["desk"]), cost)

    def needs_renewing(self, user_id: str) -> bool:
        """Whether a slot came from elsewhere and costs something else than what suits this PC."""
        content = self._content()
        return any(
            slot["user_id"] == user_id and Slot.read(slot).cost != _cost(content, self._cost)
            for slot in content["slots"]
        )

    def renew(self, user_id: str, keys: DeskKeys, password: str) -> None:
        """Makes a user's slot over at the cost that suits this PC."""
        with self._writing:
            content = self._content()
            slot = next(slot for slot in content["slots"] if slot["user_id"] == user_id)
            made = SlotMaker(user_id, slot["name"], password, _cost(content, self._cost)).make(keys)
            fresh = made.told() | {ISSUED: slot.get(ISSUED, slot["salt"])}
            others = [other for other in content["slots"] if other is not slot]
            self._write([fresh, *others], *_plate_and_cost(content))

    def nameplate(self) -> Nameplate:
        """What the desk tells of itself. Raises KeyFileError where no file has it."""
        try:
            return Nameplate.of(self._content()["desk"])
        except KeyFileError:
            return Nameplate.of(self._recovery()["desk"])

    def set_nameplate(self, plate: Nameplate) -> None:
        """Writes who the desk is now, and what a file of an earlier version lacks. Raises
        KeyFileError."""
        with self._writing:
            content = self._content()
            whole = content["version"] == VERSION and self.recovery_path.exists()
            if whole and content["desk"] == asdict(plate):
                return
            self._write(content["slots"], plate, _cost(content, self._cost))

    def destroy(self) -> None:
        """Overwrites the slots and removes the files: what the key locks stays locked for good."""
        for path in (self.path, self.recovery_path):
            for each in (path, path.with_suffix(".new")):
                if each.exists():
                    _overwrite(each)
                    each.unlink()
        self.tries.destroy()

    def remove(self) -> None:
        """Takes a half-made desk's files away."""
        for path in (self.path, self.recovery_path, self.tries.path):
            path.unlink(missing_ok=True)

    def _try(self, slot: Kept, secret: str) -> DeskKeys:
        with self.tries.one(slot["user_id"]):
            try:
                return Slot.read(slot).open(secret)
            except SlotError as error:
                raise KeyFileError(str(error)) from error

    def _content(self) -> dict[str, Any]:
        content = _read(self.path)
        try:
            slots = [_checked(slot) for slot in content["slots"]]
        except (KeyError, TypeError, ValueError) as error:
            raise KeyFileError(str(error)) from error
        return {
            "version": content.get("version"),
            "desk": content.get("desk"),
            "cost": content.get("cost"),
            "slots": slots,
        }

    def _recovery(self) -> dict[str, Any]:
        """The slot of the recovery code and the nameplate, from whichever file has them."""
        try:
            content = self._content()
            slot = next(slot for slot in content["slots"] if slot["user_id"] == RECOVERY)
        except (KeyFileError, StopIteration):
            content = _read(self.recovery_path)
            try:
                slot = _checked(content["slot"])
            except (KeyError, ValueError) as error:
                raise KeyFileError(str(error)) from error
        return {"desk": content.get("desk"), "slot": slot}

    def _write(self, slots: list[Kept], plate: Nameplate | None, cost: Argon2Cost) -> None:
        desk = asdict(plate) if plate else None
        for_code = [slot for slot in slots if slot["user_id"] == RECOVERY]
        if for_code:
            _replace(self.recovery_path, {"version": VERSION, "desk": desk, "slot": for_code[0]})
        content = {"version": VERSION, "desk": desk, "cost": asdict(cost), "slots": slots}
        _replace(self.path, content)


def _checked(slot: Kept) -> Kept:
    """The same once it is a slot. Raises SlotError."""
    Slot.read(slot)
    return slot


def _standing_for(slot: Kept, issued: Slot | None) -> Kept:
    return slot if issued is None else slot | {ISSUED: issued.told()["salt"]}


def _outdated(slot: Kept, issued: Kept | None) -> bool:
    """Whether the store has another slot than the one that this one is or stands for."""
    if issued is None:
        return False
    other_password = issued["salt"] not in (slot["salt"], slot.get(ISSUED))
    return other_password or ("sealed" in issued) != ("sealed" in slot)


def _as_allowed(slot: Kept, confidants: Collection[str] | None) -> Kept:
    if confidants is None or slot["user_id"] in confidants:
        return slot
    return {name: value for name, value in slot.items() if name != "sealed"}


def _plate_and_cost(content: Mapping[str, Any]) -> tuple[Nameplate | None, Argon2Cost]:
    plate = Nameplate.of(content["desk"]) if content["desk"] is not None else None
    return plate, _cost(content, None)


def _cost(content: Mapping[str, Any], given: Argon2Cost | None) -> Argon2Cost:
    """What a new slot costs at this desk."""
    if given is not None:
        return given
    try:
        return Argon2Cost(**{name: int(value) for name, value in content["cost"].items()})
    except (TypeError, ValueError, AttributeError):
        return measured_cost()


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise KeyFileError(str(error)) from error
    if not isinstance(content, dict):
        raise KeyFileError("not an object")
    return content


def _replace(path: Path, content: Mapping[str, Any]) -> None:
    fresh = path.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(content, file, indent=1, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(os.urandom(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
