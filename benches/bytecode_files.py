"""What bytecode files do for a program, and what they do not: four experiments.

    rpy benches/bytecode_files.py RPY [RUNS]

RPY is the interpreter that is measured, by its own `--bench`. Each experiment prints what it compares
in milliseconds, the median and the 95 % interval of RUNS runs (20); whole runs by their processor time,
as programs that are measured one after the other meet a machine that is differently busy.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile

WORK = """\
def work():
    total = 0
    for i in range(1000000):
        total = (total * 31 + i) % 1000003
    return total
"""


def functions(count, *, wordy=False):
    """Return the source of many functions."""
    parts = []
    for number in range(count):
        text = f'    """{"What this function does. " * 8}"""\n' if wordy else ""
        check = f"    assert isinstance(a, int), 'a is no int in {number}'\n" if wordy else ""
        parts.append(
            f"def function_{number}(a, b={number}, *rest, key=None):\n{text}{check}"
            f"    values = [a + i for i in range(b) if i % 3]\n"
            f"    if key is not None:\n        values.sort(key=key)\n"
            f"    return {{'number': {number}, 'values': values, 'rest': rest}}\n\n"
        )
    return "".join(parts)


class Place:
    """A directory with a program in it."""

    def __init__(self, rpy, runs):
        self.rpy, self.runs = rpy, runs
        self.path = tempfile.mkdtemp()

    def write(self, name, text):
        with open(os.path.join(self.path, name), "w") as file:
            file.write(text)

    def bench(self, *words):
        result = os.path.join(self.path, "result.json")
        command = [self.rpy, f"--bench={self.runs}", "--bench-json", result, *words]
        subprocess.run(command, cwd=self.path, check=True, stdout=subprocess.DEVNULL)
        with open(result) as file:
            modes = json.load(file)["modes"]
        return {mode["name"]: mode["statistics"] for mode in modes}


def show(title, summary):
    median, low, high = (summary[key] / 1e6 for key in ("median", "low", "high"))
    print(f"  {title:<44} {median:9.2f} ({low:.2f}-{high:.2f})")


def runs_no_faster(place):
    print("A program does not run faster from a .pyc file, it only loads faster:")
    place.write("work.py", functions(500) + WORK)
    place.write("main.py", "import work\nwork.work()\n")
    modes = place.bench("main.py")
    for name, title in ("none", "without"), ("warm", "with"):
        show(f"load, {title} a cache file", modes[name]["load"])
        show("  of which linking", modes[name]["phases"]["link"])
        show(f"execute, {title} a cache file", modes[name]["execute"])


def main_is_not_cached(place):
    print("Moving code from the main script into a module shortens its start:")
    source = functions(1000)
    place.write("whole.py", source)
    place.write("library.py", source)
    place.write("thin.py", "from library import *\n")
    show("all in the script", place.bench("whole.py")["warm"]["processor"])
    show("in a module, cached", place.bench("thin.py")["warm"]["processor"])


def optimised_is_smaller(place):
    print("-O and -OO make cache files smaller (bytes):")
    place.write("wordy.py", functions(500, wordy=True))
    path = os.path.join(place.path, "wordy.py")
    for flags in [], ["-O"], ["-OO"]:
        code = "import sys, py_compile, os; print(os.path.getsize(py_compile.compile(sys.argv[1])))"
        run = subprocess.run(
            [place.rpy, *flags, "-c", code, path], check=True, capture_output=True, text=True
        )
        print(f"  {' '.join(flags) or 'no option':<44} {int(run.stdout):9}")


def sourceless_starts_as_fast(place):
    print("A distribution without sources starts as fast:")
    place.write("library.py", functions(1000))
    place.write("main.py", "import library\n")
    show("source and cache file", place.bench("main.py")["warm"]["processor"])
    source = os.path.join(place.path, "library.py")
    code = "import sys, py_compile; py_compile.compile(sys.argv[1], sys.argv[1] + 'c')"
    subprocess.run([place.rpy, "-c", code, source], check=True)
    os.remove(source)
    show("library.pyc alone", place.bench("main.py")["none"]["processor"])


def main():
    rpy = os.path.abspath(sys.argv[1])
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    for experiment in runs_no_faster, main_is_not_cached, optimised_is_smaller, sourceless_starts_as_fast:
        place = Place(rpy, runs)
        try:
            experiment(place)
        finally:
            shutil.rmtree(place.path)
        print()


main()
