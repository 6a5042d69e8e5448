/*
 * The part of node-forge that Ringback uses: RC2, which OpenSSL 3 has put aside, but which protects
 * the certificates of most PKCS#12 files that older tools wrote. Imported by path: the whole
 * package is ten times as big.
 */
declare module "node-forge/lib/rc2.js" {
  /** Bytes as forge passes them around. */
  interface ByteBuffer {
    /** One character a byte. */
    getBytes(): string;
  }
  interface Cipher {
    readonly output: ByteBuffer;
    start(initializationVector: string): void;
    update(input: ByteBuffer): void;
    /** @returns whether the padding was right */
    finish(): boolean;
  }
  const rc2: {
    /** @param key one character a byte @param bits effective bits of the key */
    createDecryptionCipher(key: string, bits: number): Cipher;
  };
  export default rc2;
}

declare module "node-forge/lib/util.js" {
  import type { ByteBuffer } from "node-forge/lib/rc2.js";
  const util: {
    /** @param bytes one character a byte */
    createBuffer(bytes: string): ByteBuffer;
  };
  export default util;
}
