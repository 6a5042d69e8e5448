import type { RejectedEvent } from "../../client/client.ts";

/** Why an event was rejected. */
export type RejectReason = RejectedEvent["reason"];

/** Each reason: what it says, and what there is to do. */
export const REJECT_REASONS: Readonly<Record<RejectReason, readonly [says: string, mend: string]>> =
  {
    not_json: ["The entry was no JSON.", "Its producer has to put JSON on the bus."],
    malformed: [
      "The entry had not the form of an event.",
      "Mend these places in what the producer puts on the bus.",
    ],
    too_large: ["The payload was larger than 256 KB.", "Send less, or a link to the rest."],
    unknown_application: [
      "It named an application that there is not.",
      "Create the application, or mend the name in the producer.",
    ],
    unknown_event_type: [
      "It named an event type that there is not.",
      "Create the event type here, or mend the name in the producer.",
    ],
    unknown_callback: [
      "It was to be called back for something that there is not.",
      "Mend the id in the producer.",
    ],
    invalid_payload: [
      "The payload does not fit the schema of its event type.",
      "Mend these places in the producer, or change the schema of your own event type.",
    ],
    id_reused: [
      "Its id is that of another event, with another payload.",
      "Give each event an id of its own.",
    ],
  };

/** The reasons, for a choice. */
export const REASON_OPTIONS: readonly {
  readonly value: RejectReason | "";
  readonly label: string;
}[] = [
  { value: "", label: "any reason" },
  ...(Object.keys(REJECT_REASONS) as RejectReason[]).map((reason) => ({
    value: reason,
    label: reason,
  })),
];
