"""`faulthandler.register`: a signal lets the program tell where it is.
Source: https://docs.python.org/3.14/library/faulthandler.html
"""

import faulthandler
import os
import signal
import subprocess
import sys
import tempfile

seen = []


def func():
    os.kill(os.getpid(), signal.SIGUSR1)


with tempfile.TemporaryFile() as file:
    def written():
        file.seek(0)
        text = file.read().decode()
        file.seek(0)
        file.truncate()
        return text

    faulthandler.register(signal.SIGUSR1, file=file, all_threads=False)
    func()
    lines = written().splitlines()
    assert lines[0] == "Stack (most recent call first):", lines
    assert lines[1].endswith("in func") and lines[2].endswith("in <module>"), lines

    assert faulthandler.unregister(signal.SIGUSR1) is True
    signal.signal(signal.SIGUSR1, lambda number, frame: seen.append(number))
    faulthandler.register(signal.SIGUSR1, file=file, chain=True)
    func()
    assert seen == [signal.SIGUSR1] and "in func" in written()
    assert faulthandler.unregister(signal.SIGUSR1) is True and faulthandler.unregister(signal.SIGUSR1) is False
    func()
    assert len(seen) == 2 and written() == ""

for number, error in (signal.SIGSEGV, RuntimeError), (0, ValueError), (9999, ValueError):
    try:
        faulthandler.register(number)
    except error:
        pass
    else:
        raise AssertionError(number)

# An interpreter that is not installed may not start by its path alone.
starts = subprocess.run([sys.executable, "-c", ""], capture_output=True).returncode == 0
for arguments, environment in (["-X", "faulthandler"], {}), ([], {"PYTHONFAULTHANDLER": "1"}), (["-X", "dev"], {}):
    if not starts:
        break
    command = [sys.executable, *arguments, "-c", "import faulthandler; print(faulthandler.is_enabled())"]
    output = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True).stdout
    assert output == "True\n", (arguments, output)
