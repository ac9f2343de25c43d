"""Compare all files that two checkouts of llmnotes write: `python bench/same/same.py [BEFORE] [--after AFTER] [--corpus FILE] [--only LIST …]`.

BEFORE and AFTER are revisions or folders, by default HEAD and this working tree. Both checkouts build the same reading lists and run the same commands.
The lists are: this repository's list, the browser tests' list of unusual titles, a corpus, a list with faults, and a list with links to a server on
loopback. FILE of `--corpus` has one JSON object with `date`, `title`, `url` and, optionally, `notes` and `tags` on each line; without `--corpus`, 1,000
entries are generated. The first three lists are built from nothing, without a change, and after each kind of change, on one core and on all cores, and are
shown with `mkdocs serve`. After every step, all files in the list's folder are compared: the site, records, sidecars, the ledger, exports, and the output of
commands. The help texts of all commands are compared too.

Both sides use the same folder, one after the other, with the Python packages of this environment. The time of the build, the times of files, the time
zone, the language and the hash seed are fixed. The exit status is 1 if a file differs, and 2 if a checkout can't be used or one of its commands fails.
`.cache/same/differing.txt` names all files that differ.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import os
import shutil
import subprocess
import sys
import tarfile
import time
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.append(str(Path(__file__).parents[1] / "build"))  # the module `lists` is in bench/build

import answering
import differing
import lists
import previewing
import samples
import steps
from differing import Compared
from sides import Side, SideError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from differing import Difference
    from samples import Sample
    from steps import Step

ROOT = Path(__file__).parents[2]
WORK = ROOT / ".cache" / "same"
MADE_UP = 1000
"""Number of entries of the generated list. With this number, a build uses several processes."""
LISTS = ("help", "shipped", "strange", "faulty", "linked", "corpus")
_PARTS = ("src", "tests", "entries", "docs", ".github", "mkdocs.yml", "topics.yml", "pyproject.toml")
"""Files and folders of a checkout that builds, commands and lists need."""
_SHOWN = 6
"""Maximum number of kinds of differences shown for a step."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench/same", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "before", nargs="?", default="HEAD", metavar="BEFORE", help="Revision or folder to compare with (default: %(default)s)."
    )
    parser.add_argument("--after", default=str(ROOT), metavar="AFTER", help="Revision or folder to compare (default: this working tree).")
    parser.add_argument("--corpus", type=Path, metavar="FILE", help="File of real entries (default: a generated list).")
    parser.add_argument("--seed", type=int, default=1, help="Seed of the generated list (default: %(default)s).")
    parser.add_argument(
        "--only",
        action="append",
        choices=LISTS,
        help="Compare only this list, or only the help texts. Can be given more than once (default: all).",
    )
    options = parser.parse_args()
    shutil.rmtree(WORK, ignore_errors=True)
    compared = Compared()
    began = time.monotonic()
    try:
        before, after = (_side(name, given) for name, given in (("before", options.before), ("after", options.after)))
        for name in options.only or LISTS:
            _LISTS[name](before, after, compared, options)
    except SideError as error:
        print(error, file=sys.stderr)
        return 2
    files = [f"{step}: {found.file}: {found.where}" for step, found in compared.differences]
    (WORK / "differing.txt").write_text("".join(f"{line}\n" for line in files), encoding="utf-8")
    result = f"{len(files):,} differ, all named in {os.path.relpath(WORK / 'differing.txt')}" if files else "all are equal"
    print(f"{compared.steps} steps, {compared.files:,} files, {compared.size:,} bytes, {time.monotonic() - began:.0f} s: {result}")
    return 1 if files else 0


