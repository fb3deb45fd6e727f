"""Vectored input and output, copies within the system, attributes, events, terminals.

https://docs.python.org/3.14/library/os.html#file-descriptor-operations
"""
import os
import shutil


def raises(error, message, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except error as caught:
        assert message is None or str(caught) == message, str(caught)
    else:
        raise AssertionError(f"{function.__name__} did not raise")


directory = f"/tmp/rpy-test-{os.getpid()}"
os.mkdir(directory)
try:
    path = os.path.join(directory, "file")
    fd = os.open(path, os.O_RDWR | os.O_CREAT)
    assert os.writev(fd, [b"one", bytearray(b"two"), memoryview(b"three")]) == 11
    first, second = bytearray(4), bytearray(20)
    os.lseek(fd, 0, 0)
    assert os.readv(fd, [first, second]) == 11
    assert first == b"onet" and second[:7] == b"wothree"
    assert os.preadv(fd, [first], 3) == 4 and first == b"twot"
    assert os.pwritev(fd, [b"ON", b"E"], 0) == 3
    os.lseek(fd, 0, 0)
    assert os.readinto(fd, first) == 4 and first == b"ONEt"
    raises(TypeError, "readv() arg 2 must be a sequence", os.readv, fd, 1)
    raises(TypeError, None, os.readinto, fd, b"fixed")

    other = os.open(path + "2", os.O_RDWR | os.O_CREAT)
    assert os.copy_file_range(fd, other, 5, offset_src=0) == 5
    assert os.sendfile(other, fd, 5, 6) == 6
    assert os.pread(other, 20, 0) == b"ONEtwothree"
    raises(ValueError, "negative value for 'count' not allowed", os.copy_file_range, fd, other, -1)
    os.posix_fallocate(other, 0, 100)
    assert os.fstat(other).st_size == 100
    os.posix_fadvise(other, 0, 0, os.POSIX_FADV_SEQUENTIAL)
    os.lockf(other, os.F_LOCK, 0)
    os.lockf(other, os.F_ULOCK, 0)

    read, write = os.pipe()
    assert os.splice(fd, write, 3, offset_src=0) == 3 and os.read(read, 10) == b"ONE"

    try:
        os.setxattr(path, "user.colour", b"blue")
    except OSError:
        pass  # the file system has no attributes
    else:
        assert os.getxattr(path, "user.colour") == os.getxattr(fd, b"user.colour") == b"blue"
        assert "user.colour" in os.listxattr(path)
        raises(FileExistsError, None, os.setxattr, path, "user.colour", b"", os.XATTR_CREATE)
        os.removexattr(path, "user.colour")
        assert "user.colour" not in os.listxattr(fd)

    os.mknod(os.path.join(directory, "node"))
    assert os.path.isfile(os.path.join(directory, "node"))

    # Any object with a method fileno
    class File:
        def fileno(self):
            return fd

    os.fsync(File())
    raises(TypeError, "argument must be an int, or have a fileno() method.", os.fsync, "a")
    raises(ValueError, "file descriptor cannot be a negative integer (-1)", os.fsync, -1)
finally:
    shutil.rmtree(directory)

assert os.makedev(8, 1) == 2049 and (os.major(2049), os.minor(2049)) == (8, 1)

counter = os.eventfd(3)
os.eventfd_write(counter, 4)
assert os.eventfd_read(counter) == 7
timer = os.timerfd_create(1)
assert os.timerfd_settime(timer, initial=0.001) == (0.0, 0.0)
assert os.read(timer, 8) == b"\1" + bytes(7)
assert os.timerfd_settime_ns(timer, initial=10**12, interval=5) == (0, 0)
left, interval = os.timerfd_gettime_ns(timer)
assert 9 * 10**11 < left <= 10**12 and interval == 5
memory = os.memfd_create("name")
assert os.write(memory, b"abc") == 3 and not os.get_inheritable(memory)

master, own = os.openpty()
assert os.isatty(own) and os.ttyname(own) == os.ptsname(master)
os.write(master, b"line\n")
assert os.read(own, 100) == b"line\n"
assert os.ctermid() == "/dev/tty"
pid, terminal = os.forkpty()
if pid == 0:
    os.write(1, b"yes" if os.isatty(0) else b"no")
    os._exit(0)
assert os.read(terminal, 3) == b"yes"
os.waitpid(pid, 0)
