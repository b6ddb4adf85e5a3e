"""People keep the list of counterparties by command, search and windows."""

from domain.counterparties.details import Details, TradeRole
from standins.slack.person import Person
from tests.bot.counterparties.conftest import Tieout, link_up

CUSTOMER, SUPPLIER = frozenset({TradeRole.CUSTOMER}), frozenset({TradeRole.SUPPLIER})


def test_a_clerk_makes_a_counterparty(anna: Person, tieout: Tieout) -> None:
    anna.types("/counterparty create Acme Mills", in_="#accounting")
    anna.sees_modal("New counterparty")
    anna.ticks("Customer")
    anna.submits({"E-mail": "ap@acme.example", "Billing city": "Trenton"})
    anna.sees_modal("Acme Mills is saved as customer")
    made = tieout.registering.named("Acme Mills")
    assert made and (made.email, made.bill_to_city, made.created_by) == ("ap@acme.example", "Trenton", "U0ANNA")
    assert tieout.followed == ["Acme Mills by U0ANNA"]


def test_each_field_tells_what_is_wrong_with_it(anna: Person, tieout: Tieout) -> None:
    anna.types("/counterparty create Acme: Mills", in_="#accounting")
    anna.ticks("Supplier")
    anna.submits({"E-mail": "nobody", "Currency": "dollars"})
    anna.sees_error("Company name", "cannot hold a colon")
    anna.sees_error("E-mail", "is not an e-mail address")
    anna.sees_error("Currency", "is not a currency code")
    anna.submits({"Company name": "Acme Mills", "E-mail": "a@b.example", "Currency": "usd"})
    anna.sees_modal("Acme Mills is saved")
    assert tieout.registering.named("Acme Mills")


def test_a_taken_name_is_refused_and_the_role_is_offered(anna: Person, tieout: Tieout) -> None:
    kept = tieout.registering.create(Details("Acme Mills", CUSTOMER), by="U0CLARA").counterparty
    tieout.followed.clear()
    anna.types("/counterparty create acme  mills", in_="#accounting")
    anna.ticks("Supplier")
    anna.submits()
    anna.sees_modal("Acme Mills is already here as customer")
    anna.presses("Add the role supplier")
    anna.sees_modal("Acme Mills is saved as customer and supplier")
    assert tieout.registering.get(kept.id).roles == CUSTOMER | SUPPLIER
    assert tieout.followed == ["Acme Mills by U0ANNA"]


def test_the_same_name_may_be_in_two_departments(anna: Person, tieout: Tieout) -> None:
    tieout.registering.create(Details("Acme Mills", CUSTOMER), by="U0CLARA")
    anna.types("/counterparty create Acme Mills", in_="#accounting")
    anna.ticks("Customer")
    anna.submits({"Department": "paper"})
    anna.sees_modal("Acme Mills is saved")
    assert tieout.registering.named("Acme Mills", "paper")


def test_names_that_want_to_do_harm_are_only_names(anna: Person, tieout: Tieout) -> None:
    name = "<!channel> O'Brien & \\Sons\\ =1+1 \U0001f600"
    anna.types("/counterparty", in_="#accounting")
    anna.presses("New counterparty")
    anna.ticks("Customer")
    anna.submits({"Company name": name})
    saved = anna.sees_modal("is saved")
    assert "<!channel>" not in str(saved["blocks"][0])
    assert tieout.registering.named(name)


def test_search_opens_a_record_to_change(anna: Person, tieout: Tieout) -> None:
    kept = tieout.registering.create(Details("Acme Mills", CUSTOMER), by="U0CLARA").counterparty
    anna.types("/counterparty", in_="#accounting")
    anna.selects("Open a counterparty", "Acme")
    anna.sees_modal("As customer: not linked yet")
    anna.submits({"Phone": "+1 609 555 0100"})
    anna.sees_modal("is saved")
    assert tieout.registering.get(kept.id).phone == "+1 609 555 0100"


def test_what_someone_else_saved_meanwhile_is_told_and_nothing_typed_is_lost(anna: Person, tieout: Tieout) -> None:
    kept = tieout.registering.create(Details("Acme Mills", CUSTOMER), by="U0CLARA").counterparty
    anna.types("/counterparty edit Acme Mills", in_="#accounting")
    anna.fills(Phone="111")
    tieout.registering.edit(kept.id, Details("Acme Mills", CUSTOMER, phone="222"), by="U0CLARA", version=1)
    anna.submits()
    told = anna.reads(anna.sees_modal("while you had it open"))
    assert "222" in told and "111" in told
    assert tieout.registering.get(kept.id).phone == "222"
    anna.submits()
    anna.sees_modal("is saved")
    assert tieout.registering.get(kept.id).phone == "111"


