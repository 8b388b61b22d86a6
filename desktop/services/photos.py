"""Photos of residents: small JPEGs, of which the latest that was not taken away shows."""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.base import new_id
from desktop.models.photos import MAX_IMAGE, Photo
from desktop.services.people import require_resident
from desktop.services.records import records_of
from desktop.services.sight import closed_files, require_open
from desktop.services.workplace import Workplace

_JPEG = b"\xff\xd8\xff"


@dataclass(frozen=True)
class TakenAway:
    """A photo that was taken away, for ``put_back``."""

    resident_id: str
    taken_at: datetime
    taken_by: str
    image: str


class Photos:
    """Takes photos, takes them away, and shows them."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def of(self, resident_ids: Iterable[str]) -> Mapping[str, str]:
        """The photos (JPEG in base64) of those who have one, by the resident's id. Of people whom
        the page shows anyway; a closed file has none."""
        with self._workplace.read("see_photos") as session:
            return latest_photos(session, resident_ids)

    def take(self, resident_id: str, image: bytes) -> str:
        """Keeps a photo, a small JPEG; returns its id, for ``undo``. Raises AppError with what is
        wrong."""
        text = b64encode(image).decode("ascii")
        if not image.startswith(_JPEG) or len(text) > MAX_IMAGE:
            raise AppError(N_("This picture can't be used. Please choose another one."))
        workplace = self._workplace
        with workplace.op("photograph") as session:
            resident = require_resident(session, resident_id)
            require_open(session, resident)
            photo = Photo(
                id=new_id(),
                site_id=resident.site_id,
                resident_id=resident.id,
                taken_at=workplace.now(),
                taken_by=workplace.actor.id,
                image=text,
            )
            session.add(photo)
            return photo.id

    def undo(self, photo_id: str) -> None:
        """Takes back a photo that was just kept; the one before it shows again."""
        with self._workplace.op("photograph") as session:
            photo = session.get(Photo, photo_id)
            if photo is None or photo.voided_at is not None:
                raise AppError(N_("A colleague has settled this meanwhile."))
            require_open(session, require_resident(session, photo.resident_id))
            self._void(photo)

    def remove(self, resident_id: str) -> TakenAway:
        """Takes a resident's photo away, and those before it, so that none shows."""
        with self._workplace.op("photograph") as session:
            resident = require_resident(session, resident_id)
            require_open(session, resident)
            photos = _photos(session, records_of(session, [resident.id]))
            if not photos:
                raise AppError(N_("There is no photo any more."))
            last = photos[-1]
            taken_away = TakenAway(resident.id, last.taken_at, last.taken_by, last.image)
            for photo in photos:
                self._void(photo)
        return taken_away

    def put_back(self, photo: TakenAway) -> None:
        """Undoes ``remove``: the photo stands there again as it was taken."""
        with self._workplace.op("photograph") as session:
            resident = require_resident(session, photo.resident_id)
            require_open(session, resident)
            session.add(
                Photo(
                    site_id=resident.site_id,
                    resident_id=resident.id,
                    taken_at=photo.taken_at,
                    taken_by=photo.taken_by,
                    image=photo.image,
                )
            )

    def _void(self, photo: Photo) -> None:
        photo.voided_at = self._workplace.now()
        photo.voided_by = self._workplace.actor.id


def latest_photos(session: Session, resident_ids: Iterable[str]) -> dict[str, str]:
    """The photos that show, by resident; none of a file that is closed to the viewer."""
    wanted = set(resident_ids)
    wanted -= closed_files(session, wanted)
    records = records_of(session, wanted)
    return {records[photo.resident_id]: photo.image for photo in _photos(session, records)}


def latest_photo(session: Session, resident_id: str) -> str:
    """The photo of a resident that shows, ``""`` without one."""
    return latest_photos(session, [resident_id]).get(resident_id, "")


def _photos(session: Session, resident_ids: Iterable[str]) -> list[Photo]:
    """Those that were not taken away, the latest last."""
    return list(
        session.exec(
            select(Photo)
            .where(col(Photo.resident_id).in_(list(resident_ids)), col(Photo.voided_at).is_(None))
            .order_by(col(Photo.taken_at), col(Photo.id))
        )
    )
