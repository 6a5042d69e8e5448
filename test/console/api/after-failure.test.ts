import { expect, test } from "vitest";

import { networkProblem } from "../../../console/api/problems.ts";
import { afterFailure, type Loaded } from "../../../console/api/use-loaded.ts";

const shown: Loaded<string> = { state: "loaded", value: "shown", isReloading: true };
const problemOf = (status: number) => ({ ...networkProblem(), status });

test.each([0, 429, 500, 503])("what is shown stays where asking again fails with %i", (status) => {
  const reloadProblem = problemOf(status);
  expect(afterFailure(shown, reloadProblem)).toEqual({
    state: "loaded",
    value: "shown",
    isReloading: false,
    reloadProblem,
  });
});

test.each([401, 403, 404, 422])("what the API refuses with %i is shown no more", (status) => {
  const problem = problemOf(status);
  expect(afterFailure(shown, problem)).toEqual({ state: "failed", problem });
});

test("where nothing was shown there is the problem", () => {
  const problem = problemOf(500);
  expect(afterFailure(undefined, problem)).toEqual({ state: "failed", problem });
  expect(afterFailure({ state: "loading" }, problem)).toEqual({ state: "failed", problem });
});
