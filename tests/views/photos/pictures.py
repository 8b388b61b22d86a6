"""Pictures as cameras and people make them."""

import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QUrl
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter


def picture(width: int = 400, height: int = 600, left: str = "red", right: str = "blue") -> QImage:
    """Left half one colour, right half another."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(left))
    painter = QPainter(image)
    painter.fillRect(width // 2, 0, width, height, QColor(right))
    painter.end()
    return image


def encoded(image: QImage, kind: bytes = b"jpeg", quality: int = 90) -> bytes:
    """The picture as a file holds it."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(kind))
    writer.setQuality(quality)
    assert writer.write(image)
    return bytes(buffer.data().data())


def with_exif(jpeg: bytes, orientation: int, note: bytes = b"Sandholm 55.8N") -> bytes:
    """A JPEG as a telephone writes it: turned, and with a note of where it was taken."""
    entries = struct.pack("<HHHII", 2, 0x0112, 3, 1, orientation)
    entries += struct.pack("<HHII", 0x010E, 2, len(note) + 1, 38)
    tiff = b"II*\0" + struct.pack("<I", 8) + entries + struct.pack("<I", 0) + note + b"\0"
    segment = b"Exif\0\0" + tiff
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment + jpeg[2:]


def of_file(path: Path) -> QMimeData:
    """A file as it is dragged."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    return mime


def of_image(image: QImage) -> QMimeData:
    """A picture as it is copied."""
    mime = QMimeData()
    mime.setImageData(image)
    return mime


def colour(image: QImage, x: float, y: float) -> str:
    """Which of the pure colours is nearest to a point, given as parts of the sides."""
    pixel = image.pixelColor(
        min(image.width() - 1, round(x * image.width())),
        min(image.height() - 1, round(y * image.height())),
    )
    names = ("red", "blue", "white", "green", "black")

    def off(name: str) -> int:
        other = QColor(name)
        return (
            abs(pixel.red() - other.red())
            + abs(pixel.green() - other.green())
            + abs(pixel.blue() - other.blue())
        )

    return min(names, key=off)
