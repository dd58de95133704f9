"""Invented account-months with random flows, for property tests of the closings."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from financial_lake.simulation.banking_calendar import MICROSECONDS_A_DAY, month_end, month_start
from financial_lake.simulation.ledger.account_months import AccountMonths
from financial_lake.simulation.ledger.card_closing import CardTerms
from financial_lake.simulation.ledger.credit_limits import CreditLimits
from financial_lake.simulation.ledger.deposit_closing import DepositTerms
from financial_lake.simulation.ledger.moves import Chance, Moves
from financial_lake.simulation.ledger.paths import CODE_RANK, EVENT_RANK, Path, moved_apart
from financial_lake.simulation.streams import Stream

MONTH = (2024 - 1970) * 12 + 9


@dataclass(frozen=True, slots=True)
class World:
    """Accounts, their exogenous path, and chance."""

    lines: AccountMonths
    path: Path
    chance: Chance


def chance_of(seed: int) -> Chance:
    return partial(Stream.named, seed, "ledger")


def lines_of(**columns: np.ndarray) -> AccountMonths:
    """Account-months of as many accounts as `opening` has; what is not given is ordinary."""
    size = len(columns["opening"])
    begin, end = int(month_start(MONTH)), int(month_end(MONTH))
    ordinary: dict[str, Any] = {
        "account": np.arange(size),
        "account_id": 1_000_100 + np.arange(size) * 1000,
        "owner": np.arange(size),
        "customer_id": 1_001 + np.arange(size),
        "target": np.full(size, 100_00),
        "first": np.full(size, begin),
        "last": np.full(size, end),
        "throughout": np.ones(size, dtype=np.bool_),
        "opens": np.zeros(size, dtype=np.bool_),
        "closes": np.zeros(size, dtype=np.bool_),
        "earns": np.ones(size, dtype=np.bool_),
    }
    ordinary["ends_on"] = columns.get("last", ordinary["last"])
    return AccountMonths(**{**ordinary, **columns})


def deposits(seed: int, size: int, rows: int, *, round_instants: bool = False) -> World:
    """Deposit accounts with random flows; some shortened, some closing, some opening."""
    chance = chance_of(seed)
    dice = chance("world")
    begin, end = int(month_start(MONTH)), int(month_end(MONTH))
    number = np.arange(size)
    fate = dice.pick((0.6, 0.1, 0.1, 0.1, 0.1), number, lane=1)
    cut = begin + dice.integer(end - begin + 1, number, lane=2)
    opens, closes = fate == 3, fate == 4
    first = np.where((fate == 1) | opens, cut, begin)
    last = np.where((fate == 2) | closes, cut, end)
    lines = lines_of(
        opening=np.where(opens, 0, np.floor(dice.lognormal(4_000_00.0, 1.2, number, lane=3)).astype(np.int64)),
        target=np.where(closes, 0, np.floor(dice.lognormal(4_000_00.0, 1.2, number, lane=4)).astype(np.int64) + 50_00),
        first=first,
        last=last - closes,
        ends_on=last,
        throughout=fate == 0,
        opens=opens,
        closes=closes,
        earns=~closes & dice.chance(0.8, number, lane=5),
    )
    row = np.arange(rows)
    account = dice.integer(size, row, lane=6)
    usable = np.maximum(last - first + 1 - closes - opens, 0)[account]
    day = first[account] + opens[account] + dice.integer(np.maximum(usable, 1), row, lane=7)
    time = dice.uniform(row, lane=8) * 22 * 3600 * 1e6
    time = np.floor(time / 3.6e9) * 3_600_000_000 if round_instants else time
    cents = 1 + np.floor(dice.lognormal(120_00.0, 1.4, row, lane=9)).astype(np.int64)
    signed = np.where(dice.chance(0.35, row, lane=10), cents, -cents)
    keep = usable > 0
    instant = day * MICROSECONDS_A_DAY + time.astype(np.int64)
    opening_deposit = np.flatnonzero(opens)
    path = Path.laid(
        lines.opening,
        np.concatenate([account[keep], opening_deposit]),
        np.concatenate([instant[keep], first[opening_deposit] * MICROSECONDS_A_DAY + 11 * 3_600_000_000]),
        np.concatenate([dice.integer(40, row, lane=11)[keep] + CODE_RANK, np.full(opening_deposit.size, CODE_RANK)]),
        np.concatenate([signed[keep], np.full(opening_deposit.size, 500_00)]),
    )
    path = Path.along(path.opening, path.account, moved_apart(path.account, path.instant), path.rank, path.signed)
    return World(lines, path, chance)


def deposit_terms(world: World, *, overdraft_chance: float = 0.5) -> DepositTerms:
    size = len(world.lines)
    return DepositTerms(
        rate=np.full(size, 25_000),
        savings=np.full(size, -1),
        savings_anchor=np.zeros(size, dtype=np.int64),
        overdraft_chance=np.full(size, overdraft_chance),
        residual_minute=20,
    )


def cards(seed: int, size: int, rows: int) -> tuple[World, CardTerms]:
    """Credit cards with purchases of at most a quarter of the limit and refunds of some of them."""
    chance = chance_of(seed)
    dice = chance("world")
    begin, end = int(month_start(MONTH)), int(month_end(MONTH))
    number = np.arange(size)
    limit = (2 + dice.integer(40, number, lane=1)) * 500_00
    raised = np.where(dice.chance(0.1, number, lane=2), limit * 6 // 5, limit)
    raised_on = begin + dice.integer(31, number, lane=3)
    closes = dice.chance(0.1, number, lane=4)
    last = np.where(closes, begin + 5 + dice.integer(26, number, lane=5), end)
    owed = np.floor(limit * np.clip(dice.uniform(number, lane=6) * 1.1, 0, 0.85)).astype(np.int64)
    owes = np.floor(raised * np.clip(dice.uniform(number, lane=7) * 1.1, 0, 0.85)).astype(np.int64)
    lines = lines_of(
        opening=-owed,
        target=np.where(closes, 0, -owes),
        last=last - closes,
        ends_on=last,
        throughout=~closes,
        closes=closes,
        earns=~closes,
    )
    row = np.arange(rows)
    card = dice.integer(size, row, lane=8)
    cents = np.minimum(np.floor(dice.lognormal(90_00.0, 1.2, row, lane=9)).astype(np.int64) + 1_00, limit[card] // 4)
    days = (last - begin + 1 - closes)[card]
    instant = (begin * 24 + 7) * 3_600_000_000 + dice.integer(days, row, lane=10) * MICROSECONDS_A_DAY
    instant += (dice.uniform(row, lane=11) * 15 * 3.6e9).astype(np.int64)
    back = instant + (2 + dice.integer(12, row, lane=12)) * MICROSECONDS_A_DAY
    given_back = dice.chance(0.05, row, lane=13) & (back < (last[card] + 1 - closes[card]) * MICROSECONDS_A_DAY)
    path = Path.laid(
        lines.opening,
        np.concatenate([card, card[given_back]]),
        np.concatenate([instant, back[given_back]]),
        np.full(rows + given_back.sum(), EVENT_RANK),
        np.concatenate([-cents, cents[given_back]]),
    )
    path = Path.along(path.opening, path.account, moved_apart(path.account, path.instant), path.rank, path.signed)
    return World(lines, path, chance), CardTerms(np.full(size, 219_900), CreditLimits(limit, raised_on, raised))


def closed(world: World, moves: Moves) -> Path:
    """The path with all moves, instants as they will be posted."""
    path = moves.upon(world.path, np.arange(len(world.lines)))
    return Path.along(path.opening, path.account, moved_apart(path.account, path.instant), path.rank, path.signed)
