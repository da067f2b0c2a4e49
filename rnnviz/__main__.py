"""The command line, `rnnviz` or `python -m rnnviz`: opens the dashboard, keeps and restores its store,
trains an experiment in the foreground and a sweep in workers, writes trainings into files and reads
them, and makes the networks again that come ready trained."""

import argparse
import csv
import json
import math
import os
import time
from pathlib import Path

from pydantic import ValidationError

from rnnviz.exports import command_line as export_commands
from rnnviz.formats.registry import read_named_arrays
from rnnviz.nn.network import Network
from rnnviz.nn.opened.opened import look
from rnnviz.pretrained.registry import RECIPES
from rnnviz.pretrained.task_networks import make
from rnnviz.server import launch
from rnnviz.settings import sources
from rnnviz.storage import backup
from rnnviz.storage.database import StoreError, default_path
from rnnviz.sweeps import command_line
from rnnviz.tasks import TASKS
from rnnviz.training.experiment import Experiment, explain, samples_per_update
from rnnviz.training.frame import Frame, RunState
from rnnviz.training.race import train
from rnnviz.training.spread import diverged_seeds, spread_of

SECONDS_BETWEEN_LINES = 2.0


def main(arguments: list[str] | None = None) -> None:
    """Run one command; exits with a sentence if the arguments make no sense."""
    parser = argparse.ArgumentParser(
        prog="rnnviz",
        description="Shows what a recurrent network really does. Without a command: the dashboard.",
    )
    commands = parser.add_subparsers(metavar="COMMAND")
    serving = commands.add_parser("serve", help="open the dashboard in the browser")
    serving.add_argument(
        "--port", type=int, help="the port to listen on; 8501 or the next free one if none"
    )
    serving.add_argument(
        "--address", help="the address to listen on; 0.0.0.0 lets phones nearby follow"
    )
    serving.add_argument("--no-browser", action="store_true", help="only serve; open no browser")
    serving.add_argument(
        "--config", type=Path, metavar="FILE", help="the file of settings; RNNVIZ_CONFIG names it, too"
    )
    serving.add_argument("more", nargs="*", metavar="-- OPTION", help="further options, for Streamlit")
    parser.set_defaults(run=_serve, port=None, address=None, no_browser=False, config=None, more=[])
    keeping = commands.add_parser(
        "backup", help="copy the store into an archive, also while it is used"
    )
    keeping.add_argument("file", type=Path, help="the archive to write, such as rnnviz.zip")
    keeping.set_defaults(run=_back_up)
    restoring = commands.add_parser("restore", help="put a backup in the place of the store")
    restoring.add_argument("file", type=Path, help="the archive that backup wrote")
    restoring.set_defaults(run=_restore)
    models = commands.add_parser("models", help="make the ready-trained networks again")
    models.add_argument(
        "names", nargs="*", metavar="NAME", help=f"which; all if none: {', '.join(RECIPES)}"
    )
    models.add_argument("--out", type=Path, required=True, help="the folder to write to")
    models.add_argument("--updates", type=int, help="at most so many updates each, for a trial")
    models.set_defaults(run=_models)
    openings = commands.add_parser("openings", help="make what the tasks and Truncate open with again")
    openings.add_argument(
        "names", nargs="*", metavar="NAME", help=f"which; all if none: {', '.join(_openings())}"
    )
    openings.add_argument("--out", type=Path, required=True, help="the folder to write to")
    openings.add_argument("--samples", type=int, help="at most so many samples each, for a trial")
    openings.set_defaults(run=_make_openings)
    opening = commands.add_parser("open", help="say what a file of another program has")
    opening.add_argument(
        "path",
        type=Path,
        help="safetensors, a state_dict, a checkpoint, a folder of Hugging Face, ONNX or Keras",
    )
    opening.add_argument("--layer", metavar="NAME", help="which of several recurrent layers")
    opening.add_argument("--cell", help="what the weights do not say, such as relu")
    opening.add_argument("--embedding", metavar="NAME", help="the matrix that tokens are looked up in")
    opening.add_argument("--readout", metavar="NAME", help="the matrix that reads the states")
    opening.add_argument("--vocabulary", type=Path, metavar="FILE", help="JSON, text or tokenizer.json")
    opening.add_argument(
        "--out", type=Path, metavar="FILE", help="write it as a .safetensors of rnnviz"
    )
    opening.set_defaults(run=_open)
    training = commands.add_parser("train", help="train an experiment and write what became of it")
    training.add_argument("experiment", type=Path, help="a file as Experiment.to_json() writes it")
    training.add_argument("--out", type=Path, default=Path(), help="the folder to write to")
    training.set_defaults(run=_train)
    command_line.add_to(commands)
    export_commands.add_to(commands)
    chosen = parser.parse_args(arguments)
    chosen.run(parser, chosen)


