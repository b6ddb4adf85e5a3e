"""Clara connects QuickBooks, loses it, gets it back and ends it; everyone hears what they must."""

from standins.slack.person import Person
from tests.bot.connection.office import OTHER_REALM, REALM, Office, company


def test_connect_is_a_link_and_the_channel_hears_of_it(office: Office, anna: Person, clara: Person) -> None:
    clara.types("/accounting connect", in_="#accounting")
    clara.sees_modal("administrator of the company")
    page = office.consents(clara)
    assert f"Connected to {company(office)}" in page.text
    anna.sees(f"Connected to {company(office)}", in_="#accounting")
    assert ("U0CLARA", "connected") in office.audit()


def test_bare_and_status_tell_how_it_stands(office: Office, anna: Person, clara: Person) -> None:
    anna.types("/accounting", in_="#accounting")
    anna.sees("Not connected to an accounting system")
    office.connects(clara)
    anna.types("/accounting status", in_="#accounting")
    said = anna.reads(anna.sees("Connected to"))
    assert company(office) in said and REALM in said and "consent lasts another" in said


def test_only_a_controller_connects(office: Office, anna: Person, otto: Person) -> None:
    anna.types("/accounting connect", in_="#accounting")
    anna.sees("you need the role controller")
    otto.types("/accounting", in_="#general")
    otto.sees("You need a role in Tieout")


def test_connecting_while_connected_is_refused(office: Office, clara: Person) -> None:
    office.connects(clara)
    clara.types("/accounting connect", in_="#accounting")
    clara.sees(f"connected to {company(office)} already. Disconnect it first.")


def test_the_window_with_the_link_tells_what_became_of_it(office: Office, clara: Person) -> None:
    clara.types("/accounting connect", in_="#accounting")
    assert office.consents(clara).ok
    clara.sees_modal(f"Connected to {company(office)}")


def test_a_window_that_was_closed_is_nobodys_problem(office: Office, anna: Person, clara: Person) -> None:
    clara.types("/accounting connect", in_="#accounting")
    address = office.decides(office.link_of(clara))
    clara.closes_everything()
    assert office.comes_back(address).ok
    anna.sees(f"Connected to {company(office)}", in_="#accounting")


def test_an_old_link_works_once(office: Office, clara: Person) -> None:
    clara.types("/accounting connect", in_="#accounting")
    address = office.decides(office.link_of(clara))
    assert office.comes_back(address).ok
    again = office.comes_back(address)
    assert again.status_code == 400 and "used already" in again.text


def test_a_link_grows_old(office: Office, clara: Person) -> None:
    clara.types("/accounting connect", in_="#accounting")
    address = office.decides(office.link_of(clara))
    office.turn(minutes=11)
    assert "older than ten minutes" in office.comes_back(address).text


def test_consent_that_is_denied_says_who_can_give_it(office: Office, clara: Person) -> None:
    clara.types("/accounting connect", in_="#accounting")
    page = office.consents(clara, "deny")
    assert page.status_code == 400 and "must be an administrator of the company" in page.text


def test_typing_slips_are_understood(office: Office, anna: Person) -> None:
    anna.types("/accounting stauts", in_="#accounting")
    anna.sees("Did you mean /accounting status?")
    anna.types("/accounting  HELP", in_="#accounting")
    anna.sees("Stuck? Ask Sam.")


def test_a_loss_is_told_once_with_a_button_that_mends_it(office: Office, anna: Person, clara: Person) -> None:
    office.connects(clara)
    office.control("revoke")
    office.turn(days=1)
    office.turn(days=1)
    alert = anna.sees(f"The QuickBooks connection to {company(office)} is lost", in_="#accounting")
    assert len([m for m in anna.messages("#accounting") if "is lost" in anna.reads(m)]) == 1

    anna.presses("Reconnect", on=alert)
    anna.sees("you need the role controller")
    clara.presses("Reconnect", on=alert)
    clara.sees_modal("Reconnect QuickBooks")
    wrong = office.consents(clara, realm=OTHER_REALM)
    assert company(office) in wrong.text and company(office, OTHER_REALM) in wrong.text

    clara.closes_everything()
    clara.presses("Reconnect", on=alert)
    assert office.consents(clara).ok
    anna.sees(f"Healed: the QuickBooks connection to {company(office)} works", in_="#accounting")
    anna.sees(f"Connected to {company(office)} again", in_="#accounting")


