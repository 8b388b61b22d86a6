"""A desk's folder: its keys and its database, and how a person gets in.

``keys.json`` opens ``desk.db``; both are made when the desk is enrolled. A wrong password, a
missing or damaged file are told apart and change nothing.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.base import now
from desktop.models.identity import Identity, load_identity, save_identity
from desktop.models.keys import Argon2Cost, KeyFile, KeyFileError, SlotOwner, WrongPasswordError
from desktop.models.store import Store
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
        """Who can sign in here without a network. Raises AppError when the keys can't be read."""
        try:
            return self._keys.owners()
        except KeyFileError as error:
            raise AppError(
                N_(
                    "The key file of this desk is missing or damaged. Nothing was changed. "
                    "Please call your administrator and have the recovery code at hand."
                )
            ) from error

    def create(
        self,
        identity: Identity,
        owner: SlotOwner,
        password: str,
        lay_down: Callable[[Store], None],
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
                key, code = self._keys.create(owner, password)
                store = Store(self.database, key)
                try:
                    save_identity(store, identity)
                    lay_down(store)
                finally:
                    store.close()
        except BaseException:
            self._take_back(made_here)
            raise
        return code

    def open(self, user_id: str, password: str, clock: Callable[[], datetime] = now) -> Opened:
        """Signs a person in. Raises AppError: wrong password, keys or database damaged, a newer
        version, the colleague no longer allowed in."""
        try:
            key = self._keys.open(user_id, password)
        except WrongPasswordError as error:
            raise AppError(N_("The password is not right. Please try again.")) from error
        except KeyFileError:
            self.owners()
            raise
        if not self.database.exists():
            raise AppError(
                N_(
                    "The database file of this desk is missing. Nothing was changed. "
                    "Please call your administrator; the central store has what was sent."
                )
            )
        with faults_in_words():
            store = Store(self.database, key)
        try:
            identity = load_identity(store)
            if identity is None:
                raise AppError(N_("This desk is not enrolled. Please call your administrator."))
            actor = find_actor(store, user_id)
            if actor is None:
                raise AppError(
                    N_("You can no longer sign in at this desk. Please ask your administrator.")
                )
        except BaseException:
            store.close()
            raise
        return Opened(store, identity, Workplace(store, identity, actor, clock))

    def destroy(self) -> None:
        """Takes away all that a revoked desk held: the keys first, then the database with its
        copies, and pictures. Done again, it goes on where it was cut off. The store must be
        closed."""
        self._keys.destroy()
        for path in (*self.folder.glob("desk.db*"), *self.folder.glob("desk.before-*.db")):
            path.unlink(missing_ok=True)
        shutil.rmtree(self.folder / PICTURES, ignore_errors=True)

    def _take_back(self, made_here: bool) -> None:
        if made_here:
            shutil.rmtree(self.folder, ignore_errors=True)
            return
        for path in (self._keys.path, *self.folder.glob("desk.db*")):
            path.unlink(missing_ok=True)
