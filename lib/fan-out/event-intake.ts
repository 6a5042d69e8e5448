import { Duration, Validations } from "aws-cdk-lib";
import { EventBus, Match, Rule } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import { Construct } from "constructs";

import type { Settings } from "../settings.ts";
import { PipelineQueue } from "../shared/pipeline-queue.ts";
import { visibilityTimeout } from "../shared/visibility-timeout.ts";

/** Begins the source of Ringback's own events; no producer may use it. */
const OWN_SOURCES = "ringback.";

/** Our own events, delivered like anyone's: the API's, expired notifications, operational ones. */
const DELIVERED_OWN_SOURCES = ["ringback.api", "ringback.notifications", "ringback.operations"];

/** The way in: bus, rule, events queue and slices, and the queue of events that were not taken. */
export class EventIntake extends Construct {
  readonly bus: EventBus;
  /** Events as the bus wrote them, for fan-out. */
  readonly events: PipelineQueue;
  /** Slices of events for many webhooks, for fan-out, too. */
  readonly slices: PipelineQueue;
  /** For people: what the rule could not hand over, and what fan-out failed on again and again. */
  readonly eventsDead: PipelineQueue;
  /** For people: what fan-out refused, with its reasons. */
  readonly rejectedEvents: PipelineQueue;

  constructor(scope: Construct, id: string, props: { readonly settings: Settings }) {
    super(scope, id);
    const { settings } = props;
    this.bus = new EventBus(this, "Bus", {
      eventBusName: settings.namePrefix,
      description: "Events of producers, one entry a callback to be",
    });
    this.eventsDead = new PipelineQueue(this, "EventsDead", { settings, room: "events-dead" });
    this.events = new PipelineQueue(this, "Events", {
      settings,
      room: "events",
      visibilityTimeout: visibilityTimeout(settings.fanOutTimeoutSeconds),
      redrive: { queue: this.eventsDead, maxReceiveCount: settings.eventsMaxReceiveCount },
    });
    this.slices = new PipelineQueue(this, "Slices", {
      settings,
      room: "slices",
      visibilityTimeout: visibilityTimeout(settings.fanOutTimeoutSeconds),
      redrive: { queue: this.eventsDead, maxReceiveCount: settings.eventsMaxReceiveCount },
    });
    this.rejectedEvents = new PipelineQueue(this, "RejectedEvents", {
      settings,
      room: "rejected-events",
    });
    Validations.of(this.rejectedEvents).acknowledge({
      id: "AwsSolutions-SQS3",
      reason: "This queue is itself an end of the line, filled by fan-out and read by people.",
    });
    new Rule(this, "Rule", {
      description: "Every event but Ringback's own, and those of its own that are delivered",
      eventBus: this.bus,
      eventPattern: {
        source: Match.anyOf(Match.anythingButPrefix(OWN_SOURCES), ...DELIVERED_OWN_SOURCES),
      },
      targets: [
        new SqsQueue(this.events, {
          deadLetterQueue: this.eventsDead,
          // The most that EventBridge offers: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
          maxEventAge: Duration.hours(24),
          retryAttempts: 185,
        }),
      ],
    });
  }
}
