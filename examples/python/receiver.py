# python3 receiver.py: receives webhooks that are signed as Standard Webhooks say. SECRET is the webhook's, PORT 9000 unless given.
import base64
import hashlib
import hmac
import json
import os
import re
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOLERANCE_SECONDS = 300
LONGEST_BODY = 512 * 1024

# Deliveries that were taken; a real receiver keeps them in its database, in the transaction of the work.
seen: set[str] = set()


def verify_standard(body: bytes, headers: Mapping[str, str], secret: str) -> bool:
    """headers: names in lower case"""
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not message_id or not re.fullmatch("[0-9]{1,12}", timestamp):
        return False
    if abs(time.time() - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = hmac.new(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256)
    expected = b"v1," + base64.b64encode(mac.digest())
    given = headers.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(expected, signature.encode()) for signature in given)


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        size = int(self.headers.get("content-length", "0"))
        if size > LONGEST_BODY:
            self.close_connection = True
            return self.answer(413)
        body = self.rfile.read(size)  # the very bytes that came: parsed only once they are verified
        headers = {name.lower(): value for name, value in self.headers.items()}
        if not verify_standard(body, headers, os.environ["SECRET"]):
            return self.answer(401)
        delivery = headers.get("ringback-delivery", "")
        is_new = delivery not in seen
        seen.add(delivery)
        self.answer(204)  # first the answer, then the work
        print("new" if is_new else "repeat", delivery, json.dumps(json.loads(body)), flush=True)

    def answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing of its own."""


server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "9000"))), Receiver)
print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
