import { isCopyRunning, type Image, type StoredImage, type CopyTask } from "./image.js";

/** All images, by region. */
export class ImageStore {
  readonly #regions = new Map<string, Map<string, StoredImage>>();
  #lastSerial = 0;

  /** Puts an image into a region, in place of one with the same id. */
  add(regionId: string, image: Image, copy?: CopyTask): void {
    const serial = ++this.#lastSerial;
    const stored: StoredImage = { serial, image, sharedWith: [], ...(copy && { copy }) };
    let images = this.#regions.get(regionId);
    if (images === undefined) this.#regions.set(regionId, (images = new Map()));
    images.set(image.ImageId, stored);
  }

  get(regionId: string, imageId: string): StoredImage | undefined {
    return this.#regions.get(regionId)?.get(imageId);
  }

  remove(regionId: string, imageId: string): void {
    this.#regions.get(regionId)?.delete(imageId);
  }

  /** The images of a region, newest first. */
  list(regionId: string): StoredImage[] {
    const images = [...(this.#regions.get(regionId)?.values() ?? [])];
    return images.sort((a, b) => b.serial - a.serial);
  }

  /** Whether a copy of the image is running, into whichever region. */
  isBeingCopied(regionId: string, imageId: string, now: Date): boolean {
    return [...this.#regions.values()].some((images) =>
      [...images.values()].some(
        (stored) =>
          stored.copy?.sourceRegionId === regionId &&
          stored.copy.sourceImageId === imageId &&
          isCopyRunning(stored, now),
      ),
    );
  }

  /** All that is kept, as plain data that shares nothing with the store. */
  snapshot(): Record<string, StoredImage[]> {
    const regions = [...this.#regions.keys()].sort();
    return Object.fromEntries(
      regions.map((regionId) => [regionId, structuredClone(this.list(regionId).reverse())]),
    );
  }
}
