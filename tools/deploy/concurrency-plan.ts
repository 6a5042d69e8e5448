import { BURY_CONCURRENCY } from "../../lib/bury/bury-concurrency.ts";
import type { Settings } from "../../lib/settings.ts";
import type { AccountConcurrency } from "./account-concurrency.ts";

/** The settings that say how many functions read a queue at once. */
const CONSUMERS = [
  "deliverConcurrency",
  "deliverSlowConcurrency",
  "fanOutConcurrency",
  "fanOutSliceConcurrency",
  "notificationConcurrency",
] as const;

/** The settings that reserve functions, each one's function, and the consumers living on it. */
const RESERVATIONS = [
  { name: "deliverReservedConcurrency", room: "deliver", consumers: ["deliverConcurrency"] },
  {
    name: "fanOutReservedConcurrency",
    room: "fan-out",
    consumers: ["fanOutConcurrency", "fanOutSliceConcurrency"],
  },
  { name: "configApiReservedConcurrency", room: "config-api", consumers: [] },
] as const;

type Consumer = (typeof CONSUMERS)[number];

/** What keeps tenants apart: a small account does without, since it is 0 or takes the least. */
const ISOLATING: ReadonlySet<Consumer> = new Set<Consumer>([
  "deliverSlowConcurrency",
  "fanOutSliceConcurrency",
]);

/** From here on an account has room for it. */
const ROOM_TO_ISOLATE = 50;

/** The least that an event source mapping takes: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
const LEAST_OF_A_QUEUE = 2;

/**
 * The share of the account that is left to what reads no queue: the API, lanes, schedules, and
 * other functions of the account. A fifth, and at least one for the API and one for all others.
 */
const SHARE_OF_OTHERS = 0.2;
const LEAST_OF_OTHERS = 2;

/** Lambda keeps so many unreserved: https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
const LEAST_UNRESERVED = 100;

/** What follows from an account's limit. */
export type ConcurrencyPlan =
  | { readonly refused: string }
  | {
      /** What to set, of what was not given. */
      readonly settings: Readonly<Partial<Record<Consumer, number>>>;
      /** What it means, for people. */
      readonly lines: readonly string[];
    };

/**
 * Fits the consumers of queues into what the account may run at once. A consumer that Lambda cannot
 * run is throttled, its messages come back after six timeouts, and each such receive brings them
 * nearer to the dead-letter queue. What was given stays as it is; the others share the rest in
 * proportion to their defaults.
 *
 * @param settings with their defaults where nothing was given
 * @param given names of the settings that were given
 */
export function planConcurrency(
  account: AccountConcurrency,
  settings: Settings,
  given: ReadonlySet<string>,
): ConcurrencyPlan {
  const reserved = reservationsOf(settings);
  const count = sum(reserved.map(({ name }) => Number(settings[name])));
  const available = account.unreserved - count;
  if (count > 0 && available < LEAST_UNRESERVED) {
    return { refused: refusal(account, settings, available) };
  }
  const onReservation = new Set<string>(reserved.flatMap(({ consumers }) => consumers));
  const unreserved = CONSUMERS.filter((name) => !onReservation.has(name));
  const asked = sum(unreserved.map((name) => settings[name])) + BURY_CONCURRENCY;
  const others = Math.max(LEAST_OF_OTHERS, Math.floor(available * SHARE_OF_OTHERS));
  if (asked + others <= available) {
    return {
      settings: {},
      lines: [`${limitLine(account)} Ringback's queues take at most ${asked}.`],
    };
  }
  const free = unreserved.filter((name) => !given.has(name));
  const fixed = asked - sum(free.map((name) => settings[name]));
  const sharing = free.filter((name) => account.limit >= ROOM_TO_ISOLATE || !ISOLATING.has(name));
  const spare = available - others - fixed - sum(sharing.map(leastOf));
  const wanted = sum(sharing.map((name) => settings[name] - leastOf(name)));
  const scale = wanted === 0 ? 0 : Math.max(0, Math.min(1, spare / wanted));
  const shareOf = (name: Consumer) =>
    sharing.includes(name)
      ? leastOf(name) + Math.floor(scale * (settings[name] - leastOf(name)))
      : 0;
  const planned = Object.fromEntries(free.map((name) => [name, shareOf(name)])) as Partial<
    Record<Consumer, number>
  >;
  const total = fixed + sum(Object.values(planned));
  return { settings: planned, lines: linesOf({ account, available, planned, total, others }) };
}

/** Functions these settings reserve concurrency for, by name: they may have some already. */
export function reservingFunctions(settings: Settings): readonly string[] {
  return reservationsOf(settings).map(({ room }) => `${settings.namePrefix}-${room}`);
}

/** Two queues are read by those for receivers that are not proved quick. */
function leastOf(name: Consumer): number {
  return name === "deliverSlowConcurrency" ? 2 * LEAST_OF_A_QUEUE : LEAST_OF_A_QUEUE;
}

function reservationsOf(settings: Settings) {
  return RESERVATIONS.filter(({ name }) => settings[name] !== "none");
}

function linesOf(plan: {
  readonly account: AccountConcurrency;
  readonly available: number;
  readonly planned: Readonly<Partial<Record<Consumer, number>>>;
  readonly total: number;
  readonly others: number;
}): readonly string[] {
  const { account, available, planned, total, others } = plan;
  const set = Object.entries(planned).map(([name, value]) => `-c ${name}=${value}`);
  const deliver = planned.deliverConcurrency;
  return [
    limitLine(account),
    ...(set.length === 0
      ? []
      : [`Set to fit, and to be given to the CDK itself, too, if you use it: ${set.join(" ")}`]),
    ...(deliver === undefined
      ? []
      : [
          `So at most ${deliver * 10} requests to receivers are on their way at once; the others wait.`,
        ]),
    ...(planned.deliverSlowConcurrency === 0
      ? ["! So isolation is off: receivers that hang hold up all others."]
      : []),
    ...(planned.fanOutSliceConcurrency === 0
      ? ["So an event for many webhooks is sent whole, and keeps the events of others waiting."]
      : []),
    ...(total + others > available
      ? [
          `! Ringback's queues may take ${total} functions, and ${others} should be left to all else: ${total + others - available} too many. ` +
            "What Lambda cannot run waits six timeouts, and each such receive brings it nearer to a dead-letter queue.",
        ]
      : []),
    `To raise the limit: ${raiseCommand(account, total + others)}`,
  ];
}

function limitLine({ limit, unreserved, region }: AccountConcurrency): string {
  const reserved = limit - unreserved;
  const less = reserved > 0 ? `, ${reserved} of them reserved for other functions` : "";
  return `The account may run ${limit} functions at once in ${region}${less}.`;
}

function refusal(account: AccountConcurrency, settings: Settings, available: number): string {
  const asked = reservationsOf(settings)
    .map(({ name }) => `${name}=${settings[name]}`)
    .join(", ");
  return (
    `${asked}: of the ${account.limit} functions that the account may run at once, ${Math.max(0, available)} would stay unreserved, ` +
    `and Lambda wants at least ${LEAST_UNRESERVED}. Leave the reservation out, or raise the limit: ${raiseCommand(account, account.limit)}`
  );
}

/** How to ask for the next thousand that is enough: accounts usually have one thousand. */
function raiseCommand({ limit, region }: AccountConcurrency, needed: number): string {
  const wanted = 1000 * (1 + Math.floor(Math.max(limit, needed) / 1000));
  return `aws service-quotas request-service-quota-increase --region ${region} --service-code lambda --quota-code L-B99A9384 --desired-value ${wanted}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
