// `npm run import:powerauth -- --help`: webhooks from an export of PowerAuth's callbacks.
import { join } from "node:path";

import { readCloudFile } from "../local/cloud/cloud-file.ts";
import { runSession } from "../local/session/session.ts";
import { runImport } from "./import-powerauth/run-import.ts";

const CLOUD_FILE = join(import.meta.dirname, "..", ".ringback", "cloud.json");

await runSession(({ signal }) =>
  runImport({
    args: process.argv.slice(2),
    env: process.env,
    localApiUrl: () => readCloudFile(CLOUD_FILE)?.api_url,
    signal,
    print: (text) => void process.stdout.write(text),
    printError: (text) => void process.stderr.write(text),
  }),
);
