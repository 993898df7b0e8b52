/**
 * Puts off what must not happen while a pointer is pressed. A message that appears when a field loses the
 * focus moves everything below it: the button that was pressed would be gone from under the pointer before
 * it is released, and the click would be lost.
 */
export class PressWatch {
  #isPressed = false;
  #waiting: (() => void)[] = [];

  /** Watches until the signal fires; what waits then is dropped. */
  constructor(window: EventTarget, signal: AbortSignal) {
    const options = { capture: true, signal };
    window.addEventListener("pointerdown", () => (this.#isPressed = true), options);
    for (const type of ["pointerup", "pointercancel"]) {
      window.addEventListener(type, () => this.#release(), options);
    }
    signal.addEventListener("abort", () => (this.#waiting = []));
  }

  /** Calls `act` now, or after the click that is under way. */
  whenReleased(act: () => void): void {
    if (this.#isPressed) this.#waiting.push(act);
    else act();
  }

  #release(): void {
    this.#isPressed = false;
    // The click comes after the release, in the same task.
    setTimeout(() => {
      for (const act of this.#waiting.splice(0)) act();
    });
  }
}
