// Measures several ways to do the same, round after round in turn, so that whatever else the machine
// does hits all of them alike, and compares medians.

const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Microseconds per call of each way: {name: function} → {name: median over the rounds}. */
export function measure(ways, { rounds = 15, calls = 4000 } = {}) {
  const times = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round < rounds; ++round) {
    for (const [name, way] of Object.entries(ways)) {
      const started = performance.now();
      for (let i = 0; i < calls; ++i) way();
      if (round > 1) times[name].push(((performance.now() - started) * 1000) / calls);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, list]) => [name, median(list)]));
}

/** The same for ways that answer promises, or do not. */
export async function measureAsync(ways, { rounds = 15, calls = 1000 } = {}) {
  const times = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round < rounds; ++round) {
    for (const [name, way] of Object.entries(ways)) {
      const started = performance.now();
      for (let i = 0; i < calls; ++i) await way();
      if (round > 1) times[name].push(((performance.now() - started) * 1000) / calls);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, list]) => [name, median(list)]));
}

/** Prints a table whose last column says how often as fast as each way `first` is. */
export function print(title, times, first) {
  console.log(`\n${title}`);
  for (const [name, time] of Object.entries(times)) {
    const ratio = name === first ? "" : `${(time / times[first]).toFixed(2)}x of ${first}'s time`;
    console.log(`  ${name.padEnd(44)} ${time.toFixed(2).padStart(8)} µs  ${ratio}`);
  }
}
