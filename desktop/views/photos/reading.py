"""Reads a picture from a file, from what was dropped, or from the clipboard."""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QFile, QIODevice, QMimeData, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from desktop.errors import AppError
from desktop.i18n import N_

MOST_BYTES = 40_000_000
MOST_PIXELS = 120_000_000
"""What a telephone takes today, and some more."""

_WORKED_WITH = 1600
"""Pixels of the longer side that are kept for cropping."""

_KINDS = frozenset({"jpeg", "jpg", "png", "webp", "gif", "bmp", "tiff", "tif"})
SUFFIXES = ("jpg", "jpeg", "png", "webp", "gif", "bmp", "tif", "tiff")

UNREADABLE = N_("This is no picture that can be read here. A JPEG or PNG will do.")
TOO_LARGE = N_("This picture is too large. Please send or save it in a smaller size.")
NOTHING = N_(
    "There is no picture in what was dropped. Save it as a file first, then drag the file here."
)


def holds_picture(mime: QMimeData) -> bool:
    """Whether something dragged or copied may hold a picture."""
    return mime.hasImage() or any(url.isLocalFile() for url in mime.urls())


def picture_in(mime: QMimeData) -> QImage:
    """The picture in what was dropped or pasted: a file, or the picture itself. Raises AppError
    with what is wrong."""
    for url in mime.urls():
        if url.isLocalFile():
            return picture_from(Path(url.toLocalFile()))
    for content in _encoded(mime):
        return _read(_buffer(content))
    if mime.hasImage():
        image = mime.imageData()
        if isinstance(image, QImage) and not image.isNull():
            return _fitted(image)
    raise AppError(NOTHING)


def picture_from(path: Path) -> QImage:
    """The picture in a file, turned as its camera says. Raises AppError with what is wrong."""
    file = QFile(str(path))
    if not file.open(QIODevice.OpenModeFlag.ReadOnly):
        raise AppError(N_("This file can't be opened. Please choose another one."))
    if file.size() > MOST_BYTES:
        raise AppError(TOO_LARGE)
    return _read(file)


def _encoded(mime: QMimeData) -> Iterator[QByteArray]:
    """Pictures that came as files do, so that it can be seen how they are to be turned."""
    for kind in mime.formats():
        if kind.startswith("image/") and kind.removeprefix("image/") in _KINDS:
            content = mime.data(kind)
            if content.size() > MOST_BYTES:
                raise AppError(TOO_LARGE)
            if not content.isEmpty():
                yield content


def _buffer(content: QByteArray) -> QBuffer:
    buffer = QBuffer()
    buffer.setData(content)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    return buffer


def _read(device: QIODevice) -> QImage:
    reader = QImageReader(device)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    if bytes(reader.format().data()).decode("ascii", "replace").lower() not in _KINDS:
        raise AppError(UNREADABLE)
    size = reader.size()
    if size.isValid() and size.width() * size.height() > MOST_PIXELS:
        raise AppError(TOO_LARGE)
    if size.isValid() and _less(size) != size:
        reader.setScaledSize(_less(size))
    image = reader.read()
    if image.isNull() or min(image.width(), image.height()) < 2:
        raise AppError(UNREADABLE)
    return _fitted(image)


def _less(size: QSize) -> QSize:
    most = QSize(_WORKED_WITH, _WORKED_WITH)
    if size.width() <= _WORKED_WITH and size.height() <= _WORKED_WITH:
        return size
    less = size.scaled(most, Qt.AspectRatioMode.KeepAspectRatio)
    return less.expandedTo(QSize(1, 1))


def _fitted(image: QImage) -> QImage:
    if _less(image.size()) == image.size():
        return image
    return image.scaled(
        _less(image.size()),
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
