"""Generators, coroutines, asynchronous generators and comprehensions."""

def generator(x):
    y = yield x
    yield from y

async def coroutine(x):
    await x
    async with x as y:
        pass
    async for z in y:
        print(z)
    return [item async for item in x]

async def asynchronous_generator():
    yield 1
