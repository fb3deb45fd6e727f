"""`python -m asyncio ps` and `pstree` tell in a line why they give nothing.

https://docs.python.org/3.14/library/asyncio-graph.html
"""

import subprocess
import sys

# More than processes have.
NOBODY = "99999999"

for command in "ps", "pstree":
    run = subprocess.run(
        [sys.executable, "-m", "asyncio", command, NOBODY], capture_output=True, text=True
    )
    assert run.returncode == 1, run
    told = run.stdout + run.stderr
    assert "No such file or directory: '/proc/99999999/maps'" in told, told
    assert "Traceback" not in told, told
    run = subprocess.run([sys.executable, "-m", "asyncio", command, "x"], capture_output=True, text=True)
    assert run.returncode == 2 and "invalid int value: 'x'" in run.stderr, run
