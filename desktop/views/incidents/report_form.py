"""The form to log an incident in under a minute."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.i18n import COPENHAGEN, _
from desktop.models.incidents import IncidentCategory, IncidentPlace
from desktop.services.people import PersonLine
from desktop.services.words import word
from desktop.views import theme
from desktop.views.background import Background
from desktop.views.incidents.people_parts import PeopleParts
from desktop.views.incidents.severity import severity_choices
from desktop.views.incidents.unfinished import Involved, Unfinished
from desktop.views.widgets.choice_row import Choice, ChoiceRow
from desktop.views.widgets.date_field import DateField
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.fold import Fold
from desktop.views.widgets.person_finder import FindPeople, PersonFinder
from desktop.views.widgets.scroll_column import ScrollColumn
from desktop.views.widgets.time_field import TimeField

_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class ReportForm(QWidget):
    """When, where, what kind, how grave, who, what happened, in this order, on one page."""

    changed = Signal()
    """The person wrote or chose something (not sent by ``set_content``)."""
    save_wanted = Signal()
    discard_wanted = Signal()

    def __init__(
        self,
        background: Background,
        find: FindPeople,
        *,
        restricted: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """``restricted``: only confidants will read it, which the form says."""
        super().__init__(parent)
        self._restricted = restricted
        self.finder = PersonFinder(background, find)
        self._make_fields()
        self._name_fields()
        self._lay_out()
        self._connect()
        self.retranslate()

    def _make_fields(self) -> None:
        self._filling = False
        self._title = QLabel()
        theme.mark(self._title, role="title")
        self._note = QLabel(wordWrap=True)
        theme.mark(self._note, role="note")
        self._note.setVisible(self._restricted)
        self.day, self.clock = DateField(), TimeField()
        when = QWidget()
        row = QHBoxLayout(when)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_8)
        row.addWidget(self.day)
        row.addWidget(self.clock)
        row.addStretch(1)
        self.place = ChoiceRow([_choice(place, _PLACE_ICONS) for place in IncidentPlace])
        self.category = ChoiceRow([_choice(kind, {}) for kind in IncidentCategory])
        self.severity = ChoiceRow(severity_choices())
        self.people = PeopleParts()
        who = QWidget()
        beside = QHBoxLayout(who)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(theme.SPACE_12)
        beside.addWidget(self.finder, 2, Qt.AlignmentFlag.AlignTop)
        beside.addWidget(self.people, 3)
        self.facts = QPlainTextEdit(tabChangesFocus=True)
        self.facts.setMinimumHeight(theme.px(88))
        self.facts.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.assessment = QPlainTextEdit(tabChangesFocus=True)
        self.assessment.setFixedHeight(theme.px(72))
        self.injuries, self.ambulance = QCheckBox(), QCheckBox()
        self.police_case = QLineEdit(maxLength=200)
        self._when_row = FieldRow(when, beside=True)
        self._place_row = FieldRow(self.place, beside=True)
        self._category_row = FieldRow(self.category, beside=True)
        self._severity_row = FieldRow(self.severity, beside=True)
        self._who_row = FieldRow(who, beside=True)
        self._facts_row = FieldRow(self.facts, beside=True)
        self._assessment_row = FieldRow(self.assessment)
        self._police_row = FieldRow(self.police_case)
        self.more = Fold()
        self.discard_button, self.save_button = QPushButton(), QPushButton()
        theme.mark(self.discard_button, role="quiet")
        theme.mark(self.save_button, role="primary")

    def content(self) -> Unfinished:
        """What the form holds now."""
        day, clock = self.day.value(), self.clock.value()
        return Unfinished(
            happened_at=datetime.combine(day, clock, COPENHAGEN),
            place=self.place.value(),
            category=self.category.value(),
            severity=self.severity.value(),
            people=self.people.people(),
            facts=self.facts.toPlainText(),
            assessment=self.assessment.toPlainText(),
            injuries=self.injuries.isChecked(),
            ambulance=self.ambulance.isChecked(),
            police_case=self.police_case.text(),
        )

    def set_content(self, content: Unfinished) -> None:
        """Show ``content``, without telling."""
        blockers = [QSignalBlocker(widget) for widget in (self.day, self.clock)]
        local = content.happened_at.astimezone(COPENHAGEN)
        self._filling = True
        self.day.set_value(local.date())
        self.clock.set_value(local.time())
        self.place.set_value(content.place)
        self.category.set_value(content.category)
        self.severity.set_value(content.severity)
        self.people.set_people(content.people)
        self.facts.setPlainText(content.facts)
        self.assessment.setPlainText(content.assessment)
        self.injuries.setChecked(content.injuries)
        self.ambulance.setChecked(content.ambulance)
        self.police_case.setText(content.police_case)
        self._filling = False
        del blockers
        has_more = content.assessment or content.injuries or content.ambulance
        self.more.set_open(bool(has_more or content.police_case))
        self.clear_errors()
        self._show_state()

    def add_person(self, person: PersonLine) -> None:
        """Take somebody in."""
        self.people.add(Involved.of(person))

    def complete(self) -> bool:
        """Whether nothing is missing; what is, is said beside its field, the first gets focus."""
        content = self.content()
        missing: list[tuple[FieldRow, QWidget, bool, Callable[[], str]]] = [
            (self._place_row, self.place, content.place is None, _say_place),
            (self._category_row, self.category, content.category is None, _say_category),
            (self._severity_row, self.severity, content.severity is None, _say_severity),
            (self._facts_row, self.facts, not content.facts.strip(), _say_facts),
        ]
        for row, _control, is_missing, text in missing:
            row.set_error(text if is_missing else None)
        first = next((control for _row, control, is_missing, _text in missing if is_missing), None)
        if first is not None:
            target = first.findChild(QPushButton) if isinstance(first, ChoiceRow) else first
            (target or first).setFocus(Qt.FocusReason.OtherFocusReason)
        return first is None

    def clear_errors(self) -> None:
        """Say no more that something is wrong."""
        rows = (self._when_row, self._place_row, self._category_row, self._severity_row)
        for row in (*rows, self._facts_row):
            row.set_error(None)

    def refuse(self, text: Callable[[], str]) -> None:
        """Say what the rules found wrong; of what is on this page that can only be the time."""
        self._when_row.set_error(text)

    def retranslate(self) -> None:
        """Set every text; what is typed and chosen stays."""
        self._title.setText(_("New restricted incident") if self._restricted else _("New incident"))
        self._note.setText(
            _("Only site leads and social liaisons will be able to read this report.")
        )
        self._when_row.set_label(_("When"))
        self._place_row.set_label(_("Where"))
        self._category_row.set_label(_("What kind"))
        self._severity_row.set_label(_("Severity"))
        self._who_row.set_label(_("Who"))
        self.finder.set_texts(_("Number, name or room"))
        self._facts_row.set_label(_("What happened"))
        self.facts.setPlaceholderText(_("What was seen and heard, in the order it happened."))
        self.day.setAccessibleName(_("Date of the incident"))
        self.clock.setAccessibleName(_("Time of the incident"))
        self.more.set_title(_("Assessment, injuries, ambulance, police"))
        self._assessment_row.set_label(
            _("Assessment"), _("Your view of it, apart from what was seen and heard.")
        )
        self.injuries.setText(_("Somebody was hurt"))
        self.ambulance.setText(_("An ambulance came"))
        self._police_row.set_label(_("Police case number"))
        self.discard_button.setText(_("Discard"))
        self.save_button.setText(_("Save — Ctrl+Enter"))
        self._align_labels()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in _ENTER and control:
            self.save_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _name_fields(self) -> None:
        named: dict[str, QWidget] = {
            "incident_date": self.day,
            "incident_time": self.clock,
            "incident_people_search": self.finder,
            "incident_facts": self.facts,
            "incident_assessment": self.assessment,
            "incident_injuries": self.injuries,
            "incident_ambulance": self.ambulance,
            "incident_police_case": self.police_case,
            "incident_more": self.more.button,
            "incident_discard": self.discard_button,
            "incident_save": self.save_button,
        }
        rows = (
            (self.place, [f"incident_place_{place.value}" for place in IncidentPlace]),
            (self.category, [f"incident_category_{kind.value}" for kind in IncidentCategory]),
            (self.severity, [f"incident_severity_{number}" for number in (1, 2, 3, 4)]),
        )
        for choices, names in rows:
            named |= dict(zip(names, choices.findChildren(QPushButton), strict=True))
        for name, widget in named.items():
            of_its_own = name.replace("incident_", "restricted_") if self._restricted else name
            widget.setObjectName(of_its_own)

    def _connect(self) -> None:
        for choices in (self.place, self.category, self.severity):
            choices.chosen.connect(self._tell)
        self.day.date_changed.connect(self._tell)
        self.clock.timeChanged.connect(self._tell)
        self.people.changed.connect(self._tell)
        self.facts.textChanged.connect(self._tell)
        self.assessment.textChanged.connect(self._tell)
        self.police_case.textChanged.connect(self._tell)
        self.injuries.toggled.connect(self._tell)
        self.ambulance.toggled.connect(self._tell)
        self.finder.person_chosen.connect(self.add_person)
        self.save_button.clicked.connect(self.save_wanted)
        self.discard_button.clicked.connect(self.discard_wanted)

    def _tell(self) -> None:
        if self._filling:
            return
        content = self.content()
        rows = ((self._place_row, content.place), (self._category_row, content.category))
        for row, value in (*rows, (self._severity_row, content.severity)):
            if value is not None and row.error():
                row.set_error(None)
        if content.facts.strip() and self._facts_row.error():
            self._facts_row.set_error(None)
        if self._when_row.error() and self.sender() in (self.day, self.clock):
            self._when_row.set_error(None)
        self._show_state()
        self.changed.emit()

    def _show_state(self) -> None:
        self.discard_button.setVisible(self.content().begun)

    def _align_labels(self) -> None:
        labels = []
        rows = (self._when_row, self._place_row, self._category_row, self._severity_row)
        for row in (*rows, self._who_row, self._facts_row):
            layout = row.layout()
            item = layout.itemAt(0) if layout is not None else None
            label = item.widget() if item is not None else None
            if layout is not None and isinstance(label, QLabel):
                layout.setAlignment(label, Qt.AlignmentFlag.AlignTop)
                label.setContentsMargins(0, theme.SPACE_8, 0, 0)
                label.setMinimumWidth(0)
                labels.append(label)
        widest = max(label.sizeHint().width() for label in labels)
        for label in labels:
            label.setMinimumWidth(widest)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_12)
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self.discard_button)
        head.addWidget(self.save_button)
        ticks = QHBoxLayout()
        ticks.setSpacing(theme.SPACE_24)
        ticks.addWidget(self.injuries)
        ticks.addWidget(self.ambulance)
        ticks.addStretch(1)
        self.more.body.addWidget(self._assessment_row)
        self.more.body.addLayout(ticks)
        self.more.body.addWidget(self._police_row)
        fields = ScrollColumn(spacing=theme.SPACE_12)
        rows = (self._when_row, self._place_row, self._category_row, self._severity_row)
        for row in (*rows, self._who_row):
            fields.body.addWidget(row)
        fields.body.addWidget(self._facts_row, 1)
        fields.body.addWidget(self.more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_12)
        column.addLayout(head)
        column.addWidget(self._note)
        column.addWidget(fields, 1)


_PLACE_ICONS = {IncidentPlace.COMMON_ROOM: "common_room", IncidentPlace.OTHER: "place"}


def _choice(member: IncidentPlace | IncidentCategory, own: dict[IncidentPlace, str]) -> Choice:
    icon = own.get(member, member.value) if isinstance(member, IncidentPlace) else member.value
    return Choice(member, lambda: word(member), icon)


def _say_place() -> str:
    return _("Please choose where it happened.")


def _say_category() -> str:
    return _("Please choose what kind of incident it is.")


def _say_severity() -> str:
    return _("Please choose how serious it is.")


def _say_facts() -> str:
    return _("Please write in a few words what happened.")
