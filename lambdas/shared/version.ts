/** Ringback's version, as receivers see it in `user-agent: Ringback/<version>`. A test holds it to package.json. */
export const version = "0.1.0";
