"""Channels have two ends, which interpreters use and release; a channel without users is closed.

PEP 554; CPython keeps them as the module _interpchannels.
"""
import threading
import time

import _interpchannels as channels
import _interpreters


def raises(error, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except error as e:
        return str(e)
    raise AssertionError(f"{error.__name__} not raised")


REPLACE = 3
cid = channels.create(REPLACE)
number = int(cid)
assert repr(cid) == f"ChannelID({number})" and str(cid) == str(number) and cid == number
assert repr(cid.send) == f"ChannelID({number}, send=True)" and cid.send.end == "send" and cid.send != cid
channels.send(cid, [1], blocking=False)
assert channels.get_count(cid) == 1
assert channels.recv(cid) == ([1], None)
assert raises(channels.ChannelEmptyError, channels.recv, cid) == f"channel {number} is empty"
assert channels.recv(cid, 7) == (7, None)
assert raises(TimeoutError, channels.send, cid, 5, timeout=0.01) == "timed out"
assert channels.get_count(cid) == 0
assert channels.list_interpreters(cid, send=True) == [0]

# A sender waits until somebody has received.
data = bytearray(b"milk")
thread = threading.Thread(target=channels.send_buffer, args=(cid, data))
thread.start()
while not channels.get_count(cid):
    time.sleep(0.001)
view, _ = channels.recv(cid)
thread.join()
view[:1] = b"s"
assert data == b"silk"

# From another interpreter, which ends.
interp = _interpreters.create()
_interpreters.exec(interp, "import _interpchannels as c\nc.send(cid, 8, blocking=False)", {"cid": cid})
info = channels.get_info(cid)
assert (info.open, info.count, info.num_interp_send, info.num_interp_both) == (True, 1, 1, 1), info
_interpreters.destroy(interp)
assert channels.recv(cid) == (None, REPLACE)
assert channels.get_info(cid).num_interp_send_released == 1

# Closing.
channels.send(cid, 1, blocking=False)
message = raises(channels.ChannelNotEmptyError, channels.close, cid)
assert message == f"channel {number} may not be closed if not empty (try force=True)"
channels.close(cid, send=True)
assert channels.get_info(cid).closing
assert raises(channels.ChannelClosedError, channels.send, cid, 2) == f"channel {number} is closed"
assert channels.recv(cid) == (1, None)
assert channels.get_info(cid).closed
raises(channels.ChannelClosedError, channels.recv, cid)
channels.destroy(cid)
assert raises(channels.ChannelNotFoundError, channels.recv, cid) == f"channel {number} not found"

# Releasing.
cid = channels.create(REPLACE)
channels.release(cid)
raises(channels.ChannelClosedError, channels.send, cid, 1, blocking=False)
# A channel goes with its last ID.
number = int(cid)
del cid
assert raises(channels.ChannelNotFoundError, channels._channel_id, number) == f"channel {number} not found"
