import { statSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import {
  type CloudFile,
  readCloudFile,
  removeCloudFile,
  writeCloudFile,
} from "../../../local/cloud/cloud-file.ts";
import { queueUrls } from "../../../local/cloud/local-cloud.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const CLOUD: CloudFile = {
  ready: true,
  endpoint_url: "http://127.0.0.1:4566",
  region: "us-east-1",
  api_url: "http://127.0.0.1:4566/_aws/execute-api/abc/$default",
  console_url: "http://127.0.0.1:4566/_aws/execute-api/abc/$default/console",
  operator_key: "secret",
  event_bus: "ringback",
  queues: {},
  pid: 41,
};

describe("the cloud file", () => {
  it("is readable by its owner only", async () => {
    const path = join(temporaryFolder(), ".ringback", "cloud.json");
    await writeCloudFile(path, CLOUD);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readCloudFile(path)).toStrictEqual(CLOUD);
  });

  it("is removed by the run that wrote it, and by no other", async () => {
    const path = join(temporaryFolder(), "cloud.json");
    await writeCloudFile(path, CLOUD);
    await writeCloudFile(path, { ...CLOUD, pid: 42 });
    await removeCloudFile(path, 41);
    expect(readCloudFile(path)?.pid).toBe(42);
    await removeCloudFile(path, 42);
    expect(readCloudFile(path)).toBeUndefined();
  });

  it("names queues in snake case after the stacks' outputs", () => {
    const outputs = {
      DeliveriesRedriveQueueUrl: "http://q/1",
      DroppedQueueUrl: "http://q/2",
      ApiId: "abc",
    };
    expect(queueUrls(outputs)).toStrictEqual({
      deliveries_redrive: "http://q/1",
      dropped: "http://q/2",
    });
  });
});
