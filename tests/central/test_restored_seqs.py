"""What a desk has seen before the store was restored is never taken for something newer."""

from pathlib import Path

import httpx2

from central.backup import write_backup
from central.restore import restore_backup
from central.store import Store
from desktop.models.base import new_id
from tests.central.conftest import House
from tests.central.desks import Desk


def restored(store: Store, path: Path, desks: list[Desk]) -> None:
    """The backup takes the store's place; desks learn the new epoch."""
    told = restore_backup(store.url, path, replace=True)
    for desk in desks:
        desk.epoch = told["epoch"]


def test_base_of_an_earlier_epoch_does_not_cover_what_came_after_the_restore(
    store: Store, client: httpx2.Client, site: House, tmp_path: Path
) -> None:
    one, two, three = site.enrol(), site.enrol(), site.enrol()
    row_id = new_id()
    one.do(one.resident(row_id))
    path = tmp_path / "backup"
    with store.connection() as conn:
        write_backup(conn, path)
    for number in range(3):
        seen = two.do(two.update("resident", row_id, 1, phone=f"lost {number}"))["seq"]
    waits = one.op(one.update("resident", row_id, seen, phone="made on what was lost"))
    restored(store, path, [one, two, three])
    fresh = three.do(three.update("resident", row_id, 1, phone="after the restore"))
    assert fresh["status"] == "applied"
    (late,) = one.push(waits)
    assert late["status"] == "conflict"
    assert one.rows()["resident", row_id]["phone"] == "after the restore"


def test_backup_restored_twice_gives_no_seq_again(
    store: Store, client: httpx2.Client, site: House, tmp_path: Path
) -> None:
    one = site.enrol()
    row_id = new_id()
    one.do(one.resident(row_id))
    path = tmp_path / "backup"
    with store.connection() as conn:
        write_backup(conn, path)
    seqs = []
    for _ in range(3):
        restored(store, path, [one])
        one.next_seq = 2
        seqs.append(one.do(one.update("resident", row_id, 1, phone=new_id()))["seq"])
    assert seqs == sorted(set(seqs))
