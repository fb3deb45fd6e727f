"""Control of files, limits, accounts: fcntl, resource, pwd, grp.

https://docs.python.org/3.14/library/fcntl.html
"""
import array
import fcntl
import grp
import os
import pwd
import resource


def raises(error, message, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except error as caught:
        assert message is None or str(caught) == message, str(caught)
    else:
        raise AssertionError(f"{function.__name__} did not raise")


read, write = os.pipe()
flags = fcntl.fcntl(read, fcntl.F_GETFL)
fcntl.fcntl(read, fcntl.F_SETFL, flags | os.O_NONBLOCK)
assert not os.get_blocking(read)
os.write(write, b"12345")
count = array.array("i", [0])
FIONREAD = 0x541B
assert fcntl.ioctl(read, FIONREAD, count) == 0 and count[0] == 5
assert fcntl.ioctl(read, FIONREAD, b"\0" * 4) == count.tobytes()
assert fcntl.ioctl(read, FIONREAD, bytearray(4), False) == count.tobytes()
assert fcntl.fcntl(read, fcntl.F_GETFD, b"abc") == b"abc"
raises(ValueError, "fcntl argument 3 is too long", fcntl.fcntl, read, 1, bytes(1025))
raises(TypeError, "fcntl() argument 3 must be an integer, a bytes-like object, or a string, not float", fcntl.fcntl, read, 1, 1.5)
raises(OverflowError, "signed integer is greater than maximum", fcntl.ioctl, read, FIONREAD, 1 << 33)
raises(OSError, "[Errno 9] Bad file descriptor", fcntl.fcntl, 999, fcntl.F_GETFL)

path = f"/tmp/rpy-test-{os.getpid()}.lock"
with open(path, "w") as file, open(path, "w") as other:
    fcntl.flock(file, fcntl.LOCK_EX)
    raises(BlockingIOError, None, fcntl.flock, other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.flock(file, fcntl.LOCK_UN)
    fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.lockf(file, fcntl.LOCK_EX, 10, 5)
    pid = os.fork()
    if pid == 0:
        try:
            fcntl.lockf(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os._exit(3)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 3
    raises(ValueError, "unrecognized lockf argument", fcntl.lockf, file, 64)
os.unlink(path)

soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
assert 0 < soft <= hard or hard == resource.RLIM_INFINITY == -1
resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
assert resource.prlimit(0, resource.RLIMIT_NOFILE) == (soft, hard)
raises(ValueError, "invalid resource specified", resource.getrlimit, 99)
raises(ValueError, "expected a tuple of 2 integers", resource.setrlimit, 1, (1,))
raises(ValueError, "current limit exceeds maximum limit", resource.setrlimit, 7, (2, 1))
raises(ValueError, "invalid who parameter", resource.getrusage, 99)
usage = resource.getrusage(resource.RUSAGE_SELF)
assert len(usage) == 16 and usage.ru_utime >= 0 and usage.ru_maxrss > 0
assert resource.getpagesize() == os.sysconf("SC_PAGESIZE") and resource.error is OSError

root = pwd.getpwuid(0)
assert root == pwd.getpwnam(root.pw_name) and root.pw_uid == root[2] == 0 and root in pwd.getpwall()
raises(KeyError, '"getpwnam(): name not found: \'no such user\'"', pwd.getpwnam, "no such user")
raises(KeyError, "'getpwuid(): uid not found: 4294967294'", pwd.getpwuid, 2**32 - 2)
raises(KeyError, "'getpwuid(): uid not found'", pwd.getpwuid, 2**40)
raises(TypeError, "uid should be integer, not str", pwd.getpwuid, "a")
raises(TypeError, "getpwnam() argument must be str, not int", pwd.getpwnam, 1)
group = grp.getgrgid(0)
assert group == grp.getgrnam(group.gr_name) and type(group.gr_mem) is list and group in grp.getgrall()
raises(KeyError, '"getgrnam(): name not found: \'no such group\'"', grp.getgrnam, "no such group")
raises(TypeError, "getgrnam() argument 'name' must be str, not int", grp.getgrnam, name=1)
