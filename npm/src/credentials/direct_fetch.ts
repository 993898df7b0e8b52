/// <reference types="node" />
import http from "node:http";
import https from "node:https";
import type { Fetch } from "../core/internal.js";

/** Keys take a few hundred bytes. */
const MAX_BODY_BYTES = 1 << 20;

/**
 * A `fetch` for what stands beside the program: the metadata service and a URI of credentials. The global
 * one may lead through a proxy, and connects to no port that the fetch standard blocks: 6666 of the
 * official documentation's example is one.
 */
export const directFetch: Fetch = (url, { method, headers, body, signal }) =>
  new Promise((resolve, reject) => {
    const { request } = url.startsWith("https:") ? https : http;
    const sent = request(url, { method, headers, signal, agent: false }, (response) => {
      const text = async (): Promise<string> => {
        let read = "";
        for await (const part of response.setEncoding("utf8")) {
          read += part as string;
          if (read.length > MAX_BODY_BYTES) throw new Error("the answer is too large");
        }
        return read;
      };
      const get = (name: string): string | null => response.headers[name]?.toString() ?? null;
      resolve({ status: response.statusCode ?? 0, headers: { get }, text });
    });
    sent.on("error", reject);
    sent.end(body);
  });
