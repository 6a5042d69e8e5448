import { App } from "aws-cdk-lib";
import type { Environment } from "aws-cdk-lib";

import { ringbackStacks } from "../lib/ringback-stacks.ts";
import { SettingsError, readSettings } from "../lib/settings/read-settings.ts";

const app = new App();
try {
  ringbackStacks(app, readSettings(app.node.getAllContext()), callersEnvironment());
} catch (error) {
  if (!(error instanceof SettingsError)) {
    throw error;
  }
  // The message is for the one who typed the setting; where in our code it was noticed is not.
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

/** The account and region of the caller's credentials, when the CDK command found some. */
function callersEnvironment(): Environment | undefined {
  const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
  return account === undefined || region === undefined ? undefined : { account, region };
}
