import { fileURLToPath } from "node:url";

import { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { awsClientSettings } from "../shared/aws-client/aws-client-settings.ts";
import { readPortalFrame } from "../shared/dynamodb/portal-link-item.ts";
import { readEnv } from "../shared/runtime/env.ts";
import { makeFunction } from "../shared/runtime/make-function.ts";
import { readBuiltFiles } from "./built-files.ts";
import { consoleEnv } from "./env.ts";
import { makeFrameOrigins } from "./frame-origins.ts";
import { makeConsole } from "./make-console.ts";
import { makeServeFile } from "./serve-file.ts";

/** Where bundling puts what console/build makes, beside the function (lib/console/console.ts). */
const FILES = new URL("./files/", import.meta.url);

const env = readEnv(consoleEnv, process.env);
const { log, machine, toHandler } = makeFunction({ countsColdStarts: false });
const { now } = machine;
const dynamodb = new DynamoDBClient(awsClientSettings);
const frameOrigins = makeFrameOrigins({
  read: (linkId, nowMs) => readPortalFrame(dynamodb, env.WEBHOOKS_TABLE, linkId, nowMs),
  now,
});
const readFiles = () => ({
  pages: readBuiltFiles(fileURLToPath(new URL("pages/", FILES))),
  assets: readBuiltFiles(fileURLToPath(new URL("assets/", FILES))),
});

/** The pages of console, portal and API reference, and what they load. */
export const handler = toHandler(
  makeConsole({
    serveFile: makeServeFile({ readFiles, frameOrigins, log }),
    apiHosts: env.API_HOSTS,
    log,
    now,
  }),
);
