import { expect, test } from "vitest";

import type { WebhookStatistics } from "../../../client/client.ts";
import { answersWords, shareWords } from "../../../console/webhooks/words/statistics-words.ts";

test("last answers are told by their number", () => {
  const none = { timeout: 3, dns: 0 };
  const last_answers = {
    "2xx": 1204,
    "3xx": 0,
    "4xx": 2,
    "5xx": 7,
    other: 1,
    none,
    unattempted: 4,
  };
  expect(answersWords({ last_answers } as unknown as WebhookStatistics)).toBe(
    "1,204 × 2xx, 7 × 5xx, 4 × not attempted, 3 × no whole answer in time, 2 × 4xx, 1 × other statuses",
  );
});

test("a share of nothing is none", () => {
  expect(shareWords(0, 0)).toBe("–");
  expect(shareWords(2, 3)).toBe("66.7 %");
});
