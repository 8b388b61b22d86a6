"""A photo of somebody: taken from a file, dropped, or pasted; cropped; or taken away."""

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QPixmap,
)
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QSlider, QWidget

from desktop.errors import AppError
from desktop.i18n import N_, _
from desktop.views import icons, theme
from desktop.views.photos.crop_view import CLOSEST, CropView
from desktop.views.photos.portraits import portrait
from desktop.views.photos.reading import SUFFIXES, holds_picture, picture_from, picture_in
from desktop.views.widgets.avatar import Avatar
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.flow_layout import FlowLayout
from desktop.views.widgets.small_dialog import SmallDialog

NOTHING_COPIED = N_("There is no picture in the clipboard. Copy one first, or choose a file.")


class PhotoDialog(SmallDialog):
    """``confirmed`` when a new photo is to be kept: ``image`` is it."""

    removal_clicked = Signal()
    """The photo that stands there is to go."""

    def __init__(self, name: str, photo: QPixmap | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("photo_dialog")
        self.setAcceptDrops(True)
        self._name = name
        self._heading = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        theme.mark(self._heading, role="heading")
        self._how = QLabel(wordWrap=True)
        theme.mark(self._how, role="quiet")
        self._now = Avatar(180)
        self._now.set_person(name, photo)
        self.crop = CropView()
        self.crop.setObjectName("photo_crop")
        self._zoom = QSlider(Qt.Orientation.Horizontal)
        self._zoom.setObjectName("photo_zoom")
        self._zoom.setRange(100, round(CLOSEST * 100))
        self._zoom.setPageStep(25)
        self._closer = FieldRow(self._zoom)
        self._choose = self._button("photo_choose", "upload")
        self._paste = self._button("photo_paste", "add")
        self._remove = self._button("photo_remove", "delete")
        self._remove.setVisible(photo is not None)
        self._lay_out()
        self._choose.clicked.connect(self._ask_for_file)
        self._paste.clicked.connect(self.paste)
        self._remove.clicked.connect(self.removal_clicked)
        self._zoom.valueChanged.connect(lambda value: self.crop.set_zoom(value / 100))
        self.crop.zoomed.connect(lambda zoom: self._zoom.setValue(round(zoom * 100)))
        self._show_what_there_is()
        self.retranslate()
        self._choose.setFocus()

    def image(self) -> bytes:
        """The chosen part as a small JPEG."""
        return portrait(self.crop.picture, self.crop.square())

    def take(self, mime: QMimeData) -> None:
        """A picture that was dropped or pasted."""
        try:
            picture = picture_in(mime)
        except AppError as error:
            self.refuse(error)
            return
        self._took(picture)

    def take_file(self, path: Path) -> None:
        """A picture in a file."""
        try:
            picture = picture_from(path)
        except AppError as error:
            self.refuse(error)
            return
        self._took(picture)

    def paste(self) -> None:
        """The picture in the clipboard."""
        mime = QGuiApplication.clipboard().mimeData()
        if holds_picture(mime):
            self.take(mime)
        else:
            self.refuse(AppError(NOTHING_COPIED))

    def retranslate(self) -> None:
        """Set every text."""
        paste = QKeySequence(QKeySequence.StandardKey.Paste).toString(
            QKeySequence.SequenceFormat.NativeText
        )
        self.setWindowTitle(_("Photo"))
        self._heading.setText(_("Photo of {name}").format(name=self._name))
        self._how.setText(
            _("Drag a picture here, paste it ({keys}), or choose a file.").format(keys=paste)
            if self.crop.picture.isNull()
            else _("Drag the picture, or use the arrow keys, until the face is in the circle.")
        )
        self._closer.set_label(_("Closer"))
        self.crop.setAccessibleName(_("Part of the picture that is kept"))
        for button, text in (
            (self._choose, _("Choose file…")),
            (self._paste, _("Paste")),
            (self._remove, _("Remove photo")),
        ):
            button.setText(text)
        for button, sign in (
            (self._choose, "upload"),
            (self._paste, "add"),
            (self._remove, "delete"),
        ):
            icons.put(button, sign)
        self.confirm_button.setText(_("Save photo"))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if holds_picture(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.take(event.mimeData())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        else:
            super().keyPressEvent(event)

    def _took(self, picture: QImage) -> None:
        self.crop.set_picture(picture)
        self._zoom.setValue(100)
        self.say_no_more()
        self._show_what_there_is()
        self.retranslate()
        self.crop.setFocus()
        self.make_room()

    def _show_what_there_is(self) -> None:
        chosen = not self.crop.picture.isNull()
        # One after the other: the dialog grows at once for what is shown, and never shrinks.
        self._now.setVisible(not chosen)
        self.crop.setVisible(chosen)
        self._closer.setVisible(chosen)
        self.confirm_button.setEnabled(chosen)

    def _ask_for_file(self) -> None:
        dialog = QFileDialog(self, _("Choose a picture"))
        dialog.setObjectName("photo_file")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        patterns = " ".join(f"*.{suffix}" for suffix in SUFFIXES)
        pictures = _("Pictures")
        dialog.setNameFilter(f"{pictures} ({patterns})")
        dialog.fileSelected.connect(lambda path: self.take_file(Path(path)))
        dialog.open()

    def _button(self, name: str, sign: str) -> QPushButton:
        button = QPushButton(autoDefault=False)
        button.setObjectName(name)
        icons.put(button, sign)
        return button

    def _lay_out(self) -> None:
        ways = QWidget()
        row = FlowLayout(ways)
        for button in (self._choose, self._paste, self._remove):
            row.addWidget(button)
        self.body.addWidget(self._heading)
        self.body.addWidget(self._how)
        self.body.addWidget(self._now, 0, Qt.AlignmentFlag.AlignHCenter)
        self.body.addWidget(self.crop, 0, Qt.AlignmentFlag.AlignHCenter)
        self.body.addWidget(self._closer)
        self.body.addWidget(ways)
