"""asyncio over sockets, processes and threads of this interpreter.

https://docs.python.org/3.14/library/asyncio.html
"""
import asyncio
import signal


async def later(number):
    await asyncio.sleep(0.01 * number)
    return number


async def main():
    assert await asyncio.gather(*(later(number) for number in range(5))) == [0, 1, 2, 3, 4]

    process = await asyncio.create_subprocess_exec("cat", stdin=-1, stdout=-1)
    out, _ = await process.communicate(b"through")
    assert out == b"through" and process.returncode == 0
    process = await asyncio.create_subprocess_shell("exit 3")
    assert await process.wait() == 3

    async def serve(reader, writer):
        writer.write((await reader.readline()).upper())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"line\n")
    assert await reader.read() == b"LINE\n"
    writer.close()
    await writer.wait_closed()
    server.close()

    try:
        async with asyncio.timeout(0.01):
            await asyncio.sleep(10)
    except TimeoutError:
        pass
    else:
        raise AssertionError

    assert await asyncio.to_thread(lambda: 5) == 5
    seen = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, seen.set)
    signal.raise_signal(signal.SIGUSR1)
    await asyncio.wait_for(seen.wait(), 5)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(later(number)) for number in range(3)]
    assert [task.result() for task in tasks] == [0, 1, 2]


asyncio.run(main())
