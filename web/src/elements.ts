/** The script of `ecd-wasm/console`: registers the elements. */
import { CopyImageElement } from "./copy_image.js";

// A page may hold two copies of this package; the first one keeps the name.
if (!customElements.get("ecd-copy-image"))
  customElements.define("ecd-copy-image", CopyImageElement);
