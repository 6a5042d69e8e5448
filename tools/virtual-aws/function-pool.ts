import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { SFNClient } from "@aws-sdk/client-sfn";
import type { SQSClient } from "@aws-sdk/client-sqs";

import type { SendHttp } from "../../lambdas/shared/http/http-sender.ts";
import type { Log } from "../../lambdas/shared/runtime/logger.ts";
import type { Machine } from "../../lambdas/shared/runtime/machine.ts";
import type { Host } from "../../lambdas/shared/runtime/make-function.ts";
import type { Scheduler, Task, TaskEnd } from "./scheduler.ts";

/** The AWS clients that a function may want. */
export interface VirtualClients {
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly stepFunctions: SFNClient;
  readonly eventBridge: EventBridgeClient;
  readonly secretsManager: SecretsManagerClient;
}

/** What an instance of a function is made with. */
export interface InstanceTools {
  readonly clients: VirtualClients;
  readonly host: Host;
  readonly sender: { readonly send: SendHttp };
}

/** What Lambda tells a function of its invocation. */
export interface VirtualContext {
  getRemainingTimeInMillis(): number;
}

/** What lies outside of all instances. */
export interface Outside {
  readonly scheduler: Scheduler;
  /** One call to AWS. */
  readonly call: (task: Task, service: keyof VirtualClients, command: object) => Promise<object>;
  /** One request to a receiver. */
  readonly send: (task: Task, ...request: Parameters<SendHttp>) => ReturnType<SendHttp>;
  readonly random: () => number;
  readonly log: Log;
  readonly metrics: Host["metrics"];
}

/**
 * An instance handles one invocation at a time, and remembers what it likes from one to the next.
 */
interface Instance<In, Out> {
  readonly handle: (event: In, context: VirtualContext) => Promise<Out>;
  task: Task | undefined;
}

/** The instances of one function. */
export class FunctionPool<In, Out> {
  readonly name: string;
  readonly #outside: Outside;
  readonly #make: (tools: InstanceTools) => Instance<In, Out>["handle"];
  readonly #idle: Instance<In, Out>[] = [];
  /** Invocations under way. */
  running = 0;

  constructor(
    name: string,
    outside: Outside,
    make: (tools: InstanceTools) => Instance<In, Out>["handle"],
  ) {
    this.name = name;
    this.#outside = outside;
    this.#make = make;
  }

  /**
   * One invocation.
   * @param options.isCold by an instance of its own, also when another is idle
   * @param options.skewMs how much the clock of a new instance is ahead
   */
  invoke(
    event: In,
    limitMs: number,
    options: { readonly isCold: boolean; readonly skewMs: number },
    andThen: (result: Out, task: Task) => Promise<void>,
    onEnd: (how: TaskEnd) => void = () => undefined,
  ): Task {
    const { scheduler } = this.#outside;
    const idle = options.isCold ? undefined : this.#idle.pop();
    const instance = idle ?? this.#newInstance(options.skewMs);
    this.running += 1;
    return scheduler.spawn(
      this.name,
      limitMs,
      async (task) => {
        instance.task = task;
        const getRemainingTimeInMillis = () => task.deadlineMs - scheduler.nowMs;
        await andThen(await instance.handle(event, { getRemainingTimeInMillis }), task);
      },
      (how) => {
        instance.task = undefined;
        this.running -= 1;
        if (how === "done") this.#idle.push(instance);
        onEnd(how);
      },
    );
  }

  #newInstance(skewMs: number): Instance<In, Out> {
    const { scheduler, call, send, random, log, metrics } = this.#outside;
    // What an instance does between two invocations is never done: it is frozen then.
    const never = new Promise<never>(() => undefined);
    const clientOf = (service: keyof VirtualClients) => ({
      send: (command: object) =>
        instance.task === undefined ? never : call(instance.task, service, command),
    });
    const machine: Machine = {
      now: () => scheduler.nowMs + skewMs,
      random,
      soon: (work) => {
        if (instance.task !== undefined) scheduler.soon(instance.task, work);
      },
      later: (ms, work) =>
        instance.task === undefined ? () => undefined : scheduler.later(instance.task, ms, work),
    };
    const clients = {
      dynamodb: clientOf("dynamodb"),
      sqs: clientOf("sqs"),
      stepFunctions: clientOf("stepFunctions"),
      eventBridge: clientOf("eventBridge"),
      secretsManager: clientOf("secretsManager"),
    } as unknown as VirtualClients;
    const sender = {
      send: (...request: Parameters<SendHttp>) =>
        instance.task === undefined ? never : send(instance.task, ...request),
    };
    const instance: Instance<In, Out> = {
      handle: this.#make({ clients, host: { log, metrics, machine }, sender }),
      task: undefined,
    };
    return instance;
  }
}
