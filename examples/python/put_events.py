# python3 put_events.py: puts an event on the bus (pip install boto3).
# Credentials and region are the SDK's; BUS, and ENDPOINT and REGION of the local cloud, are the environment's.
import json
import os
import uuid

import boto3

events = boto3.client(
    "events",
    endpoint_url=os.environ.get("ENDPOINT"),
    region_name=os.environ.get("REGION"),
)
detail = {
    "id": str(uuid.uuid4()),  # the same id again is the same event
    "application": os.environ.get("APPLICATION", "demo"),
    "payload": {
        "event": "CARD_STATUS_CHANGE",
        "card_status_change": {"new_status": "SUSPENDED"},
    },
}
answer = events.put_events(
    Entries=[
        {
            "EventBusName": os.environ.get("BUS", "ringback"),
            "Source": "com.example.cards",
            "DetailType": "CARD_STATUS_CHANGE",
            "Detail": json.dumps(detail),
        }
    ]
)
# AWS may take some entries and refuse others: put those again.
if answer["FailedEntryCount"]:
    raise RuntimeError(json.dumps(answer["Entries"]))
print(answer["Entries"][0]["EventId"])
