"""Credit histories: what a borrower's life with the bank may look like, and how often it looks so."""

from datetime import date

import numpy as np
import pytest

from financial_lake.settings import BankSettings
from financial_lake.simulation import banking_calendar as cal
from financial_lake.simulation import loan_products as products
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.credit_decisions import price
from financial_lake.simulation.credit_histories import delinquency
from financial_lake.simulation.credit_records import CreditHistories, Fate, Outcome
from financial_lake.simulation.lending import credit_histories
from financial_lake.simulation.lives import leaving_wishes
from financial_lake.simulation.loan_schedule import due_on
from financial_lake.simulation.population import customers
from financial_lake.simulation.score_model import bureau_score, latent_base, mean_score, refreshed_on
from financial_lake_tests.simulation.schedules import full_schedule

YEAR = 2024
QUARTER = cal.day_number(date(2024, 10, 1)), cal.day_number(date(2024, 12, 31))
MIDDLE = cal.day_number(date(2024, 11, 15))


@pytest.fixture(scope="module")
def block() -> Block:
    """Ten thousand customers, enough for rates."""
    return next(Bank(BankSettings(customers=10_000), slots_a_block=10_000).blocks())


@pytest.fixture(scope="module")
def lived(block: Block) -> CreditHistories:
    return credit_histories(block, YEAR)


def in_quarter(days: np.ndarray) -> np.ndarray:
    return (days >= QUARTER[0]) & (days <= QUARTER[1])


