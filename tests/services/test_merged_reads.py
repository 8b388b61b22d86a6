"""Every read of every service tells of a merged record by its person, and of nobody twice.

The reads are those that ``test_masking`` has to know: one that is new and forgets
``services.records`` fails here.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from desktop.models.merges import MergeRecord
from desktop.models.sites import Role
from desktop.services.people import PersonLine
from desktop.services.who_may import NotAllowedError
from tests.house import TODAY, House, add_resident
from tests.services.test_masking import READS, Scene, kinds, secrets_in

OLD_NAME = re.compile(r"Quirina(?!-| rejser| har)")
"""Her name in the record that is gone: not those of her family, nor in what somebody wrote."""

OF_RECORDS = {"Merging.of", "Merging.pair", "Retention.archive", "Sending.outgoing"}
"""What tells of records, or of what was written and when."""


@pytest.fixture
def scene(house: House) -> Scene:
    return Scene(house)


def merge(scene: Scene) -> str:
    """As another desk would have done it: she stands by the name of Zoriana from now on."""
    house = scene.house
    kept = add_resident(
        house,
        "Zoriana",
        "Нова",
        "Зоряна",
        "Nova",
        born=date(1977, 7, 7),
        allergies="Jordnødder",
        household_id=scene.household(),
        arrived_on=TODAY - timedelta(days=2),
    )
    for gone in (scene.resident, scene.twin):
        house.lay_down(
            MergeRecord(
                site_id=house.site_id,
                kept_id=kept,
                gone_id=gone,
                merged_at=house.clock(),
                merged_by=house.users[Role.HOST],
                before={kept: {}, gone: {"allergies": "Jordnødder"}},
            )
        )
    return kept


def lines_in(value: Any) -> Iterator[PersonLine]:
    if isinstance(value, PersonLine):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from lines_in(one)
    elif isinstance(value, tuple | list | set | frozenset):
        for one in value:
            yield from lines_in(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from lines_in(getattr(value, field.name))


def test_reads_that_told_of_the_record_tell_of_the_person(scene: Scene) -> None:
    lead = scene.house.workplace(Role.LEAD)
    before = {read: text for read, text in scene.told(lead).items() if secrets_in(text)}
    merge(scene)
    told = scene.told(scene.house.workplace(Role.LEAD))
    silent = {
        read
        for read, text in before.items()
        if "Zoriana" not in told[read] and (OLD_NAME.search(text) or told[read] != text)
    }
    silent -= OF_RECORDS | {"Duplicates.pairs"}
    assert silent == set()
    old = {read for read, text in told.items() if OLD_NAME.search(text) and read not in OF_RECORDS}
    assert old == set()


def test_no_line_of_any_answer_is_the_merged_record(scene: Scene) -> None:
    merge(scene)
    workplace = scene.house.workplace(Role.LEAD)
    for name, kind in kinds().items():
        for read, ask in READS[name].items():
            if f"{name}.{read}" in OF_RECORDS:
                continue
            try:
                answer = ask(kind(workplace), scene)
            except NotAllowedError:
                continue
            shown = {line.id for line in lines_in(answer)}
            assert not shown & {scene.resident, scene.twin}, f"{name}.{read}"
