"""The photo step takes photos, of one after the other, and goes on."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton, QWidget

from desktop.models.residents import FurtherStepKind
from desktop.models.sites import Role
from desktop.services.check_in import CheckIns
from desktop.services.check_in_steps import DECLINED
from desktop.services.photos import Photos
from desktop.services.protected_files import ProtectedFiles
from desktop.views.check_in.page import CheckInPage
from desktop.views.photos.photo_button import PhotoButton
from desktop.views.photos.photo_dialog import PhotoDialog
from tests.house import House
from tests.views.check_in.test_page import check_in_page, missing, photograph, press
from tests.views.photos.pictures import of_image, picture
from tests.views.residents.stage import Stage, part

PHOTO = FurtherStepKind.PHOTO


def paste_photo(stage: Stage, page: CheckInPage) -> None:
    """Enter on the face that has the focus, paste, Enter: as a host does who has copied one."""
    stage.app.clipboard().setMimeData(of_image(picture(800, 400)))
    focused = page.focusWidget()
    assert isinstance(focused, PhotoButton)
    stage.qtbot.keyClick(focused, Qt.Key.Key_Return)
    stage.settle()
    dialog = next(d for d in page.findChildren(PhotoDialog) if d.isVisible())
    stage.qtbot.keyClick(dialog, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    stage.qtbot.keyClick(dialog, Qt.Key.Key_Return)
    stage.settle()


def photos(house: House) -> set[str]:
    found = Photos(house.workplace()).of(house.residents.values())
    return {name for name, id_ in house.residents.items() if id_ in found}


def test_photo_is_taken_by_keys_and_the_step_goes_on(
    stage: Stage, house: House, qapp: QApplication
) -> None:
    page = check_in_page(stage, house, (house.residents["Oksana"], PHOTO))
    taken = part(page, QPushButton, "photo_taken")
    assert not taken.isEnabled(), "nobody says that a photo was taken while there is none"
    paste_photo(stage, page)
    assert photos(house) == {"Oksana"}
    assert PHOTO in missing(house, "Oksana")
    assert page.focusWidget() is taken
    stage.qtbot.keyClick(taken, Qt.Key.Key_Return)
    stage.settle()
    assert PHOTO not in missing(house, "Oksana")
    assert not part(page, QWidget, "photo_step").isVisible()


def test_focus_goes_from_face_to_face(stage: Stage, house: House) -> None:
    page = check_in_page(stage, house, (house.residents["Iryna"], PHOTO))
    for number in range(2):
        assert page.focusWidget() is part(page, PhotoButton, f"photo_face_{number}")
        paste_photo(stage, page)
    assert page.focusWidget() is part(page, PhotoButton, "photo_face_2")
    assert len(photos(house)) == 2


def test_who_has_a_photo_is_done_and_who_wishes_none_is_asked_by_themselves(
    stage: Stage, house: House
) -> None:
    family = [house.residents[name] for name in ("Iryna", "Petro", "Danylo")]
    photograph(house, *family[:2])
    page = check_in_page(stage, house, (family[0], PHOTO))
    press(stage, page, "photo_taken")
    assert [PHOTO in missing(house, name) for name in ("Iryna", "Petro", "Danylo")] == [
        False,
        False,
        True,
    ]
    assert part(page, QWidget, "photo_step").isVisible()
    page.setFocus()
    stage.qtbot.keyClick(page, Qt.Key.Key_F8)
    stage.settle()
    done = CheckIns(house.workplace()).household(family[0])
    notes = {m.person.given_names: s.note for m in done for s in m.done if s.kind is PHOTO}
    assert notes == {"Iryna": "", "Petro": "", "Danylo": DECLINED}


def test_only_those_who_are_ticked_are_photographed_or_do_not_wish_it(
    stage: Stage, house: House
) -> None:
    photograph(house, house.residents["Iryna"])
    page = check_in_page(stage, house, (house.residents["Iryna"], PHOTO))
    part(page, QCheckBox, "photo_member_0").click()
    assert not part(page, QPushButton, "photo_taken").isEnabled()
    assert part(page, QPushButton, "photo_declined").isEnabled()
    part(page, QCheckBox, "photo_member_0").click()
    for number in (1, 2):
        part(page, QCheckBox, f"photo_member_{number}").click()
    assert part(page, QPushButton, "photo_taken").isEnabled()
    assert not part(page, QPushButton, "photo_declined").isEnabled()


def test_closed_file_is_not_photographed(stage: Stage, house: House) -> None:
    oksana = house.residents["Oksana"]
    photograph(house, oksana)
    ProtectedFiles(house.workplace(Role.LEAD)).protect(oksana, "Sag")
    page = check_in_page(stage, house, (oksana, PHOTO))
    assert not part(page, PhotoButton, "photo_face_0").isEnabled()
    assert not part(page, QPushButton, "photo_taken").isEnabled()
    ProtectedFiles(house.workplace()).open(oksana, "Check-in")
    page.data_changed({"resident"})
    stage.settle()
    assert part(page, PhotoButton, "photo_face_0").isEnabled()
    assert part(page, QPushButton, "photo_taken").isEnabled()


def test_each_face_says_whose_photo_it_takes(stage: Stage, house: House) -> None:
    photograph(house, house.residents["Iryna"])
    page = check_in_page(stage, house, (house.residents["Iryna"], PHOTO))
    said = [
        (face.accessibleName(), face.accessibleDescription())
        for face in (part(page, PhotoButton, f"photo_face_{n}") for n in range(3))
    ]
    assert said[0] == ("Change the photo", "Iryna Bondar")
    assert ("Add a photo", "Danylo Bondar") in said
