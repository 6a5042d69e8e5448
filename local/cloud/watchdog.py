"""Runs the emulator until standard input closes, so that it cannot outlive the program that started it.

The emulator leads a process group of its own; at the end the group is killed, and with it the Node workers that ran
functions. Killing the group also spares the wait for invocations that never end.
"""

import os
import signal
import sys
import threading
import time
import traceback

# The emulator saves nothing at its end, so this only bounds the wait for functions at work.
GRACE_SECONDS = 10


def end_with_parent():
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os.killpg(0, signal.SIGKILL)


threading.Thread(target=end_with_parent, daemon=True).start()

from ministack.app import main  # noqa: E402 (the watch must stand before anything slow happens)

try:
    main()
except Exception:
    traceback.print_exc()  # now: the kill below leaves no time for it
finally:
    sys.stdout.flush()
    sys.stderr.flush()
    if os.getpgid(0) == os.getpid():
        os.killpg(0, signal.SIGKILL)