def test_quiet_customers_and_those_without_a_main_account_never_apply(block: Block, lived: CreditHistories) -> None:
    people, asked = customers(block, YEAR), lived.applications
    assert not people.is_quiet[asked.owner].any()
    assert (asked.account_id // 1000 == people.customer_id[asked.owner]).all()
    assert (asked.account_id // 100 % 10 <= 2).all()


def test_applicants_have_been_present_for_30_days_and_stay_for_120(block: Block, lived: CreditHistories) -> None:
    people, asked = customers(block, YEAR), lived.applications
    assert (asked.applied_on >= people.joined_on[asked.owner] + 30).all()
    assert (asked.applied_on + 120 < people.left_on[asked.owner]).all()
    wish = leaving_wishes(block, people, YEAR + 1)[asked.owner]
    day = asked.applied_on[:, None]
    assert not ((wish >= day) & (wish <= day + 120)).any()


def test_nobody_leaves_while_a_loan_runs_or_without_having_wished_to(block: Block, lived: CreditHistories) -> None:
    people, loans = customers(block, YEAR), lived.loans
    left = people.left_on
    gone = left[loans.owner] < cal.NEVER
    assert (loans.closed_on[gone] < left[loans.owner][gone]).all()
    leavers = left < cal.NEVER
    assert (leaving_wishes(block, people, YEAR)[leavers] == left[leavers, None]).any(axis=1).all()
    assert (left == lived.left_on).all()


def test_a_wish_to_leave_is_heard_unless_a_loan_runs(block: Block, lived: CreditHistories) -> None:
    people, loans = customers(block, YEAR), lived.loans
    first = leaving_wishes(block, people, YEAR)[:, 0]
    refused = np.flatnonzero((first < cal.NEVER) & (people.left_on != first))
    assert refused.size
    running = np.zeros(people.customer_id.size, dtype=bool)
    held = (loans.applied_on <= first[loans.owner]) & (first[loans.owner] <= loans.closed_on)
    running[loans.owner[held]] = True
    assert running[refused].all()


def test_applications_come_as_often_as_specified_and_end_as_specified(lived: CreditHistories) -> None:
    recent = (lived.applications.applied_on > MIDDLE - 730) & (lived.applications.applied_on <= MIDDLE)
    assert recent.sum() / 10_000 * 2_230 == pytest.approx(620, rel=0.08)
    shares = np.bincount(lived.decisions.fate, minlength=3) / len(lived.decisions)
    assert shares[Fate.APPROVED] == pytest.approx(0.69, abs=0.025)
    assert shares[Fate.REJECTED] == pytest.approx(0.26, abs=0.025)
    assert shares[Fate.WITHDRAWN] == pytest.approx(0.05, abs=0.01)


def test_amounts_terms_and_rates_stay_in_their_bounds(lived: CreditHistories) -> None:
    asked, loans = lived.applications, lived.loans
    low, high = products.AMOUNT_RANGE[asked.loan_type].T * 100
    assert ((asked.requested >= low) & (asked.requested <= high) & (asked.requested % 50_000 == 0)).all()
    assert (products.TERMS[asked.loan_type] == asked.term[:, None]).any(axis=1).all()
    requested = asked.requested[loans.application]
    assert ((loans.principal >= 0.8 * requested) & (loans.principal <= requested)).all()
    assert (loans.principal % 50_000 == 0).all()
    assert (loans.principal == requested).mean() == pytest.approx(0.60, abs=0.08)
    band_low, band_high = products.RATE_BAND[loans.loan_type].T
    assert ((loans.rate >= band_low) & (loans.rate <= band_high) & (loans.rate % 125 == 0)).all()


def test_a_worse_score_never_gets_a_better_rate() -> None:
    score = np.arange(300, 851)
    for kind, (low, high) in enumerate(products.RATE_BAND):
        rates = price(np.full(score.size, kind), score)
        assert (np.diff(rates) <= 0).all()
        assert rates[0] == high
        assert low < rates[-1] < high


def test_who_was_ever_behind_is_scored_with_what_each_bureau_knew_by_then(block: Block, lived: CreditHistories) -> None:
    people, asked = customers(block, YEAR), lived.applications
    known = 0
    for row in np.flatnonzero(np.isin(asked.owner, lived.spells.owner))[::4]:
        owner = asked.owner[[row]]
        mine = lived.spells.where(lived.spells.owner == owner)
        scores = []
        for bureau in range(3):
            day = int(refreshed_on(cal.last_weekday(asked.applied_on[row]), bureau))
            weight = delinquency(np.zeros(len(mine), dtype=np.int64), mine.began_on, mine.ended_on, 1, day)
            ids, year = people.customer_id[owner], int(cal.year_of(day))
            base = latent_base(block.bank, ids, people.birth_on[owner], people.wealth[owner], year)
            scores.append(bureau_score(block.bank, ids, base, bureau, int(cal.month_of(day)), weight))
            known += weight[0] > 0
        assert lived.decisions.score[row] == mean_score(np.array(scores).T)[0]
    assert known > 50


def test_decisions_and_disbursements_keep_their_days(lived: CreditHistories) -> None:
    asked, decided, loans = lived.applications, lived.decisions, lived.loans
    wait = decided.decided_on - asked.applied_on
    judged = decided.fate != Fate.WITHDRAWN
    assert ((wait[judged] >= 2) & (wait[judged] <= 30)).all()
    assert ((wait[~judged] >= 3) & (wait[~judged] <= 15)).all()
    assert cal.is_business_day(decided.decided_on[judged]).all()
    hour = decided.decided_at[judged] % cal.MICROSECONDS_A_DAY / 3.6e9
    assert ((hour >= 9) & (hour < 17)).all()
    pause = loans.originated_on - loans.approved_on
    assert ((pause >= 3) & (pause <= 10)).all()
    assert cal.is_business_day(loans.originated_on).all()


def test_branch_applications_come_in_opening_hours(lived: CreditHistories) -> None:
    asked = lived.applications
    in_branch = asked.channel == 0
    day = asked.applied_on[in_branch]
    hour = asked.applied_at[in_branch] % cal.MICROSECONDS_A_DAY / 3.6e9
    closes = np.where(cal.weekday(day) == cal.SATURDAY, 13, 17)
    assert (asked.applied_at // cal.MICROSECONDS_A_DAY == asked.applied_on).all()
    assert ((hour >= 9) & (hour < closes)).all()
    assert (~cal.is_bank_holiday(day) & (cal.weekday(day) != cal.SUNDAY)).all()
    assert (np.bincount(asked.channel) / len(asked)).tolist() == pytest.approx([0.40, 0.35, 0.15, 0.10], abs=0.03)


def test_an_undisturbed_loan_follows_its_contract_to_the_cent(lived: CreditHistories) -> None:
    loans, owed = lived.loans, lived.instalments
    disturbed = np.unique(np.concatenate([owed.loan[owed.extra > 0], lived.spells.loan]))
    whole = np.setdiff1d(np.flatnonzero((loans.closed_on < cal.NEVER) & (loans.is_charged_off == 0)), disturbed)
    assert whole.size > 20
    for loan in whole[:40]:
        rows = owed.loan == loan
        repaid, charged = full_schedule(int(loans.principal[loan]), int(loans.rate[loan]), int(loans.term[loan]))
        assert (owed.principal[rows] == repaid).all()
        assert (owed.interest[rows] == charged).all()
        assert owed.balance_after[rows][-1] == 0


def test_a_loan_paid_off_has_repaid_its_principal_and_what_was_capitalised(lived: CreditHistories) -> None:
    loans, owed = lived.loans, lived.instalments
    paid, capital = owed.outcome == Outcome.PAID, owed.outcome == Outcome.RESTRUCTURED
    repaid = np.bincount(owed.loan, (owed.principal + owed.extra) * paid, len(loans)).astype(np.int64)
    added = np.bincount(owed.loan, owed.interest * capital, len(loans)).astype(np.int64)
    over = (loans.closed_on < cal.year_start(YEAR + 1)) & (loans.is_charged_off == 0)
    assert (repaid[over] == (loans.principal + added)[over]).all()
    assert (capital.any(), over.any()) == (True, True)


def test_instalments_are_paid_in_their_order_and_mostly_on_their_day(lived: CreditHistories) -> None:
    owed = lived.instalments
    same = owed.loan[1:] == owed.loan[:-1]
    assert (np.diff(owed.settled_on)[same] >= 0).all()
    assert (np.diff(owed.number)[same] >= 1).all()
    shift = (owed.settled_on - owed.due_on)[owed.outcome == Outcome.PAID]
    assert (shift >= -3).all()
    assert np.mean(shift == 0) == pytest.approx(0.70, abs=0.03)
    assert np.mean(shift < 0) == pytest.approx(0.15, abs=0.015)


def test_late_fees_fall_due_exactly_beyond_ten_days(lived: CreditHistories) -> None:
    owed = lived.instalments
    late = (owed.outcome == Outcome.PAID) & (owed.settled_on - owed.due_on > 10)
    assert (owed.late_fee == np.where(late, 25_00, 0)).all()


def test_extra_principal_is_a_multiple_of_100_from_500_to_5000_unless_it_pays_the_loan_off(
    lived: CreditHistories,
) -> None:
    owed = lived.instalments
    extra = owed.extra[(owed.extra > 0) & (owed.balance_after > 0)]
    assert extra.size
    assert ((extra >= 500_00) & (extra <= 5_000_00) & (extra % 100_00 == 0)).all()
    payoff = (owed.extra > 0) & (owed.balance_after == 0)
    assert (owed.due_on[payoff] > lived.loans.originated_on[owed.loan[payoff]] + 330).all()


def test_spells_end_as_specified(lived: CreditHistories) -> None:
    spells = lived.spells
    serious = spells.is_serious == 1
    assert serious.mean() == pytest.approx(1 / 9, abs=0.02)
    outcome = np.bincount(spells.outcome[serious], minlength=3) / serious.sum()
    assert outcome.tolist() == pytest.approx([0.45, 0.20, 0.35], abs=0.08)
    assert (spells.outcome[~serious] == Outcome.PAID).all()
    missed = np.bincount(spells.missed[~serious], minlength=4) / (~serious).sum()
    assert missed.tolist() == pytest.approx([0, 0.60, 0.30, 0.10], abs=0.04)
    lost = spells.outcome == Outcome.CHARGED_OFF
    assert (spells.ended_on[lost] == spells.began_on[lost] + 180).all()
    assert (lived.loans.closed_on[spells.loan[lost]] == spells.ended_on[lost]).all()
    one = ~serious & (spells.missed == 1)
    late = (spells.ended_on - spells.began_on)[one]
    assert ((late >= 5) & (late <= 29)).all()


def test_a_restructuring_capitalises_the_arrears_and_lengthens_the_term(lived: CreditHistories) -> None:
    loans, owed = lived.loans, lived.instalments
    changed = np.flatnonzero(loans.restructured_on < cal.NEVER)
    assert changed.size
    assert ((loans.extension[changed] >= 12) & (loans.extension[changed] <= 63)).all()
    for loan in changed:
        rows = np.flatnonzero(owed.loan == loan)
        capital = rows[owed.outcome[rows] == Outcome.RESTRUCTURED]
        assert 1 <= capital.size <= 4
        before = owed.balance_after[capital[0] - 1] if capital[0] > rows[0] else loans.principal[loan]
        assert owed.balance_after[capital[-1]] == before + owed.interest[capital].sum()
        assert (owed.settled_on[capital] == loans.restructured_on[loan]).all()
        assert (owed.due_on[rows[rows > capital[-1]]] > loans.restructured_on[loan]).all()


def test_borrowers_of_lower_score_bands_fall_behind_more_often(lived: CreditHistories) -> None:
    score = lived.decisions.score[lived.loans.application]
    band = np.searchsorted([580, 670, 740, 800], score, side="right")
    months = np.bincount(band[lived.instalments.loan], minlength=5)
    spells = np.bincount(band[lived.spells.loan], minlength=5)
    assert (np.diff(spells / months) < 0).all()


def test_the_quarter_sees_the_specified_numbers(lived: CreditHistories) -> None:
    loans, spells = lived.loans, lived.spells
    scale = 2_230 / 10_000
    running = (loans.originated_on <= MIDDLE) & (loans.closed_on > MIDDLE)
    shown = (loans.originated_on <= MIDDLE) & (loans.closed_on + 180 >= MIDDLE)
    assert shown.sum() * scale == pytest.approx(894, rel=0.05)
    kinds = np.bincount(loans.loan_type[shown], minlength=5) / shown.sum()
    assert kinds.tolist() == pytest.approx([0.39, 0.24, 0.18, 0.09, 0.10], abs=0.03)
    assert in_quarter(loans.originated_on).sum() * scale == pytest.approx(55, rel=0.2)
    assert in_quarter(np.where(loans.is_charged_off == 0, loans.closed_on, 0)).sum() * scale == pytest.approx(
        37, rel=0.2
    )
    for days, share, noise in ((5, 0.026, 0.006), (30, 0.014, 0.004), (90, 0.003, 0.0018)):
        behind = (spells.began_on + days <= MIDDLE) & (spells.ended_on > MIDDLE)
        assert behind.sum() / running.sum() == pytest.approx(share, abs=noise)
    lost = (loans.closed_on > MIDDLE - 365) & (loans.closed_on <= MIDDLE) & (loans.is_charged_off == 1)
    assert lost.sum() / running.sum() == pytest.approx(0.009, abs=0.003)


def test_due_days_are_the_six_of_the_contract(lived: CreditHistories) -> None:
    loans, owed = lived.loans, lived.instalments
    assert set(np.unique(loans.due_day)) == {1, 5, 10, 15, 20, 25}
    month = loans.first_due_month[owed.loan] + owed.number - 1
    assert (owed.due_on == due_on(month, loans.due_day[owed.loan])).all()
