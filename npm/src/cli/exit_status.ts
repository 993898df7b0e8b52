/** What the process answers to the shell. Part of the public surface: scripts rely on it. */
export const EXIT = {
  done: 0,
  /** The service refused, or the copy failed. */
  failed: 1,
  /** The command line is wrong. */
  usage: 2,
  /** Parameters break rules; nothing was sent. */
  invalid: 3,
  noCredentials: 4,
  /** It may have been done, or it took too long. */
  unclear: 5,
  interrupted: 130,
} as const;

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];
