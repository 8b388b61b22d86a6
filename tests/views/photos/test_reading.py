"""Pictures come from files, drops and the clipboard, however they are turned, and become small."""

import random
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QRect, QUrl
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from desktop.errors import AppError
from desktop.models.photos import MAX_IMAGE
from desktop.views.photos import reading
from desktop.views.photos.portraits import MOST_BYTES, SIDE, photo_of, portrait
from desktop.views.photos.reading import holds_picture, picture_from, picture_in
from tests.views.photos.pictures import (
    colour,
    encoded,
    of_file,
    of_image,
    picture,
    with_exif,
)

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize(("kind", "name"), [(b"jpeg", "a.jpg"), (b"png", "a.png"), (b"png", "a")])
def test_file_is_read_by_what_it_holds(tmp_path: Path, kind: bytes, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(encoded(picture(), kind))
    for read in (picture_from(path), picture_in(of_file(path))):
        assert (read.width(), read.height()) == (400, 600)
        assert (colour(read, 0.2, 0.5), colour(read, 0.8, 0.5)) == ("red", "blue")


@pytest.mark.parametrize(
    ("orientation", "top_left", "size"),
    [
        (1, "red", (400, 600)),
        (3, "blue", (400, 600)),
        (6, "red", (600, 400)),
        (8, "blue", (600, 400)),
    ],
)
def test_picture_is_turned_as_the_camera_says_and_the_camera_is_forgotten(
    tmp_path: Path, orientation: int, top_left: str, size: tuple[int, int]
) -> None:
    path = tmp_path / "phone.jpg"
    path.write_bytes(with_exif(encoded(picture()), orientation))
    read = picture_from(path)
    assert (read.width(), read.height()) == size
    assert colour(read, 0.05, 0.05) == top_left
    kept = portrait(read, QRect(0, 0, 400, 400))
    assert b"Exif" not in kept
    assert b"Sandholm" not in kept


def test_words_in_a_picture_do_not_come_along() -> None:
    image = picture()
    image.setText("Comment", "Taken at Sandholm")
    assert b"Sandholm" not in portrait(image, QRect(0, 0, 400, 400))


def test_pasted_picture_is_read(qapp: QApplication) -> None:
    qapp.clipboard().setMimeData(of_image(picture()))
    mime = qapp.clipboard().mimeData()
    assert holds_picture(mime)
    assert colour(picture_in(mime), 0.8, 0.5) == "blue"


def test_picture_that_comes_encoded_is_turned_too() -> None:
    mime = QMimeData()
    mime.setData("image/jpeg", with_exif(encoded(picture()), 6))
    read = picture_in(mime)
    assert (read.width(), read.height()) == (600, 400)


def test_large_picture_is_made_smaller_before_it_is_worked_with(tmp_path: Path) -> None:
    path = tmp_path / "large.jpg"
    path.write_bytes(encoded(picture(4000, 3000)))
    read = picture_from(path)
    assert (read.width(), read.height()) == (1600, 1200)
    assert picture_in(of_image(picture(3200, 1600))).width() == 1600


@pytest.mark.qt_log_ignore("JPEG data", extend=True)
@pytest.mark.parametrize(
    "content",
    [b"", b"no picture at all", b"\xff\xd8\xff\xe0 broken", b"<svg xmlns='http://www.w3.org/2000/svg'/>",
     b"%PDF-1.4"],
)  # fmt: skip
def test_what_is_no_picture_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(content)
    with pytest.raises(AppError, match="JPEG or PNG will do"):
        picture_from(path)


def test_missing_file_and_empty_drop_are_told(tmp_path: Path) -> None:
    with pytest.raises(AppError, match="can't be opened"):
        picture_from(tmp_path / "gone.jpg")
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/a.jpg")])
    assert not holds_picture(mime)
    with pytest.raises(AppError, match="as a file first"):
        picture_in(mime)


def test_huge_picture_is_refused_before_it_is_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(encoded(picture(), b"png"))
    for limit in ("MOST_BYTES", "MOST_PIXELS"):
        with monkeypatch.context() as patched:
            patched.setattr(reading, limit, 100)
            with pytest.raises(AppError, match="smaller size"):
                picture_from(path)


def test_portrait_is_small_whatever_the_picture_holds() -> None:
    noise = QImage(600, 600, QImage.Format.Format_RGB32)
    chance = random.Random(7)
    for x in range(0, 600, 2):
        for y in range(0, 600, 2):
            noise.setPixelColor(x, y, QColor(chance.randrange(256), chance.randrange(256), 90))
    kept = portrait(noise, QRect(0, 0, 600, 600))
    assert len(kept) <= MOST_BYTES
    assert len(kept) * 4 / 3 < MAX_IMAGE
    assert kept.startswith(b"\xff\xd8\xff")


def test_portrait_is_the_square_and_see_through_is_white() -> None:
    clear = QImage(400, 400, QImage.Format.Format_ARGB32)
    clear.fill(0)
    kept = QImage.fromData(portrait(clear, QRect(0, 0, 400, 400)))
    assert (kept.width(), kept.height()) == (SIDE, SIDE)
    assert colour(kept, 0.5, 0.5) == "white"
    right = QImage.fromData(portrait(picture(), QRect(200, 0, 200, 200)))
    assert colour(right, 0.1, 0.5) == "blue"


@pytest.mark.qt_log_ignore("JPEG data", extend=True)
@pytest.mark.parametrize("image", ["", "!", "AAAA", "/9j/AAAA"])
def test_kept_photo_that_is_none_shows_as_none(image: str) -> None:
    assert photo_of(image) is None
