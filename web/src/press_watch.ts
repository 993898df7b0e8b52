import type { ReactiveController, ReactiveControllerHost } from "lit";

/**
 * Puts off what must not happen while a pointer is pressed. A message that appears when a field loses
 * the focus moves everything below it: the button that was pressed would be gone from under the pointer
 * before it is released, and the click would be lost.
 */
export class PressWatch implements ReactiveController {
  #isPressed = false;
  #waiting: (() => void)[] = [];

  constructor(host: ReactiveControllerHost) {
    host.addController(this);
  }

  /** Calls `act` now, or after the click that is under way. */
  whenReleased(act: () => void): void {
    if (this.#isPressed) this.#waiting.push(act);
    else act();
  }

  hostConnected(): void {
    window.addEventListener("pointerdown", this.#press, true);
    for (const type of RELEASES) window.addEventListener(type, this.#release, true);
  }

  hostDisconnected(): void {
    window.removeEventListener("pointerdown", this.#press, true);
    for (const type of RELEASES) window.removeEventListener(type, this.#release, true);
  }

  #press = (): void => {
    this.#isPressed = true;
  };

  #release = (): void => {
    this.#isPressed = false;
    // The click comes after the release, in the same task.
    setTimeout(() => {
      for (const act of this.#waiting.splice(0)) act();
    });
  };
}

const RELEASES = ["pointerup", "pointercancel"] as const;
