import type { Arrival, Delivery } from "./exchange.js";

/** What a server needs. */
export type HttpServerOptions = {
  host: string;
  /** 0: any free port. */
  port: number;
  receive(arrival: Arrival): Delivery;
};

/** A listening server. */
export type HttpServer = {
  /** `http://127.0.0.1:12345`, without a slash at the end. */
  url: string;
  /** Ends all connections and frees the port. */
  close(): Promise<void>;
};
