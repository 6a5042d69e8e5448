import { Stack } from "aws-cdk-lib";
import type { StackProps } from "aws-cdk-lib";
import type { EventBus } from "aws-cdk-lib/aws-events";
import type { Construct } from "constructs";

import { Bury } from "./bury/bury.ts";
import { Deliver } from "./deliver/deliver.ts";
import { DeliveryQueues } from "./deliver/delivery-queues.ts";
import { EventIntake } from "./fan-out/event-intake.ts";
import { FanOut } from "./fan-out/fan-out.ts";
import { Notifications } from "./notifications/notifications.ts";
import { RetryLane } from "./retry-lane/retry-lane.ts";
import type { Settings } from "./settings.ts";
import { publishOutputs, publishParameters } from "./shared/published-outputs.ts";
import { SigningKeys } from "./signing-keys/signing-keys.ts";
import type { StorageStack } from "./storage-stack.ts";
import { Sweep } from "./sweep/sweep.ts";
import { Tally } from "./tally/tally.ts";
import { VaultKey } from "./vault-key/vault-key.ts";

/** What the pipeline stack needs to know. */
export interface PipelineStackProps extends StackProps {
  readonly settings: Settings;
  readonly storage: StorageStack;
}

/**
 * The way of an event: bus ▶ events queue ▶ fan-out ▶ deliveries queue ▶ deliver ▶ receiver, or
 * dropped. Receivers that are not proved quick have a deliveries queue and a deliver of their own.
 * What waits long is woken by its lane, a lane that died by the sweep, and what cannot be processed
 * is buried.
 */
export class PipelineStack extends Stack {
  readonly bus: EventBus;
  readonly queues: DeliveryQueues;
  readonly notifications: Notifications;

  constructor(scope: Construct, id: string, props: PipelineStackProps) {
    super(scope, id, props);
    const { settings, storage } = props;
    const { webhooks, deliveries, vaultKey } = storage;

    const intake = new EventIntake(this, "EventIntake", { settings });
    const queues = new DeliveryQueues(this, "DeliveryQueues", { settings });
    const { bus } = intake;
    new FanOut(this, "FanOut", { settings, webhooks, deliveries, intake, queues });
    new Deliver(this, "Deliver", { settings, webhooks, deliveries, vaultKey, queues, bus });
    const lane = new RetryLane(this, "RetryLane", { settings, webhooks, deliveries, queues });
    new Sweep(this, "Sweep", { settings, deliveries });
    new Bury(this, "Bury", { settings, webhooks, deliveries, queues, bus });
    new Tally(this, "Tally", { settings, deliveries, bus });
    new SigningKeys(this, "SigningKeys", { settings, webhooks, vaultKey, bus });
    new VaultKey(this, "VaultKey", { settings, webhooks, vaultKey });

    const notifications = new Notifications(this, "Notifications", { settings, webhooks, bus });

    this.bus = bus;
    this.queues = queues;
    this.notifications = notifications;
    publishParameters(this, settings, storage.outputs);
    publishOutputs(this, settings, {
      EventBusName: bus.eventBusName,
      EventBusArn: bus.eventBusArn,
      EventsQueueUrl: intake.events.queueUrl,
      SlicesQueueUrl: intake.slices.queueUrl,
      DeliveriesQueueUrl: queues.pools.quick.queueUrl,
      DeliveriesTrialQueueUrl: queues.pools.trial.queueUrl,
      DeliveriesSlowQueueUrl: queues.pools.slow.queueUrl,
      DeliveriesRedriveQueueUrl: queues.deliveriesRedrive.queueUrl,
      DroppedQueueUrl: queues.dropped.queueUrl,
      RejectedEventsQueueUrl: intake.rejectedEvents.queueUrl,
      EventsDeadQueueUrl: intake.eventsDead.queueUrl,
      NotificationExpiryQueueUrl: notifications.expiry.queueUrl,
      NotificationExpiryDeadQueueUrl: notifications.expiryDead.queueUrl,
      LaneStateMachineArn: lane.stateMachine.stateMachineArn,
    });
  }
}
