import { BREAKER_ROWS } from "./breaker-rows.ts";
import { POOL_ROWS } from "./pool-rows.ts";
import { ANY, givenRow, type Row, row, safetyRow } from "./row.ts";

/** The protocol, which must hold; docs/protocol.md, section 5, lists the same rows. */
export const ROWS: readonly Row[] = [
  row("no fault", [42_162, 0], { ticksInside: 1 }),
  row("no fault, 4 attempts", [826_165, 0], { ticksInside: 1, attempts: 4 }),
  row("no fault, no sweep", [36_647, 0], { ticksInside: 1, sweeps: false }),
  row("no fault, no sweep, every touch", [36_659, 0], {
    ticksInside: 1,
    sweeps: false,
    touchSaved: false,
  }),
  row("SQS duplicate", [152_096, 1], { faults: { sqsDuplicate: 1 } }),
  row("lost reply", [58_292, 0], { faults: { lostReply: 1 } }),
  row("event twice", [308_859, 1], { faults: { eventAgain: 1 } }),
  row("published twice", [26_063, 0], { faults: { republish: 1 } }),
  row("published twice, crash", [450_151, 1], {
    attempts: 2,
    faults: { republish: 1, crash: 1 },
  }),
  row("resend", [1_858_683, 1], { attempts: 2, faults: { resend: 1 } }),
  row("cancel", [8841, 1], { faults: { cancel: 1 } }),
  row("disable", [360_822, 0], { faults: { disable: 1 } }),
  row("wake", [125_984, 0], { attempts: 2, faults: { wake: 1 } }),
  row("wake, no sweep", [59_707, 0], { sweeps: false, attempts: 2, faults: { wake: 1 } }),
  row("wake, disable", [374_373, 0], { attempts: 1, faults: { wake: 1, disable: 1 } }),
  row("wake, execution dies", [1_642_065, 0], {
    attempts: 2,
    faults: { wake: 1, executionDies: 1 },
  }),
  row("wake, lost reply", [1_939_147, 0], { attempts: 2, faults: { wake: 1, lostReply: 1 } }),
  row("execution dies", [107_339, 0], { faults: { executionDies: 1 } }),
  row("lane restarts", [73_550, 0], { faults: { laneRestarts: 1 } }),
  row("index lags 4 ticks", [2_132_906, 0], { indexLag: 4 }),
  row("crash", [646_398, 1], { faults: { crash: 1 } }),
  row("crash, lane restarts, no sweep", [203_868, 1], {
    sweeps: false,
    attempts: 2,
    faults: { crash: 1, laneRestarts: 1 },
  }),
  row("crash, TTL", [65_694, 1], { attempts: 2, faults: { ttl: 1, crash: 1 } }),
  row("crash, resend", [319_977, 1], { attempts: 1, faults: { resend: 1, crash: 1 } }),
  row("crash, resend, ticks inside", [3_240_120, 1], {
    attempts: 1,
    ticksInside: 1,
    faults: { resend: 1, crash: 1 },
  }),
  row("disable, lane restarts", [581_461, 0], {
    attempts: 2,
    faults: { disable: 1, laneRestarts: 1 },
  }),
  row("disable, execution dies", [376_193, 0], {
    attempts: 2,
    faults: { disable: 1, executionDies: 1 },
  }),
  row("receives capped", [56_125, 0], { mostReceives: 3, renewFrom: 2, attempts: 4 }),
  row("receives capped, crash twice", [2_054_864, 2], {
    mostReceives: 2,
    renewFrom: 1,
    attempts: 2,
    faults: { crash: 2 },
  }),
  row("receives capped, crash, duplicate", [13_812_742, 2], {
    mostReceives: 3,
    renewFrom: 2,
    mostFaults: 2,
    faults: { crash: 1, sqsDuplicate: 1 },
  }),
  row("every lane goes", [3723, 0], { everyLaneGoes: true }),
  row("every lane goes, execution dies", [107_339, 0], {
    everyLaneGoes: true,
    faults: { executionDies: 1 },
  }),
  row("every lane goes, resend", [1279, 0], {
    everyLaneGoes: true,
    attempts: 1,
    faults: { resend: 1 },
  }),
  row("without: generation goes on, crash", [63_911, 1], {
    attempts: 2,
    faults: { crash: 1 },
    without: { generationGoesOn: true },
  }),
  row("without: wide condition of delivered, crash", [63_381, 1], {
    attempts: 2,
    faults: { crash: 1 },
    without: { deliveredIsWide: true },
  }),
  row("any one fault", [1_975_371, 1], { mostFaults: 1, attempts: 2, faults: ANY }),
  row("two deliveries", [587_494, 0], { deliveries: 2, attempts: 2 }),
  safetyRow("two deliveries, crash", [17_664_948, 1], {
    deliveries: 2,
    attempts: 2,
    workers: 1,
    faults: { crash: 1 },
  }),
  safetyRow("two deliveries, crash, no sweep", [12_012_883, 1], {
    deliveries: 2,
    attempts: 2,
    workers: 1,
    sweeps: false,
    faults: { crash: 1 },
  }),
  safetyRow("crash, ticks inside", [10_056_809, 1], { ticksInside: 1, faults: { crash: 1 } }),
  safetyRow("crash twice", [1_597_541, 2], { attempts: 2, faults: { crash: 2 } }),
  safetyRow("crash, disable, lane restarts", [43_039_948, 1], {
    attempts: 2,
    faults: { crash: 1, disable: 1, laneRestarts: 1 },
  }),
  safetyRow("workers outlive the visibility timeout", [62_377_161, 2], {
    ticksInside: 4,
    delays: false,
    bound: false,
    attempts: 2,
  }),
  row("queues lost", [65_792, 1], { attempts: 2, faults: { queuesLost: 1 } }),
  row("queues lost, 3 attempts", [722_904, 1], { faults: { queuesLost: 1 } }),
  row("queues lost, index lags 3 ticks", [790_622, 1], {
    attempts: 2,
    indexLag: 3,
    faults: { queuesLost: 1 },
  }),
  row("queues lost, crash, 1 attempt", [17_314, 1], {
    attempts: 1,
    faults: { queuesLost: 1, crash: 1 },
  }),
  row("queues lost, crash", [1_922_923, 2], { attempts: 2, faults: { queuesLost: 1, crash: 1 } }),
  row("queues lost, disable", [1_753_155, 1], {
    attempts: 2,
    faults: { queuesLost: 1, disable: 1 },
  }),
  row("repair, 1 attempt", [60_750, 1], { attempts: 1, faults: { repair: 1 } }),
  row("repair", [330_819, 1], { attempts: 2, faults: { repair: 1 } }),
  row("repair, 3 attempts", [2_573_857, 1], { faults: { repair: 1 } }),
  row("repair, crash", [1_082_830, 2], { attempts: 1, faults: { repair: 1, crash: 1 } }),
  row("throttle", [47_667, 0], { attempts: 2, faults: { throttle: 1 } }),
  row("throttle, queues lost", [44_649, 1], {
    attempts: 1,
    faults: { throttle: 1, queuesLost: 1 },
  }),
  row("throttle, repair", [770_405, 1], { attempts: 1, faults: { throttle: 1, repair: 1 } }),
  row("throttle, wake", [6_515_728, 0], { attempts: 2, faults: { throttle: 1, wake: 1 } }),
  row("throttle, no sweep", [19_672, 0], { attempts: 2, sweeps: false, faults: { throttle: 1 } }),
  row("throttle twice", [566_223, 0], { attempts: 2, faults: { throttle: 2 } }),
  row("throttle, SQS duplicate", [466_261, 1], {
    attempts: 2,
    faults: { throttle: 1, sqsDuplicate: 1 },
  }),
  row("throttle, lost reply", [544_775, 0], { attempts: 2, faults: { throttle: 1, lostReply: 1 } }),
  row("throttle, event twice", [1687, 1], { attempts: 1, faults: { throttle: 1, eventAgain: 1 } }),
  row("throttle, resend", [95_553, 0], { attempts: 1, faults: { throttle: 1, resend: 1 } }),
  row("throttle, cancel", [89_653, 1], { attempts: 2, faults: { throttle: 1, cancel: 1 } }),
  row("throttle, disable", [1_383_710, 0], { attempts: 2, faults: { throttle: 1, disable: 1 } }),
  row("throttle, crash", [2_555_122, 2], { attempts: 2, faults: { throttle: 1, crash: 1 } }),
  row("throttle, ticks inside", [467_572, 0], {
    attempts: 2,
    ticksInside: 1,
    faults: { throttle: 1 },
  }),
  row("receives capped, throttle 4 times", [178_727, 0], {
    mostReceives: 2,
    renewFrom: 1,
    attempts: 1,
    faults: { throttle: 4 },
  }),
  row("receives capped, poison", [782, 0], { mostReceives: 2, renewFrom: 1, poison: true }),
  ...POOL_ROWS,
  ...BREAKER_ROWS,
  givenRow("given lane, throttle twice", [5_055_522, 0], { faults: { throttle: 2 } }),
  givenRow("given lane, duplicate carried, ticks inside", [565_696, 2], {
    attempts: 2,
    delays: false,
    ticksInside: 1,
    faults: { throttle: 1, sqsDuplicate: 1 },
  }),
  givenRow("given lane, throttle, crash", [937_866, 2], {
    attempts: 2,
    faults: { throttle: 1, crash: 1 },
  }),
  givenRow("given lane, 4 attempts", [84_426, 0], { attempts: 4 }),
  givenRow("given lane, 5 attempts", [749_320, 0], { attempts: 5 }),
  givenRow("given lane, SQS duplicate twice", [245_596, 2], { faults: { sqsDuplicate: 2 } }),
  givenRow("given lane, lost reply twice", [301_981, 0], { faults: { lostReply: 2 } }),
  givenRow("given lane, crash twice", [4_649_721, 2], { faults: { crash: 2 } }),
  givenRow("given lane, crash, duplicate", [2_335_680, 2], {
    faults: { crash: 1, sqsDuplicate: 1 },
  }),
  givenRow("given lane, repair twice", [485_908, 2], { attempts: 2, faults: { repair: 2 } }),
];

/** `npm test` explores what is smaller, `npm run model` the rest. */
const LARGE = 200_000;

export const SMALL_ROWS = ROWS.filter(({ states }) => states < LARGE);
export const LARGE_ROWS = ROWS.filter(({ states }) => states >= LARGE);
