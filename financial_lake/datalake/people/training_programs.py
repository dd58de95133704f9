"""The trainings on offer."""

from datetime import date

import numpy as np
import pyarrow as pa

from financial_lake.contract import Flag, Id, Int, LakeTable, LoadPattern, Text, code, flag, key, number, text
from financial_lake.contract.frames import frame
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.training import CATEGORIES, PROGRAMS


class TrainingPrograms(LakeTable, grain="program", load=LoadPattern.REFERENCE, owner="people", rules=("R58",)):
    """The trainings on offer."""

    program_id: Id = key("1-16")
    program_name: Text = text("what it is called", pattern=r"[a-z_]+$")
    description: Text = text("what is learnt")
    category: Text = code("what it is about", CATEGORIES)
    duration_hours: Int = number("lessons, in hours", ge=2, le=40)
    has_certification: Flag = flag("whether it ends with a certificate")


def generate(_bank: Bank, day: date) -> pa.Table:
    """All programs; they are the same every day."""
    name, description, category, hours, certified = zip(*PROGRAMS, strict=True)
    columns = {
        "program_id": np.arange(1, len(PROGRAMS) + 1),
        "program_name": pa.array(name),
        "description": pa.array(description),
        "category": pa.array(category),
        "duration_hours": np.array(hours),
        "has_certification": np.array(certified),
    }
    return frame(TrainingPrograms, day, len(PROGRAMS), columns)
