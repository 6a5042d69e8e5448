import { runSession } from "../local/session/session.ts";
// `npm run repair -- --help`: deliveries of a deployed installation that lost their message.
import { runRepair } from "./repair/run-repair.ts";

await runSession(({ signal }) =>
  runRepair({
    args: process.argv.slice(2),
    signal,
    print: (text) => void process.stdout.write(text),
    printError: (text) => void process.stderr.write(text),
  }),
);
