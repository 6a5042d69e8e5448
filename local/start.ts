// `npm start [-- --once] [--port N]`: a local cloud with a demonstration.
import { rm } from "node:fs/promises";
import { join } from "node:path";

import { type LocalCloud, localCloudSteps } from "./cloud/local-cloud.ts";
import { DEMO_APPLICATION, publishSamples, registerDemo } from "./demo/demo.ts";
import { startDemonstration } from "./demo/demonstration.ts";
import { writeEnvironmentFile } from "./demo/environment-file.ts";
import { usage } from "./demo/usage.ts";
import { publicKeysOf } from "./demo/verify-jws.ts";
import { announcementsOf, beOnlyStart, tellOfOther } from "./session/only-start.ts";
import { portOption, readOptions } from "./session/read-options.ts";
import { RunFailed } from "./session/run-failed.ts";
import { makeRunFolder } from "./session/run-folder.ts";
import { runSession, untilInterrupted, type Session } from "./session/session.ts";
import { runSteps } from "./session/steps.ts";

/** Fan-out, delivery, and a second attempt after about a second; the rest is for busy machines. */
const DEMO_TIMEOUT_MS = 90_000;

const ROOT = join(import.meta.dirname, "..");

await runSession(start);

async function start(session: Session): Promise<number> {
  const { values } = readOptions({
    options: { once: { type: "boolean" }, port: { type: "string" } },
  });
  const port = portOption(values.port);
  const announcements = announcementsOf(ROOT);
  if (values.once) print(tellOfOther(ROOT));
  else await beOnlyStart(ROOT, session);
  const run = await makeRunFolder(ROOT, session);
  const demonstration = await startDemonstration(print);
  session.defer(() => demonstration.receiver.close());

  let apiKey = "";
  const cloud = await runSteps<LocalCloud>(
    [
      ...localCloudSteps({
        root: ROOT,
        session,
        run,
        ...(values.once ? {} : { announceAt: announcements.cloudFile }),
        ...(port === undefined ? {} : { port }),
      }),
      {
        title: "Register a demo application, its API key and three webhooks",
        task: async ({ file }) => {
          apiKey = await registerDemo(file!, demonstration.receiver.url);
        },
      },
    ],
    {},
  );
  const file = cloud.file!;
  print("\nPutting three events on the bus. The receiver gets:\n");
  demonstration.begin(publicKeysOf(file.api_url, `${DEMO_APPLICATION}/production`));
  await publishSamples(file);
  const arrived = await demonstration.succeeded(DEMO_TIMEOUT_MS, session.signal);
  if (!arrived) {
    const failure = new RunFailed(
      `not everything arrived as it should; see the logs in ${run.folder}`,
    );
    if (values.once) throw failure;
    print(`\n✖ ${failure.message}\n`);
  } else {
    print(
      "\n✔ Everything arrived, the first event at its second attempt, the signature checked.\n",
    );
  }
  if (values.once) return 0;
  const { environmentFile } = announcements;
  session.defer(() => rm(environmentFile, { force: true }));
  const receiverUrl = demonstration.receiver.url;
  await writeEnvironmentFile(environmentFile, file, { apiKey, receiverUrl });
  print(usage(file, environmentFile, apiKey));
  await untilInterrupted(session);
  print("\nEnding …\n");
  return 0;
}

function print(text: string): void {
  process.stdout.write(text);
}
