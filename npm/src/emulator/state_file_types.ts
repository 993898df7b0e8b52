/** A file of lines that survives the death of the process at any moment. */
export type StateFile = {
  /** The lines it held when it was opened; a last one that was never finished is left out. */
  readonly lines: readonly string[];
  /** Puts these lines in place of all, as a whole or not at all. @throws EcdError `InvalidState` */
  rewrite(lines: readonly string[]): void;
  /** Adds a line, after a `rewrite`. When this returns, the line is on disk. @throws when it cannot be written */
  append(line: string): void;
  close(): void;
};
