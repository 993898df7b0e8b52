import { FILLED_TEXT, listOf, record } from "./checks.js";
import type { Image } from "./image.js";
import { STORED_IMAGE, isCopyRunning, type ImageTask, type StoredImage } from "./stored_image.js";

/** What one call changes in a region: plain JSON, done as a whole or not at all. */
export type ImageChange = { regionId: string; put?: StoredImage; remove?: string[] };

/** Checks a change that comes from a file. */
export const IMAGE_CHANGE = record(
  { regionId: FILLED_TEXT, put: STORED_IMAGE, remove: listOf(FILLED_TEXT) },
  { required: ["regionId"] },
);

/** All images, by region. What it holds is never changed in place, only replaced. */
export class ImageStore {
  readonly #regions = new Map<string, Map<string, StoredImage>>();
  #lastSerial = 0;
  #record: (change: ImageChange) => void = () => {};

  /** From now on each change is handed to `record` first; if that throws, it is not made. */
  recordChanges(record: (change: ImageChange) => void): void {
    this.#record = record;
  }

  /** Puts a new image into a region. */
  add(regionId: string, image: Image, task?: ImageTask): void {
    const serial = this.#lastSerial + 1;
    const stored: StoredImage = { serial, image, ...(task && { task }), sharedWith: [] };
    this.#change({ regionId, put: stored });
  }

  /** Puts an image in place of the stored one. */
  replace(regionId: string, stored: StoredImage): void {
    this.#change({ regionId, put: stored });
  }

  remove(regionId: string, imageIds: string[]): void {
    this.#change({ regionId, remove: imageIds });
  }

  get(regionId: string, imageId: string): StoredImage | undefined {
    return this.#regions.get(regionId)?.get(imageId);
  }

  /** The images of a region, newest first. */
  list(regionId: string): StoredImage[] {
    return [...(this.#regions.get(regionId)?.values() ?? [])].reverse();
  }

  /** Whether a copy of the image is running, into whichever region. */
  isBeingCopied(regionId: string, imageId: string, now: Date): boolean {
    return [...this.#regions.values()].some((images) =>
      [...images.values()].some(
        (stored) =>
          stored.task?.source?.imageId === imageId &&
          stored.task.source.regionId === regionId &&
          isCopyRunning(stored, now),
      ),
    );
  }

  /** All that is kept, by region, oldest first, as plain data that shares nothing with the store. */
  snapshot(): Record<string, StoredImage[]> {
    const regions = [...this.#regions.keys()].sort();
    return Object.fromEntries(
      regions.map((regionId) => [regionId, structuredClone(this.list(regionId).reverse())]),
    );
  }

  /** Makes the store hold these images and no others, without recording it. */
  load(images: Record<string, StoredImage[]>): void {
    this.#regions.clear();
    for (const [regionId, list] of Object.entries(images)) {
      for (const put of [...list].sort((a, b) => a.serial - b.serial))
        this.apply({ regionId, put });
    }
  }

  #change(change: ImageChange): void {
    this.#record(change);
    this.apply(change);
  }

  /** Makes a change without recording it. */
  apply({ regionId, put, remove = [] }: ImageChange): void {
    let images = this.#regions.get(regionId);
    if (images === undefined) this.#regions.set(regionId, (images = new Map()));
    for (const imageId of remove) images.delete(imageId);
    if (put === undefined) return;
    const { serial, image } = put;
    // One that is replaced keeps its place in the order, a new one comes last.
    if (images.get(image.ImageId)?.serial !== serial) images.delete(image.ImageId);
    images.set(image.ImageId, put);
    this.#lastSerial = Math.max(this.#lastSerial, serial);
  }
}
