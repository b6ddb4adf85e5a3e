"""Looking vouchers up, and who may press what."""

from domain.vouchers.inquiring import Inquiring, Press, Wanted
from domain.vouchers.paid import Paid, read_paid
from domain.vouchers.voucher import VoucherState
from tests.domain.january import day
from tests.domain.vouchers.desk import ANNA, BO, CARA, ROLES, Desk


def inquiring(desk: Desk) -> Inquiring:
    return Inquiring(desk.store, desk.approving, lambda _: desk.rules, lambda _, delivery: f"/{delivery.books_id}")


def found(desk: Desk, **wanted: object) -> list[str]:
    return [one.id for one, _ in inquiring(desk).find(Wanted("main", **wanted), 0, 10).rows]  # type: ignore[arg-type]  # any filter


def test_vouchers_are_found_and_opened_with_all_that_is_known(desk: Desk) -> None:
    desk.january.plays(day(29), posts=lambda _: None, undoes=lambda _: None)
    v2, v1, draft = desk.posts("V-2"), desk.submits("V-1"), desk.drafts("V-4")
    assert set(found(desk)) == {v1, v2}
    assert found(desk, vendor_id=desk.january.parties["FastTruck"]) == [v2]
    assert found(desk, state=VoucherState.SUBMITTED) == [v1]
    assert found(desk, since=day(29), until=day(30)) == [v2]
    assert [one.id for one, _ in inquiring(desk).drafts("main", ANNA, 10)] == [draft]
    known = inquiring(desk).whole(v2)
    assert [event.act for event in known.history] == [
        "voucher opened",
        "voucher submitted",
        "voucher approved",
        "voucher decided",
        "voucher posted",
    ]
    assert known.working is not None
    assert [share.of.label for share in known.working.shares] == ["W-101 inland freight", "W-103 inland freight"]
    assert [share.variance for share in known.working.shares] == [-38_92, -14_41]
    assert (known.approvals[0].by, known.page) == (BO, f"/{desk.delivery(v2).books_id}")


def test_whoever_may_not_press_a_button_does_not_see_it(desk: Desk) -> None:
    desk.january.plays(day(27), posts=lambda _: None, undoes=lambda _: None)
    v1 = desk.submits("V-1")

    def seen(person: str) -> list[Press]:
        look = inquiring(desk)
        return look.presses(look.whole(v1), person, ROLES.get(person, set()))

    assert seen(ANNA) == [Press.WITHDRAW]
    assert seen(BO) == [Press.APPROVE, Press.REJECT, Press.ASK]
    assert seen(CARA) == [Press.REJECT, Press.ASK]
    assert seen("eve") == []
    desk.approves(v1)
    desk.engine.settle()
    assert (seen(ANNA), seen(CARA)) == ([Press.CORRECT], [Press.UNDO, Press.CORRECT])


def test_paid_status_is_read_live(desk: Desk) -> None:
    desk.january.plays(day(27), posts=lambda _: None, undoes=lambda _: None)
    delivery = desk.delivery(desk.posts("V-1"))
    books = desk.books(delivery.connection_id)
    assert read_paid(books, delivery) is Paid.UNPAID
    desk.person("pay-bill", bill=delivery.books_id, amount="1000")
    assert read_paid(books, delivery) is Paid.PART
    desk.person("pay-bill", bill=delivery.books_id)
    assert read_paid(books, delivery) is Paid.PAID
