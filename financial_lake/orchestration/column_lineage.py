"""Column lineage as Dagster shows it."""

import dagster as dg

from financial_lake.contract import LakeTable
from financial_lake.orchestration.catalog import asset_key
from financial_lake.renderings.column_lineage import column_origins


def column_lineage(model: type[LakeTable]) -> dg.TableColumnLineage:
    """The columns each column of a table made by SQL is computed from."""
    return dg.TableColumnLineage(
        {
            column: [dg.TableColumnDep(asset_key(parent), source) for parent, source in origins]
            for column, origins in column_origins(model).items()
        }
    )
