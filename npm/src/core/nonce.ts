/** Random bytes are drawn in advance: asking for 16 at a time costs more than signing. */
const POOL_SIZE = 4096;
const NONCE_LENGTH = 32;

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Their hexadecimal digits, and how many of them are spent. */
let pool = "";
let used = 0;

/** 32 random hexadecimal digits: a nonce must not repeat within 31 minutes, over the whole account. */
export function randomNonce(): string {
  if (used + NONCE_LENGTH > pool.length) {
    pool = Array.from(crypto.getRandomValues(new Uint8Array(POOL_SIZE)), (byte) => HEX[byte]).join("");
    used = 0;
  }
  used += NONCE_LENGTH;
  return pool.slice(used - NONCE_LENGTH, used);
}
