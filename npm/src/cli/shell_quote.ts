/** A word as a POSIX shell reads it back: commands that are printed can be pasted. */
export function shellQuote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A command line of `ecd` ready to paste. Flags without a value are left out. */
export function commandLine(
  words: readonly string[],
  flags: Record<string, string | undefined> = {},
): string {
  const given = Object.entries(flags).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value],
  );
  return ["ecd", ...words, ...given].map(shellQuote).join(" ");
}
