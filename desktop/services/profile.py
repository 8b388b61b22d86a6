"""A desk's folder: its keys and its database, and how a person gets in.

``keys.json`` opens ``desk.db``; both are made when the desk is enrolled. A wrong password, a
missing or damaged file are told apart and change nothing.
"""

import shutil
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.base import instant_from, instant_text, now
from desktop.models.house_settings import offline_for
from desktop.models.identity import (
    LAST_IN_STEP,
    Identity,
    get_value,
    load_identity,
    save_identity,
    set_value,
)
from desktop.models.keys import (
    Argon2Cost,
    KeyFile,
    KeyFileError,
    Nameplate,
    SlotOwner,
    TooManyTriesError,
    WrongPasswordError,
)
from desktop.models.roles import CONFIDANTS
from desktop.models.slots import DeskKeys, Slot
from desktop.models.store import Store
from desktop.services.entry_errors import (
    KeysLostError,
    OutOfContactError,
    WaitError,
    WrongPasswordToldError,
)
from desktop.services.workplace import Workplace, faults_in_words, find_actor

MIN_PASSWORD = 8
PICTURES = "pictures"
"""The folder of pictures beside the database, where there is one."""


@dataclass(frozen=True)
class Opened:
    """An open desk, and who sits at it. ``session`` stands for them in calls to the store where
    they have just signed in there."""

    store: Store
    identity: Identity
    workplace: Workplace
    session: str | None = None


@dataclass(frozen=True)
class Recovered:
    """What the recovery code opened: the keys, who this desk is, who may sign in at it."""

    keys: DeskKeys
    store: Store
    identity: Identity


