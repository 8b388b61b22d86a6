"""As ``service_calls``: how the methods are called that are about what only some may read, or ask
the store."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from desktop.models.base import new_id
from desktop.models.confidential import SupportGroup
from desktop.models.incidents import MeasureKind
from desktop.models.sites import Role
from desktop.services.access_lines import Drawn, Entry, Filters, SpotCheck
from desktop.services.auditing import Auditing
from desktop.services.conflict_pairs import ConflictPairs
from desktop.services.extracts import Extracts
from desktop.services.needs_you import NeedsYou
from desktop.services.protected_files import ProtectedFiles
from desktop.services.restricted_incidents import RestrictedIncidents
from desktop.services.retention import Retention
from desktop.services.support_needs import NeedText, SupportNeeds
from desktop.services.workplace import Workplace
from tests.house import NOON, TODAY
from tests.services.service_calls import Call
from tests.services.stage import Stage, report

TEXT = NeedText(
    SupportGroup.PATIENT, "Ground floor", "A knee operation", TODAY + timedelta(days=30)
)


def lay_confidential(stage: Stage) -> None:
    """Lays down what these calls work on."""
    lead = stage.house.workplace(Role.LEAD)
    needs, pairs = SupportNeeds(lead), ConflictPairs(lead)
    needs.record(stage.resident("Iryna"), TEXT)
    stage.ids["need"] = needs.of(stage.resident("Iryna"))[0].id
    pairs.record(stage.resident("Iryna"), stage.resident("Oksana"), "A quarrel")
    stage.ids["pair"] = pairs.of(stage.resident("Iryna"))[0].id
    stage.ids["restricted"] = _lay_restricted(stage)
    files = ProtectedFiles(lead)
    files.protect(stage.resident("Danylo"), "Case 26/114")
    ProtectedFiles(stage.house.workplace(Role.COORDINATOR)).open(stage.resident("Danylo"), "A call")
    stage.ids["opening"] = files.unseen()[0].id


def _lay_restricted(stage: Stage) -> str:
    incidents = RestrictedIncidents(stage.house.workplace(Role.LEAD))
    incidents.log(report(stage))
    return incidents.list().lines[0].id


def answered(name: str, _body: dict[str, Any]) -> dict[str, Any]:
    """What an empty log answers. What is asked here is who gets so far; a real store answers in
    ``test_auditing``."""
    return {
        "search": {"entries": [], "next": None},
        "chains": {"chains": []},
        "extract": {
            "resident": {"name": "", "number": "", "languages": [], "site_id": None},
            "since": None,
            "days": [],
        },
        "samples/draw": {"id": ""},
        "samples": {"samples": []},
        "samples/read": {"entries": []},
        "samples/review": {},
    }[name]


def _audit(workplace: Workplace) -> Auditing:
    return Auditing(workplace, answered)


ENTRY = Entry("", 1, NOON, "", "", "", "open_file", "read", (), 0, (), "", "")
SAMPLE = SpotCheck("", NOON, "", TODAY, TODAY, "colleague", 1, 1, 0)
DRAWN = Drawn(ENTRY, "", "", None, "", "")

CALLS: dict[str, Call] = {
    "Auditing.chains": Call("see_access_log", lambda w, _: _audit(w).chains()),
    "Auditing.choices": Call("see_access_log", lambda w, _: _audit(w).choices()),
    "Auditing.draw": Call(
        "see_access_log", lambda w, _: _audit(w).draw(TODAY, TODAY, "colleague", 1)
    ),
    "Auditing.entries": Call("see_access_log", lambda w, _: _audit(w).entries(Filters())),
    "Auditing.find_people": Call("find_audited", lambda w, _: _audit(w).find_people("Bondar")),
    "Auditing.review": Call("see_access_log", lambda w, _: _audit(w).review("", DRAWN, "")),
    "Auditing.sample": Call("see_access_log", lambda w, _: _audit(w).sample(SAMPLE)),
    "Auditing.samples": Call("see_access_log", lambda w, _: _audit(w).samples()),
    "ConflictPairs.of": Call("see_pairs", lambda w, s: ConflictPairs(w).of(s.resident("Iryna"))),
    "ConflictPairs.record": Call(
        "pair_conflict",
        lambda w, s: ConflictPairs(w).record(s.resident("Halyna"), s.resident("Petro"), "Noise"),
    ),
    "ConflictPairs.end": Call("pair_conflict", lambda w, s: ConflictPairs(w).end(s.ids["pair"])),
    "Extracts.make": Call(
        "extract_access", lambda w, s: Extracts(w, answered).make(s.resident("Iryna"))
    ),
    "Extracts.may_make": Call(None, lambda w, _: Extracts(w, answered).may_make()),
    "NeedsYou.see_opening": Call(
        "see_opening", lambda w, s: NeedsYou(w).see_opening(s.ids["opening"])
    ),
    "ProtectedFiles.mark_seen": Call(
        "see_opening", lambda w, s: ProtectedFiles(w).mark_seen(s.ids["opening"])
    ),
    "ProtectedFiles.may_protect": Call(None, lambda w, _: ProtectedFiles(w).may_protect()),
    "ProtectedFiles.next_closing": Call(
        "see_own_desk", lambda w, _: ProtectedFiles(w).next_closing()
    ),
    "ProtectedFiles.open": Call(
        "open_protected", lambda w, s: ProtectedFiles(w).open(s.resident("Danylo"), "A visit")
    ),
    "ProtectedFiles.protect": Call(
        "protect_file", lambda w, s: ProtectedFiles(w).protect(s.resident("Petro"), "Case 27")
    ),
    "ProtectedFiles.unprotect": Call(
        "protect_file", lambda w, s: ProtectedFiles(w).unprotect(s.resident("Danylo"), "Over")
    ),
    "ProtectedFiles.unseen": Call("see_openings", lambda w, _: ProtectedFiles(w).unseen()),
    "RestrictedIncidents.now": Call(None, lambda w, _: RestrictedIncidents(w).now()),
    "RestrictedIncidents.may_read": Call(None, lambda w, _: RestrictedIncidents(w).may_read()),
    "RestrictedIncidents.list": Call("see_restricted", lambda w, _: RestrictedIncidents(w).list()),
    "RestrictedIncidents.file": Call(
        "open_restricted", lambda w, s: RestrictedIncidents(w).file(s.ids["restricted"])
    ),
    "RestrictedIncidents.log": Call(
        "log_restricted", lambda w, s: RestrictedIncidents(w).log(report(s))
    ),
    "RestrictedIncidents.add_measure": Call(
        "log_restricted",
        lambda w, s: RestrictedIncidents(w).add_measure(s.ids["restricted"], MeasureKind.TALK),
    ),
    "RestrictedIncidents.close": Call(
        "log_restricted", lambda w, s: RestrictedIncidents(w).close(s.ids["restricted"])
    ),
    "RestrictedIncidents.save_draft": Call(
        "keep_restricted", lambda w, _: RestrictedIncidents(w).save_draft({"facts": "?"})
    ),
    "RestrictedIncidents.load_draft": Call(
        "see_restricted_draft", lambda w, _: RestrictedIncidents(w).load_draft()
    ),
    "RestrictedIncidents.drop_draft": Call(
        "keep_restricted", lambda w, _: RestrictedIncidents(w).drop_draft()
    ),
    "Retention.archive": Call(
        "export_file",
        lambda w, s: Retention(w).archive(s.resident("Iryna")),
        logs=("export_file",),
    ),
    "Retention.due": Call("see_due", lambda w, _: Retention(w).due()),
    "Retention.hold": Call(
        "hold_file", lambda w, s: Retention(w).hold(s.resident("Petro"), f"Case {new_id()}", None)
    ),
    "Retention.may_ask": Call(None, lambda w, _: Retention(w).may_ask()),
    "Retention.may_hold": Call(None, lambda w, _: Retention(w).may_hold()),
    "SupportNeeds.may_read": Call(None, lambda w, _: SupportNeeds(w).may_read()),
    "SupportNeeds.today": Call(None, lambda w, _: SupportNeeds(w).today()),
    "SupportNeeds.of": Call("see_support", lambda w, s: SupportNeeds(w).of(s.resident("Iryna"))),
    "SupportNeeds.record": Call(
        "record_need", lambda w, s: SupportNeeds(w).record(s.resident("Petro"), TEXT)
    ),
    "SupportNeeds.change": Call(
        "record_need",
        lambda w, s: SupportNeeds(w).change(s.ids["need"], replace(TEXT, reason=new_id())),
    ),
    "SupportNeeds.end": Call("record_need", lambda w, s: SupportNeeds(w).end(s.ids["need"])),
}
