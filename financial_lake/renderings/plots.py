"""Rows as a picture: panels one above the other over the same days, as a PNG.

What a mart's picture shows is said by the mart; how any picture is framed and written is said here.
"""

from io import BytesIO
from typing import Any

import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

BLUE, RED, GREEN, GREY = "#2c7fb8", "#c0392b", "#41ab5d", "#969696"


def panels(title: str, *labels: str) -> tuple[Any, list[Any]]:
    """A matplotlib figure with a panel for each label of a vertical axis, and its axes from top to bottom.

    Args:
        title: stands above the first panel.
        labels: what each panel measures, with its unit.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - only when a picture is drawn
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=(9, 2 + 1.5 * len(labels)), layout="constrained")
    FigureCanvasAgg(figure)
    axes = list(figure.subplots(len(labels), 1, sharex=True, squeeze=False)[:, 0])
    for panel, label in zip(axes, labels, strict=True):
        panel.set_ylabel(label)
    axes[0].set_title(title)
    return figure, axes


def series(rows: pa.Table, value: str, **chosen: str) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Days and values (as floats, for drawing only) of the rows whose columns have the chosen values, in order of day.

    Example:
        `series(rows, "net_change_usd", account_type="savings")`
    """
    for name, wanted in chosen.items():
        rows = rows.filter(pc.equal(rows.column(name), wanted))
    rows = rows.sort_by("dt")
    return rows.column("dt").to_numpy(), rows.column(value).cast(pa.float64()).to_numpy()


def members(rows: pa.Table, column: str) -> list[str]:
    """The values a column has, sorted."""
    return sorted(set(rows.column(column).to_pylist()))


def counted(rows: pa.Table, column: str) -> pa.Table:
    """How many rows a day has for each value of the column, as `count_all`; for `lines` and `series`."""
    return rows.group_by(["dt", column]).aggregate([([], "count_all")])


def lines(panel: Any, rows: pa.Table, value: str, by: str) -> None:
    """Draw one line for each value of a column, and name them beside the panel; a day alone is a dot."""
    for member in members(rows, by):
        days, values = series(rows, value, **{by: member})
        panel.plot(days, values, label=member, linewidth=1, marker=".", markersize=3)
    if rows.num_rows:
        panel.legend(fontsize=7, loc="upper left", bbox_to_anchor=(1, 1), frameon=False)


def png(figure: Any) -> bytes:
    """The figure as a PNG that is the same bytes for the same rows."""
    figure.autofmt_xdate()
    sink = BytesIO()
    figure.savefig(sink, format="png", dpi=100, metadata={"Software": None})
    return sink.getvalue()
