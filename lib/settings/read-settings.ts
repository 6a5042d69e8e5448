import { nearestName } from "../../lambdas/shared/domain/nearest-name.ts";
import { SETTINGS } from "../settings.ts";
import type { SettingName, Settings } from "../settings.ts";
import { crossProblems } from "./setting-rules.ts";

const NAMES = Object.keys(SETTINGS) as SettingName[];

/** One is in each context key of the CDK (`aws:cdk:…`, `@aws-cdk/…`, `cli-telemetry`). */
const FOREIGN_NAME = /[^A-Za-z0-9_]/;

/** Longest part of a bad value that an error shows, in characters. */
const SHOWN_VALUE_LENGTH = 80;

/** All that is wrong with the settings of a deploy, one line each. */
export class SettingsError extends Error {
  readonly code = "SETTINGS_INVALID";
  override readonly name = "SettingsError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`ringback settings:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
    this.problems = problems;
  }
}

/**
 * Reads the settings from the context of the app, `app.node.getAllContext()`.
 * @throws SettingsError that lists every bad value and every unknown name
 */
export function readSettings(context: Readonly<Record<string, unknown>>): Settings {
  const problems = unknownNames(context).map((name) => unknownProblem(name));
  const values: Record<string, unknown> = {};
  for (const name of NAMES) {
    const given = context[name];
    const setting = SETTINGS[name];
    if (given === undefined) {
      values[name] = name === "deletionProtection" ? protectsByDefault(context) : setting.default;
      continue;
    }
    const result = setting.schema.safeParse(given);
    if (result.success) {
      values[name] = result.data;
    } else {
      problems.push(
        `${name}: got ${shown(given)}, expected ${setting.expects}; for example -c ${name}=${setting.example}`,
      );
    }
  }
  if (problems.length === 0) {
    problems.push(...crossProblems(values as Settings));
  }
  if (problems.length > 0) throw new SettingsError(problems);
  return values as Settings;
}

/** Tables that may be destroyed with their stack must not refuse it. */
function protectsByDefault(context: Readonly<Record<string, unknown>>): boolean {
  return context["removalPolicy"] !== "destroy";
}

function unknownNames(context: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(context).filter(
    (name) => !FOREIGN_NAME.test(name) && !Object.hasOwn(SETTINGS, name),
  );
}

function unknownProblem(name: string): string {
  const nearest = nearestName(name, NAMES);
  return nearest === undefined
    ? `${name} is not a setting; lib/settings.ts lists them all`
    : `${name} is not a setting; did you mean ${nearest}?`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > SHOWN_VALUE_LENGTH ? `${text.slice(0, SHOWN_VALUE_LENGTH)}…` : text;
}