def _serve(parser: argparse.ArgumentParser, chosen: argparse.Namespace) -> None:
    if chosen.config is not None:
        # for every process that the server starts, too
        os.environ[sources.FILE] = str(chosen.config.resolve())
    try:
        sources.load(os.environ)  # said here, before anything is served
        command = launch.arguments(
            chosen.port, chosen.address, not chosen.no_browser, tuple(chosen.more)
        )
    except ValueError as error:
        parser.error(str(error))
    launch.serve(command)


def _back_up(parser: argparse.ArgumentParser, chosen: argparse.Namespace) -> None:
    begun = time.monotonic()
    try:
        made = backup.back_up(default_path().absolute(), chosen.file.absolute())
    except (StoreError, ValueError) as error:
        parser.error(str(error))
    print(f"{_contents(made)} written to {chosen.file} in {time.monotonic() - begun:.1f} s.")


def _restore(parser: argparse.ArgumentParser, chosen: argparse.Namespace) -> None:
    store = default_path().absolute()
    try:
        read, kept = backup.restore(chosen.file.absolute(), store)
    except (StoreError, ValueError) as error:
        parser.error(str(error))
    print(f"{_contents(read)} restored to {store}.")
    if kept:
        print(f"The store that was there before is {kept} now.")


def _contents(of: backup.Backup) -> str:
    return (
        f"{of.experiments:,} experiments, {of.sweeps:,} sweeps, {of.lectures:,} lectures and "
        f"{of.datasets:,} datasets ({of.bytes:,} bytes)"
    )


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
    from rnnviz.pretrained.recipes import MOST_UPDATES, train

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


def _open(parser: argparse.ArgumentParser, chosen: argparse.Namespace) -> None:
    """Say what a file has, and what is opened of it; write that if it is asked for."""
    names = ("layer", "cell", "embedding", "readout", "vocabulary")
    choices = {name: getattr(chosen, name) for name in names}
    try:
        for sentence in look(read_named_arrays(chosen.path), **choices).sentences():
            print(_printable(str(sentence)))
        net = Network.open(chosen.path, **choices)
        print(
            f"It has {sum(array.size for array in net.parameters.values()):,} weights in {net.dtype}."
        )
        if chosen.out is not None:
            net.save(chosen.out)
            print(f"Written to {chosen.out}.")
    except OSError as error:
        parser.error(f"{error.filename or chosen.out} could not be written: {error.strerror}.")
    except ValueError as error:
        parser.error(_printable(str(error)))


def _printable(text: str) -> str:
    """The text without what a terminal would obey: a file names its arrays as it likes."""
    return "".join(letter for letter in text if letter.isprintable() or letter == "\n")


def _openings() -> list[str]:
    """The tasks: those of the page Tasks, and that of Truncate."""
    return list(TASKS)


