"""Programs in processes of their own: streams, errors of the start, time limits.

https://docs.python.org/3.14/library/subprocess.html
"""
import os
import signal
import subprocess
import shutil
from subprocess import DEVNULL, PIPE, STDOUT, Popen, run

assert run(["echo", "x"], capture_output=True).stdout == b"x\n"
done = run("echo out; echo err >&2; exit 3", shell=True, capture_output=True, text=True)
assert (done.returncode, done.stdout, done.stderr) == (3, "out\n", "err\n")
assert run("echo out; echo err >&2", shell=True, stdout=PIPE, stderr=STDOUT).stdout == b"out\nerr\n"
assert run(["cat"], input=b"line\n" * 100_000, stdout=PIPE).stdout == b"line\n" * 100_000

try:
    run(["false"], check=True)
except subprocess.CalledProcessError as error:
    assert str(error) == "Command '['false']' returned non-zero exit status 1."
else:
    raise AssertionError
try:
    run(["sleep", "10"], timeout=0.1)
except subprocess.TimeoutExpired as error:
    assert str(error) == "Command '['sleep', '10']' timed out after 0.1 seconds"
else:
    raise AssertionError

# What fails in the new process is raised here.
for arguments, options, filename in [
    (["/nonexistent/program"], {}, "/nonexistent/program"),
    (["nonexistent-program"], {}, "nonexistent-program"),
    (["echo"], {"cwd": "/nonexistent"}, "/nonexistent"),
    (["sh"], {"executable": "/nonexistent"}, "/nonexistent"),
]:
    try:
        run(arguments, **options)
    except FileNotFoundError as error:
        assert error.filename == filename, error
    else:
        raise AssertionError(arguments)
try:
    run(["/etc/passwd"])
except PermissionError as error:
    assert error.filename == "/etc/passwd"
else:
    raise AssertionError

directory = f"/tmp/rpy-test-{os.getpid()}"
os.mkdir(directory)
try:
    done = run(["sh", "-c", "pwd; echo $A$PATH"], cwd=directory, env={"A": "b", "PATH": "p"}, executable="/bin/sh", capture_output=True)
    assert done.stdout.decode().split() == [os.path.realpath(directory), "bp"]
finally:
    shutil.rmtree(directory)

# Descriptors: closed unless they are named.
read, write = os.pipe()
os.set_inheritable(write, True)
command = f"echo text 2>/dev/null >&{write} || echo closed"
assert run(["sh", "-c", command], stdout=PIPE, stderr=DEVNULL).stdout == b"closed\n"
assert run(["sh", "-c", command], stdout=PIPE, pass_fds=[write]).stdout == b""
assert os.read(read, 100) == b"text\n"

# A function in the new process, its errors, groups and sessions
assert run(["sh", "-c", "umask"], preexec_fn=lambda: os.umask(0o27), stdout=PIPE).stdout.strip() in (b"0027", b"027")
try:
    run(["true"], preexec_fn=lambda: 1 / 0)
except subprocess.SubprocessError as error:
    assert str(error) == "Exception occurred in preexec_fn."
else:
    raise AssertionError
assert run(["sh", "-c", "umask"], umask=0o77, stdout=PIPE).stdout.strip() in (b"0077", b"077")
process = Popen(["cat"], start_new_session=True, stdin=PIPE)
assert os.getsid(process.pid) == process.pid
process.communicate()
assert run(["true"], extra_groups=os.getgroups()).returncode in (0, 1) if os.getuid() == 0 else True

# Signals: handlers are not passed on, ignored ones that Python ignores are restored.
signal.signal(signal.SIGUSR1, lambda *args: None)
assert run(["sh", "-c", "kill -USR1 $$"]).returncode == -signal.SIGUSR1
assert run(["sh", "-c", "kill -PIPE $$"]).returncode == -signal.SIGPIPE
process = Popen(["sleep", "10"])
process.terminate()
assert process.wait() == -signal.SIGTERM and process.poll() == -signal.SIGTERM

assert subprocess.getstatusoutput("echo a; exit 2") == (2, "a")
assert subprocess.check_output(["printf", "%s", "a b"], text=True) == "a b"
with Popen(["sh", "-c", "read line; echo got $line"], stdin=PIPE, stdout=PIPE, text=True, bufsize=1) as process:
    process.stdin.write("this\n")
    process.stdin.flush()
    assert process.stdout.readline() == "got this\n"
assert process.returncode == 0
