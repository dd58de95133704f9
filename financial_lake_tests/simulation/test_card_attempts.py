"""Card attempts: as many, as large, as remote and as often declined as specified; refunds give back purchases."""

from datetime import date

import numpy as np
import pytest

from financial_lake.settings import BankSettings
from financial_lake.simulation.account_days import frozen_days, usable_days
from financial_lake.simulation.account_lines import accounts, credit_limit_on
from financial_lake.simulation.account_records import CREDIT_CARD
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import at, day_number, month_of, month_start
from financial_lake.simulation.card_attempts import CASH, PURCHASE, REFUND, CardAttempts, card_flows, events
from financial_lake.simulation.card_habits import season, week_factor
from financial_lake.simulation.card_shopping import RECURRING
from financial_lake.simulation.card_verdicts import ACCOUNT_FROZEN, APPROVED, INSUFFICIENT_FUNDS, LIMIT_EXCEEDED
from financial_lake.simulation.cards import VIRTUAL, cards
from financial_lake.simulation.ledger.codes import CODE
from financial_lake.simulation.merchants import CODES, MCC, code_of
from financial_lake.simulation.population import customers

OCTOBER = int(month_of(day_number(date(2024, 10, 1))))
QUARTER = (OCTOBER, OCTOBER + 1, OCTOBER + 2)
ONLINE_MODES = (2, 3)


@pytest.fixture(scope="module")
def block() -> Block:
    return next(Bank().blocks())


@pytest.fixture(scope="module")
def quarter(block: Block) -> CardAttempts:
    return CardAttempts.joined([events(block, month) for month in QUARTER])


def test_the_default_bank_makes_246000_attempts_in_the_fourth_quarter(quarter: CardAttempts) -> None:
    assert len(quarter) == pytest.approx(246_000, rel=0.05)


def test_amounts_have_the_public_means(block: Block, quarter: CardAttempts) -> None:
    is_credit = accounts(block, 2024).kind[quarter.account] == CREDIT_CARD
    bought = quarter.kind == PURCHASE
    assert quarter.cents[bought & ~is_credit].mean() / 100 == pytest.approx(48, rel=0.06)
    assert quarter.cents[bought & is_credit].mean() / 100 == pytest.approx(93, rel=0.08)
    assert quarter.cents[quarter.kind == CASH].mean() / 100 == pytest.approx(158, rel=0.03)
    assert quarter.cents.min() >= 100
    assert quarter.cents.max() <= 500_000


def test_credit_cards_pay_at_most_a_quarter_of_their_limit_at_once(block: Block) -> None:
    every = events(block, OCTOBER)
    limit = credit_limit_on(block, int(month_start(OCTOBER + 1)) - 1)
    by_credit = every.where(
        (accounts(block, 2024).kind[every.account] == CREDIT_CARD) & (every.entry_mode != RECURRING)
    )
    assert (by_credit.cents * 4 <= limit[by_credit.account]).all()


def test_cash_is_drawn_in_twenties_and_only_with_physical_debit_cards(block: Block, quarter: CardAttempts) -> None:
    cash = quarter.where(quarter.kind == CASH)
    assert (cash.cents % 2000 == 0).all()
    assert cash.cents.min() == 2_000
    assert 60_000 < cash.cents.max() <= 80_000
    assert (accounts(block, 2024).kind[cash.account] != CREDIT_CARD).all()
    assert (cards(block, 2024).holder[cash.card] != VIRTUAL).all()
    foreign = (cash.fee_cents[cash.reason == APPROVED] == 300).mean()
    assert foreign == pytest.approx(0.15, abs=0.02)


def test_22_of_100_purchases_are_remote_and_virtual_cards_pay_only_so(block: Block, quarter: CardAttempts) -> None:
    bought = quarter.where(quarter.kind == PURCHASE)
    is_virtual = cards(block, 2024).holder[bought.card] == VIRTUAL
    remote = np.isin(bought.entry_mode, ONLINE_MODES)
    assert remote.mean() == pytest.approx(0.22, abs=0.015)
    assert remote[is_virtual].all()


def test_5_of_100_attempts_are_declined_and_want_of_money_is_told_by_the_kind_of_card(
    block: Block, quarter: CardAttempts
) -> None:
    tried = quarter.where((quarter.kind != REFUND) & (quarter.reason != ACCOUNT_FROZEN))
    declined = tried.where(tried.reason != APPROVED)
    is_credit = accounts(block, 2024).kind[declined.account] == CREDIT_CARD
    others = np.bincount(declined.reason[declined.entry_mode != RECURRING], minlength=6)[2:5]
    assert len(declined) / len(tried) == pytest.approx(0.05, abs=0.003)
    assert not (declined.reason[is_credit] == INSUFFICIENT_FUNDS).any()
    assert not (declined.reason[~is_credit] == LIMIT_EXCEEDED).any()
    assert others / others.sum() == pytest.approx([0.30, 0.25, 0.45], abs=0.02)