def _side(name: str, given: str) -> Side:
    """Return a side with a copy of the folder or revision `given`. Edits during the comparison don't affect the copy.

    Raises SideError if there is no such folder or revision, or if commands don't load the code of the copy.
    """
    checkout = WORK / f"checkout-{name}"
    checkout.mkdir(parents=True)
    folder = Path(given).absolute()
    if (folder / "pyproject.toml").is_file():
        for part in _PARTS:
            if (folder / part).is_dir():
                shutil.copytree(folder / part, checkout / part, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
            else:
                shutil.copy(folder / part, checkout)
    else:
        archive = subprocess.run(["git", "archive", given], cwd=ROOT, capture_output=True, check=False)  # noqa: S607 - git may be installed in any folder of PATH
        if archive.returncode:
            raise SideError(f"{given} is neither a folder with a pyproject.toml nor a revision: {archive.stderr.decode().strip()}")
        with tarfile.open(fileobj=BytesIO(archive.stdout)) as packed:
            packed.extractall(checkout, filter="data")
    side = Side(name=name, checkout=checkout, home=WORK / name, common=WORK / "list", overlay=WORK / f"overlay-{name}")
    side.prepare()
    return side


def _help(before: Side, after: Side, compared: Compared, _: argparse.Namespace) -> None:
    _take([steps.Step(name="help", do=steps.helps)], before, after, compared, "help")


def _shipped(before: Side, after: Side, compared: Compared, _: argparse.Namespace) -> None:
    _through(samples.shipped(before), before, after, compared)


def _strange(before: Side, after: Side, compared: Compared, _: argparse.Namespace) -> None:
    _through(samples.strange(before), before, after, compared)


def _faulty(before: Side, after: Side, compared: Compared, _: argparse.Namespace) -> None:
    _write(samples.faulty(before), before, after)
    _take(steps.faults(), before, after, compared, "faulty")


def _linked(before: Side, after: Side, compared: Compared, _: argparse.Namespace) -> None:
    with answering.serving() as urls:
        _write(samples.linked(before, urls), before, after)
        _take(steps.checks(), before, after, compared, "linked")


def _corpus(before: Side, after: Side, compared: Compared, options: argparse.Namespace) -> None:
    rows = list(lists.read(options.corpus) if options.corpus else lists.made_up(MADE_UP, options.seed))
    _through(samples.corpus(before, rows, options.corpus.stem if options.corpus else "generated"), before, after, compared)


_LISTS = {"help": _help, "shipped": _shipped, "strange": _strange, "faulty": _faulty, "linked": _linked, "corpus": _corpus}


def _through(sample: Sample, before: Side, after: Side, compared: Compared) -> None:
    """Execute all steps for a list: builds on one core and on all cores, commands, and the preview."""
    for name, cores in _cores().items():
        _write(sample, before, after)
        with _on(cores):
            _take(steps.builds(sample), before, after, compared, f"{sample.name}, {name}")
    _take(steps.commands(before.checkout), before, after, compared, sample.name)
    _write(sample, before, after)
    port = previewing.free_port()
    serve = steps.Step(name="serve", do=lambda side, folder: previewing.preview(side, folder, port))
    _take([serve], before, after, compared, sample.name)


def _cores() -> dict[str, set[int]]:
    """Return the sets of cores for builds: one core and all cores. If the system can't restrict a process to some cores, return only all cores."""
    if not hasattr(os, "sched_getaffinity"):
        return {"all cores": set()}
    found = os.sched_getaffinity(0)
    return {"one core": {min(found)}, f"{len(found)} cores": found} if len(found) > 1 else {"one core": found}


@contextlib.contextmanager
def _on(cores: set[int]) -> Iterator[None]:
    """During the block, restrict this process and its commands to these cores."""
    if not cores:
        yield
        return
    found = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, found)


def _write(sample: Sample, before: Side, after: Side) -> None:
    """Write the same list for both sides, each in its own git repository, because some commands compare revisions."""
    for side in (before, after):
        shutil.rmtree(side.home)
    before.home.mkdir()
    sample.write(before.home)
    samples.stamp(before.home, 0)
    fixed = {"GIT_AUTHOR_DATE": "2023-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "2023-01-01T00:00:00Z", **os.environ}
    for words in (["init", "-q"], ["add", "-A"], ["-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "-q", "-m", "A list"]):
        subprocess.run(["git", *words], cwd=before.home, check=True, env=fixed)  # noqa: S607 - git may be installed in any folder of PATH
    shutil.copytree(before.home, after.home)


def _take(todo: Iterator[Step] | Sequence[Step], before: Side, after: Side, compared: Compared, name: str) -> None:
    """Execute each step on both sides, compare their files, and print the differences that didn't exist after earlier steps."""
    known: set[tuple[str, tuple[str, str]]] = set()
    for step in todo:
        for side in (before, after):
            with side.turn() as folder:
                step.do(side, folder)
        found = list(differing.compare(before.home, after.home, compared))
        compared.steps += 1
        compared.differences += [(f"{name}: {step.name}", difference) for difference in found]
        new = [difference for difference in found if (difference.file, difference.kind) not in known]
        known |= {(difference.file, difference.kind) for difference in new}
        older = f", {len(found) - len(new):,} of them as before" if len(found) > len(new) else ""
        print(f"{name}: {step.name}: {f'{len(found):,} files differ{older}' if found else 'equal'}", flush=True)
        for line in _shown(new):
            print(f"    {line}", flush=True)


def _shown(differences: Sequence[Difference]) -> Iterator[str]:
    """Yield lines that describe the differences. Differences of the same kind are described together."""
    alike: dict[tuple[str, str], list[Difference]] = collections.defaultdict(list)
    for difference in differences:
        alike[difference.kind].append(difference)
    for number, found in enumerate(sorted(alike.values(), key=len, reverse=True)):
        if number == _SHOWN:
            yield f"and {len(alike) - number:,} other differences"
            return
        first = found[0]
        yield f"{first.file}: {first.where}{f' and {len(found) - 1:,} more files with the same difference' if len(found) > 1 else ''}"
        if first.before or first.after:
            yield f"  - {first.before}"
            yield f"  + {first.after}"


if __name__ == "__main__":
    sys.exit(main())
