import { EcdError } from "../core/internal.js";
import { FILLED_TEXT, listOf, mapOf, must, record } from "./checks.js";
import type { World } from "./call.js";
import { STORED_IMAGE, type StoredImage } from "./stored_image.js";

/** The state of an emulator as plain JSON. */
export type Snapshot = {
  /** Emulator time, ISO 8601. */
  now: string;
  /** Images by region, oldest first. */
  images: Record<string, StoredImage[]>;
};

const SNAPSHOT = record(
  {
    now: must(
      "a date as text",
      (value) => FILLED_TEXT(value) === undefined && !Number.isNaN(Date.parse(String(value))),
    ),
    images: mapOf(listOf(STORED_IMAGE)),
  },
  { required: ["now", "images"] },
);

export function takeSnapshot({ clock, images }: World): Snapshot {
  return { now: clock.now().toISOString(), images: images.snapshot() };
}

/**
 * Puts the images of a snapshot in place of all there are. The clock stays as it is: what was in the
 * making goes on from where it was when the snapshot was taken.
 * @throws EcdError `InvalidState`
 */
export function restoreSnapshot(snapshot: Snapshot, { clock, images, regions }: World): void {
  const wrong = SNAPSHOT(snapshot) ?? unknownRegionIn(snapshot, regions);
  if (wrong !== undefined) throw new EcdError("InvalidState", `restore: snapshot${wrong}.`);
  const passedMs = clock.now().getTime() - Date.parse(snapshot.now);
  const moved = structuredClone(snapshot.images);
  for (const { task } of Object.values(moved).flat()) {
    if (task !== undefined) task.startedAt += passedMs;
  }
  images.load(moved);
}

function unknownRegionIn({ images }: Snapshot, regions: ReadonlySet<string>): string | undefined {
  return Object.keys(images).every((id) => regions.has(id))
    ? undefined
    : ".images has a region that the service does not have";
}
