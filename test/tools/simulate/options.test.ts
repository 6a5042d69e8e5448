import { expect, test } from "vitest";

import { HELP, readSimulateOptions } from "../../../tools/simulate/options.ts";

test("without arguments it is a day and a half of 503 for the standard profile", () => {
  expect(readSimulateOptions([])).toEqual({
    help: false,
    svgFile: undefined,
    plan: {
      profile: "standard",
      policy: undefined,
      downMs: 36 * 3_600_000,
      answer: 503,
      deliveries: 1,
      seed: 1,
    },
  });
});

test("every option is heeded", () => {
  const policy = { kind: "fixed", attempts: 6, interval_seconds: 5 };
  const args = ["--profile=pawapass", "--down=forever", "--answer=timeout", "--deliveries=20"];
  const more = ["--seed=7", "--svg=a.svg", "--policy", JSON.stringify(policy)];
  expect(readSimulateOptions([...args, ...more])).toEqual({
    help: false,
    svgFile: "a.svg",
    plan: {
      profile: "pawapass",
      policy: { kind: "fixed", attempts: 6, intervalSeconds: 5 },
      downMs: Infinity,
      answer: "timeout",
      deliveries: 20,
      seed: 7,
    },
  });
});

test("a policy may leave out what the API has defaults for", () => {
  const options = readSimulateOptions(["--policy", '{"kind": "exponential", "attempts": 9}']);
  expect(options).toMatchObject({ plan: { policy: { attempts: 9, factor: 2, jitter: 0.25 } } });
});

test.each([
  [["--profile", "pawapas"], /--profile is "pawapas", expected one of powerauth, .*--help/u],
  [["--down", "5x"], /--down is "5x", expected a duration such as 36h/u],
  [["--answer", "204"], /--answer is "204", expected a status from 300 to 599, or timeout/u],
  [["--deliveries", "0"], /--deliveries is "0", expected a whole number from 1 to 1000/u],
  [["--seed", "x"], /--seed is "x", expected a whole number/u],
  [["--policy", "fixed"], /--policy is "fixed", expected JSON/u],
  [["--policy", '{"kind": "fixed", "attempts": 0}'], /--policy: attempts .*at least 1/u],
  [["--policy", "null"], /--policy/u],
  [["--dwon", "1h"], /--dwon/u],
])("%j is refused with what was expected", (args, message) => {
  expect(() => readSimulateOptions(args)).toThrow(message);
});

test("--help names every option", () => {
  expect(readSimulateOptions(["--help"])).toEqual({ help: true });
  const names = ["profile", "policy", "down", "answer", "deliveries", "seed", "svg", "help"];
  for (const name of names) expect(HELP).toContain(`--${name}`);
});
