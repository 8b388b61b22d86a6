"""The recovery code as a sheet of paper, to be kept away from the PC."""

from html import escape

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import (
    QFontDatabase,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPdfWriter,
    QTextDocument,
)

from desktop.i18n import _, format_date
from desktop.models.base import now
from desktop.services.days import day_of

_MARGIN = 25.0
"""Millimetres."""


def write_pdf(path: str, desk_name: str, code: str) -> None:
    """Writes the sheet to a file. Raises OSError."""
    with open(path, "wb"):  # noqa: PTH123  QPdfWriter keeps to itself why it could not
        pass
    writer = QPdfWriter(path)
    print_on(writer, desk_name, code)


def print_on(device: QPagedPaintDevice, desk_name: str, code: str) -> None:
    """Prints the sheet, in the language of the moment."""
    margins = QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
    device.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            margins,
            QPageLayout.Unit.Millimeter,
        )
    )
    fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
    title = _("The recovery code of this desk")
    advice = _("It opens the data of this desk. Keep it locked away, and not at the PC.")
    document = QTextDocument()
    document.setHtml(
        f"<h1>{title}</h1>"
        f"<p>{escape(desk_name)} · {format_date(day_of(now()), 'long')}</p>"
        f"<p style=\"font-family:'{fixed}'; font-size:18pt\">{escape(code)}</p>"
        f"<p>{advice}</p>"
    )
    document.print_(device)
