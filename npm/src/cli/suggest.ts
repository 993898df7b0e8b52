/** How many letters have to be inserted, removed or replaced to make `a` into `b`. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

/** --region-id, RegionId and regionid are one word to a reader. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** The name among `names` that was probably meant. */
export function closest(given: string, names: readonly string[]): string | undefined {
  const wanted = plain(given);
  const near = names
    .map((name) => ({ name, apart: distance(wanted, plain(name)) }))
    .filter(({ apart }) => apart <= Math.max(1, Math.floor(wanted.length / 3)));
  return near.sort((a, b) => a.apart - b.apart)[0]?.name;
}

/** `"; did you mean x?"`, or nothing. */
export function didYouMean(given: string, names: readonly string[]): string {
  const name = closest(given, names);
  return name === undefined ? "" : `; did you mean ${name}?`;
}
