// `npm run lint:templates`: what CloudFormation would say of the templates, said by cfn-lint
// beforehand.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { synthesizeTemplates } from "../cloud/synthesized-templates.ts";
import { ACCEPTED_RULES } from "./accepted-rules.ts";
import { complaints, runCfnLint } from "./cfn-lint.ts";
import { TEMPLATE_VARIANTS } from "./template-variants.ts";

const ROOT = join(import.meta.dirname, "../..");

/** One of the documentation's own: https://docs.aws.amazon.com/IAM/latest/UserGuide/console_account-alias.html */
const ACCOUNT = "123456789012";

const folder = mkdtempSync(join(tmpdir(), "ringback-templates-"));
try {
  process.exitCode = lint();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function lint(): number {
  const cdkJson = readFileSync(join(ROOT, "cdk.json"), "utf8");
  const { context } = JSON.parse(cdkJson) as { context: Record<string, unknown> };
  const templateFiles = TEMPLATE_VARIANTS.flatMap(({ title, region, settings }) =>
    synthesizeTemplates({
      context: { ...context, ...settings },
      outdir: join(folder, `${title}-${region}`),
      environment: { account: ACCOUNT, region },
    }).map(({ templateFile }) => templateFile),
  );
  const regions = [...new Set(TEMPLATE_VARIANTS.map(({ region }) => region))];
  const found = complaints(runCfnLint(ROOT, { templateFiles, regions }), ACCEPTED_RULES);
  for (const line of found) process.stdout.write(`${line.replace(`${folder}/`, "")}\n`);
  process.stdout.write(`${templateFiles.length} templates, ${found.length} complaints\n`);
  return found.length === 0 ? 0 : 1;
}
