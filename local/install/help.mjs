/** By command, what `npm start`, `npm test` and `npm run deploy` can do; others tell theirs. */
const HELP = /** @type {Readonly<Record<string, string>>} */ ({
  start: `npm start [-- options]

Runs the whole pipeline on 127.0.0.1, in an AWS emulator without Docker, shows a demonstration, and stays up until
Ctrl-C. It writes .ringback/env.sh, for a shell (source .ringback/env.sh), and .ringback/cloud.json, for programs.

  --once         ends after the demonstration, with exit code 0 if all of it arrived
  --port <port>  the emulator's port: 4566 unless given, or any free one when that is taken
  --help         shows this

What is missing is installed first: Node packages into node_modules, the emulator into .venv.
`,
  test: `npm test [-- options] [files or folders] [vitest's own options]

Checks format, lint, types, unused code and templates, and runs all tests: those of the deployed stacks in an AWS
emulator that is started for them, the others in the time that those wait. The last line says what was run.

  --unit         only what needs no emulator, and less of what explores seeds and states: 2 minutes
  --checks       the static checks also where tests are chosen
  --help         shows this

  npm test -- test/lambdas/deliver   the tests of a folder or file; with an emulator where one of them may need it
  npm test -- -t 'Retry-After'       the tests with such a title; npx vitest --help shows more options
`,
  deploy: `npm run deploy [-- options of cdk deploy]

Checks credentials, region, bootstrap and what the account may run, says what it will make, and deploys all stacks.

  -c <name>=<value>         a setting: docs/settings.md has those to know, lib/settings.ts all of them
  --profile <name>          the AWS profile
  --require-approval never  does not ask before it widens permissions
  --help                    shows this; npx cdk deploy --help shows more options
`,
});

/**
 * The help that was asked for, if any.
 *
 * @param {string | undefined} command
 * @param {readonly string[]} args
 */
export function askedHelp(command, args) {
  const asks = args.includes("--help") || args.includes("-h");
  return asks ? HELP[command ?? ""] : undefined;
}
