import { ANY, givenRow, type Row, row } from "./row.ts";

const THREE = { trialPool: true };

/** Two pools, quick and slow; and three. */
export const POOL_ROWS: readonly Row[] = [
  row("pools", [39_592, 0], { attempts: 2, faults: { turn: 1 } }),
  row("pools, no sweep", [17_326, 0], { attempts: 2, sweeps: false, faults: { turn: 1 } }),
  row("pools, 3 attempts", [1_012_125, 0], { faults: { turn: 1 } }),
  row("pools, quick again", [102_653, 0], { attempts: 2, delays: false, faults: { turn: 2 } }),
  row("pools, quick again, ticks inside", [1_833_667, 0], {
    attempts: 2,
    ticksInside: 1,
    faults: { turn: 2 },
  }),
  row("pools, old standing, no sweep", [21_380, 0], {
    attempts: 2,
    workers: 1,
    delays: false,
    sweeps: false,
    faults: { turn: 1, staleStanding: 1 },
  }),
  row("pools, old standing", [1_705_537, 0], {
    attempts: 2,
    faults: { turn: 1, staleStanding: 1 },
  }),
  row("pools, crash twice, 1 attempt", [130_448, 2], {
    attempts: 1,
    faults: { turn: 2, crash: 2 },
  }),
  row("pools, crash, TTL", [9759, 1], { attempts: 1, faults: { turn: 2, crash: 1, ttl: 1 } }),
  row("pools, crash", [3_032_020, 1], {
    attempts: 2,
    delays: false,
    faults: { turn: 1, crash: 1 },
  }),
  row("pools, SQS duplicate, 1 worker", [33_733, 0], {
    attempts: 2,
    workers: 1,
    delays: false,
    faults: { turn: 1, sqsDuplicate: 1 },
  }),
  row("pools, SQS duplicate twice, 1 attempt", [11_870, 2], {
    attempts: 1,
    faults: { turn: 3, sqsDuplicate: 2 },
  }),
  row("pools, SQS duplicate", [2_020_106, 1], {
    attempts: 2,
    faults: { turn: 1, sqsDuplicate: 1 },
  }),
  row("pools, lost reply twice, 1 attempt", [3814, 0], {
    attempts: 1,
    faults: { turn: 3, lostReply: 2 },
  }),
  row("pools, lost reply", [557_431, 0], { attempts: 2, faults: { turn: 1, lostReply: 1 } }),
  row("pools, throttle, crash, 1 attempt", [111_424, 2], {
    attempts: 1,
    faults: { turn: 2, throttle: 1, crash: 1 },
  }),
  row("pools, throttle, SQS duplicate, 1 attempt", [34_261, 2], {
    attempts: 1,
    faults: { turn: 2, throttle: 1, sqsDuplicate: 1 },
  }),
  row("pools, throttle", [4_143_263, 1], {
    attempts: 2,
    delays: false,
    faults: { turn: 2, throttle: 1 },
  }),
  row("pools, event twice", [4551, 1], { attempts: 1, faults: { turn: 1, eventAgain: 1 } }),
  row("pools, resend", [424_105, 1], { attempts: 1, faults: { turn: 1, resend: 1 } }),
  row("pools, cancel", [76_162, 1], { attempts: 2, faults: { turn: 1, cancel: 1 } }),
  row("pools, disable", [78_781, 0], { attempts: 1, faults: { turn: 1, disable: 1 } }),
  row("pools, execution dies", [460_795, 0], {
    attempts: 2,
    delays: false,
    faults: { turn: 1, executionDies: 1 },
  }),
  row("pools, queues lost", [64_871, 1], { attempts: 1, faults: { turn: 1, queuesLost: 1 } }),
  row("pools, repair", [2_224_359, 1], { attempts: 1, faults: { turn: 1, repair: 1 } }),
  row("pools, receives capped", [40_105, 0], {
    attempts: 2,
    delays: false,
    mostReceives: 2,
    renewFrom: 1,
    faults: { turn: 1 },
  }),
  row("pools, receives capped, poison", [2175, 0], {
    mostReceives: 2,
    renewFrom: 1,
    poison: true,
    faults: { turn: 1 },
  }),
  row("pools, any one fault", [390_494, 2], {
    mostFaults: 1,
    attempts: 1,
    faults: { ...ANY, resend: 0, executionDies: 0, turn: 3, throttle: 1 },
  }),
  givenRow("given lane, pools, crash, 1 worker", [70_110, 1], {
    attempts: 2,
    workers: 1,
    delays: false,
    faults: { turn: 1, crash: 1 },
  }),
  givenRow("given lane, pools", [902_645, 0], { faults: { turn: 1 } }),
  row("3 pools, 1 attempt", [55_130, 0], { ...THREE, attempts: 1, faults: { turn: 2 } }),
  row("3 pools, no sweep", [71_534, 0], {
    ...THREE,
    attempts: 2,
    workers: 1,
    delays: false,
    sweeps: false,
    faults: { turn: 2 },
  }),
  row("3 pools", [3_002_744, 0], { ...THREE, attempts: 2, delays: false, faults: { turn: 2 } }),
  row("3 pools, SQS duplicate, 1 attempt", [600_290, 1], {
    ...THREE,
    attempts: 1,
    faults: { turn: 2, sqsDuplicate: 1 },
  }),
  givenRow("given lane, 3 pools, 3 turns, 2 workers", [113_028, 0], {
    ...THREE,
    attempts: 1,
    faults: { turn: 3 },
  }),
  givenRow("given lane, 3 pools, 3 turns", [143_956, 0], {
    ...THREE,
    attempts: 2,
    workers: 1,
    delays: false,
    faults: { turn: 3 },
  }),
  givenRow("given lane, 3 pools, old standing", [45_926, 0], {
    ...THREE,
    attempts: 1,
    workers: 1,
    faults: { turn: 3, staleStanding: 1 },
  }),
  givenRow("given lane, 3 pools, crash, duplicate", [166_871, 1], {
    ...THREE,
    attempts: 1,
    workers: 1,
    faults: { turn: 2, crash: 1, sqsDuplicate: 1 },
  }),
  givenRow("given lane, 3 pools, crash, TTL", [61_059, 1], {
    ...THREE,
    attempts: 1,
    workers: 1,
    faults: { turn: 2, crash: 1, ttl: 1 },
  }),
  givenRow("given lane, 3 pools, lost reply twice", [37_990, 0], {
    ...THREE,
    attempts: 1,
    workers: 1,
    faults: { turn: 2, lostReply: 2 },
  }),
  givenRow("given lane, 3 pools, throttle, duplicate", [58_743, 0], {
    ...THREE,
    attempts: 1,
    workers: 1,
    faults: { turn: 2, throttle: 1, sqsDuplicate: 1 },
  }),
  givenRow("given lane, 3 pools, event twice", [48_433, 0], {
    ...THREE,
    attempts: 1,
    workers: 1,
    faults: { turn: 2, eventAgain: 1 },
  }),
  givenRow("given lane, 3 pools, receives capped", [2006, 0], {
    ...THREE,
    attempts: 1,
    workers: 1,
    mostReceives: 2,
    renewFrom: 1,
    faults: { turn: 2 },
  }),
  givenRow("given lane, 3 pools, duplicate, 2 workers", [331_771, 1], {
    ...THREE,
    attempts: 1,
    faults: { turn: 2, sqsDuplicate: 1 },
  }),
  givenRow("given lane, 3 pools, crash, 2 workers", [1_359_598, 1], {
    ...THREE,
    attempts: 1,
    faults: { turn: 2, crash: 1 },
  }),
  givenRow("given lane, 3 pools, throttle, 2 workers", [449_018, 1], {
    ...THREE,
    attempts: 1,
    faults: { turn: 2, throttle: 1 },
  }),
];
