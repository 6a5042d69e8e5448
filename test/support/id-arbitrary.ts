import fc from "fast-check";

import { base62, webhookIdFrom } from "../../lambdas/shared/domain/identifiers.ts";
import { ENVIRONMENTS } from "../../lambdas/shared/domain/tenant.ts";

/** The 16 bytes that an id is made of. */
export const idBytesArbitrary = fc.uint8Array({ minLength: 16, maxLength: 16 });

export const eventIdArbitrary = idBytesArbitrary.map((bytes) => `evt_${base62(bytes)}`);

export const webhookIdArbitrary = idBytesArbitrary.map(webhookIdFrom);

export const deliveryKeyArbitrary = fc.record(
  { eventId: eventIdArbitrary, webhookId: webhookIdArbitrary },
  { noNullPrototype: true },
);

export const tenantArbitrary = fc.record(
  {
    application: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/u),
    environment: fc.constantFrom(...ENVIRONMENTS),
  },
  { noNullPrototype: true },
);
