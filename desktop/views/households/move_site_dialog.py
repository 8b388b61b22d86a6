"""A household moves to another site: whereto, and what comes of it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from desktop.i18n import _, ngettext
from desktop.services.site_moves import SiteChoice, SiteMovePlan
from desktop.views import theme
from desktop.views.households.move_words import listed, site_doubts, site_sentences
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.small_dialog import SmallDialog


class MoveSiteDialog(SmallDialog):
    """Nothing is chosen to begin with; the sentences follow the choice."""

    def __init__(self, plan: SiteMovePlan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("move_site_dialog")
        self._plan = plan
        self.site_box = QComboBox()
        self.site_box.setObjectName("move_site")
        self.site_box.addItem("", "")
        for site in plan.sites:
            self.site_box.addItem(site.name, site.id)
        self._site = FieldRow(self.site_box)
        self._doubts, self._sentences = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self._doubts.setObjectName("move_site_doubts")
        self._sentences.setObjectName("move_site_sentences")
        theme.mark(self._doubts, role="note")
        for label in (self._doubts, self._sentences):
            label.setTextFormat(Qt.TextFormat.PlainText)
        for part in (self._site, self._doubts, self._sentences):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.site_box.currentIndexChanged.connect(lambda _index: self._say())
        self.setMinimumSize(theme.px(600), theme.px(320))
        self.retranslate()
        self.site_box.setFocus()

    def site(self) -> SiteChoice | None:
        """The site that was chosen."""
        index = self.site_box.currentIndex()
        return self._plan.sites[index - 1] if index > 0 else None

    def retranslate(self) -> None:
        """Set every text again."""
        self.setWindowTitle(_("Move to another site"))
        self._site.set_label(_("Site"))
        self.site_box.setItemText(0, _("Choose a site"))
        self._say()

    def _say(self) -> None:
        site, count = self.site(), len(self._plan.movers)
        doubts = site_doubts(self._plan, site) if site else []
        self._doubts.setText(listed(doubts))
        self._doubts.setVisible(bool(doubts))
        self._sentences.setText(listed(site_sentences(self._plan, site)) if site else "")
        self._sentences.setVisible(site is not None)
        self.confirm_button.setText(
            ngettext("Move {count} person", "Move {count} people", count).format(count=count)
        )
        self.confirm_button.setEnabled(site is not None)
        self.make_room()
