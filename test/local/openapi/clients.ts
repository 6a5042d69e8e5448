/** A program that uses the types which openapi-typescript makes, beside them. */
export const TYPESCRIPT_CLIENT = `
import createClient from "openapi-fetch";
import type { paths } from "./api.d.ts";

declare const process: { env: Record<string, string> };
declare const console: { log(text: string): void };

const client = createClient<paths>({
  baseUrl: process.env["API"]!,
  headers: { authorization: "Bearer " + process.env["KEY"] },
});

const webhook = await client.POST("/webhooks", {
  body: {
    name: "typescript",
    endpoint: "https://example.com/hooks",
    events: ["PIN_CHANGE"],
    filter: { event: ["PIN_CHANGE", { "anything-but": ["X"] }] },
    config: { retry: { kind: "fixed", attempts: 3, interval_seconds: 5 } },
  },
});
console.log("created " + webhook.data?.status);

const events = await client.POST("/events", {
  body: { type: "A", id: "typescript-1", payload: { amount: 5 } },
});
console.log("published " + events.data?.data.length);

// @ts-expect-error -- a webhook goes somewhere
const refused = await client.POST("/webhooks", { body: { events: ["PIN_CHANGE"] } });
console.log("refused " + refused.error?.errors[0]?.field);
`;

/** A program that uses the package which openapi-python-client makes, beside it. */
export const PYTHON_CLIENT = `
import os
from ringback.api.events import publish_events
from ringback.api.webhooks import create_webhook
from ringback.client import AuthenticatedClient
from ringback.models import NewEvent, NewWebhook

client = AuthenticatedClient(base_url=os.environ["API"], token=os.environ["KEY"])

def webhook(endpoint):
    retry = {"kind": "fixed", "attempts": 3, "interval_seconds": 5}
    return NewWebhook.from_dict({
        "name": "python", "endpoint": endpoint, "events": ["PIN_CHANGE"], "config": {"retry": retry},
    })

print("created", create_webhook.sync(client=client, body=webhook("https://example.com/hooks")).status)

event = NewEvent.from_dict({"type": "A", "id": "python-1", "payload": {"amount": 5}})
print("published", len(publish_events.sync(client=client, body=event).data))

print("refused", create_webhook.sync(client=client, body=webhook("")).errors[0].field)
`;
