import { beforeAll, describe, expect, test } from "vitest";

import { type ApiRecord, readApiRecord } from "../../support/api-record.ts";
import { testCloud, type TestCloud } from "../../support/cloud.ts";
import { findLeaks, type ReadableText } from "../../support/leaks.ts";
import {
  answerTexts,
  deploymentTexts,
  emulatorLogTexts,
  logTexts,
  managedSecrets,
  tableTexts,
} from "../../support/readable-texts.ts";
import { usedSecrets, type UsedSecret } from "../../support/used-secrets.ts";

/** Kinds of secrets that the tests of a run have used, at least. */
const KINDS = [
  "API key",
  "Basic password",
  "code of a portal link",
  "given signature secret",
  "legacy secret",
  "made signature secret",
  "session of the portal",
  "value of a custom header",
];

/** How a private key begins, whoever made it. */
const PRIVATE_KEY = { kind: "a private key", text: "PRIVATE KEY-----\n" };

let cloud: TestCloud;
let record: ApiRecord;
let secrets: UsedSecret[];
let texts: ReadableText[];
let stored: ReadableText[];

beforeAll(async () => {
  cloud = await testCloud();
  record = readApiRecord();
  const managed = await managedSecrets(cloud);
  secrets = usedSecrets({ ...record, secrets: [PRIVATE_KEY, ...managed, ...record.secrets] });
  texts = [
    ...(await logTexts(cloud)),
    ...emulatorLogTexts(),
    ...answerTexts(record),
    ...(await deploymentTexts(cloud)),
  ];
  stored = await tableTexts(cloud);
});

describe("the search could find something", () => {
  test("the run used secrets of every kind", () => {
    const kinds = new Set(secrets.map(({ kind }) => kind));
    expect(KINDS.filter((kind) => !kinds.has(kind))).toEqual([]);
    expect(secrets.map(({ text }) => text)).toContain(cloud.operator_key);
    const managed = [...kinds].filter((kind) => kind.startsWith("secret "));
    expect(managed.length).toBeGreaterThanOrEqual(2); // the operator key and the vault key
  });

  test("what is no secret is found in the log of deliver, in answers and in tables", () => {
    const shown = record.calls.filter(({ status }) => status === 200);
    const [delivery = "", webhook = ""] = shown.flatMap(
      ({ path }) => /^\/deliveries\/(dlv_\w{22}_(\w{22}))$/u.exec(path)?.slice(1, 3) ?? [],
    );
    const planted = [
      { kind: "delivery", text: delivery },
      { kind: "webhook", text: webhook },
    ];
    const places = findLeaks(planted, [...texts, ...stored]).map(({ place }) => place);
    const found = (start: string): boolean => places.some((place) => place.startsWith(start));
    expect({
      log: found("log /aws/lambda/ringback-deliver"),
      answer: found("answer 200 to GET /deliveries/"),
      table: found("table ringback-deliveries"),
    }).toEqual({ log: true, answer: true, table: true });
  });

  test("a secret that was planted among the answers is found", () => {
    const secret = secrets.find(({ kind }) => kind === "Basic password");
    const planted = { place: "here", text: JSON.stringify({ message: `no ${secret?.text}` }) };
    expect(findLeaks(secrets, [planted]).map(({ place }) => place)).toEqual(["here"]);
  });
});

test("no log, no answer, no error and nothing in the deployment tells a secret of this run", () => {
  expect(findLeaks(secrets, texts)).toEqual([]);
});

test("no secret of this run is stored as it is", () => {
  expect(findLeaks(secrets, stored)).toEqual([]);
});
