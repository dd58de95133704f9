"""The page of public statistics beside this bank; `python -m financial_lake.realism.page LAKE` writes it."""

import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from financial_lake.realism.measuring import Measured, measure
from financial_lake.renderings.plots import GREEN, GREY, RED, png
from financial_lake.settings import BankSettings
from financial_lake.storage.lake import Lake

PAGE = Path("docs") / "realism.md"
PICTURES = Path("docs") / "images"
HEADINGS = {
    "payments": "How people pay",
    "people": "Who the customers are",
    "credit": "What is owed, and how well it is paid",
    "wealth": "What is held, spent and insured, and how markets move",
}
WIDTH, HEIGHT_OF_LINE, HEIGHT_AROUND = 9.0, 0.22, 1.0
FARTHEST = 4.0
"""How far outside a value is still drawn where it lies; farther ones stand at the edge."""


def page(bank: BankSettings, last_day: str, found: Sequence[Measured]) -> str:
    """The page as Markdown.

    Args:
        bank: whose lake was measured.
        last_day: last stored day.
        found: what was measured, topic by topic.
    """
    met = sum(each.is_met for each in found)
    lines = [
        "# Does it look like a real bank?",
        "",
        f"{len(found)} public statistics beside what is stored: {bank.customers:,} customers, seed {bank.seed}, the",
        f"quarter that ends on {last_day}. **{met} agree within their tolerance, {len(found) - met} do not.**",
        "Values are read from stored rows of the source tables by the SQL in `financial_lake/realism/`. Where a public",
        "figure counts something else than this bank can, or its tolerance is ours, the remark says so. The bracket",
        "that ends a source says how well its figure is known.",
        "",
        "Not compared: what customers have at other banks (shares, pensions, mortgages, all their debt; taken",
        "literally these would miss), populations of states, car claims by kind (two or three a quarter), figures that",
        "need a year, fraud and suspicious activity, which are not labelled in the source layer yet.",
        "",
        "Made by `python -m financial_lake.realism.page LAKE`.",
    ]
    for topic, group in groupby(found, key=lambda each: each.target.topic):
        rows = list(group)
        lines += [
            "",
            f"## {HEADINGS[topic]}",
            "",
            f"![Where each value lies between its bounds](images/realism_{topic}.png)",
            "",
            "| statistic | public | agrees from .. to | here | | remark | source |",
            "|---|---:|---:|---:|---|---|---|",
            *(_line(each) for each in rows),
        ]
    return "\n".join(lines) + "\n"


def picture(found: Sequence[Measured]) -> bytes:
    """Where each value lies between its bounds, as a PNG; -1 and 1 are the bounds."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - only when a picture is drawn
    from matplotlib.figure import Figure  # noqa: PLC0415

    known = [each for each in found if each.distance is not None]
    height = HEIGHT_AROUND + HEIGHT_OF_LINE * len(known)
    figure = Figure(figsize=(WIDTH, height))
    FigureCanvasAgg(figure)
    figure.subplots_adjust(left=0.43, right=0.98, top=1 - 0.1 / height, bottom=0.5 / height)
    panel = figure.subplots()
    places = range(len(known), 0, -1)
    across = [max(-FARTHEST, min(FARTHEST, each.distance or 0.0)) for each in known]
    panel.axvspan(-1, 1, color=GREY, alpha=0.2)
    panel.scatter(across, places, color=[GREEN if each.is_met else RED for each in known], s=20)
    panel.set_yticks(list(places), [each.target.metric for each in known], fontsize=7)
    panel.set_xlim(-FARTHEST - 0.2, FARTHEST + 0.2)
    panel.set_xlabel("place between the bounds; dots at an edge lie farther out", fontsize=8)
    return png(figure)


def write(lake: Lake, page_file: Path, pictures: Path) -> tuple[Measured, ...]:
    """Measure a lake and write page and pictures; gives what was measured."""
    found = measure(lake)
    last_day = max(lake.stored_days(("datalake", "payments", "transactions")))
    page_file.write_text(page(lake.settings, str(last_day), found), encoding="utf-8")
    for topic, group in groupby(found, key=lambda each: each.target.topic):
        (pictures / f"realism_{topic}.png").write_bytes(picture(list(group)))
    return found


def _line(each: Measured) -> str:
    target = each.target
    verdict = "agrees" if each.is_met else "**no**" if each.value is not None else "not measured"
    value = "" if each.value is None else f"{each.value:,.6g}"
    source = f"[{target.source.replace('[', '(').replace(']', ')')}]({target.url}), {target.year}"
    bounds = f"{target.low:,.4g} .. {target.high:,.6g}"
    cells = (f"`{target.metric}` ({target.unit})", f"{target.target:,.6g}", bounds, value, verdict, target.note, source)
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    write(Lake.open(Path(sys.argv[1])), PAGE, PICTURES)
