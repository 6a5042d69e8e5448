import { describe, expect, test } from "vitest";

import { BUILT_IN_EVENT_TYPES } from "../../../../lambdas/shared/catalogue/built-in-event-types.ts";
import { vector } from "../../../support/vector.ts";
import {
  ACCEPTED,
  builtIn,
  REFUSED,
  samplePayload,
  SAMPLES,
  sampleText,
  verdicts,
} from "./samples.ts";

const withFlaw = (flaw: string) => SAMPLES.filter((sample) => sample.flaw === flaw);

describe("the samples of the documents", () => {
  test.each(SAMPLES)("$file is valid as $type", (sample) => {
    expect(verdicts(sample.type, samplePayload(sample))).toEqual(ACCEPTED);
  });

  test.each(SAMPLES)("every root member of $file is an attribute of $type", (sample) => {
    const { mandatory, selectable } = builtIn(sample.type).attributes;
    const known = new Set([...mandatory, ...selectable]);
    expect(Object.keys(samplePayload(sample)).filter((name) => !known.has(name))).toEqual([]);
  });

  test.each(withFlaw("no JSON"))("$file is no JSON as it is printed", ({ file }) => {
    expect(() => JSON.parse(vector(`${file}.json`))).toThrow(SyntaxError);
  });

  test.each(withFlaw("placeholders"))("$file has placeholders: refused", ({ type, file }) => {
    expect(verdicts(type, JSON.parse(vector(`${file}.json`)))).toEqual(REFUSED);
  });

  test.each(SAMPLES.filter(({ flaw }) => flaw !== undefined))(
    "the correction of $file changes at most two lines",
    (sample) => {
      const printed = vector(`${sample.file}.json`).split("\n");
      const corrected = sampleText(sample).split("\n");
      expect(corrected).toHaveLength(printed.length);
      const other = corrected.filter((line, index) => line !== printed[index]);
      expect(other.length).toBeGreaterThan(0);
      expect(other.length).toBeLessThanOrEqual(2);
    },
  );
});

describe("an example", () => {
  test.each([...BUILT_IN_EVENT_TYPES.values()])("of $name is valid", ({ name, example }) => {
    expect(verdicts(name, example)).toEqual(ACCEPTED);
  });

  test.each(
    [...BUILT_IN_EVENT_TYPES.values()].filter(
      ({ name, profile }) => profile !== "standard" && name !== "WORKFLOW_STATUS_CHANGE",
    ),
  )("of $name is the first sample of its document", ({ name, example }) => {
    const sample = SAMPLES.find(({ type }) => type === name);
    expect(sample).toBeDefined();
    expect(example).toEqual(sample && samplePayload(sample));
  });

  test("of a workflow's new status is that of its completion, with a status that does not end it", () => {
    expect(builtIn("WORKFLOW_STATUS_CHANGE").example).toEqual({
      ...builtIn("WORKFLOW_COMPLETED").example,
      workflowStatus: "PAUSED",
    });
  });
});
