"""Where a desk keeps its folder, and the few choices that are read before anyone signs in."""

import json
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from platformdirs import user_data_path

from desktop.i18n import LANGUAGES

APP = "Ankomst"
THEMES = ("light", "dark", "system")


def default_profile() -> Path:
    """The folder of this PC's desk, in the user's own data folder."""
    return user_data_path(APP, appauthor=False)


@dataclass(frozen=True)
class Settings:
    """What the window looked like last: no personal data, so it lies outside the database."""

    language: str = "da"
    theme: str = "system"


class SettingsFile:
    """``settings.json`` of a profile. A damaged file is as good as none: nothing in it is lost
    that can't be chosen again with one click."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "settings.json"

    def load(self) -> Settings:
        """The settings kept last, or the defaults."""
        try:
            kept: dict[str, Any] = json.loads(self._path.read_text("utf-8"))
            known = {field.name for field in fields(Settings)}
            settings = Settings(**{name: kept[name] for name in known & kept.keys()})
        except (OSError, ValueError, AttributeError, TypeError):
            return Settings()
        if settings.language not in LANGUAGES or settings.theme not in THEMES:
            return Settings()
        return settings

    def keep(self, **changes: str) -> None:
        """Changes some settings. A disk that can't be written is no reason to stop work."""
        settings = replace(self.load(), **changes)
        fresh = self._path.with_suffix(".new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_text(json.dumps(asdict(settings)), "utf-8")
            fresh.replace(self._path)
        except OSError:
            fresh.unlink(missing_ok=True)
