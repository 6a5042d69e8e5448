import { givenRow, type Row, row } from "./row.ts";

/** A receiver that is found down. */
export const BREAKER_ROWS: readonly Row[] = [
  row("breaker", [87_999, 0], { attempts: 2, endTicks: 2, faults: { down: 1 } }),
  row("breaker, no end, no sweep", [66_922, 0], {
    attempts: 2,
    sweeps: false,
    faults: { down: 1 },
  }),
  row("breaker twice, ticks inside, 1 attempt", [80_610, 0], {
    attempts: 1,
    ticksInside: 1,
    endTicks: 1,
    faults: { down: 2 },
  }),
  row("breaker, crash, 1 attempt", [297_853, 1], {
    attempts: 1,
    endTicks: 1,
    faults: { down: 1, crash: 1 },
  }),
  row("breaker, SQS duplicate, 1 attempt", [59_967, 1], {
    attempts: 1,
    endTicks: 1,
    faults: { down: 1, sqsDuplicate: 1 },
  }),
  row("breaker, lost reply", [1_532_054, 0], {
    attempts: 2,
    endTicks: 1,
    faults: { down: 1, lostReply: 1 },
  }),
  row("breaker, throttle, 1 attempt", [155_407, 0], {
    attempts: 1,
    endTicks: 1,
    faults: { down: 1, throttle: 1 },
  }),
  row("breaker, resend", [1_642_172, 1], {
    attempts: 1,
    endTicks: 1,
    faults: { down: 1, resend: 1 },
  }),
  row("breaker, cancel", [202_533, 1], {
    attempts: 2,
    endTicks: 1,
    faults: { down: 1, cancel: 1 },
  }),
  row("breaker, disable", [276_145, 0], {
    attempts: 1,
    endTicks: 1,
    faults: { down: 1, disable: 1 },
  }),
  row("breaker, execution dies", [1_541_391, 0], {
    attempts: 2,
    delays: false,
    endTicks: 1,
    faults: { down: 1, executionDies: 1 },
  }),
  row("breaker, wake", [2_474_780, 0], { attempts: 1, endTicks: 1, faults: { down: 1, wake: 1 } }),
  row("breaker, lane restarts", [86_263, 0], {
    attempts: 1,
    endTicks: 1,
    faults: { down: 1, laneRestarts: 1 },
  }),
  row("breaker, queues lost", [493_302, 1], {
    attempts: 1,
    endTicks: 1,
    faults: { down: 1, queuesLost: 1 },
  }),
  row("breaker, pools", [478_443, 0], { attempts: 1, endTicks: 1, faults: { down: 1, turn: 1 } }),
  row("breaker, receives capped", [102_460, 0], {
    attempts: 2,
    delays: false,
    mostReceives: 2,
    renewFrom: 1,
    endTicks: 1,
    faults: { down: 1 },
  }),
  row("recovery, 1 attempt", [86_097, 0], { attempts: 1, recovers: true, faults: { down: 1 } }),
  row("recovery", [2_668_361, 0], { attempts: 2, recovers: true, faults: { down: 1 } }),
  row("recovery, no sweep", [506_959, 0], {
    attempts: 2,
    recovers: true,
    sweeps: false,
    faults: { down: 1 },
  }),
  row("recovery, SQS duplicate, 1 attempt", [1_290_705, 1], {
    attempts: 1,
    recovers: true,
    faults: { down: 1, sqsDuplicate: 1 },
  }),
  givenRow("given lane, recovery, throttle", [140_458, 0], {
    attempts: 1,
    recovers: true,
    faults: { down: 1, throttle: 1 },
  }),
  row("recovery, lost reply, 1 attempt", [1_189_383, 0], {
    attempts: 1,
    recovers: true,
    faults: { down: 1, lostReply: 1 },
  }),
  row("recovery, disable", [2_251_798, 0], {
    attempts: 1,
    recovers: true,
    faults: { down: 1, disable: 1 },
  }),
  row("recovery, execution dies", [1_050_775, 0], {
    attempts: 1,
    recovers: true,
    faults: { down: 1, executionDies: 1 },
  }),
  givenRow("given lane, recovery, wake", [1_018_572, 0], {
    attempts: 1,
    recovers: true,
    faults: { down: 1, wake: 1 },
  }),
  givenRow("given lane, recovery twice", [35_091, 0], {
    attempts: 1,
    recovers: true,
    endTicks: 1,
    faults: { down: 2 },
  }),
  givenRow("given lane, recovery, crash", [239_919, 1], {
    attempts: 1,
    recovers: true,
    faults: { down: 1, crash: 1 },
  }),
  givenRow("given lane, recovery, pools", [196_724, 0], {
    attempts: 1,
    recovers: true,
    faults: { down: 1, turn: 1 },
  }),
  givenRow("given lane, recovery, resend", [1_870_834, 1], {
    attempts: 1,
    recovers: true,
    faults: { down: 1, resend: 1 },
  }),
  givenRow("given lane, recovery, receives capped", [122_645, 0], {
    attempts: 2,
    recovers: true,
    delays: false,
    mostReceives: 2,
    renewFrom: 1,
    faults: { down: 1 },
  }),
  givenRow("given lane, recovery, two deliveries", [1_367_719, 0], {
    deliveries: 2,
    attempts: 1,
    recovers: true,
    faults: { down: 1 },
  }),
  givenRow("given lane, breaker, two deliveries", [369_990, 0], {
    deliveries: 2,
    attempts: 1,
    endTicks: 1,
    faults: { down: 1 },
  }),
];
