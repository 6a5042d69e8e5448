import { runImport } from "../../../tools/import-powerauth/run-import.ts";

/** Runs the command as a shell would, and gathers what it prints. */
export async function runCommand(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  signal: AbortSignal = new AbortController().signal,
) {
  let output = "";
  let errors = "";
  const code = await runImport({
    args,
    env,
    localApiUrl: () => undefined,
    signal,
    print: (line) => (output += line),
    printError: (line) => (errors += line),
  });
  return { code, output, errors };
}
