/** Ringback's version in `user-agent: Ringback/<version>`. A test holds it to package.json. */
export const version = "0.1.0";
