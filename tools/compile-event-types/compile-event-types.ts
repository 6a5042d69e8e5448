import { writeFileSync } from "node:fs";

import { validatorsText } from "./validators-text.ts";

/** Writes compiled validators: `npm run compile:event-types`, after catalogue schema changes. */
writeFileSync(
  new URL("../../lambdas/shared/catalogue/compiled/validators.js", import.meta.url),
  await validatorsText(),
);
