import { beforeEach } from "vitest";

import { makeConfigApiTestBed } from "./config-api-test-bed.ts";

/** A test bed of the config API that is another one before each test of the file. */
export function freshTestBed() {
  const bed = makeConfigApiTestBed();
  beforeEach(() => void Object.assign(bed, makeConfigApiTestBed()));
  return bed;
}
