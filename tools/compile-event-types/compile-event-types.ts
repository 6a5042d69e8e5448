import { writeFileSync } from "node:fs";

import { validatorsText } from "./validators-text.ts";

/** Writes the compiled validators: `npm run compile:event-types`, after every change of a schema in the catalogue. */
writeFileSync(
  new URL("../../lambdas/shared/catalogue/compiled/validators.js", import.meta.url),
  await validatorsText(),
);