def _make_openings(parser: argparse.ArgumentParser, chosen: argparse.Namespace) -> None:
    allowed = _openings()
    if unknown := [name for name in chosen.names if name not in allowed]:
        parser.error(f"there is no task {', '.join(unknown)}; there are {', '.join(allowed)}.")
    if chosen.samples is not None and chosen.samples < 1:
        parser.error(f"--samples is {chosen.samples}; allowed are whole numbers from 1.")
    for name in chosen.names or allowed:
        last = -math.inf

        def report(frame: Frame) -> None:
            nonlocal last
            if time.monotonic() - last >= SECONDS_BETWEEN_LINES:
                last = time.monotonic()
                _say(frame)

        print(f"{name}: written to {make(name, chosen.out, chosen.samples, report)}", flush=True)


def _train(parser: argparse.ArgumentParser, chosen: argparse.Namespace) -> None:
    """Train all runs, then write the network of each, or of each of its seeds, and the curve of every
    update."""
    try:
        data = chosen.experiment.read_bytes()
        experiment = Experiment.from_json(data.decode(json.detect_encoding(data)))
        chosen.out.mkdir(parents=True, exist_ok=True)
    except ValidationError as error:
        parser.error(f"{chosen.experiment} is no experiment. " + " ".join(explain(error)))
    except UnicodeDecodeError:
        parser.error(f"{chosen.experiment} is no text.")
    except OSError as error:
        parser.error(f"{error.filename}: {error.strerror}.")
    seeds = range(experiment.seed, experiment.seed + experiment.seeds)
    stems = [
        chosen.out / f"{chosen.experiment.stem}-run{place}{f'-seed{seed}' if len(seeds) > 1 else ''}"
        for place, _ in enumerate(experiment.runs, 1)
        for seed in seeds
    ]
    try:
        frame = _follow(experiment, stems)
        for stem, state in zip(stems, frame.states, strict=True):
            state.network.save(stem.with_suffix(".safetensors"))
    except OSError as error:
        parser.error(f"{error.filename or chosen.out} could not be written: {error.strerror}.")
    if len(seeds) > 1:
        medians = (f"{seeds[run.seed]} for run {place}" for place, run in enumerate(frame.runs, 1))
        print(f"The median seed is {', '.join(medians)}.")
    whose = "each seed of each run" if len(seeds) > 1 else "each run"
    print(f"Written to {chosen.out.resolve()}: a .safetensors and a .csv for {whose}.")


def _follow(experiment: Experiment, stems: list[Path]) -> Frame:
    """Train to the end with a line every so often; every update goes to the CSV of its run, or
    of that with its seed, at once."""
    paths = [stem.with_suffix(".csv") for stem in stems]
    for path in paths:
        path.write_text("samples,update,loss_nats,gradient_norm\n", "utf-8")
    strides = [
        samples_per_update(run, experiment) for run in experiment.runs for _ in range(experiment.seeds)
    ]
    last = -math.inf
    for frame in train(experiment):
        for path, run, each in zip(paths, frame.states, strides, strict=True):
            first = (run.diverged_at or run.updates) - len(run.update_losses) + 1
            with path.open("a", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows(
                    (number * each, number, loss, norm)
                    for number, (loss, norm) in enumerate(
                        zip(run.update_losses, run.update_norms, strict=True), first
                    )
                )
        if time.monotonic() - last >= SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            _say(frame)
    _say(frame)
    return frame


def _say(frame: Frame) -> None:
    runs = ", ".join(map(_words, frame.runs))
    print(f"{frame.samples:,} samples, {runs} nats, {frame.seconds:.1f} s", flush=True)


def _words(run: RunState) -> str:
    """What has come of a run so far: its loss, and how far that depends on the seed."""
    many, ended = len(run.seeds), len(diverged_seeds(run))
    if ended == many:
        each = f"all {many} seeds diverged, the median " if many > 1 else "diverged "
        return f"{each}at update {run.diverged_at:,}"
    if many == 1:
        return f"{run.loss:.4f}"
    found = spread_of(run)
    range_ = f"{many - ended} seeds from {found.least:.4f} to {found.largest:.4f}"
    return f"{run.loss:.4f} ({range_}{f', {ended} diverged' if ended else ''})"


if __name__ == "__main__":
    main()
