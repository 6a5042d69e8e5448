import type { CloudFile } from "../cloud/cloud-file.ts";
import { LOCAL_AWS } from "../cloud/local-aws.ts";
import { DEMO_APPLICATION } from "./demo.ts";

/** What one can do now that the local cloud is up, ready to be pasted into another terminal. */
export function manual(cloud: CloudFile, apiKey: string): string {
  const entry = {
    EventBusName: cloud.event_bus,
    Source: "com.example.cards",
    DetailType: "CARD_STATUS_CHANGE",
    Detail: JSON.stringify({
      application: DEMO_APPLICATION,
      payload: { event: "CARD_STATUS_CHANGE", card_status_change: { new_status: "SUSPENDED" } },
    }),
  };
  return `
Ringback is up. In another terminal:

  # the deliveries of the demonstration, and the API's own description of itself
  curl -H 'authorization: Bearer ${apiKey}' '${cloud.api_url}/deliveries'
  curl '${cloud.api_url}/openapi.json'

  # one more event, with the AWS CLI
  export AWS_ENDPOINT_URL=${cloud.endpoint_url} AWS_REGION=${cloud.region} AWS_ACCESS_KEY_ID=${LOCAL_AWS.accessKeyId} AWS_SECRET_ACCESS_KEY=${LOCAL_AWS.secretAccessKey}
  aws events put-events --entries '${JSON.stringify([entry])}'

Endpoints, queues and the operator key are in .ringback/cloud.json. Ctrl-C ends everything.
`;
}
