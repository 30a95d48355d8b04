# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Two people are at the same invoice at once: it is paid once, and each is told the truth."""

import pytest

from .processes import (
    GROUP,
    execute,
    make_account,
    own_database,
    run_worker,
    start_worker,
    wait_for,
)
from .test_lanes import Nowhere

pytestmark = pytest.mark.slow

TWO_BOOK, BOOKED_FIRST, PAID_FIRST = "400100201", "400100202", "400100203"


@pytest.fixture(scope="module")
def database():
    with own_database("bookers") as name:
        account = make_account(GROUP, Nowhere)
        run_worker(name, "first", "prepare", accounts=[account], products=[])
        run_worker(name, "first", "owe", numbers=[TWO_BOOK, BOOKED_FIRST, PAID_FIRST])
        yield name


class People:
    """Two workers: the second has its turn while the first is half through."""

    def __init__(self, database, folder, number):
        self.database, self.folder, self.number = database, folder, number

    def play(self, first, second):
        """:return: what each of them is told"""
        reached, go = self.folder / "reached", self.folder / "go"
        slow = self._start("ann", first, reached=str(reached), go=str(go))
        wait_for(reached.exists, 60)
        quick = self._start("bob", second)
        wait_for(lambda: quick.poll() is not None or self._is_waiting(), 60)
        go.touch()
        assert [slow.wait(timeout=60), quick.wait(timeout=60)] == [0, 0]
        return [(self.folder / name).read_text() for name in ("ann", "bob")]

    def _start(self, name, play, **moments):
        told = str(self.folder / name)
        return start_worker(self.database, name, play, number=self.number, told=told, **moments)

    def _is_waiting(self):
        ((count,),) = execute(
            "postgres",
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'",
            self.database,
        )
        return count

    def get_books(self):
        """:return: (state of the remittance, of its line, what is open of the invoice, how many
        payments it has)"""
        (books,) = execute(
            self.database,
            "SELECT remittance.state, line.kind, invoice.amount_residual, "
            "(SELECT count(*) FROM account_partial_reconcile partial "
            " JOIN account_move_line item ON item.id = partial.debit_move_id "
            " WHERE item.move_id = invoice.id) "
            "FROM amazon_vendor_remittance remittance "
            "JOIN amazon_vendor_remittance_line line ON line.remittance_id = remittance.id "
            "JOIN account_move invoice ON invoice.name = line.number "
            "WHERE remittance.name = %s",
            self.number,
        )
        return books

    def count_payments(self):
        ((count,),) = execute(
            self.database,
            "SELECT count(*) FROM account_payment WHERE state NOT IN ('canceled', 'rejected') "
            "AND (memo = %s OR memo = (SELECT number FROM amazon_vendor_remittance_line line "
            "JOIN amazon_vendor_remittance remittance ON remittance.id = line.remittance_id "
            "WHERE remittance.name = %s))",
            self.number,
            self.number,
        )
        return count


def test_two_people_book_one_remittance_at_once(database, tmp_path):
    people = People(database, tmp_path, TWO_BOOK)
    told = people.play("press_book", "press_book")
    assert told == ["booked", f"{TWO_BOOK} is booked already, or somebody is at it."]
    assert people.get_books() == ("posted", "invoice", 0, 1)
    assert people.count_payments() == 1


def test_invoice_paid_by_hand_while_its_remittance_is_booked_is_paid_once(database, tmp_path):
    people = People(database, tmp_path, BOOKED_FIRST)
    booked, by_hand = people.play("press_book", "pay_by_hand")
    # Both payments want the journal's next number, so each waits for the other: PostgreSQL ends
    # the one that waited longer than a second, and the work of the other stands.
    if by_hand == "paid":
        assert booked.startswith(f"{BOOKED_FIRST}: somebody is at one of its invoices")
        assert people.get_books()[:3] == ("matched", "invoice", 0)
    else:
        assert booked == "booked"
        assert people.get_books() == ("posted", "invoice", 0, 1)
    assert people.count_payments() == 1


def test_remittance_is_not_booked_while_its_invoice_is_paid_by_hand(database, tmp_path):
    people = People(database, tmp_path, PAID_FIRST)
    by_hand, booked = people.play("pay_by_hand", "press_book")
    assert by_hand == "paid"
    assert booked.startswith(f"{PAID_FIRST}: somebody is at one of its invoices at this moment.")
    assert people.get_books()[:3] == ("matched", "invoice", 0)

    run_worker(database, "bob", "press_book", number=PAID_FIRST, told=str(tmp_path / "bob"))
    assert people.get_books() == ("draft", "open", 0, 1)
    assert people.count_payments() == 1
