"""Photos as they are kept and as widgets show them."""

from base64 import b64decode
from binascii import Error as NotBase64

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, Qt
from PySide6.QtGui import QImage, QImageReader, QImageWriter, QPainter, QPixmap

SIDE = 240
"""How many pixels a kept photo is wide and high."""

MOST_BYTES = 25_000
"""A photo is synced like any row, also over a poor line."""

_QUALITIES = (88, 80, 70, 60, 45, 30)


def portrait(picture: QImage, square: QRect) -> bytes:
    """The square of a picture as a small JPEG. It is painted anew, so that nothing else which the
    file held (place, time, camera) comes along; what was see-through becomes white."""
    small = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    small.fill(Qt.GlobalColor.white)
    cut = picture.copy(square).scaled(
        SIDE,
        SIDE,
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    painter = QPainter(small)
    painter.drawImage(0, 0, cut)
    painter.end()
    written = b""
    for quality in _QUALITIES:
        written = _jpeg(small, quality)
        if len(written) <= MOST_BYTES:
            break
    return written


def photo_of(image: str) -> QPixmap | None:
    """A kept photo (JPEG in base64); None without one, and for what is none."""
    if not image:
        return None
    try:
        content = b64decode(image, validate=True)
    except NotBase64:
        return None
    buffer = QBuffer()
    buffer.setData(content)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    read = QImageReader(buffer, QByteArray(b"jpeg")).read()
    return None if read.isNull() else QPixmap.fromImage(read)


def _jpeg(image: QImage, quality: int) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"jpeg"))
    writer.setQuality(quality)
    writer.write(image)
    return bytes(buffer.data().data())
