"""What each colleague chose at this desk, remembered for them."""

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from desktop.models.local import preference
from desktop.services.workplace import Workplace

LANGUAGE = "language"
THEME = "theme"


class Preferences:
    """The choices of the person signed in."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def get(self, name: str) -> str | None:
        """What was chosen, None when nothing was."""
        with self._workplace.read("see_own_desk") as session:
            return session.scalar(
                sa.select(preference.c.value).where(
                    preference.c.user_id == self._workplace.actor.id, preference.c.name == name
                )
            )

    def choose(self, name: str, value: str) -> None:
        """Remembers a choice."""
        statement = insert(preference).values(
            user_id=self._workplace.actor.id, name=name, value=value
        )
        with self._workplace.own("keep_own") as connection:
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["user_id", "name"], set_={"value": value}
                )
            )
