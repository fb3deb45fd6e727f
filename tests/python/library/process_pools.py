"""Pools of threads and processes, processes that are copies and new ones, locks that they share.

https://docs.python.org/3.14/library/multiprocessing.html
"""
import concurrent.futures
import multiprocessing
import os
import subprocess
import sys
import time


def square(number):
    return number * number


def tell(queue, lock):
    with lock:
        queue.put(os.getpid())


def fail():
    raise ValueError("in the child")


if __name__ == "__main__":
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        assert list(pool.map(square, range(5))) == [0, 1, 4, 9, 16]
        assert isinstance(pool.submit(fail).exception(), ValueError)
    methods = ["fork"]
    if subprocess.run([sys.executable, "-c", ""], stderr=subprocess.DEVNULL).returncode == 0:
        methods.append("spawn")
    for method in methods:
        context = multiprocessing.get_context(method)
        queue, lock = context.Queue(), context.Lock()
        process = context.Process(target=tell, args=(queue, lock))
        process.start()
        assert queue.get(timeout=30) == process.pid
        process.join(30)
        assert process.exitcode == 0
    context = multiprocessing.get_context("fork")
    with concurrent.futures.ProcessPoolExecutor(2, mp_context=context) as pool:
        assert list(pool.map(square, range(5))) == [0, 1, 4, 9, 16]
    with context.Pool(2) as pool:
        assert pool.map(square, range(4)) == [0, 1, 4, 9]
        try:
            pool.apply(fail)
        except ValueError as error:
            assert str(error) == "in the child"
        else:
            raise AssertionError

    one, other = context.Pipe()
    one.send({"a": [1, 2]})
    assert other.recv() == {"a": [1, 2]} and not other.poll()
    lock = context.RLock()
    assert lock.acquire() and lock.acquire()
    lock.release()
    lock.release()
    for error, message, call in [
        (AssertionError, "attempt to release recursive lock not owned by thread", lock.release),
        (ValueError, "semaphore or lock released too many times", context.Lock().release),
    ]:
        try:
            call()
        except error as caught:
            assert str(caught) == message
        else:
            raise AssertionError(message)
    lock = context.Lock()
    assert lock.acquire() and not lock.acquire(False)
    begin = time.monotonic()
    assert not lock.acquire(timeout=0.05) and time.monotonic() - begin >= 0.05
