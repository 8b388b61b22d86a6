"""A photo is dropped, pasted or chosen, cropped, saved, taken away and brought back."""

from base64 import b64decode
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QPushButton, QSlider, QWidget

from desktop.models.sites import Role
from desktop.services.photos import Photos
from desktop.services.protected_files import ProtectedFiles
from desktop.views.photos.crop_view import CropView
from desktop.views.photos.photo_button import PhotoButton
from desktop.views.photos.photo_dialog import PhotoDialog
from tests.house import House
from tests.views.photos.pictures import colour, encoded, of_file, of_image, picture
from tests.views.residents.stage import Stage, part
from tests.views.residents.test_page import residents_page


def drop(widget: QWidget, mime: QMimeData) -> bool:
    """Drags something over a widget and lets it go there, as a hand does; whether it was taken."""
    actions, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    keys = Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(5, 5), actions, mime, buttons, keys)
    entering.ignore()
    QApplication.sendEvent(widget, entering)
    if not entering.isAccepted():
        return False
    QApplication.sendEvent(widget, QDropEvent(QPointF(5, 5), actions, mime, buttons, keys))
    return True


def kept(house: House, name: str = "Halyna") -> QImage | None:
    image = Photos(house.workplace()).of(house.residents.values()).get(house.residents[name])
    return QImage.fromData(b64decode(image)) if image else None


def open_dialog(stage: Stage, house: House) -> tuple[QWidget, PhotoDialog]:
    page = residents_page(stage, house, house.residents["Halyna"])
    button = part(page, PhotoButton, "file_photo")
    button.setFocus()
    stage.qtbot.keyClick(button, Qt.Key.Key_Space)
    stage.settle()
    return page, part(page, PhotoDialog, "photo_dialog")


def test_file_dropped_on_the_face_is_cropped_and_saved(
    stage: Stage, house: House, tmp_path: Path
) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(encoded(picture(800, 400)))
    page = residents_page(stage, house, house.residents["Halyna"])
    button = part(page, PhotoButton, "file_photo")
    assert button.accessibleName() == "Add a photo"
    assert drop(button, of_file(path))
    dialog = part(page, PhotoDialog, "photo_dialog")
    stage.qtbot.keyClick(dialog, Qt.Key.Key_Return)
    stage.settle()
    image = kept(house)
    assert image is not None
    assert (colour(image, 0.1, 0.5), colour(image, 0.9, 0.5)) == ("red", "blue")
    assert stage.said[-1].text() == "The photo of Halyna Koval is saved."
    assert button.accessibleName() == "Change the photo"
    undo = stage.said[-1].action
    assert undo is not None
    undo()
    stage.settle()
    assert kept(house) is None
    assert button.accessibleName() == "Add a photo"


def test_picture_is_pasted_by_keys_and_moved_by_arrows(
    stage: Stage, house: House, qapp: QApplication
) -> None:
    _page, dialog = open_dialog(stage, house)
    save = part(dialog, QPushButton, "dialog_confirm")
    assert not save.isEnabled()
    qapp.clipboard().setMimeData(of_image(picture(800, 400)))
    stage.qtbot.keyClick(dialog, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    crop = part(dialog, CropView, "photo_crop")
    assert save.isEnabled()
    assert crop.hasFocus()
    for _ in range(20):
        stage.qtbot.keyClick(crop, Qt.Key.Key_Right)
    stage.qtbot.keyClick(crop, Qt.Key.Key_Plus)
    assert part(dialog, QSlider, "photo_zoom").value() == 110
    stage.qtbot.keyClick(crop, Qt.Key.Key_Return)
    stage.settle()
    image = kept(house)
    assert image is not None
    assert (colour(image, 0.1, 0.5), colour(image, 0.9, 0.5)) == ("blue", "blue")


def test_picture_is_dragged_within_its_frame(stage: Stage, house: House) -> None:
    _page, dialog = open_dialog(stage, house)
    dialog.take(of_image(picture(800, 400)))
    crop = part(dialog, CropView, "photo_crop")
    assert crop.square().getRect() == (200, 0, 400, 400)
    middle = crop.rect().center()
    stage.qtbot.mousePress(crop, Qt.MouseButton.LeftButton, pos=middle)
    stage.qtbot.mouseMove(crop, middle + QPoint(crop.width() // 4, 0))
    stage.qtbot.mouseRelease(crop, Qt.MouseButton.LeftButton)
    assert crop.square().getRect()[:2] == (100, 0)
    part(dialog, QSlider, "photo_zoom").setValue(200)
    assert crop.square().width() == 200
    dialog.reject()


def test_upright_picture_begins_where_a_face_is(stage: Stage, house: House) -> None:
    _page, dialog = open_dialog(stage, house)
    dialog.take(of_image(picture(400, 900)))
    assert part(dialog, CropView, "photo_crop").square().getRect() == (0, 100, 400, 400)
    dialog.reject()


def test_broken_picture_is_told_and_the_dialog_stays(
    stage: Stage, house: House, tmp_path: Path
) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"not a picture")
    page, dialog = open_dialog(stage, house)
    assert drop(dialog, of_file(path))
    assert dialog.isVisible()
    said = [label.text() for label in dialog.findChildren(QWidget) if hasattr(label, "text")]
    assert any("JPEG or PNG will do" in text for text in said)
    text = QMimeData()
    text.setText("Halyna")
    assert not drop(dialog, text)
    path.write_bytes(encoded(picture()))
    part(dialog, QPushButton, "photo_choose").click()
    chooser = part(dialog, QFileDialog, "photo_file")
    chooser.fileSelected.emit(str(path))
    chooser.reject()
    part(dialog, QPushButton, "dialog_confirm").click()
    stage.settle()
    assert kept(house) is not None
    assert not [d for d in page.findChildren(QDialog) if d.isVisible()]


def test_photo_is_removed_and_brought_back(stage: Stage, house: House) -> None:
    Photos(house.workplace()).take(house.residents["Halyna"], encoded(picture(240, 240)))
    _page, dialog = open_dialog(stage, house)
    part(dialog, QPushButton, "photo_remove").click()
    stage.settle()
    assert kept(house) is None
    undo = stage.said[-1].action
    assert undo is not None
    undo()
    stage.settle()
    assert kept(house) is not None


def test_closed_file_takes_no_photo(stage: Stage, house: House) -> None:
    ProtectedFiles(house.workplace(Role.LEAD)).protect(house.residents["Halyna"], "Sag")
    page = residents_page(stage, house, house.residents["Halyna"])
    assert not part(page, PhotoButton, "file_photo").isEnabled()


@pytest.mark.parametrize("code", ["da", "uk", "ru"])
def test_chosen_picture_survives_a_change_of_language(
    stage: Stage, house: House, code: str
) -> None:
    _page, dialog = open_dialog(stage, house)
    dialog.take(of_image(picture(800, 400)))
    stage.speak(code)
    assert not part(dialog, CropView, "photo_crop").picture.isNull()
    assert part(dialog, QPushButton, "dialog_confirm").isEnabled()
    dialog.reject()