def test_attempts_on_frozen_accounts_and_only_they_are_declined_account_frozen(block: Block) -> None:
    every = events(block, OCTOBER)
    place = every.day - month_start(OCTOBER)
    frozen = frozen_days(block, OCTOBER)[every.account, place]
    assert frozen.any()
    assert np.array_equal(frozen, every.reason == ACCOUNT_FROZEN)
    assert (usable_days(block, OCTOBER)[every.account, place] | frozen).all()


def test_cards_are_used_only_between_issue_and_end(block: Block) -> None:
    every = events(block, OCTOBER + 1)
    held = cards(block, 2024)
    assert (held.issued_on[every.card] < every.day).all()
    assert (every.day <= held.expires_on[every.card]).all()
    assert (every.day < held.blocked_on[every.card]).all()
    assert np.array_equal(held.account[every.card], every.account)


def test_a_refund_gives_back_one_approved_purchase_two_to_thirteen_days_later(block: Block) -> None:
    for month in QUARTER:
        every = events(block, month)
        refund = every.where(every.kind == REFUND)
        bought = every.where(refund.original)
        assert len(refund) > 300
        assert len(np.unique(refund.original)) == len(refund)
        assert (bought.kind == PURCHASE).all()
        assert (bought.reason == APPROVED).all()
        assert not np.isin(code_of(bought.merchant), (MCC["6011"], MCC["4900"])).any()
        for name in ("card", "account", "merchant", "cents"):
            assert np.array_equal(getattr(refund, name), getattr(bought, name))
        assert set(refund.day - bought.day) <= set(range(2, 14))
        assert (every.original[every.kind != REFUND] == -1).all()


def test_instants_lie_between_seven_and_ten_at_night_and_never_coincide(quarter: CardAttempts) -> None:
    hours = (quarter.instant - at(quarter.day, 0)) / 3.6e9
    charged = quarter.entry_mode == RECURRING
    by_card = quarter.kind != REFUND
    assert (hours[~charged] >= 7).all()
    assert (hours[~charged] < 22).all()
    assert ((hours[charged & by_card] - 6) * 60 >= 40).all()
    assert ((hours[charged & by_card] - 6) * 60 < 41).all()
    assert ((hours[~charged] - 7) / 15).mean() == pytest.approx(2.2 / 4.0, abs=0.005)
    assert len(np.unique(quarter.instant * 8192 + quarter.account)) == len(quarter)


def test_subscriptions_are_charged_monthly_on_the_same_day_for_the_same_price(block: Block) -> None:
    people, lines = customers(block, 2024), accounts(block, 2024)
    seen = []
    for month in QUARTER[:2]:
        every = events(block, month)
        charged = every.where((every.entry_mode == RECURRING) & (every.kind == PURCHASE))
        day = charged.day - month_start(month)
        owner = people.customer_id[lines.owner[charged.account]]
        seen.append(
            set(zip(owner.tolist(), charged.merchant.tolist(), day.tolist(), charged.cents.tolist(), strict=True))
        )
        assert (code_of(charged.merchant) == MCC["5815"]).all()
    assert len(seen[0] & seen[1]) > 0.85 * len(seen[0])


def test_every_code_occurs_and_groceries_lead(quarter: CardAttempts) -> None:
    counts = np.bincount(code_of(quarter.merchant), minlength=len(CODES))
    assert counts.min() > 0
    assert counts.argmax() == MCC["5411"]


def test_the_week_has_a_mean_of_one_and_boomers_rest_at_weekends() -> None:
    week = week_factor(OCTOBER)[:, :7]
    assert week.mean(axis=1) == pytest.approx(np.ones(5))
    assert week[4, 4] < week[3, 4]


def test_the_season_has_its_feasts() -> None:
    november, december = season(OCTOBER + 1), season(OCTOBER + 2)
    assert november[[0, 10, 18, 19, 27, 28]].tolist() == [0.95, 0.95, 0.95, 1.12, 0.60, 1.12]
    assert december[[0, 23, 24, 25, 30]].tolist() == [1.14, 1.14, 0.45, 0.97, 0.97]
    assert season(OCTOBER)[[12, 13]].tolist() == [0.93, 0.95]


def test_flows_carry_exactly_the_approved_attempts(block: Block) -> None:
    every, flows = events(block, OCTOBER), card_flows(block, OCTOBER)
    paid = every.where(every.reason == APPROVED)
    codes = np.array([CODE["card_purchase"], CODE["atm_withdrawal"], CODE["card_refund"]])
    assert np.array_equal(flows.cents, paid.cents)
    assert np.array_equal(flows.code, codes[paid.kind])
    assert np.array_equal(flows.reference_number, paid.ordinal)
    assert (flows.cents > 0).all()


def test_a_bank_that_grows_only_appends_attempts() -> None:
    small, large = (next(Bank(BankSettings(customers=size)).blocks()) for size in (220, 500))
    few, many = events(small, OCTOBER), events(large, OCTOBER)
    ids = cards(large, 2024).card_id[many.card]
    same = many.where(np.isin(ids, cards(small, 2024).card_id))
    assert np.array_equal(cards(small, 2024).card_id[few.card], cards(large, 2024).card_id[same.card])
    for name in ("day", "ordinal", "instant", "cents", "merchant", "reason", "entry_mode"):
        assert np.array_equal(getattr(few, name), getattr(same, name))
