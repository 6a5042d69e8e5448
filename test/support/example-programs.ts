import { type Started, startProgram } from "./processes.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** An example of a receiver, at work. */
export interface ExampleReceiver extends Pick<Started, "prints" | "output"> {
  readonly url: string;
  /** Of its webhook. */
  readonly secret: string;
}

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/** Starts a receiver of the examples on a port of its own; it ends with the test. */
export async function startExampleReceiver(
  program: string,
  file: string,
): Promise<ExampleReceiver> {
  const env = { PATH: process.env["PATH"], SECRET, PORT: "0" };
  const started = startProgram(program, [file], { cwd: temporaryFolder(), env });
  const [, url = ""] = await started.prints(/listening on (http:\S+)/);
  return { url, secret: SECRET, prints: started.prints, output: started.output };
}
