"""The hint before somebody is written down: is it one of these?"""

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.models.residents import ResidentStatus
from desktop.services.duplicates import Described, Duplicates
from desktop.views.duplicates.panel import DuplicatesPanel
from desktop.views.widgets.chip import Chip
from tests.house import House, add_resident
from tests.services.duplicates.twice import BORN, Twice, write_twice
from tests.views.residents.stage import Stage, part

ASKED = Described(surname="Gritsenko", given_names="Svetlana", birth_date=BORN)


@pytest.fixture
def twice(house: House) -> Twice:
    return write_twice(house)


@pytest.fixture
def panel(stage: Stage) -> Iterator[DuplicatesPanel]:
    window = QWidget()
    stage.qtbot.addWidget(window)
    made = DuplicatesPanel()
    QVBoxLayout(window).addWidget(made)
    window.resize(500, 700)
    window.show()
    window.activateWindow()
    yield made
    window.close()


def ask(panel: DuplicatesPanel, twice: Twice) -> None:
    panel.show_found(Duplicates(twice.house.workplace()).possible(ASKED, panel.apart()))


def press(stage: Stage, panel: QWidget, name: str) -> None:
    button = part(panel, QPushButton, name)
    button.setFocus()
    stage.qtbot.keyClick(button, Qt.Key.Key_Space)
    stage.settle()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_panel_hides_while_nobody_is_found_and_shows_who_why_and_where(
    stage: Stage, panel: DuplicatesPanel, twice: Twice
) -> None:
    assert panel.isHidden()
    ask(panel, twice)
    assert not panel.isHidden()
    card = part(panel, QWidget, "candidate_0")
    texts = [label.text() for label in card.findChildren(QLabel) if label.text()]
    assert "Probably the same person" in [chip.text() for chip in card.findChildren(Chip)]
    assert any("Born" in text or "born 12 Apr 1990" in text for text in texts)
    assert "Both are born on the same day (12 Apr 1990)." in texts
    assert card.accessibleName().startswith("Probably the same person: Svitlana Hrytsenko")


def test_tab_goes_through_the_answers_and_the_keys_give_them(
    stage: Stage, panel: DuplicatesPanel, twice: Twice
) -> None:
    ask(panel, twice)
    part(panel, QPushButton, "candidate_same_0").setFocus()
    walked = []
    for _ in range(7):
        focus = panel.window().focusWidget()
        assert focus is not None
        walked.append(focus.objectName())
        stage.qtbot.keyClick(focus, Qt.Key.Key_Tab)
    answers = ("same", "open", "apart")
    assert walked == [
        *(f"candidate_{answer}_{number}" for number in (0, 1) for answer in answers),
        "duplicates_none",
    ]
    with stage.qtbot.waitSignal(panel.same_chosen) as chosen:
        press(stage, panel, "candidate_same_0")
    assert chosen.args[0].person.id == twice.kept
    with stage.qtbot.waitSignal(panel.open_asked) as opened:
        press(stage, panel, "candidate_open_1")
    assert opened.args == [twice.gone]


def test_who_is_not_the_same_is_not_asked_about_again_in_this_form(
    stage: Stage, panel: DuplicatesPanel, twice: Twice
) -> None:
    ask(panel, twice)
    press(stage, panel, "candidate_apart_0")
    assert panel.apart() == (twice.kept,)
    ask(panel, twice)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert part(panel, QWidget, "candidate_0").accessibleName().count("Swetlana")
    with stage.qtbot.waitSignal(panel.answered):
        press(stage, panel, "candidate_apart_0")
    assert panel.isHidden()
    assert set(panel.apart()) == {twice.kept, twice.gone}
    panel.forget()
    assert panel.apart() == ()


def test_none_of_them_answers_for_all(stage: Stage, panel: DuplicatesPanel, twice: Twice) -> None:
    ask(panel, twice)
    with stage.qtbot.waitSignal(panel.answered):
        press(stage, panel, "duplicates_none")
    assert set(panel.apart()) == {twice.kept, twice.gone}
    assert not panel.asks()


def test_protected_file_is_hinted_at_and_nothing_more(
    stage: Stage, panel: DuplicatesPanel, twice: Twice
) -> None:
    for one in (twice.kept, twice.gone):
        twice.write(one, protected=True)
    ask(panel, twice)
    shown = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    assert shown == ["A protected file may be the same: ask a lead."]
    with stage.qtbot.waitSignal(panel.answered):
        press(stage, panel, "duplicates_none")
    ask(panel, twice)
    assert panel.isHidden()


def test_who_has_moved_out_is_offered_to_be_received_again(
    stage: Stage, panel: DuplicatesPanel, house: House
) -> None:
    gone = add_resident(
        house,
        "Zoia",
        "",
        "",
        "Prykhodko",
        born=date(1960, 3, 1),
        status=ResidentStatus.MOVED_OUT,
        moved_out_on=date(2026, 5, 1),
    )
    asked = Described(surname="Prihodko", given_names="Zoya", birth_date=date(1960, 3, 1))
    panel.show_found(Duplicates(house.workplace()).possible(asked))
    button = part(panel, QPushButton, "candidate_same_0")
    assert button.text() == "It is the same: receive again"
    assert panel._shown()[0].person.id == gone
