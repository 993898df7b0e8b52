/*! undici, under the MIT License: see NOTICES.txt */
/** What reaches a proxy: a file of its own in the package, loaded only where there is one. */
export { fetch, ProxyAgent } from "undici";
