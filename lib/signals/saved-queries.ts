import { CfnQueryDefinition } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";

import { LOG_QUERIES, logGroupsOf } from "./log-queries.ts";
import type { Watched } from "./watched.ts";

/**
 * The questions to the logs, saved where CloudWatch Logs Insights lists them: below the name of the
 * installation. They cost nothing until somebody asks one.
 */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, props: { readonly watched: Watched }) {
    super(scope, id);
    const { watched } = props;
    for (const query of LOG_QUERIES) {
      new CfnQueryDefinition(this, query.name, {
        // A slash makes a folder: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_Insights-Saving-Queries.html
        name: `${watched.settings.namePrefix}/${query.name}`,
        logGroupNames: logGroupsOf(watched, query),
        queryString: query.text,
      });
    }
  }
}
