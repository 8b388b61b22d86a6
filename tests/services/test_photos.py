"""Photos are kept, taken away, brought back, and shown to nobody who may not see them."""

from base64 import b64decode

import pytest
from sqlmodel import select

from desktop.errors import AppError
from desktop.models.photos import MAX_IMAGE, Photo
from desktop.models.sites import Role
from desktop.services.photos import Photos
from desktop.services.protected_files import ProtectedFiles
from desktop.services.residents import Residents
from desktop.services.sending import Sending
from tests.house import House

FIRST, SECOND = b"\xff\xd8\xff first", b"\xff\xd8\xff second"


def shown(house: House, name: str = "Halyna") -> bytes:
    photos = Photos(house.workplace()).of(house.residents.values())
    return b64decode(photos.get(house.residents[name], ""))


def test_latest_photo_shows_in_the_file_and_beside_the_name(house: House) -> None:
    photos, halyna = Photos(house.workplace()), house.residents["Halyna"]
    photos.take(halyna, FIRST)
    house.clock.move(minutes=1)
    photos.take(halyna, SECOND)
    assert shown(house) == SECOND
    assert b64decode(Residents(house.workplace()).file(halyna).photo) == SECOND
    assert list(photos.of(house.residents.values())) == [halyna]
    assert [item.words() for item in Sending(house.workplace()).outgoing().waiting]


def test_undo_shows_the_one_before(house: House) -> None:
    photos, halyna = Photos(house.workplace()), house.residents["Halyna"]
    photos.take(halyna, FIRST)
    house.clock.move(minutes=1)
    second = photos.take(halyna, SECOND)
    photos.undo(second)
    assert shown(house) == FIRST
    with pytest.raises(AppError, match="settled"):
        photos.undo(second)


def test_removed_photo_takes_those_before_along_and_can_be_put_back(house: House) -> None:
    photos, halyna = Photos(house.workplace()), house.residents["Halyna"]
    photos.take(halyna, FIRST)
    house.clock.move(minutes=1)
    photos.take(halyna, SECOND)
    removed = photos.remove(halyna)
    assert shown(house) == b""
    with pytest.raises(AppError, match="no photo"):
        photos.remove(halyna)
    photos.put_back(removed)
    assert shown(house) == SECOND
    with house.store.read() as session:
        rows = session.exec(select(Photo)).all()
    assert [row.voided_at is None for row in sorted(rows, key=lambda row: row.image)].count(
        True
    ) == 1


def test_photo_that_came_meanwhile_is_not_covered_by_one_that_is_put_back(house: House) -> None:
    photos, halyna = Photos(house.workplace()), house.residents["Halyna"]
    photos.take(halyna, FIRST)
    removed = photos.remove(halyna)
    house.clock.move(minutes=5)
    photos.take(halyna, SECOND)
    photos.put_back(removed)
    assert shown(house) == SECOND


@pytest.mark.parametrize("image", [b"", b"\x89PNG", b"\xff\xd8\xff" + bytes(MAX_IMAGE)])
def test_what_is_no_small_jpeg_is_refused(house: House, image: bytes) -> None:
    with pytest.raises(AppError, match="another one"):
        Photos(house.workplace()).take(house.residents["Halyna"], image)
    assert shown(house) == b""


def test_photo_of_a_closed_file_is_neither_shown_nor_taken(house: House) -> None:
    photos, halyna = Photos(house.workplace()), house.residents["Halyna"]
    taken = photos.take(halyna, FIRST)
    ProtectedFiles(house.workplace(Role.LEAD)).protect(halyna, "Sag")
    assert shown(house) == b""
    assert Residents(house.workplace()).file(halyna).photo == ""
    for work in (
        lambda: photos.take(halyna, SECOND),
        lambda: photos.remove(halyna),
        lambda: photos.undo(taken),
    ):
        with pytest.raises(AppError, match="protected"):
            work()
    ProtectedFiles(house.workplace()).open(halyna, "Ambulancen")
    assert shown(house) == FIRST