def test_deactivating_asks_first_and_can_be_taken_back(anna: Person, tieout: Tieout) -> None:
    kept = tieout.registering.create(Details("Acme Mills", CUSTOMER), by="U0CLARA").counterparty
    anna.types("/counterparty edit Acme Mills", in_="#accounting")
    anna.presses("Deactivate", confirm=False)
    assert tieout.registering.get(kept.id).active
    anna.presses("Deactivate")
    anna.sees_modal("Deactivated")
    assert not tieout.registering.get(kept.id).active
    anna.presses("Reactivate")
    anna.sees_button("Deactivate")
    anna.submits({"Phone": "1"})
    anna.sees_modal("is saved")


def test_find_lists_what_is_there(anna: Person, tieout: Tieout) -> None:
    for n in range(12):
        tieout.registering.create(Details(f"Acme {n:02}", CUSTOMER), by="U0CLARA")
    anna.types("/counterparty find “acme”", in_="#accounting")
    told = anna.sees("More than 10 counterparties", ephemeral=True)
    assert "Acme 09" in anna.reads(told) and "Acme 10" not in anna.reads(told)
    anna.presses("Edit", on=told)
    anna.sees_modal("not linked yet")


def test_a_viewer_looks_but_changes_nothing(bo: Person, tieout: Tieout) -> None:
    tieout.registering.create(Details("Acme Mills", CUSTOMER, phone="222"), by="U0CLARA")
    bo.types("/counterparty edit Acme Mills", in_="#accounting")
    assert bo.sees_modal("222")["submit"] is None
    bo.closes_everything()
    bo.types("/counterparty create Other", in_="#accounting")
    bo.sees("you need the role clerk or controller", ephemeral=True)


def test_an_outsider_learns_that_a_role_is_needed(otto: Person, tieout: Tieout) -> None:
    tieout.registering.create(Details("Acme Mills", CUSTOMER), by="U0CLARA")
    otto.types("/counterparty find acme", in_="#general")
    assert "Acme" not in otto.reads(otto.sees("You need a role in Tieout", ephemeral=True))


def test_a_slip_of_the_finger_is_understood(anna: Person, tieout: Tieout) -> None:
    anna.types("/counterparty craete Acme Mills", in_="#accounting")
    anna.sees("Did you mean /counterparty create Acme Mills?", ephemeral=True)
    anna.types("/counterparty help", in_="#accounting")
    anna.sees("lists those whose name holds a text", ephemeral=True)


def test_a_name_cannot_be_changed_to_one_that_is_taken(anna: Person, tieout: Tieout) -> None:
    tieout.registering.create(Details("Acme Mills", SUPPLIER), by="U0CLARA")
    tieout.registering.create(Details("Acme Paper", CUSTOMER), by="U0CLARA")
    anna.types("/counterparty edit acme paper", in_="#accounting")
    anna.submits({"Company name": "ACME MILLS"})
    anna.sees_error("Company name", "Acme Mills is already here as supplier")


def test_a_record_shows_its_links_and_keeps_a_linked_role(anna: Person, tieout: Tieout) -> None:
    kept = tieout.registering.create(Details("Acme Mills", CUSTOMER | SUPPLIER), by="U0CLARA").counterparty
    link_up(tieout, kept)
    anna.types("/counterparty edit Acme Mills", in_="#accounting")
    told = anna.reads(anna.sees_modal("As customer: Acme Mills Inc · chosen by a person"))
    assert "As supplier: not linked yet" in told
    anna.unticks("Customer")
    anna.submits()
    anna.sees_error("Role", "is linked as a customer to Acme Mills Inc")


def test_deactivating_does_not_hide_what_someone_else_saved(anna: Person, tieout: Tieout) -> None:
    kept = tieout.registering.create(Details("Acme Mills", CUSTOMER), by="U0CLARA").counterparty
    anna.types("/counterparty edit Acme Mills", in_="#accounting")
    tieout.registering.edit(kept.id, Details("Acme Mills", CUSTOMER, phone="222"), by="U0CLARA", version=1)
    anna.presses("Deactivate")
    anna.sees_modal("Deactivated")
    anna.submits({"E-mail": "ap@acme.example"})
    anna.sees_modal("while you had it open")
    assert tieout.registering.get(kept.id).phone == "222"


def test_a_deactivated_name_is_offered_back(anna: Person, tieout: Tieout) -> None:
    kept = tieout.registering.create(Details("Acme Mills", CUSTOMER), by="U0CLARA").counterparty
    tieout.registering.deactivate(kept.id, by="U0CLARA")
    anna.types("/counterparty create Acme Mills", in_="#accounting")
    anna.ticks("Customer")
    anna.submits()
    anna.sees_modal("though deactivated")
    anna.presses("Reactivate it")
    anna.sees_modal("is saved")
    assert tieout.registering.get(kept.id).active
    anna.cancels()
    anna.sees_no_modal()
