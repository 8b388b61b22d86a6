"""How a person gets in at this desk: by their slot without a network, or by the store's word.

Everything here blocks: it is run off the UI thread.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.base import now
from desktop.models.identity import Identity
from desktop.models.keys import Nameplate, SlotOwner
from desktop.models.slots import DeskKeys
from desktop.models.store import Store
from desktop.services.profile import Opened, Profile, identity_of
from desktop.services.workplace import find_actor
from desktop.sync import signing_in
from desktop.sync.catching_up import catch_up_org
from desktop.sync.signing_in import SignedIn


class WayIn:
    """For one desk; ``held`` is its database where it is open already (a locked desk, one that
    the recovery code opened), and is then never closed here. ``central_url`` takes the place of
    the address that the desk remembers."""

    def __init__(
        self,
        profile: Profile,
        held: Store | None = None,
        *,
        central_url: str = "",
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._profile = profile
        self._held = held
        self._central_url = central_url
        self._clock = clock

    def owners(self) -> list[SlotOwner]:
        """Who can sign in here without a network. Raises KeysLostError."""
        return self._profile.owners()

    def seconds_to_wait(self, user_id: str) -> int:
        """For how long this person's next try must wait."""
        return self._profile.seconds_to_wait(user_id)

    def open(self, user_id: str, password: str) -> Opened:
        """Lets a known person in, without the store. Raises as ``Profile.open``."""
        return self._profile.open(user_id, password, self._clock, self._held)

    def can_ask(self) -> bool:
        """Whether this desk knows whom to ask and who it is."""
        return self._profile.nameplate() is not None

    def ask_store(self, user: str, password: str) -> SignedIn:
        """Who this is, by the store's word; ``user`` is an id or a name. Raises as
        ``signing_in.sign_in``."""
        plate = self._plate()
        return signing_in.sign_in(
            self._central_url or plate.central_url, plate.device_id, user, password
        )

    def enter(self, who: SignedIn, password: str, new_password: str = "") -> Opened:
        """Lets in whom the store let in, and gives them a slot; with ``new_password`` once it was
        changed at the store. Raises AppError, or as ``signing_in.change_password``."""
        store, identity = self._opened(who)
        try:
            slot = who.slot
            if new_password:
                slot = signing_in.change_password(
                    identity, who.session, password, new_password
                ).slot
            known = find_actor(store, who.user_id, identity.site_ids)
            if known is None or known.role is not who.role:
                catch_up_org(store, identity)
            return self._profile.admit(
                store,
                SlotOwner(who.user_id, who.name),
                DeskKeys(store.key, who.sealed_key),
                new_password or password,
                self._clock,
                issued=slot,
                session=who.session,
            )
        except BaseException:
            if store is not self._held:
                store.close()
            raise

    def change_password(self, user_id: str, old: str, new: str) -> None:
        """A new password at the store and at this desk, whose database is open. Raises AppError,
        or as ``signing_in.change_password``; a wrong ``old`` is ``sign_in_refused``."""
        assert self._held is not None
        identity = self._at(identity_of(self._held))
        who = self.ask_store(user_id, old)
        changed = signing_in.change_password(identity, who.session, old, new)
        self._profile.keep_slot(
            SlotOwner(who.user_id, who.name),
            DeskKeys(self._held.key, who.sealed_key),
            new,
            changed.slot,
        )

    def _opened(self, who: SignedIn) -> tuple[Store, Identity]:
        if self._held is not None:
            store, identity = self._held, identity_of(self._held)
        elif who.desk_key is None:
            raise AppError(
                N_(
                    "Nobody new can sign in here yet. Please ask a colleague who knows this desk "
                    "to sign in once while it is on the network."
                )
            )
        else:
            store, identity = self._profile.open_store(who.desk_key)
        return store, self._at(identity)

    def _at(self, identity: Identity) -> Identity:
        address = self._central_url or identity.central_url
        return replace(identity, central_url=address)

    def _plate(self) -> Nameplate:
        plate = self._profile.nameplate()
        if plate is None:
            raise AppError(
                N_(
                    "This desk no longer knows which one it is. Please ask your administrator for "
                    "the recovery code."
                )
            )
        return plate
