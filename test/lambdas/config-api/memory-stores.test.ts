import { describe } from "vitest";

import { configurationStoresContract } from "../../contracts/configuration-stores.ts";
import { deliveryHistoryContract } from "../../contracts/delivery-history.ts";
import { makeMemoryConfiguration } from "../../support/fakes/memory-configuration.ts";
import { makeMemoryHistory } from "../../support/fakes/memory-delivery-history.ts";

describe("the configuration stores in memory", () => {
  configurationStoresContract(async () => makeMemoryConfiguration());
});

describe("the delivery history in memory", () => {
  deliveryHistoryContract(async () => makeMemoryHistory(() => Date.now()));
});
