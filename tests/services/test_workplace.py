"""Who may work at a desk, as far as it knows."""

from desktop.models.sites import BUILT_IN_USER, Role, User
from desktop.services.workplace import find_actor, people_of
from tests.house import House


def test_the_store_itself_is_nobody_who_signs_in(house: House) -> None:
    with house.store.op("administer", BUILT_IN_USER) as session:
        session.add(User(id=BUILT_IN_USER, name="Ankomst", role=Role.ADMIN))
    names = [actor.name for actor in people_of(house.store, [house.site_id])]
    assert names
    assert "Ankomst" not in names
    assert find_actor(house.store, BUILT_IN_USER, [house.site_id]) is None
