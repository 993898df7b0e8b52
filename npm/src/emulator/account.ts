import { FILLED_TEXT, listOf, must, record } from "./checks.js";

/** An access key the emulator knows. With `securityToken` it is a temporary one. */
export type Account = {
  accessKeyId: string;
  accessKeySecret: string;
  securityToken?: string;
  /** When the token expires, on the emulator's clock; text as ISO 8601. Default: never. */
  expiresAt?: Date | string;
  /** RAM actions this key may not do, such as `ecd:CopyImage`, `ecd:Delete*`. Default: none. */
  deny?: readonly string[];
};

const ACTION = must(
  "a RAM action such as ecd:CopyImage or ecd:Delete*",
  (value) => typeof value === "string" && /^(?:\*|[a-z]+:\w*\*?)$/.test(value),
);
const TIME = must(
  "a date",
  (value) =>
    (value instanceof Date || typeof value === "string") &&
    !Number.isNaN(Date.parse(String(value))),
);

const ACCOUNT = record(
  {
    accessKeyId: FILLED_TEXT,
    accessKeySecret: FILLED_TEXT,
    securityToken: FILLED_TEXT,
    expiresAt: TIME,
    deny: listOf(ACTION),
  },
  { required: ["accessKeyId", "accessKeySecret"] },
);

/** Checks the option `accounts`. */
export const ACCOUNTS = listOf(ACCOUNT);

/** Whether the account's token is no longer valid at `now`. */
export function isExpired({ expiresAt }: Account, now: Date): boolean {
  return expiresAt !== undefined && new Date(expiresAt) <= now;
}
