"""The filters that are there at the start, and what they let through."""

import subprocess
import sys


def run(text, *options):
    command = [sys.executable, *options, "-c", text]
    return subprocess.run(command, capture_output=True, text=True, check=True)


first = run("import warnings; print(*[(f[0], f[2].__name__, f[3]) for f in warnings.filters], sep='\\n')").stdout
assert first.splitlines() == [
    "('default', 'DeprecationWarning', '__main__')",
    "('ignore', 'DeprecationWarning', None)",
    "('ignore', 'PendingDeprecationWarning', None)",
    "('ignore', 'ImportWarning', None)",
    "('ignore', 'ResourceWarning', None)",
], first
silent = "def f(): open(__import__('sys').executable)\nf(); import warnings; f(); warnings.warn('x', ImportWarning)"
assert run(silent).stderr == ""
assert "ResourceWarning: unclosed file" in run(silent, "-Wdefault").stderr
assert "UserWarning: seen" in run("import warnings; warnings.warn('seen')").stderr
assert "DeprecationWarning: old" in run("import warnings; warnings.warn('old', DeprecationWarning)").stderr
