import type { Fetch } from "ecd-wasm/core";

const TOKEN_NAME = "ecd-console-token";

/**
 * A `fetch` for the server behind this page. The server takes requests only from a page that it has
 * served itself since it started, which the token shows. It is added after signing and is not signed.
 */
export function consoleFetch(page: Document): Fetch {
  const token = page.querySelector<HTMLMetaElement>(`meta[name="${TOKEN_NAME}"]`)?.content ?? "";
  return (url, init) => {
    // The token is for this page's server alone.
    if (new URL(url).origin !== location.origin) throw new TypeError("not this page's server");
    return fetch(url, { ...init, headers: { ...init.headers, [`x-${TOKEN_NAME}`]: token } });
  };
}
