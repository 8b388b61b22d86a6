"""Qt's own texts and ours in one language, switched while everything stays open."""

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from desktop import i18n
from desktop.views.qt_texts import QT_TEXTS

_LOCALES = {"da": "da_DK", "uk": "uk_UA", "ru": "ru_RU"}


class GettextTranslator(QTranslator):
    """Answers Qt with our catalogue where we say it better, else with Qt's own catalogue."""

    def __init__(self, code: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ours = i18n.catalogue(code)
        self._qt = QTranslator(self)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        # False for a language that Qt lacks: the English texts then stay.
        self._qt.load(f"qtbase_{code}", folder)

    def isEmpty(self) -> bool:
        # An empty translator is not installed, and no LanguageChange is sent.
        return False

    def translate(
        self,
        context: str,
        sourceText: str,  # noqa: N803 - Qt's name
        disambiguation: str | None = None,
        n: int = -1,
    ) -> str:
        """What Qt should show for one of its own texts. Mnemonics (``&Undo``) may be left out."""
        plain = sourceText.replace("&", "")
        if plain in QT_TEXTS:
            ours = self._ours.gettext(plain)
            if ours != plain:
                return ours
        # PySide's stub says str; Qt's "no disambiguation" is None.
        return self._qt.translate(context, sourceText, disambiguation or "", n) or sourceText


def install_language(app: QApplication, code: str) -> None:
    """Switch texts, Qt's own buttons, dates and numbers. Every widget gets LanguageChange.

    What a person has typed stays; the layout stays left to right.
    """
    i18n.set_language(code)
    QLocale.setDefault(QLocale(_LOCALES.get(code, "en_GB")))
    earlier = app.findChildren(GettextTranslator)
    app.installTranslator(GettextTranslator(code, app))
    for translator in earlier:
        app.removeTranslator(translator)
        translator.deleteLater()
    app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
