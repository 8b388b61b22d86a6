"""What was seen or done, in words: for an auditor, and for the resident whom it concerned."""

from desktop.i18n import N_, Catalogue, _
from desktop.models.access_chain import AccessKind
from desktop.services.sending import ACTION_WORDS

READ_WORDS: dict[str, str] = {
    "see_own_desk": N_("The desk's own data seen"),
    "see_sending": N_("List of what was sent seen"),
    "see_needs": N_("“Needs you” seen"),
    "see_today": N_("Today seen"),
    "see_residents": N_("List of residents seen"),
    "open_file": N_("Resident's file opened"),
    "see_photos": N_("Photos of residents seen"),
    "search_people": N_("People searched for"),
    "find_person": N_("Resident opened by a link"),
    "find_duplicates": N_("Looked whether somebody is written down already"),
    "see_duplicates": N_("List of records that may be of one person seen"),
    "compare_records": N_("Records compared"),
    "see_outgoing": N_("What waits to be sent seen"),
    "see_figures": N_("Counts seen"),
    "see_marks": N_("Marks of the list seen"),
    "open_check_in": N_("Check-in of a household opened"),
    "see_check_outs": N_("Departures and check-outs seen"),
    "open_check_out": N_("Check-out of a household opened"),
    "choose_bed": N_("Beds for a resident seen"),
    "see_guests": N_("Household at the serving desk opened"),
    "see_household": N_("Household of a resident opened"),
    "see_unguarded": N_("Minors without a guardian seen"),
    "plan_site_move": N_("Move of a household to another site looked at"),
    "see_check_ins": N_("Arrivals and check-ins seen"),
    "see_arrivals": N_("Expected arrivals seen"),
    "see_rooms": N_("Board of rooms seen"),
    "see_meals": N_("Meals seen"),
    "see_kits": N_("Starter kits seen"),
    "see_incidents": N_("List of incidents seen"),
    "open_incident": N_("Incident opened"),
    "see_support": N_("Support needs of a resident opened"),
    "see_restricted": N_("List of restricted incidents seen"),
    "open_restricted": N_("Restricted incident opened"),
    "see_restricted_draft": N_("Own unfinished report seen"),
    "see_pairs": N_("Who must not share a room with a resident opened"),
    "see_referrals": N_("Referrals of a resident opened"),
    "see_follow_ups": N_("Support needs and referrals to be looked at again seen"),
    "see_concerns": N_("Concerns for a child that were passed on opened"),
    "see_pets": N_("List of pets seen"),
    "see_absences": N_("List of those who are elsewhere seen"),
    "see_appointments": N_("Appointments seen"),
    "see_openings": N_("Openings of protected files seen"),
    "see_due": N_("Files that may be anonymised seen"),
    "export_file": N_("Whole file for the archive"),
    "see_access_log": N_("Access log seen"),
    "find_audited": N_("Resident looked up for the access log"),
    "extract_access": N_("Extract of the access log made"),
}
"""What somebody looked at, for an auditor."""

KIND_WORDS: dict[AccessKind, str] = {
    "read": N_("Read"),
    "search": N_("Searched"),
    "create": N_("Created"),
    "change": N_("Changed"),
    "print": N_("Printed"),
    "export": N_("Exported"),
    "open_protected": N_("Protected file opened"),
}

_OF_THE_STAY = N_("Something about your stay was written down")
"""Where more would tell a person what somebody else has confided to the staff."""

_OF_THE_STAY_SEEN = N_("The staff looked at something about your stay")

_OTHERWISE = N_("Your data were used in the work of the house")

