"""The colleagues: hosts and a lead at every site, and those who work at all sites."""

from demo.city import City, Event, Row
from demo.names import words

HOST, LEAD = "Mette Holm", "Jonas Friis"
"""The demo's host and lead at Sjællandsgade."""

GIVEN = words(
    "Anne Lars Camilla Henrik Sofie Thomas Louise Martin Karen Søren Line Rasmus Birgitte Peter "
    "Iryna Amir Maria Kasper Helle Yusuf Lene Morten Olha Jesper Trine Ahmed Katrine Nikolaj"
)
FAMILY = words(
    "Nørgaard Bak Dahl Lund Kjær Vestergaard Bruun Skov Toft Winther Krogh Juhl Bech Lassen Munk "
    "Søgaard Hald Dam Kofoed Riis Bang Storm Ravn Brandt"
)
LARGE = 300
"""Sites with at least this many beds have about eight hosts."""


class Staff:
    """Who works where; drawn without drawing a name twice."""

    def __init__(self, city: City) -> None:
        self._city = city
        names = [f"{given} {family}" for given in GIVEN for family in FAMILY]
        city.rng.shuffle(names)
        self._names = iter(name for name in names if name not in (HOST, LEAD))
        self.hosts: dict[str, list[str]] = {}
        self.leads: dict[str, str] = {}
        self.coordinators: list[str] = []

    def hire_for_city(self, event: Event) -> None:
        """Two coordinators, two liaisons, an administrator and an auditor."""
        for role, count in (("coordinator", 2), ("liaison", 2), ("admin", 1), ("auditor", 1)):
            for _ in range(count):
                user = self._hire(event, role, next(self._names))
                if role == "coordinator":
                    self.coordinators.append(user["id"])

    def hire_for_site(self, event: Event, site: Row, beds: int, main: bool) -> None:
        """The hosts and the lead of a site; ``main`` is where the demo is shown."""
        count = 8 if beds >= LARGE else 2 + (beds >= 60) + (beds >= 140)
        for place in range(count):
            name = HOST if main and place == 0 else next(self._names)
            user = self._hire(event, "host", name)
            self.hosts.setdefault(site["id"], []).append(user["id"])
            self._works_at(event, user, site)
        lead = self._hire(event, "lead", LEAD if main else next(self._names))
        self.leads[site["id"]] = lead["id"]
        self._works_at(event, lead, site)

    def host(self, site_id: str) -> str:
        """One of the site's hosts, by chance."""
        return self._city.rng.choice(self.hosts[site_id])

    def _hire(self, event: Event, role: str, name: str) -> Row:
        return self._city.insert(event, "user", {"name": name, "role": role})

    def _works_at(self, event: Event, user: Row, site: Row) -> None:
        self._city.insert(event, "user_site", {"user_id": user["id"], "site_id": site["id"]})
