// Time that passes as fast as the program can go: clocks stand still while anything is done, then jump to
// the next timer. What a minute of pauses comes to is known in a millisecond, however busy the machine is.

/** Turns of the real event loop in which everything that can go on without time does. */
const TURNS = 4;

const real = { setTimeout, clearTimeout, Date, now: performance.now };

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Puts `setTimeout`, `Date` and `performance.now` on virtual time until the test is over. */
export function virtualTime(t, start = Date.parse("2026-03-01T08:00:00Z")) {
  const timers = new Map();
  let nowMs = 0;
  let lastId = 0;

  class VirtualDate extends real.Date {
    constructor(...given) {
      super(...(given.length === 0 ? [VirtualDate.now()] : given));
    }
    static now() {
      return Math.floor(start + nowMs);
    }
  }
  globalThis.Date = VirtualDate;
  performance.now = () => nowMs;
  globalThis.setTimeout = (done, ms = 0, ...given) => {
    timers.set(++lastId, { at: nowMs + Math.max(1, ms), fire: () => done(...given) });
    return lastId;
  };
  globalThis.clearTimeout = (id) => void timers.delete(id);
  t.after(() => {
    globalThis.Date = real.Date;
    globalThis.setTimeout = real.setTimeout;
    globalThis.clearTimeout = real.clearTimeout;
    performance.now = real.now;
  });

  function fireNext() {
    const [id, next] = [...timers].reduce((first, each) =>
      each[1].at < first[1].at ? each : first,
    );
    timers.delete(id);
    nowMs = Math.max(nowMs, next.at);
    next.fire();
  }

  return {
    /** Milliseconds that have passed. */
    now: () => nowMs,
    /** How many timers wait. */
    pending: () => timers.size,
    sleep: (ms) => new Promise((resolve) => globalThis.setTimeout(resolve, ms)),
    /** Lets time pass until a promise has settled, and gives what it gives. */
    async run(promise) {
      let isSettled = false;
      const settled = () => (isSettled = true);
      promise.then(settled, settled);
      for (;;) {
        for (let i = 0; i < TURNS && !isSettled; ++i) await turn();
        if (isSettled) return promise;
        if (timers.size === 0) throw new Error("nothing is left that could settle the promise");
        fireNext();
      }
    },
  };
}