class Profile:
    """The folder of one desk."""

    def __init__(self, folder: Path, cost: Argon2Cost | None = None) -> None:
        self.folder = folder
        self.database = folder / "desk.db"
        self._keys = KeyFile(folder / "keys.json", cost)

    def is_enrolled(self) -> bool:
        """Whether a desk lives here. A database without its keys counts: it must not be
        overwritten by a new one."""
        return self._keys.exists() or self.database.exists()

    def owners(self) -> list[SlotOwner]:
        """Who can sign in here without a network. Raises KeysLostError."""
        try:
            return self._keys.owners()
        except KeyFileError as error:
            raise KeysLostError from error

    def nameplate(self) -> Nameplate | None:
        """What the closed desk tells of itself, None where it does not yet, or no longer."""
        try:
            return self._keys.nameplate()
        except KeyFileError:
            return None

    def seconds_to_wait(self, user_id: str) -> int:
        """For how long this person's next try must wait."""
        return self._keys.tries.left(user_id)

    def create(
        self,
        identity: Identity,
        owner: SlotOwner,
        password: str,
        lay_down: Callable[[Store], None],
        *,
        sealed_key: bytes | None = None,
    ) -> str:
        """Makes the desk's folder after enrolment; returns the recovery code, shown once.

        ``lay_down`` writes what was fetched with the enrolment into the new database. Raises
        AppError, and then leaves no half-made desk behind.
        """
        if len(password) < MIN_PASSWORD:
            raise AppError(
                N_("The password needs at least {count} characters."), count=MIN_PASSWORD
            )
        if self.is_enrolled():
            raise AppError(N_("There is already a desk in this folder."))
        made_here = not self.folder.exists()
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            with faults_in_words():
                key, code = self._keys.create(owner, password, _plate(identity), sealed_key)
                store = Store(self.database, key)
                try:
                    save_identity(store, identity)
                    lay_down(store)
                    note_contact(store)
                finally:
                    store.close()
        except BaseException:
            self._take_back(made_here)
            raise
        return code

    def open(
        self,
        user_id: str,
        password: str,
        clock: Callable[[], datetime] = now,
        held: Store | None = None,
    ) -> Opened:
        """Signs a person in without the store; ``held`` is the database where it is open already.

        Raises AppError: keys or database damaged, a newer version, the colleague no longer allowed
        in; WrongPasswordToldError, WaitError, OutOfContactError, KeysLostError.
        """
        try:
            keys = self._keys.open(user_id, password)
        except WrongPasswordError as error:
            raise WrongPasswordToldError from error
        except TooManyTriesError as error:
            raise WaitError(error.seconds) from error
        except KeyFileError as error:
            raise KeysLostError from error
        store = self._store_of(keys, held)
        try:
            self.take_identity(identity_of(store))
            _demand_contact(store, clock())
            opened = _enter(store, user_id, keys, clock)
            if self._keys.needs_renewing(user_id):
                self._keys.renew(user_id, keys, password)
        except BaseException:
            if held is None:
                store.close()
            raise
        return opened

    def open_store(self, desk_key: bytes) -> tuple[Store, Identity]:
        """The database, opened by its key alone: for what must be asked of the store before
        anyone sits at the desk. Raises AppError."""
        store = self._store_of(DeskKeys(desk_key), None)
        try:
            return store, identity_of(store)
        except BaseException:
            store.close()
            raise

    def admit(
        self,
        store: Store,
        owner: SlotOwner,
        keys: DeskKeys,
        password: str,
        clock: Callable[[], datetime] = now,
        *,
        issued: Slot | None = None,
        session: str | None = None,
        offline: bool = False,
    ) -> Opened:
        """Signs a person in whom the store let in just now (or, ``offline``, the recovery code),
        and gives them a slot. Raises AppError; ``store`` stays open."""
        if len(password) < MIN_PASSWORD:
            raise AppError(
                N_("The password needs at least {count} characters."), count=MIN_PASSWORD
            )
        opened = _enter(store, owner.user_id, keys, clock, session)
        try:
            self._keys.rebuild()
            self._keys.set_nameplate(_plate(opened.identity))
        except KeyFileError as error:
            raise KeysLostError from error
        self.keep_slot(owner, keys, password, issued)
        if not offline:
            note_contact(store)
        return opened

    def recover(self, code: str) -> Recovered:
        """Opens the database by the recovery code. Raises AppError as ``open``."""
        try:
            keys = self._keys.recover(code)
        except WrongPasswordError as error:
            raise WrongPasswordToldError(
                N_("This is not the recovery code of this desk. Please look at it once more.")
            ) from error
        except TooManyTriesError as error:
            raise WaitError(error.seconds) from error
        except KeyFileError as error:
            raise KeysLostError(
                N_(
                    "What the recovery code opens is missing on this PC too. Please ask your "
                    "administrator to set it up anew; the central store has what was sent."
                )
            ) from error
        store, identity = self.open_store(keys.desk_key)
        return Recovered(keys, store, identity)

    def take_slots(
        self,
        slots: Collection[Slot],
        known: Collection[str],
        void: Collection[str] = (),
        confidants: Collection[str] | None = None,
    ) -> bool:
        """Brings the keys in line with what the store says (``KeyFile.take``); whether anything
        changed."""
        try:
            return self._keys.take(slots, known, void, confidants)
        except KeyFileError as error:
            raise KeysLostError from error

    def keep_slot(
        self, owner: SlotOwner, keys: DeskKeys, password: str, issued: Slot | None = None
    ) -> None:
        """Gives a person a slot that opens with this password, in place of the one they had."""
        try:
            self._keys.put(owner, keys, password, issued)
        except KeyFileError as error:
            raise KeysLostError from error

    def take_identity(self, identity: Identity) -> None:
        """The store gave this desk another name: the closed desk tells it too."""
        try:
            self._keys.set_nameplate(_plate(identity))
        except KeyFileError as error:
            raise KeysLostError from error

    def destroy(self) -> None:
        """Takes away all that a revoked desk held: the keys first, then the database with its
        copies, and pictures. Done again, it goes on where it was cut off. The store must be
        closed."""
        self._keys.destroy()
        for path in (*self.folder.glob("desk.db*"), *self.folder.glob("desk.before-*.db")):
            path.unlink(missing_ok=True)
        shutil.rmtree(self.folder / PICTURES, ignore_errors=True)

    def _store_of(self, keys: DeskKeys, held: Store | None) -> Store:
        if held is not None:
            if held.key != keys.desk_key:  # the key file of another desk was laid here
                raise KeysLostError
            return held
        if not self.database.exists():
            raise AppError(
                N_(
                    "The database file of this desk is missing. Nothing was changed. "
                    "Please call your administrator; the central store has what was sent."
                )
            )
        with faults_in_words():
            return Store(self.database, keys.desk_key)

    def _take_back(self, made_here: bool) -> None:
        if made_here:
            shutil.rmtree(self.folder, ignore_errors=True)
            return
        self._keys.remove()
        for path in self.folder.glob("desk.db*"):
            path.unlink(missing_ok=True)


def note_contact(store: Store) -> None:
    """The store has just answered for who may sign in here."""
    with faults_in_words(), store.own() as connection:
        set_value(connection, LAST_IN_STEP, instant_text(now()))


def _enter(
    store: Store,
    user_id: str,
    keys: DeskKeys,
    clock: Callable[[], datetime],
    session: str | None = None,
) -> Opened:
    identity = identity_of(store)
    actor = find_actor(store, user_id, identity.site_ids)
    if actor is None:
        raise AppError(N_("You can no longer sign in at this desk. Please ask your administrator."))
    sealed_key = keys.sealed_key if actor.role in CONFIDANTS else None  # the role of today
    workplace = Workplace(store, identity, actor, clock, sealed_key=sealed_key)
    return Opened(store, identity, workplace, session)


def _demand_contact(store: Store, moment: datetime) -> None:
    with faults_in_words(), store.read() as session:
        told = get_value(session.connection(), LAST_IN_STEP)
        allowed = offline_for(session)
    if told is None or moment - instant_from(told) > allowed:
        raise OutOfContactError(allowed.days)


def _plate(identity: Identity) -> Nameplate:
    return Nameplate(identity.device_id, identity.device_name, identity.central_url)


def identity_of(store: Store) -> Identity:
    """Who an open desk is. Raises AppError."""
    with faults_in_words():
        identity = load_identity(store)
    if identity is None:
        raise AppError(N_("This desk is not enrolled. Please call your administrator."))
    return identity
