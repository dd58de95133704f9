"""Who did what when: changes of a day with who made them, wires entered, customers looked at."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from financial_lake.simulation import wires
from financial_lake.simulation.bank import Bank, Block
from financial_lake.simulation.banking_calendar import MICROSECONDS_A_DAY, at, is_business_day, month_of, year_of
from financial_lake.simulation.change_log.changes import (
    ACTIONS,
    COLUMNS,
    CREATE,
    DELETE,
    ENTITIES,
    UPDATE,
    VIEW,
    Changes,
    changes_on,
)
from financial_lake.simulation.event_ids import event_ids, of_day
from financial_lake.simulation.identity_documents import verifiers
from financial_lake.simulation.ledger.flows import Reference
from financial_lake.simulation.population import customers
from financial_lake.simulation.service.interactions import handlers, on_days
from financial_lake.simulation.service.presence import in_order
from financial_lake.simulation.staff import ROLES, agent
from financial_lake.simulation.streams import Floats, Ints

WORK_FROM, WORK_UNTIL = 8, 18
ONLINE_FROM, ONLINE_UNTIL = 6, 23
BATCH_FROM, BATCH_UNTIL = 1, 4
"""Hours in which employees work, customers change their own data, and the bank's machines do the rest."""
SELF_SERVED = ("address", "phone", "email", "preference")
BY_EMPLOYEES = {
    ("customer", CREATE, ""): ("customer_service_rep", 1.0),
    ("customer", UPDATE, "last_name"): ("customer_service_rep", 1.0),
    ("customer", UPDATE, "customer_segment"): ("customer_service_rep", 0.5),
    ("customer", UPDATE, "risk_rating"): ("compliance_officer", 1.0),
    ("address", CREATE, ""): ("customer_service_rep", 0.5),
    ("address", UPDATE, "end_date"): ("customer_service_rep", 0.5),
    ("phone", CREATE, ""): ("customer_service_rep", 0.4),
    ("phone", UPDATE, "phone_number"): ("customer_service_rep", 0.4),
    ("email", CREATE, ""): ("customer_service_rep", 0.4),
    ("email", UPDATE, "email_address"): ("customer_service_rep", 0.4),
    ("preference", UPDATE, "opted_in"): ("customer_service_rep", 0.2),
    ("account", CREATE, ""): ("customer_service_rep", 0.8),
    ("account", UPDATE, "account_status"): ("customer_service_rep", 0.6),
    ("card", CREATE, ""): ("customer_service_rep", 0.3),
    ("card", UPDATE, "card_status"): ("customer_service_rep", 0.2),
    ("loan", CREATE, ""): ("loan_officer", 1.0),
    ("policy", CREATE, ""): ("insurance_agent", 1.0),
    ("policy", UPDATE, "policy_status"): ("insurance_agent", 0.3),
    ("kyc", CREATE, ""): ("customer_service_rep", 1.0),
    ("employee", CREATE, ""): ("hr_specialist", 1.0),
    ("employee", UPDATE, "employment_status"): ("hr_specialist", 1.0),
}
"""Role, and share on business days; nobody else touches anything but identity files and wires."""
IDENTITY, VERIFIED = ENTITIES.index("kyc"), "verified"


@dataclass(frozen=True, slots=True)
class Actions:
    """What was done on a day, staff's rows first, then by customer and instant.

    Attributes:
        changes: what was done.
        performed_by: (n,) employee_id, 0 for the system.
        instant: (n,) microseconds.
    """

    changes: Changes
    performed_by: Ints
    instant: Ints


def actions_on(bank: Bank, day: int) -> Actions:
    """All audited actions of a day."""
    made = changes_on(bank, day)
    clerk, instant = _made_by(bank, day, made)
    seen = bank.by_block(_seen, day)
    entered = bank.by_block(_wires, day)
    every = Changes.joined([made, *(each for each, _, _ in (*seen, *entered))])
    clerk = np.concatenate([clerk, *(who for _, who, _ in (*seen, *entered))])
    instant = np.concatenate([instant, *(when for _, _, when in (*seen, *entered))])
    owner = np.where(every.customer_id > 0, in_order(every.customer_id), -1)
    order = np.lexsort((every.column, every.action, every.entity_id, every.entity, instant, owner))
    return Actions(every.take(order), clerk[order], instant[order])


