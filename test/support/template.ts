import { readFileSync } from "node:fs";

import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";

import { ringbackStacks } from "../../lib/ringback-stacks.ts";
import type { RingbackStacks } from "../../lib/ringback-stacks.ts";
import { readSettings } from "../../lib/settings/read-settings.ts";

/** The app as `cdk synth` makes it, its stacks, and their templates. */
export interface SynthesizedRingback {
  readonly app: App;
  readonly stacks: RingbackStacks;
  readonly storage: Template;
  readonly pipeline: Template;
  readonly api: Template;
  readonly signals: Template;
}

/** A resource of a template, with the properties that are asked for. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly DependsOn?: readonly string[];
}

/** What this process has synthesized, by settings: files of tests ask for the same ones. */
const synthesized = new Map<string, SynthesizedRingback>();

/**
 * The stacks with the context of cdk.json and these settings, functions left unbundled. Who asks
 * with the same settings again gets the same app: to be read only.
 */
export function synthesizeRingback(
  settings: Readonly<Record<string, unknown>> = {},
): SynthesizedRingback {
  const key = JSON.stringify(settings);
  const known = synthesized.get(key) ?? synthesize(settings);
  synthesized.set(key, known);
  return known;
}

function synthesize(settings: Readonly<Record<string, unknown>>): SynthesizedRingback {
  // Stack traces and the tree of constructs are for people who look for an error.
  const app = new App({
    treeMetadata: false,
    context: {
      ...cdkJsonContext(),
      "aws:cdk:bundling-stacks": [],
      "aws:cdk:disable-stack-trace": true,
      ...settings,
    },
  });
  const stacks = ringbackStacks(app, readSettings(app.node.getAllContext()));
  return {
    app,
    stacks,
    storage: Template.fromStack(stacks.storage),
    pipeline: Template.fromStack(stacks.pipeline),
    api: Template.fromStack(stacks.api),
    signals: Template.fromStack(stacks.signals),
  };
}

/** All resources of a type, by logical id. */
export function resourcesOf(
  template: Template,
  type: string,
): ReadonlyMap<string, TemplateResource> {
  return new Map(Object.entries(template.findResources(type) as Record<string, TemplateResource>));
}

/** The function of a room, where stacks have their default name; with its logical id. */
export function functionNamed(template: Template, room: string): ReturnType<typeof resourceNamed> {
  return resourceNamed(template, "AWS::Lambda::Function", "FunctionName", `ringback-${room}`);
}

/** The one resource of a type whose property `name` has this value, with its logical id. */
export function resourceNamed(
  template: Template,
  type: string,
  name: string,
  value: string,
): { readonly id: string; readonly resource: TemplateResource } {
  const found = [...resourcesOf(template, type)].filter(
    ([, resource]) => resource.Properties[name] === value,
  );
  const [only] = found;
  if (only === undefined || found.length > 1) {
    throw new Error(`expected one ${type} with ${name} ${value}, found ${found.length}`);
  }
  return { id: only[0], resource: only[1] };
}

/** A plain `new App()` does not read cdk.json; the CDK command does. */
function cdkJsonContext(): Readonly<Record<string, unknown>> {
  const text = readFileSync(new URL("../../cdk.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { context: Record<string, unknown> }).context;
}
