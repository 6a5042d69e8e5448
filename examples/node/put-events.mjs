// node put-events.mjs: puts an event on the bus (npm install @aws-sdk/client-eventbridge).
// Credentials and region are the SDK's; BUS, and ENDPOINT and REGION of the local cloud, are the environment's.
import { randomUUID } from "node:crypto";

import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";

const { BUS = "ringback", ENDPOINT, REGION, APPLICATION = "demo" } = process.env;
const client = new EventBridgeClient({
  ...(ENDPOINT && { endpoint: ENDPOINT }),
  ...(REGION && { region: REGION }),
});

const detail = {
  id: randomUUID(), // the same id again is the same event
  application: APPLICATION,
  payload: { event: "CARD_STATUS_CHANGE", card_status_change: { new_status: "SUSPENDED" } },
};
const answer = await client.send(
  new PutEventsCommand({
    Entries: [
      {
        EventBusName: BUS,
        Source: "com.example.cards",
        DetailType: "CARD_STATUS_CHANGE",
        Detail: JSON.stringify(detail),
      },
    ],
  }),
);
// AWS may take some entries and refuse others: put those again.
if (answer.FailedEntryCount) throw new Error(JSON.stringify(answer.Entries));
console.log(answer.Entries[0].EventId);
