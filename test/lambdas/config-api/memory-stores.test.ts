import { describe } from "vitest";

import { applicationsContract } from "../../contracts/applications.ts";
import { configurationStoresContract } from "../../contracts/configuration-stores.ts";
import { deliveryHistoryContract } from "../../contracts/delivery-history.ts";
import { eventTypesContract } from "../../contracts/event-types.ts";
import { signingKeysContract } from "../../contracts/signing-keys.ts";
import { makeMemoryConfiguration } from "../../support/fakes/memory-configuration.ts";
import { makeMemoryHistory } from "../../support/fakes/memory-delivery-history.ts";
import { makeMemorySigningKeys } from "../../support/fakes/memory-keys.ts";

describe("the applications in memory", () => {
  applicationsContract(async () => makeMemoryConfiguration());
});

describe("the configuration stores in memory", () => {
  configurationStoresContract(async () => makeMemoryConfiguration());
});

describe("the event types in memory", () => {
  eventTypesContract(async () => makeMemoryConfiguration());
});

describe("the signing keys in memory", () => {
  signingKeysContract(async () => makeMemorySigningKeys());
});

describe("the delivery history in memory", () => {
  deliveryHistoryContract(async () => makeMemoryHistory(() => Date.now()));
});
