# python3 post_event.py: publishes an event over HTTP. API and KEY are the environment's (source .ringback/env.sh).
import json
import os
import random
import time
import urllib.error
import urllib.request
import uuid

TRIES = 4


def publish(event: dict) -> str:
    """Publishes one event and returns Ringback's id of it."""
    # The same id again is the same event, so a request whose answer was lost can be repeated.
    body = json.dumps({"id": str(uuid.uuid4()), **event}).encode()
    headers = {"authorization": f"Bearer {os.environ['KEY']}", "content-type": "application/json"}
    for tries in range(1, TRIES + 1):
        request = urllib.request.Request(f"{os.environ['API']}/events", body, headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                return json.load(response)["data"][0]["id"]
        except urllib.error.HTTPError as error:
            if tries == TRIES or (error.code != 429 and error.code < 500):
                raise RuntimeError(f"answered {error.code}: {error.read().decode()}") from error
        except OSError:
            if tries == TRIES:
                raise
        time.sleep(0.5 * 2**tries * random.random())
    raise AssertionError("unreachable")


print(
    publish(
        {
            "type": "CARD_STATUS_CHANGE",
            "payload": {
                "event": "CARD_STATUS_CHANGE",
                "card_status_change": {"new_status": "SUSPENDED"},
            },
        }
    )
)