def test_a_connection_wrongly_taken_for_lost_heals_by_a_test(office: Office, anna: Person, clara: Person) -> None:
    office.connects(clara)
    connection = office.connecting.connection("main")
    office.connecting.tokens.lose(connection.id, connection.version, "QuickBooks said 401.")
    office.settle()
    anna.sees("is lost", in_="#accounting")
    clara.types("/accounting connect", in_="#accounting")
    clara.sees("is lost. Reconnect it.")
    anna.types("/accounting test", in_="#accounting")
    office.settle()
    anna.sees("works: reading and writing are allowed", in_="@tieout")
    anna.sees("Healed: ", in_="#accounting")


def test_a_second_press_finds_what_the_first_did(office: Office, clara: Person) -> None:
    pages = []
    for _ in range(2):
        clara.types("/accounting connect", in_="#accounting")
        pages.append(office.decides(office.link_of(clara)))
        clara.closes_everything()
    assert office.comes_back(pages[0]).ok
    assert f"connected to {company(office)} already" in office.comes_back(pages[1]).text


def test_interrupted_work_goes_on_and_its_person_is_told(office: Office, anna: Person, clara: Person) -> None:
    office.connects(clara)
    office.control("revoke")
    office.has_counterparty("Acme Mills")
    run = office.syncing.begin("main", "all", by="U0ANNA", asked_in="U0ANNA")
    office.settle()
    assert office.syncing.run(run.id).state == "waiting"
    clara.types("/accounting reconnect", in_="#accounting")
    assert office.consents(clara).ok
    assert office.syncing.run(run.id).state == "planned"
    anna.sees("your 1 interrupted sync goes on", in_="@tieout")


def test_the_end_of_consent_is_announced_in_one_message(office: Office, anna: Person, clara: Person) -> None:
    office.connects(clara)
    office.control("faults", kind="503", times=0)
    office.turn(days=87)
    anna.sees("within 14 days", in_="#accounting")
    office.turn(days=8)
    anna.sees("within 7 days", in_="#accounting")
    warned = [m for m in anna.messages("#accounting") if "consent for" in anna.reads(m)]
    assert len(warned) == 1


def test_a_test_on_demand_answers_privately(office: Office, anna: Person, clara: Person) -> None:
    anna.types("/accounting test", in_="#accounting")
    anna.sees("No accounting system is connected")
    office.connects(clara)
    anna.types("/accounting test", in_="#accounting")
    anna.sees("Testing the connection", in_="#accounting")
    office.settle()
    anna.sees("works: reading and writing are allowed", in_="@tieout")
    office.control("revoke")
    anna.types("/accounting test", in_="#accounting")
    office.settle()
    anna.sees("does not work", in_="@tieout")


def test_disconnecting_needs_the_name_and_ends_the_grant(office: Office, anna: Person, clara: Person) -> None:
    office.connects(clara)
    clara.types("/accounting disconnect", in_="#accounting")
    label = f"Type the company's name: {company(office)}"
    clara.submits({label: "yes"})
    clara.sees_error(label, "type the company's name")
    clara.submits({label: company(office)})
    clara.sees_modal("Disconnected from")
    office.settle()
    told = anna.sees(f"Disconnected from {company(office)}", in_="#accounting")
    assert "By @clara" in anna.reads(told)
    clara.closes_everything()
    office.connects(clara)


def test_where_the_bot_may_not_write_the_news_comes_privately(office: Office, clara: Person) -> None:
    office.workspace.do("seed", channels=[{"id": "C0CLOSING", "name": "closing", "members": ["clara"]}])
    clara.types("/accounting connect", in_="#closing")
    assert office.consents(clara).ok
    clara.sees("Invite me there", in_="@tieout")
