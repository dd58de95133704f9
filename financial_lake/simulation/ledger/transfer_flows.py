"""Transfers of savers and investors to and from their accounts elsewhere, brokers outside included."""

import numpy as np

from financial_lake.simulation.account_lines import accounts
from financial_lake.simulation.account_records import CREDIT_CARD, MONEY_MARKET, SAVINGS
from financial_lake.simulation.amounts import multiple_of
from financial_lake.simulation.bank import Block
from financial_lake.simulation.banking_calendar import month_start
from financial_lake.simulation.habits import habit_year
from financial_lake.simulation.investors import investments
from financial_lake.simulation.ledger.codes import CODE
from financial_lake.simulation.ledger.counterparties import either, listed, own_account_elsewhere, persons
from financial_lake.simulation.ledger.everyday_flows import SHARE_FAILED, failing, occasions
from financial_lake.simulation.ledger.flows import Flows
from financial_lake.simulation.ledger.payers import Payers, main_of_month
from financial_lake.simulation.population import customers
from financial_lake.simulation.streams import Bools, Ints
from financial_lake.simulation.vocabulary import PARTY_COUNTS

IN_A_MONTH, OUT_A_MONTH = 3.4, 3.0
SHARE_OF_OTHER_ACCOUNTS = 0.5
"""What an account that is not its owner's main account sees of these transfers."""
MEDIANS = {SAVINGS: 180.0, MONEY_MARKET: 700.0}
SPREAD, STEP = 1.0, 500
SHARE_TO_ONESELF = 0.75
HOURS = (8.0, 21.0)
BROKERS_CLIENTS = 0.17
"""Of customers with a main account and a credit card but no investments: 2 % of all customers."""
BROKER_A_MONTH, BROKER_MEDIAN, BROKER_SPREAD, BROKER_STEP = 1.2, 1_500.0, 0.6, 50_00


def transfer_flows(block: Block, month: int, payers: Payers) -> Flows:
    """All transfers of the month on savings and money market accounts, and those to brokers.

    Args:
        block: the customers.
        month: months since January 1970.
        payers: all accounts usable on some day of the month.
    """
    kind = accounts(block, month // 12 + 1970).kind[payers.account]
    parts = [_transfers(block, month, payers.where(kind == each), MEDIANS[each]) for each in MEDIANS]
    return Flows.joined([*parts, _to_brokers(block, month, payers)])


def _transfers(block: Block, month: int, payers: Payers, median: float) -> Flows:
    is_main = main_of_month(block, month)[payers.owner] == payers.account
    share = np.where(is_main, 1.0, SHARE_OF_OTHER_ACCOUNTS)
    since = habit_year(block, month // 12 + 1970, "payees")[payers.owner]
    parts = []
    for name, mean in (("account_transfer_in", IN_A_MONTH), ("account_transfer_out", OUT_A_MONTH)):
        moved = occasions(block, month, name, payers.account_id, mean * share, HOURS)
        customer_id = payers.customer_id[moved.who]
        dollars = block.stream("transactions", "amount").lognormal(median, SPREAD, moved.address)
        own = block.stream("transactions", "transfer_to_oneself").chance(SHARE_TO_ONESELF, moved.address)
        outside = persons(block, "persons", "friend", customer_id, since[moved.who], 0)
        cents = np.maximum(multiple_of(dollars * 100, STEP), STEP)
        flows = Flows.of(
            payers.account[moved.who],
            moved.instant,
            CODE[name],
            _up_to(cents, payers.cap[moved.who], STEP),
            reference_number=moved.address,
            fails=failing(block, name, moved.address) if name in SHARE_FAILED else 0,
            **either(own, own_account_elsewhere(customer_id), outside),
        )
        parts.append(flows.where(flows.cents > 0))
    return Flows.joined(parts)


def _to_brokers(block: Block, month: int, payers: Payers) -> Flows:
    """Card holders without investments here who invest elsewhere: a lead the bank should find."""
    clients = payers.where(_broker_clients(block, month)[payers.owner])
    clients = clients.where(main_of_month(block, month)[clients.owner] == clients.account)
    mean = np.full(clients.account.size, BROKER_A_MONTH)
    sent = occasions(block, month, "broker_transfer", clients.account_id, mean, HOURS)
    broker = block.stream("counterparties", "broker").integer(PARTY_COUNTS["brokers"], clients.customer_id)
    dollars = block.stream("transactions", "amount").lognormal(BROKER_MEDIAN, BROKER_SPREAD, sent.address)
    cents = np.maximum(multiple_of(dollars * 100, BROKER_STEP), BROKER_STEP)
    flows = Flows.of(
        clients.account[sent.who],
        sent.instant,
        CODE["account_transfer_out"],
        _up_to(cents, clients.cap[sent.who], BROKER_STEP),
        reference_number=sent.address,
        fails=failing(block, "account_transfer_out", sent.address),
        **listed("brokers", broker[sent.who]),
    )
    return flows.where(flows.cents > 0)


def _broker_clients(block: Block, month: int) -> Bools:
    year = month // 12 + 1970
    first = int(month_start(month))
    lines = accounts(block, year)
    people = customers(block, year)
    with_card = np.zeros(people.customer_id.size, dtype=np.bool_)
    card = (lines.kind == CREDIT_CARD) & (lines.opened_on <= first) & (first < lines.closed_on)
    with_card[lines.owner[card]] = True
    invests_here = np.zeros(with_card.size, dtype=np.bool_)
    held = investments(block, year)
    invests_here[held.owner[held.is_live(first)]] = True
    asked = block.stream("counterparties", "broker_client").chance(BROKERS_CLIENTS, people.customer_id)
    return with_card & asked & ~invests_here


def _up_to(cents: Ints, cap: Ints, step: int) -> Ints:
    """Amounts that are multiples of a step, at most the cap, itself taken down to the step."""
    return np.minimum(cents, cap // step * step)
