"""The command line: `python -m rnnviz models [NAME ...]` makes the ready-trained networks again."""

import argparse
import time
from pathlib import Path

from rnnviz.models import FOLDER, RECIPES

SECONDS_BETWEEN_LINES = 2.0


def main(arguments: list[str] | None = None) -> None:
    """Run one command; exits with a sentence if the arguments make no sense."""
    parser = argparse.ArgumentParser(prog="python -m rnnviz")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    models = commands.add_parser("models", help="make the ready-trained networks again")
    models.add_argument(
        "names", nargs="*", metavar="NAME", help=f"which; all if none: {', '.join(RECIPES)}"
    )
    models.add_argument("--out", type=Path, default=FOLDER, help="the folder to write to")
    models.add_argument("--updates", type=int, help="at most so many updates each, for a trial")
    models.set_defaults(run=_models)
    chosen = parser.parse_args(arguments)
    chosen.run(parser, chosen)


def _models(parser: argparse.ArgumentParser, chosen: argparse.Namespace) -> None:
    unknown = [name for name in chosen.names if name not in RECIPES]
    if unknown:
        parser.error(f"there is no model {', '.join(unknown)}; there are {', '.join(RECIPES)}.")
    if chosen.updates is not None and chosen.updates < 1:
        parser.error(f"--updates is {chosen.updates}; allowed are whole numbers from 1.")
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name in chosen.names or RECIPES:
        _make(name, chosen.out / RECIPES[name].file, chosen.updates)


def _make(name: str, path: Path, updates: int | None) -> None:
    """Train one network and write it, saying how it goes."""
    from rnnviz.models.recipes import MOST_UPDATES, train

    start = last = time.monotonic()

    def report(updates: int, loss: float, end: str = "") -> None:
        nonlocal last
        now = time.monotonic()
        if end or now - last >= SECONDS_BETWEEN_LINES:
            last = now
            line = f"{name}: {updates:,} updates, {loss:.4f} nats, {now - start:.1f} s{end}"
            print(line, flush=True)

    net = train(name, updates or MOST_UPDATES, report)
    net.save(path)
    report(net.about["updates"], net.about["loss"], f", written to {path}")


if __name__ == "__main__":
    main()
