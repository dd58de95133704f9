"""Pictures: the right rows in order of day, and the same bytes for the same rows."""

from datetime import date

import pyarrow as pa

from financial_lake.renderings.plots import lines, members, panels, png, series

ROWS = pa.table(
    {
        "dt": [date(2024, 10, 2), date(2024, 10, 1), date(2024, 10, 1)],
        "kind": ["a", "a", "b"],
        "amount": pa.array(["2.50", "1.00", "9.00"], pa.string()).cast(pa.decimal128(18, 2)),
    }
)


def test_a_series_is_its_own_rows_in_order_of_day() -> None:
    days, amounts = series(ROWS, "amount", kind="a")
    assert [str(day) for day in days] == ["2024-10-01", "2024-10-02"]
    assert amounts.tolist() == [1.0, 2.5]
    assert members(ROWS, "kind") == ["a", "b"]


def test_the_same_rows_are_drawn_to_the_same_bytes() -> None:
    def drawn() -> bytes:
        figure, (panel,) = panels("Title", "USD")
        lines(panel, ROWS, "amount", by="kind")
        assert [line.get_label() for line in panel.get_lines()] == ["a", "b"]
        return png(figure)

    assert drawn() == drawn()
    assert drawn().startswith(b"\x89PNG")
