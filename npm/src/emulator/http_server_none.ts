/** Stands in for `http_server.ts` where there is no node:http (`#http-server` in package.json). */
import { EcdError } from "../core/internal.js";
import type { HttpServer, HttpServerOptions } from "./http_server_types.js";

/** @throws EcdError `NoHttpServer` */
export function startHttpServer(_options: HttpServerOptions): Promise<HttpServer> {
  return Promise.reject(
    new EcdError(
      "NoHttpServer",
      "There is no HTTP server here; use port: false and the emulator's fetch.",
    ),
  );
}
