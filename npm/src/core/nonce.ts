/** Random bytes are drawn in advance: asking for 16 at a time costs more than signing. */
const POOL_SIZE = 4096;
const NONCE_SIZE = 16;

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

let pool = new Uint8Array(0);
let used = 0;

/** 32 random hexadecimal digits: a nonce must not repeat within 31 minutes, over the whole account. */
export function randomNonce(): string {
  if (used + NONCE_SIZE > pool.length) {
    pool = crypto.getRandomValues(new Uint8Array(POOL_SIZE));
    used = 0;
  }
  let nonce = "";
  for (const end = used + NONCE_SIZE; used < end; ++used) nonce += HEX[pool[used]!]!;
  return nonce;
}
