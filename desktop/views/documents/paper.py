"""A document on A4: made of HTML, saved as PDF by Qt's own writer, or drawn on pictures.

Whatever is printed or saved is such a paper. It is made in memory: nothing lies on the disk but
the file that a person has chosen a place for.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QImage,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPaintDevice,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextDocument,
)

from desktop.views import theme

_DPI = 300
_MM_PER_INCH = 25.4
_PAGE = (210.0, 297.0)
_MARGINS = QMarginsF(18, 18, 18, 14)
_FOOTER = 10.0
"""Millimetres at the foot of a page that the text leaves free."""

_SIZE = 10
INK, QUIET, LINE, GROUND = "#16202E", "#5B6675", "#DDE2E8", "#F3F5F8"
_STYLE = f"""
h1 {{ font-size: 18pt; margin-top: 0; }}
h2 {{ font-size: 13pt; font-weight: normal; color: {QUIET}; margin-top: 2px; }}
h1 {{ margin-bottom: 2px; }}
h2, table {{ margin-bottom: 12px; }}
p {{ margin-top: 0; margin-bottom: 8px; }}
.quiet {{ color: {QUIET}; }}
th {{ text-align: left; background-color: {GROUND}; }}
"""

Footer = Callable[[int, int], str]
"""What stands at the foot of a page, given its number and how many there are."""


@dataclass(frozen=True)
class Paper:
    """A document that is ready. ``body`` is HTML as Qt reads it, made with the functions below."""

    title: str
    body: str
    footer: Footer

    def save(self, path: Path) -> None:
        """Writes the PDF. Raises OSError."""
        path.write_bytes(self.pdf())

    def pdf(self) -> bytes:
        """The PDF as it is saved."""
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        writer.setPageLayout(
            QPageLayout(
                QPageSize(QPageSize.PageSizeId.A4),
                QPageLayout.Orientation.Portrait,
                _MARGINS,
                QPageLayout.Unit.Millimeter,
            )
        )
        writer.setResolution(_DPI)
        writer.setTitle(self.title)
        writer.setCreator("Ankomst")
        document = self._laid_out(writer, writer.width(), writer.height())
        painter = QPainter(writer)
        self._draw(document, painter, writer)
        painter.end()
        buffer.close()
        return bytes(buffer.data().data())

    def pictures(self, dpi: int = 96) -> list[QImage]:
        """Every page as a picture, with its margins: what the PDF looks like."""
        per_mm = dpi / _MM_PER_INCH
        width, height = (round(side * per_mm) for side in _PAGE)
        sheet = QImage(width, height, QImage.Format.Format_RGB32)
        sheet.setDotsPerMeterX(round(per_mm * 1000))
        sheet.setDotsPerMeterY(round(per_mm * 1000))
        inner = (
            width - (_MARGINS.left() + _MARGINS.right()) * per_mm,
            height - (_MARGINS.top() + _MARGINS.bottom()) * per_mm,
        )
        document = self._laid_out(sheet, *inner)
        pages = []
        for page in range(document.pageCount()):
            picture = sheet.copy()
            picture.fill(QColor("white"))
            painter = QPainter(picture)
            painter.translate(_MARGINS.left() * per_mm, _MARGINS.top() * per_mm)
            self._draw_page(document, painter, page)
            painter.end()
            pages.append(picture)
        return pages

    def _laid_out(self, device: QPaintDevice, width: float, height: float) -> QTextDocument:
        document = QTextDocument()
        document.documentLayout().setPaintDevice(device)
        font = QFont(theme.font())
        font.setPointSizeF(_SIZE)
        document.setDefaultFont(font)
        document.setDefaultStyleSheet(_STYLE)
        document.setDocumentMargin(0)
        document.setHtml(self.body)
        footer = _FOOTER / _MM_PER_INCH * device.logicalDpiY()
        document.setPageSize(QSizeF(width, height - footer))
        return document

    def _draw(self, document: QTextDocument, painter: QPainter, pages: QPagedPaintDevice) -> None:
        for page in range(document.pageCount()):
            if page:
                pages.newPage()
            self._draw_page(document, painter, page)

    def _draw_page(self, document: QTextDocument, painter: QPainter, page: int) -> None:
        size = document.pageSize()
        on_page = QRectF(0, page * size.height(), size.width(), size.height())
        painter.save()
        painter.translate(0, -on_page.top())
        painter.setClipRect(on_page)
        context = QAbstractTextDocumentLayout.PaintContext()
        context.clip = on_page
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Text, QColor(INK))
        context.palette = palette
        document.documentLayout().draw(painter, context)
        painter.restore()
        self._draw_footer(document, painter, page)

    def _draw_footer(self, document: QTextDocument, painter: QPainter, page: int) -> None:
        size = document.pageSize()
        high = _FOOTER / _MM_PER_INCH * painter.device().logicalDpiY()
        font = QFont(document.defaultFont())
        font.setPointSizeF(8)
        painter.setFont(font)
        painter.setPen(QColor(QUIET))
        painter.drawText(
            QRectF(0, size.height(), size.width(), high),
            Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignHCenter,
            self.footer(page + 1, document.pageCount()),
        )


def heading(text: str, beside: str = "") -> str:
    """The document's title, and the same in another language."""
    return f"<h1>{escape(text)}</h1>" + (f"<h2>{escape(beside)}</h2>" if beside else "")


def paragraph(text: str, *, quiet: bool = False) -> str:
    """A paragraph of plain text."""
    return f'<p class="quiet">{escape(text)}</p>' if quiet else f"<p>{escape(text)}</p>"


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Labels and what they say, in two columns."""
    rows = "".join(
        f'<tr><td class="quiet" style="padding-right: 16px">{escape(label)}</td>'
        f"<td><b>{escape(text)}</b></td></tr>"
        for label, text in pairs
    )
    return f'<table cellspacing="0" cellpadding="2" style="margin-top: 12px">{rows}</table>'


def beside(parts: Sequence[str]) -> str:
    """Parts of a document, each in a column of its own."""
    width = 100 // len(parts)
    cells = "".join(
        f'<td width="{width}%" style="padding-right: 24px; vertical-align: top">{part}</td>'
        for part in parts
    )
    return f'<table width="100%" cellspacing="0"><tr>{cells}</tr></table>'


def table(headers: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]) -> str:
    """A table whose head stands on every page. ``widths`` are in per cent."""
    padding = "padding-top: 4px; padding-bottom: 4px; padding-right: 10px"
    head = "".join(
        f'<th width="{width}%" style="{padding}">{escape(text)}</th>'
        for text, width in zip(headers, widths, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(
            f'<td style="{padding}; border-top: 1px solid {LINE}">{escape(text)}</td>'
            for text in row
        )
        + "</tr>"
        for row in rows
    )
    return (
        '<table width="100%" cellspacing="0" style="border-collapse: collapse; margin-top: 8px">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )
