import { fileURLToPath } from "node:url";

import type { BuildOptions } from "esbuild";

/**
 * How a function becomes one ES module, by esbuild. The SDK is that of the lockfile, not the
 * runtime's: tested, smaller after tree shaking, and quicker to load.
 */
export const BUNDLING = {
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node24",
  mainFields: ["module", "main"],
  minify: true,
  /** The SDK's search for credentials, of which a function needs one source. */
  alias: {
    "@aws-sdk/credential-provider-node": fileURLToPath(
      new URL("./function-credentials.ts", import.meta.url),
    ),
  },
  /**
   * undici, a CommonJS dependency, asks for Node's modules with `require`, which ES modules lack.
   */
  banner: {
    js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);",
  },
  /**
   * Of undici's two HTTP parsers the one for machines without SIMD is left out, 72 KB: Lambda's
   * processors and ours have it.
   */
  external: ["*/llhttp-wasm.js"],
  /**
   * By this name undici knows that it is bundled, and leaves out an experimental parser: 165 KB.
   */
  define: { esbuildDetection: "true" },
} satisfies BuildOptions;
