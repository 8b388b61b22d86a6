"""How the meal stands that is being served."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QWidget

from desktop.i18n import _, format_number, ngettext
from desktop.services.days import MEAL_TIMES
from desktop.services.meals import Portions
from desktop.services.words import word
from desktop.views import theme
from desktop.views.widgets.card import Card
from desktop.views.widgets.chip import Chip
from desktop.views.widgets.flow_layout import FlowLayout


class MealsCard(Card):
    """Portions served of those entitled, the diets still to come, and the way to the desk."""

    serve_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("meals_card")
        self._portions: Portions | None = None
        self._served = QLabel(wordWrap=True)
        self._served.setObjectName("meals_served")
        theme.mark(self._served, role="strong")
        self._bar = QProgressBar(textVisible=False)
        self._left = QLabel(wordWrap=True)
        theme.mark(self._left, role="quiet")
        self._diets = QWidget()
        self._diet_row = FlowLayout(self._diets, theme.SPACE_4)
        self.serve_button = QPushButton()
        self.serve_button.setObjectName("serve_button")
        theme.mark(self.serve_button, role="primary")
        self.serve_button.clicked.connect(self.serve_clicked)
        for part in (self._served, self._bar, self._left, self._diets, self.serve_button):
            self.body.addWidget(part)

    def show_portions(self, portions: Portions | None) -> None:
        """Show a meal; None where none are served hides the card."""
        self._portions = portions
        self.setVisible(portions is not None)
        self.retranslate()

    def retranslate(self) -> None:
        """Write everything again, in the current language."""
        portions = self._portions
        self.serve_button.setText(_("Serve"))
        if portions is None:
            self.set_title(_("Meals"))
            return
        starts, ends = MEAL_TIMES[portions.meal]
        self.set_title(
            _("{meal}, {starts}–{ends}").format(
                meal=word(portions.meal), starts=f"{starts:%H:%M}", ends=f"{ends:%H:%M}"
            )
        )
        self.serve_button.setAccessibleName(_("Serve: {meal}").format(meal=word(portions.meal)))
        self._bar.setVisible(portions.entitled > 0)
        self._bar.setMaximum(max(1, portions.entitled))
        self._bar.setValue(portions.served)
        if not portions.entitled:
            self._served.setText(_("Nobody is entitled to meals today."))
            self._left.setText(_("Those whose meals have been started will be counted here."))
        else:
            self._served.setText(
                ngettext(
                    "{served} of {count} portion served",
                    "{served} of {count} portions served",
                    portions.entitled,
                ).format(
                    served=format_number(portions.served), count=format_number(portions.entitled)
                )
            )
            left = portions.entitled - portions.served
            self._left.setText(
                ngettext("{count} not collected", "{count} not collected", left).format(
                    count=format_number(left)
                )
                if left
                else _("Everybody has been served.")
            )
        self._show_diets(portions)

    def _show_diets(self, portions: Portions) -> None:
        while (item := self._diet_row.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for diet, count in portions.diets_left:
            self._diet_row.addWidget(Chip(f"{format_number(count)} × {diet}", "accent", "diet"))
        self._diets.setVisible(bool(portions.diets_left))
