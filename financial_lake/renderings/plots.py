"""Rows as a picture: panels one above the other over the same days, as a PNG.

What a mart's picture shows is said by the mart; how any picture is framed and written is said here.
"""

from io import BytesIO
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Values = npt.NDArray[Any]

BLUE, RED, GREEN, GREY = "#2c7fb8", "#c0392b", "#41ab5d", "#969696"

WIDTH, HEIGHT_OF_PANEL, HEIGHT_AROUND = 9.0, 1.5, 2.0
LEFT, RIGHT, TOP, BOTTOM = 1.0, 0.2, 0.4, 0.8
LEGEND, LETTER_OF_LEGEND = 0.45, 0.06
"""Inches. Margins are told, not searched for: a searched layout draws every picture twice."""
BAR = 0.8
"""Days."""
COMPRESSION = 3  # a fourth of the time of the usual 6, for files a tenth larger


def panels(title: str, *labels: str) -> tuple[Any, list[Any]]:
    """A matplotlib figure with a panel for each label of a vertical axis, and its axes from top to bottom.

    Args:
        title: stands above the first panel.
        labels: what each panel measures, with its unit.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - only when a picture is drawn
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=(WIDTH, HEIGHT_AROUND + HEIGHT_OF_PANEL * len(labels)))
    FigureCanvasAgg(figure)
    figure.subplots_adjust(left=LEFT / WIDTH, right=1 - RIGHT / WIDTH, top=1 - TOP / figure.get_figheight(), hspace=0.2)
    axes = list(figure.subplots(len(labels), 1, sharex=True, squeeze=False)[:, 0])
    for panel, label in zip(axes, labels, strict=True):
        panel.set_ylabel(label)
    axes[0].set_title(title)
    return figure, axes


def series(rows: pa.Table, value: str, **chosen: str) -> tuple[Values, Values]:
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
        legend_beside(panel)


def bars(  # noqa: PLR0913 - as many as a bar has properties
    panel: Any, days: Values, values: Values, color: Any = BLUE, *, above: Any = 0.0, label: str = ""
) -> None:
    """Draw a bar a day, all as one shape collection: matplotlib's own bars are an object each.

    Args:
        panel: where.
        days: one for each bar.
        values: heights; negative ones hang.
        color: one for all, or one for each bar.
        above: where the bars stand, one for all or one for each.
        label: for the legend.
    """
    from matplotlib.collections import PolyCollection  # noqa: PLC0415
    from matplotlib.dates import date2num  # noqa: PLC0415

    middle: Values = date2num(days)  # type: ignore[no-untyped-call]
    foot = np.broadcast_to(above, values.shape)
    left, right, top = middle - BAR / 2, middle + BAR / 2, foot + values
    corners = np.array([[left, foot], [left, top], [right, top], [right, foot]]).transpose(2, 0, 1)
    panel.add_collection(PolyCollection(list(corners), facecolors=color, label=label))
    panel.xaxis_date()
    panel.axhline(0, linewidth=0)  # the height of a bar is read from zero
    panel.autoscale_view()


def legend_beside(panel: Any) -> None:
    """Name what is drawn, to the right of the panel; the other panels of the figure leave the same room."""
    named = panel.legend(fontsize=7, loc="upper left", bbox_to_anchor=(1, 1), frameon=False)
    room = LEGEND + LETTER_OF_LEGEND * max(len(each.get_text()) for each in named.get_texts())
    figure = panel.figure
    figure.subplots_adjust(right=min(figure.subplotpars.right, 1 - room / WIDTH))


def png(figure: Any) -> bytes:
    """The figure as a PNG that is the same bytes for the same rows."""
    figure.autofmt_xdate()
    figure.subplots_adjust(bottom=BOTTOM / figure.get_figheight())
    figure.align_ylabels()
    sink = BytesIO()
    figure.savefig(sink, format="png", dpi=100, metadata={"Software": None}, pil_kwargs={"compress_level": COMPRESSION})
    return sink.getvalue()
