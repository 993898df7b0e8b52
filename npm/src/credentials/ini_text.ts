/** What stands in quotes is meant as it is; elsewhere `;` and `#` begin a comment unless escaped. */
function valueOf(text: string): string {
  const quoted = /^(["'])(.*)\1$/.exec(text)?.[2];
  if (quoted !== undefined) return quoted;
  const [before = ""] = /^(?:\\[;#\\]|[^;#])*/.exec(text) ?? [];
  return before.replace(/\\([;#\\])/g, "$1").trim();
}

/**
 * The sections of an ini file: name → members. Written here because the ini library of the official
 * package takes a section's name apart at its dots, and a profile may well be called `team.work`.
 */
export function parseIni(text: string): Map<string, Record<string, string>> {
  const sections = new Map<string, Record<string, string>>();
  let members: Record<string, string> = {};
  for (const line of text.split(/[\r\n]+/).map((each) => each.trim())) {
    const section = /^\[([^\]]*)\]$/.exec(line)?.[1]?.trim();
    if (section !== undefined) {
      members = sections.get(section) ?? (Object.create(null) as Record<string, string>);
      sections.set(section, members);
      continue;
    }
    const [, name, value] = /^([^=;#][^=]*)=(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) members[name.trim()] = valueOf(value.trim());
  }
  return sections;
}
