import { CfnQueryDefinition } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";

import type { Settings } from "../settings.ts";
import { LOG_QUERIES, logGroupsOf, queryText } from "./log-queries.ts";

/**
 * The questions to the logs, saved where CloudWatch Logs Insights lists them: below the name of the installation. They cost
 * nothing until somebody asks one.
 */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, props: { readonly settings: Settings }) {
    super(scope, id);
    const { settings } = props;
    for (const [key, query] of Object.entries(LOG_QUERIES)) {
      new CfnQueryDefinition(this, key, {
        // A slash makes a folder: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_Insights-Saving-Queries.html
        name: `${settings.namePrefix}/${query.name}`,
        logGroupNames: logGroupsOf(settings, query),
        queryString: queryText(query),
      });
    }
  }
}