def addresses_of(bank: Bank, employee_id: Ints) -> pa.Array:
    """The network address of each employee's desk."""
    chance = bank.stream("audit_trail", "ip_address")
    parts = [pa.array(1 + chance.integer(254, employee_id, lane=lane)).cast(pa.string()) for lane in range(3)]
    return pc.binary_join_element_wise("10", *parts, ".")


def _made_by(bank: Bank, day: int, made: Changes) -> tuple[Ints, Ints]:
    """employee_id (0 for the system) and instant of changes; what concerns one customer and entity is done at once."""
    chance = bank.stream("audit_trail", "performed_by")
    whose = np.where(made.customer_id > 0, made.customer_id, made.entity_id)
    clerk = np.zeros(whose.size, dtype=np.int64)
    if is_business_day(day):
        role, share = (known[made.entity, made.action, made.column] for known in _assignments())
        role = np.where(chance.uniform(made.entity, whose, day) < share, role, -1)
        for each in np.unique(role[role >= 0]):
            rows = np.flatnonzero(role == each)
            clerk[rows] = agent(bank, ROLES[each], (made.entity[rows], whose[rows]), day)
        is_checked = pc.fill_null(pc.equal(made.new, VERIFIED), fill_value=False)
        rows = np.flatnonzero((made.entity == IDENTITY) & np.asarray(is_checked))
        clerk[rows] = verifiers(bank, whose[rows], np.full(rows.size, day))
    return clerk, _instants(day, made, clerk, chance.uniform(made.entity, whose, day, lane=1))


@cache
def _assignments() -> tuple[Ints, Floats]:
    """Role (index into `ROLES`, -1 for none) and share by entity, action and column; whole rows have the last place."""
    shape = (len(ENTITIES), len(ACTIONS), len(COLUMNS) + 1)
    role, share = np.full(shape, -1), np.zeros(shape)
    for (entity, action, column), (name, part) in BY_EMPLOYEES.items():
        place = (ENTITIES.index(entity), action, COLUMNS.index(column) if column else -1)
        role[place], share[place] = ROLES.index(name), part
    return role, share


def _instants(day: int, made: Changes, clerk: Ints, place: Floats) -> Ints:
    self_served = np.isin(made.entity, [ENTITIES.index(each) for each in SELF_SERVED]) & (made.action != DELETE)
    first = np.where(clerk > 0, WORK_FROM, np.where(self_served, ONLINE_FROM, BATCH_FROM))
    last = np.where(clerk > 0, WORK_UNTIL, np.where(self_served, ONLINE_UNTIL, BATCH_UNTIL))
    instants: Ints = at(day, first + (last - first) * place)
    return instants


def _seen(block: Block, day: int) -> tuple[Changes, Ints, Ints]:
    """Whoever answers a customer looks at the customer's row."""
    every = on_days(block, day, day)
    every = every.where(every.is_chatbot == 0)
    seen = Changes.of_rows("customer", every.customer_id, every.customer_id, VIEW)
    return seen, handlers(block, every), every.instant


def _wires(block: Block, day: int) -> tuple[Changes, Ints, Ints]:
    """Wires are entered when they are instructed, on business days by an employee."""
    of_month = wires.events(block, int(month_of(day)))
    every = of_day(of_month, of_month.day, day)
    person = customers(block, int(year_of(day))).customer_id[every.customer]
    entered = Changes.of_rows(
        "transaction", event_ids(block.bank, Reference.WR, block, every.day, every.ordinal), person, CREATE
    )
    hour = (every.instant % MICROSECONDS_A_DAY) // (MICROSECONDS_A_DAY // 24)
    at_work = is_business_day(every.day) & (hour >= WORK_FROM) & (hour < WORK_UNTIL)
    clerk = agent(block.bank, wires.RELEASED_BY, (person, every.day), every.day) if person.size else person
    return entered, np.where(at_work, clerk, 0), every.instant
