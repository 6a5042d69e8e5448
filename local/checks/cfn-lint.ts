import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** One thing that cfn-lint found in a template. */
export interface CfnLintFinding {
  readonly rule: string;
  /** Empty when it is none of a template. */
  readonly templateFile: string;
  /** Where in the template, parts joined by slashes. */
  readonly place: string;
  readonly message: string;
}

/** A rule whose findings we live with. */
export interface AcceptedRule {
  readonly rule: string;
  /** Where: a finding elsewhere is none of these. */
  readonly place: RegExp;
  readonly reason: string;
}

/** Its JSON, as far as we read it. */
interface Match {
  readonly Rule: { readonly Id: string };
  readonly Filename: string | null;
  readonly Location: { readonly Path: readonly (string | number)[] | null };
  readonly Message: string;
}

/** A template of 500 resources takes 10 s. */
const TIMEOUT_MS = 200_000;

/**
 * Runs cfn-lint, which local/requirements-test.txt pins, over templates: each against the schemas
 * of all these regions.
 *
 * @param root the checkout
 * @throws {Error} with what it printed when it does not run to its end
 */
export function runCfnLint(
  root: string,
  options: { readonly templateFiles: readonly string[]; readonly regions: readonly string[] },
): readonly CfnLintFinding[] {
  const { templateFiles, regions } = options;
  const { stdout, stderr, error } = spawnSync(
    join(root, ".venv", "bin", "cfn-lint"),
    ["--format", "json", "--regions", ...regions, "--", ...templateFiles],
    { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024, timeout: TIMEOUT_MS },
  );
  if (error !== undefined) {
    throw new Error(`cfn-lint cannot be run (${error.message}); npm test installs it into .venv`);
  }
  return matchesIn(stdout, stderr).map(({ Rule, Filename, Location, Message }) => ({
    rule: Rule.Id,
    templateFile: Filename ?? "",
    place: (Location.Path ?? []).join("/"),
    message: Message,
  }));
}

/** Its exit code says what it found, so only its output says whether it ran well. */
function matchesIn(stdout: string, stderr: string): readonly Match[] {
  try {
    return JSON.parse(stdout) as readonly Match[];
  } catch {
    throw new Error(`cfn-lint did not end well: ${stderr || stdout}`);
  }
}

/** Findings that no accepted rule explains, and accepted rules without findings, a line each. */
export function complaints(
  findings: readonly CfnLintFinding[],
  accepted: readonly AcceptedRule[],
): readonly string[] {
  const explains = ({ rule, place }: AcceptedRule, finding: CfnLintFinding): boolean =>
    rule === finding.rule && place.test(finding.place);
  const unexplained = findings.filter(
    (finding) => !accepted.some((each) => explains(each, finding)),
  );
  const idle = accepted.filter((each) => !findings.some((finding) => explains(each, finding)));
  return [
    ...unexplained.map(
      ({ rule, templateFile, place, message }) => `${rule} ${templateFile} ${place}: ${message}`,
    ),
    ...idle.map(
      ({ rule, place }) => `${rule} at ${place} finds nothing any more: accept it no more`,
    ),
  ];
}
