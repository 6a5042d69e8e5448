"""Verifies signatures with code that is not Ringback's, as the documents of the schemes tell receivers to.

Reads a JSON array of requests from standard input: {"scheme", "payload", "body" (base64), "headers" (names in lower case),
"secret", "keys": {kid: PEM}}. Prints a JSON array with an object of checks for each; all of them true means that it verifies.
"""

import base64
import hashlib
import hmac
import json
import sys

import jwt  # PyJWT, on top of cryptography (OpenSSL compiled into it)

# What str.isspace does not know, but other languages have taken for white space.
MORE_SPACES = "\ufeff\u200b\u180e"


def without_whitespace(body):
    text = body.decode("utf-8")
    return "".join(c for c in text if not c.isspace() and c not in MORE_SPACES).encode("utf-8")


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def is_jws_of(body, signature, keys):
    """TransactionLink: decode the header, find the key by its kid, compose the compact form, give it to a library."""
    header, _, value = signature.split(".")
    try:
        pem = keys.get(jwt.get_unverified_header(signature)["kid"])
        compact = f"{header}.{base64url(body)}.{value}"
        return pem is not None and jwt.PyJWS().decode(compact, pem, algorithms=["RS256"]) == body
    except jwt.InvalidTokenError:
        return False


def check_jws(request, body):
    signature = request["headers"]["jws-signature"]
    keys = request["keys"]
    header, payload, _ = signature.split(".")
    header_bytes = base64.urlsafe_b64decode(header + "=" * (-len(header) % 4))
    return {
        "detached": payload == "",
        "header": any(
            header_bytes == b'{"alg":"RS256","kid":"%s","typ":"JWT"}' % kid.encode() for kid in keys
        ),
        "as it is": is_jws_of(body, signature, keys),
        "without whitespace": is_jws_of(without_whitespace(body), signature, keys),
    }


def check_hmac(request, body):
    mac = hmac.new(request["secret"].encode("utf-8"), body, hashlib.sha256)
    return {"as it is": hmac.compare_digest(mac.hexdigest(), request["headers"]["x-signature"])}


def check_standard(request, body):
    """Standard Webhooks 1.0.0, "Verifying webhook authenticity", written from the specification."""
    headers = request["headers"]
    key = base64.b64decode(request["secret"].removeprefix("whsec_"))
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    given = [signature.split(",", 1) for signature in headers["webhook-signature"].split(" ")]
    return {
        "as it is": any(
            version == "v1" and hmac.compare_digest(value, expected) for version, value in given
        )
    }


CHECKS = {"jws": check_jws, "hmac": check_hmac, "standard": check_standard}


def same_value(body, payload):
    """The same JSON, numbers by their texts, names in their order."""
    read = {"parse_float": str, "parse_int": str, "object_pairs_hook": list}
    return json.loads(body, **read) == json.loads(payload, **read)


def check(request):
    body = base64.b64decode(request["body"])
    return {
        **CHECKS[request["scheme"]](request, body),
        "same value": same_value(body, request["payload"]),
    }


json.dump([check(request) for request in json.load(sys.stdin)], sys.stdout)