PURPOSE_WORDS: dict[str, str] = {
    "see_sending": N_("The staff checked that what was written about you reached our archive"),
    "see_needs": N_("The staff looked at what still had to be decided about you"),
    "see_today": N_("The staff looked at the tasks of the day; you were among them"),
    "see_residents": N_("The staff looked at the list of residents"),
    "open_file": N_("Your file was opened"),
    "search_people": N_("The staff searched for a resident; you were among the answers"),
    "find_person": N_("The staff followed a link to you"),
    "find_duplicates": N_("The staff looked whether somebody was written down already"),
    "see_duplicates": N_("The staff looked at who may be written down twice"),
    "compare_records": N_("The staff looked whether you are written down twice"),
    "see_outgoing": N_("The staff looked at what was still to be sent; you were among it"),
    "see_household": N_("The staff looked at who belongs to your household"),
    "see_unguarded": N_("The staff looked at for which minors nobody answers here"),
    "plan_site_move": N_("The staff looked at what a move to another site would mean for you"),
    "see_check_ins": N_("The staff looked at who arrives; you were among them"),
    "see_arrivals": N_("The staff looked at who is expected; you were among them"),
    "open_check_in": N_("Your check-in was prepared or continued"),
    "see_check_outs": N_("The staff looked at who leaves; you were among them"),
    "open_check_out": N_("Your check-out was prepared or continued"),
    "choose_bed": N_("A bed was looked for, for you or beside you"),
    "see_guests": N_("Your household was looked up at the serving desk"),
    "see_rooms": N_("The staff looked at who lives in which room"),
    "see_meals": N_("The staff looked at who has meals"),
    "see_kits": N_("The staff looked at who has got a starter kit"),
    "see_incidents": N_("The staff looked at the list of incidents; you are named in one"),
    "open_incident": N_("The staff opened an incident in which you are named"),
    "see_figures": _OTHERWISE,
    "see_marks": _OTHERWISE,
    "see_photos": _OTHERWISE,
    "see_restricted_draft": _OTHERWISE,
    "see_support": N_("The staff looked at what you need"),
    "see_referrals": N_("The staff looked at to whom you were referred for help"),
    "see_restricted": _OF_THE_STAY_SEEN,
    "open_restricted": _OF_THE_STAY_SEEN,
    "see_pairs": _OF_THE_STAY_SEEN,
    "see_follow_ups": N_("The staff looked at whose support was to be talked about again"),
    "see_concerns": _OF_THE_STAY_SEEN,
    "see_pets": N_("The staff looked at the pets of the house; yours was among them"),
    "see_absences": N_("The staff looked at who was elsewhere; you were among them"),
    "see_appointments": N_("The staff looked at appointments; yours was among them"),
    "see_openings": N_("A lead looked at which protected files had been opened"),
    "see_due": N_("The staff looked at whose data are kept no longer"),
    "export_file": N_("Your file was saved for the archive"),
    "anonymise": N_("Your data were made anonymous"),
    "see_access_log": N_("An auditor checked who had seen your data"),
    "find_audited": N_("An auditor looked you up in order to check who had seen your data"),
    "extract_access": N_("An extract like this one was made"),
    "register_resident": N_("You were registered"),
    "change_resident": N_("Your details were changed"),
    "note_contact": N_("It was noted that you were seen at the house"),
    "photograph": N_("Your photo was taken or removed"),
    "change_household": N_("Your household was changed"),
    "change_guardians": N_("It was written down who answers for a minor"),
    "register_arrival": N_("Your arrival was announced to us"),
    "change_arrival": N_("The plan for your arrival was changed"),
    "import_arrivals": N_("A list of arrivals was read in; you are named in it"),
    "merge_residents": N_("Two records about you were made one"),
    "undo_merge": N_("Two records that had been made one were parted again"),
    "tell_apart": N_("It was noted that you and somebody else are two people"),
    "receive_again": N_("You were registered as somebody who comes back"),
    "check_in": N_("A step of your check-in was done"),
    "undo_step": N_("A step of your check-in or check-out was undone"),
    "check_out": N_("A step of your check-out was done"),
    "assign_bed": N_("Your bed was assigned or changed"),
    "move_household": N_("Your household was given other beds"),
    "move_across": N_("Your household was moved to another site"),
    "serve_meal": N_("A meal was handed to you"),
    "undo_serving": N_("The note of a meal was taken back"),
    "hand_out_kit": N_("A starter kit was handed to you"),
    "return_kit": N_("You returned a starter kit"),
    "move_stock": N_("The stock of starter kits was changed"),
    "log_incident": N_("An incident was written down in which you are named"),
    "change_incident": N_("An incident in which you are named was changed"),
    "propose_measure": N_("A measure that concerns you was proposed"),
    "decide_measure": N_("A measure that concerns you was decided"),
    "decide_conflict": N_("Two different entries about you were made one"),
    "change_rooms": N_("The rooms of the house were changed"),
    "record_need": N_("What you need was written down"),
    "log_restricted": _OF_THE_STAY,
    "pair_conflict": _OF_THE_STAY,
    "refer": N_("It was written down that you were referred for help, or what was answered"),
    "pass_on_concern": _OF_THE_STAY,
    "record_pet": N_("Something about your pet was written down"),
    "record_absence": N_("It was written down that you were elsewhere, or back"),
    "plan_appointment": N_("An appointment of yours was planned or changed"),
    "protect_file": N_("The protection of your file was changed"),
    "open_protected": N_("Your protected file was opened, with a reason"),
    "see_opening": N_("A lead saw that your protected file had been opened"),
    "hold_file": N_("It was decided how long your file is kept"),
    "administer": N_("An administrator changed the settings of the system"),
}
"""What something was for, as it is said to the resident."""


def what_words(what: str) -> str:
    """What was seen or done, in the current language."""
    return _(READ_WORDS.get(what) or ACTION_WORDS.get(what) or N_("Something else"))


def kind_words(kind: str) -> str:
    """The sort of access, in the current language."""
    return _({str(name): words for name, words in KIND_WORDS.items()}.get(kind, kind))


def purpose_words(what: str, catalogue: Catalogue) -> str:
    """What something was for, in the language of a document."""
    return catalogue.gettext(PURPOSE_WORDS.get(what, _OTHERWISE))
