"""The file of one incident."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _, format_age, format_datetime
from desktop.models.incidents import IncidentStatus
from desktop.services.incidents import IncidentFile
from desktop.services.words import word
from desktop.views import icons, theme
from desktop.views.incidents.incidents_model import STATUS_ICONS
from desktop.views.incidents.measure_card import MeasureCard
from desktop.views.incidents.severity import severity_icon, severity_state, severity_word
from desktop.views.widgets.card import Card
from desktop.views.widgets.chip import Chip
from desktop.views.widgets.flow_layout import FlowLayout
from desktop.views.widgets.person_card import PersonCard
from desktop.views.widgets.scroll_column import ScrollColumn


class IncidentFileView(QWidget):
    """Facts apart from the assessment, who had which part, and what was done about it."""

    measure_wanted = Signal()
    close_wanted = Signal()
    back_wanted = Signal()
    person_opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.file: IncidentFile | None = None
        self._title, self._reported = QLabel(), QLabel(wordWrap=True)
        theme.mark(self._title, role="title")
        theme.mark(self._reported, role="quiet")
        self.back_button, self.close_button = QPushButton(), QPushButton()
        self.measure_button = QPushButton()
        self.back_button.setObjectName("incident_back")
        self.close_button.setObjectName("incident_close")
        self.measure_button.setObjectName("incident_add_measure")
        theme.mark(self.back_button, role="quiet")
        theme.mark(self.measure_button, role="primary")
        self._chips = QWidget()
        self._chip_row = FlowLayout(self._chips, theme.SPACE_8)
        self._facts_card, self._assessment_card = Card(), Card()
        self._people_card, self._measures_card = Card(), Card()
        self._facts, self._assessment = _text(), _text()
        self._facts.setObjectName("incident_file_facts")
        self._people = QVBoxLayout()
        self._nobody = QLabel(wordWrap=True)
        theme.mark(self._nobody, role="quiet")
        self._measures = QVBoxLayout()
        self._no_measures = QLabel(wordWrap=True)
        theme.mark(self._no_measures, role="quiet")
        self._lay_out()
        self.back_button.clicked.connect(self.back_wanted)
        self.close_button.clicked.connect(self.close_wanted)
        self.measure_button.clicked.connect(self.measure_wanted)
        self.retranslate()

    def show_file(self, file: IncidentFile) -> None:
        """Show an incident as it stands now."""
        self.file = file
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text again."""
        self.back_button.setText(_("All incidents"))
        icons.put(self.back_button, "previous", "accent")
        self.close_button.setText(_("Close incident"))
        self.measure_button.setText(_("Add measure…"))
        self._facts_card.set_title(_("What happened"))
        self._assessment_card.set_title(_("Assessment"))
        self._people_card.set_title(_("Who"))
        self._measures_card.set_title(_("Measures"))
        self._nobody.setText(_("No resident is named in this incident."))
        self._no_measures.setText(_("What is done about it shows here."))
        if self.file is not None:
            self._show(self.file)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _show(self, file: IncidentFile) -> None:
        line = file.line
        if line.restricted:
            self._title.setText(_("Restricted incident"))
        else:
            self._title.setText(_("Incident {number}").format(number=line.number))
        self._reported.setText(
            _("{when} · reported {reported} by {colleague}").format(
                when=format_datetime(line.happened_at),
                reported=format_datetime(file.reported_at),
                colleague=file.reported_by,
            )
        )
        self.close_button.setVisible(line.status is not IncidentStatus.CLOSED)
        self._facts.setText(line.facts)
        self._assessment.setText(file.assessment)
        self._assessment_card.setVisible(bool(file.assessment))
        self._show_chips(file)
        self._show_people(file)
        _empty(self._measures)
        self._no_measures.setVisible(not file.measures)
        for measure in file.measures:
            self._measures.addWidget(MeasureCard(measure))

    def _show_chips(self, file: IncidentFile) -> None:
        line = file.line
        chips = [
            *(
                [Chip(_("Only for site leads and social liaisons"), "danger", "lock")]
                if line.restricted
                else []
            ),
            Chip(word(line.status), "accent", STATUS_ICONS[line.status]),
            Chip(word(line.category), "", line.category.value),
            Chip(word(line.place), "", "place"),
            Chip(
                severity_word(line.severity),
                severity_state(line.severity),
                severity_icon(line.severity),
            ),
        ]
        if file.injuries:
            chips.append(Chip(_("Somebody was hurt"), "danger"))
        if file.ambulance:
            chips.append(Chip(_("An ambulance came"), "danger"))
        if file.police_case:
            police = _("Police case {number}").format(number=file.police_case)
            chips.append(Chip(police, "attention", "protected"))
        _empty(self._chip_row)
        for chip in chips:
            self._chip_row.addWidget(chip)

    def _show_people(self, file: IncidentFile) -> None:
        _empty(self._people)
        self._nobody.setVisible(not file.parts)
        for person, part in file.parts:
            card = PersonCard()
            age = "" if person.age is None else format_age(person.age)
            detail = " · ".join(filter(None, [age, person.place, person.number]))
            card.show_person(person.name, detail, [Chip(word(part))], masked=person.masked)
            card.opened.connect(lambda person_id=person.id: self.person_opened.emit(person_id))
            self._people.addWidget(card)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_12)
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self.back_button)
        head.addWidget(self.close_button)
        head.addWidget(self.measure_button)
        self._facts_card.body.addWidget(self._facts)
        self._assessment_card.body.addWidget(self._assessment)
        self._people.setSpacing(theme.SPACE_8)
        self._people_card.body.addWidget(self._nobody)
        self._people_card.body.addLayout(self._people)
        self._measures.setSpacing(theme.SPACE_8)
        self._measures_card.body.addWidget(self._no_measures)
        self._measures_card.body.addLayout(self._measures)
        left, right = ScrollColumn(), ScrollColumn()
        for card in (self._facts_card, self._assessment_card, self._measures_card):
            left.body.addWidget(card)
        left.body.addStretch(1)
        right.body.addWidget(self._people_card)
        right.body.addStretch(1)
        across = QHBoxLayout()
        across.setSpacing(theme.SPACE_16)
        across.addWidget(left, 5)
        across.addWidget(right, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_12)
        column.addLayout(head)
        column.addWidget(self._reported)
        column.addWidget(self._chips)
        column.addLayout(across, 1)


def _text() -> QLabel:
    label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _empty(layout: FlowLayout | QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()
