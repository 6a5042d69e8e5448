import { hostList, wholeNumber } from "./setting.ts";

/** What the API takes, and under which names. */
export const API_SETTINGS = {
  apiRequestsPerSecond: wholeNumber(1, 10_000, {
    default: 200,
    reason:
      "Requests a second that each declared route of the API takes before it answers 429, and all others together; publishing and public keys take ten times as many, since the function itself refuses who asks too much. Far above people and scripts, far below what would starve deliver of functions.",
  }),
  apiBurst: wholeNumber(1, 5000, {
    default: 400,
    reason: "Requests that may come at once above the rate: two seconds' worth.",
  }),
  apiTestsPerSecond: wholeNumber(1, 1000, {
    default: 10,
    reason:
      "Tests of webhooks a second, of all tenants together. Each may hold a function for 5 s: ten a second are at most 60 functions.",
  }),
  apiRequestsPerSecondPerKey: wholeNumber(1, 10_000, {
    default: 100,
    reason:
      "Requests a second that one warm function takes of one API key, after ten seconds' worth at once. What reads or writes a table takes it 10 ms or more, so only a flood of requests that are refused meets this.",
  }),
  apiRequestsPerSecondPerAddress: wholeNumber(1, 10_000, {
    default: 20,
    reason:
      "Requests a second that one warm function takes of one address (IPv6: of one /64) without a good API key, after ten seconds' worth at once. A receiver fetches a public key once a day; whoever guesses API keys is stopped before a table is read.",
  }),
  apiHosts: hostList({
    default: [],
    reason:
      "Host names of custom domains that lead to the API, each with the base path of its mapping: the gateway leaves that in the path of a request. Webhooks may not point at them; the API's own name is known without.",
  }),
} as const;
