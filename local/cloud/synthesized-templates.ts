import { App } from "aws-cdk-lib";
import type { Environment } from "aws-cdk-lib";

import { ringbackStacks } from "../../lib/ringback-stacks.ts";
import { readSettings } from "../../lib/settings/read-settings.ts";

/** A resource of a CloudFormation template. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** One stack as CloudFormation would get it, but for the code of the functions. */
export interface SynthesizedStack {
  readonly name: string;
  readonly templateFile: string;
  readonly resources: readonly TemplateResource[];
}

/**
 * Synthesizes the stacks of one installation in this process, without bundling the functions: a
 * second, where the CDK takes ten.
 *
 * @param options `context`: settings and whatever else the CDK takes; `outdir`: where the templates
 *   go
 * @returns the stacks in the order in which they are deployed
 * @throws {import("../../lib/settings/read-settings.ts").SettingsError} when a setting is wrong
 */
export function synthesizeTemplates(options: {
  readonly context: Readonly<Record<string, unknown>>;
  readonly outdir: string;
  readonly environment: Environment;
}): readonly SynthesizedStack[] {
  const { context, outdir, environment } = options;
  const app = new App({ outdir, context: { ...context, "aws:cdk:bundling-stacks": [] } });
  ringbackStacks(app, readSettings(app.node.getAllContext()), environment);
  return app.synth().stacks.map(({ stackName, templateFullPath, template }) => {
    const { Resources: resources } = template as { Resources: Record<string, TemplateResource> };
    return { name: stackName, templateFile: templateFullPath, resources: Object.values(resources) };
  });
}
