"""The page of public statistics beside this bank; `python -m financial_lake.realism.page LAKE` writes it."""

import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from financial_lake.realism.measuring import Measured, agreement, measure
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
    "crime": "How much is laundered, and who pays whom",
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
    held = agreement(found)
    left_out = len(found) - len(held.counted)
    lines = [
        "# Does it look like a real bank?",
        "",
        f"{len(found)} public statistics beside what is stored: {bank.customers:,} customers, seed {bank.seed}, the",
        f"quarter that ends on {last_day}. **Of {len(held.counted)} that apply to this bank {len(held.met)} agree",
        f"within their tolerance ({held.share:.0%}), {len(held.missed)} do not.** {left_out} more are measured and not",
        "counted: the specification of the bank fixes another value, or the public figure counts something that this",
        "bank cannot see. Each says why, and its value is shown all the same.",
        "",
        "Values are read from stored rows of the source tables by the SQL in `financial_lake/realism/`. Where a public",
        "figure is measured on another footing than here, or its tolerance is ours, the remark says so. The bracket",
        "that ends a source says how well its figure is known. Six rows on laundering are six figures of one simulator",
        "and one value here.",
        "",
        "The same figures are the asset check `realism` of `marts/audit/audit_day`, on the last day of every quarter.",
        "",
        "Not measured: what customers have at other banks (shares, pensions, all their debt; taken literally these",
        "would miss), populations of states, claims by kind (two or three a quarter), figures that need a year, card",
        "fraud, which is not labelled, and reports of suspicious activity.",
        "",
        "Made by `python -m financial_lake.realism.page LAKE`.",
        "",
        "## Where it does not agree",
        "",
        "| statistic | public | agrees from .. to | here | why |",
        "|---|---:|---:|---:|---|",
        *(_miss(each) for each in held.missed),
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
    panel.scatter(across, places, color=[_colour(each) for each in known], s=20)
    panel.set_yticks(list(places), [each.target.metric for each in known], fontsize=7)
    panel.set_xlim(-FARTHEST - 0.2, FARTHEST + 0.2)
    panel.set_xlabel("place between the bounds; dots at an edge lie farther out, grey ones are not counted", fontsize=8)
    return png(figure)


def _colour(each: Measured) -> str:
    """What is not counted is neither right nor wrong."""
    return GREY if not each.target.applies else GREEN if each.is_met else RED


def write(lake: Lake, page_file: Path, pictures: Path) -> tuple[Measured, ...]:
    """Measure a lake and write page and pictures; gives what was measured."""
    found = measure(lake)
    last_day = max(lake.stored_days(("datalake", "payments", "transactions")))
    page_file.write_text(page(lake.settings, str(last_day), found), encoding="utf-8")
    for topic, group in groupby(found, key=lambda each: each.target.topic):
        (pictures / f"realism_{topic}.png").write_bytes(picture(list(group)))
    return found


def _verdict(each: Measured) -> str:
    return "agrees" if each.is_met else "**no**" if each.value is not None else "not measured"


def _remark(each: Measured) -> str:
    return "; ".join(said for said in (each.target.note, each.target.not_counted) if said)


def _miss(each: Measured) -> str:
    target = each.target
    value = "not measured" if each.value is None else f"{each.value:,.6g}"
    bounds = f"{target.low:,.4g} .. {target.high:,.6g}"
    return f"| {' | '.join((f'`{target.metric}`', f'{target.target:,.6g}', bounds, value, target.note))} |"


def _line(each: Measured) -> str:
    target = each.target
    verdict = "not counted" if not target.applies else _verdict(each)
    value = "" if each.value is None else f"{each.value:,.6g}"
    source = f"[{target.source.replace('[', '(').replace(']', ')')}]({target.url}), {target.year}"
    bounds = f"{target.low:,.4g} .. {target.high:,.6g}"
    cells = (
        f"`{target.metric}` ({target.unit})",
        f"{target.target:,.6g}",
        bounds,
        value,
        verdict,
        _remark(each),
        source,
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    write(Lake.open(Path(sys.argv[1])), PAGE, PICTURES)
