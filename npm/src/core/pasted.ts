import { EcdError } from "./errors.js";
import type { HttpRequest } from "./types.js";

/** What curl reads a value behind; others of its options stand alone. */
const OPTIONS_WITH_VALUE = new Set(
  `-A --user-agent -b --cookie -c --cookie-jar -e --referer -m --max-time -o --output -u --user -w --write-out -x --proxy
  --cacert --cert --connect-timeout --key --max-redirs --resolve --retry --retry-delay --interface`.split(
    /\s+/,
  ),
);

const DATA_OPTIONS = new Set(["-d", "--data", "--data-ascii", "--data-binary", "--data-raw"]);

const FORM = "application/x-www-form-urlencoded";

/** One word of a shell's command line: bare pieces, quoted ones, escapes. */
const WORD =
  /(?:\\[\s\S]|'[^']*'|\$'(?:\\[\s\S]|[^'\\])*'|"(?:\\[\s\S]|[^"\\])*"|[^\s'"\\|;&<>])+/y;
const PIECE =
  /\\([\s\S])|'([^']*)'|\$'((?:\\[\s\S]|[^'\\])*)'|"((?:\\[\s\S]|[^"\\])*)"|([^'"\\$]+|\$)/g;

/** @throws EcdError `InvalidPaste` */
function invalid(reason: string): never {
  throw new EcdError("InvalidPaste", reason);
}

/** What stands between the quotes of `$'…'`. */
function unescaped(text: string): string {
  const known: Record<string, string> = { n: "\n", r: "\r", t: "\t" };
  return text.replace(
    /\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\s\S]))/g,
    (_, unit, byte, other) => {
      const hex = (unit ?? byte) as string | undefined;
      return hex === undefined
        ? (known[other as string] ?? (other as string))
        : String.fromCharCode(parseInt(hex, 16));
    },
  );
}

function unquoted(word: string): string {
  return word.replace(PIECE, (_, escaped, single, ansi, double, bare) => {
    if (escaped !== undefined) return escaped === "\n" ? "" : (escaped as string);
    if (ansi !== undefined) return unescaped(ansi as string);
    if (double !== undefined)
      return (double as string).replace(/\\([$`"\\\n])/g, (_all, c) => (c === "\n" ? "" : c));
    return (single ?? bare) as string;
  });
}

/** The words of the first command of a text. */
function shellWords(text: string): string[] {
  const words: string[] = [];
  for (let at = 0; ;) {
    at += /^(?:[ \t]|\\\r?\n)*/.exec(text.slice(at))![0].length;
    WORD.lastIndex = at;
    const word = WORD.exec(text)?.[0];
    if (word === undefined) {
      if (/^['"]/.test(text.slice(at))) invalid("a quote of the curl command is not closed");
      return words;
    }
    words.push(unquoted(word));
    at += word.length;
  }
}

/** `-XPOST` and `--request=POST` as two words; `-sSL` stays one. */
function splitOption(word: string): string[] {
  const long = /^(--[a-z-]+)=([\s\S]*)$/.exec(word);
  if (long) return [long[1]!, long[2]!];
  const short = /^(-[XHdAbeu])([\s\S]+)$/.exec(word);
  return short ? [short[1]!, short[2]!] : [word];
}

/** What a command line says, before it is a request. */
type Said = {
  method?: string;
  url?: string;
  headers: [string, string][];
  data: string[];
  isGet: boolean;
};

function addHeader(said: Pick<Said, "headers">, line: string): void {
  const colon = line.indexOf(":");
  if (colon > 0)
    said.headers.push([line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]);
}

function addData(said: Said, option: string, value: string): void {
  if (value.startsWith("@") && option !== "--data-raw")
    invalid("the curl command reads its body from a file");
  said.data.push(value);
}

function readCurl(text: string): HttpRequest {
  const words = shellWords(text.replace(/^\$?\s*/, ""))
    .slice(1)
    .flatMap(splitOption);
  const said: Said = { headers: [], data: [], isGet: false };
  for (let at = 0; at < words.length; ++at) {
    const word = words[at]!;
    const value = (): string => words[++at] ?? invalid(`${word} of the curl command has no value`);
    if (word === "-X" || word === "--request") said.method = value();
    else if (word === "-H" || word === "--header") addHeader(said, value());
    else if (word === "--url") said.url = value();
    else if (DATA_OPTIONS.has(word)) addData(said, word, value());
    else if (word === "-G" || word === "--get") said.isGet = true;
    else if (word === "-I" || word === "--head") said.method = "HEAD";
    else if (/^(--data-urlencode|--json|-F|--form|-T|--upload-file)$/.test(word))
      invalid(`${word} of curl is not read`);
    else if (OPTIONS_WITH_VALUE.has(word)) value();
    else if (!word.startsWith("-")) said.url = word;
  }
  return requestOf(said);
}

function requestOf({ method, url, headers, data, isGet }: Said): HttpRequest {
  if (url === undefined) invalid("the curl command has no URL");
  const text = data.join("&");
  const inUrl = isGet && data.length > 0 ? `${url.includes("?") ? "&" : "?"}${text}` : "";
  const hasBody = data.length > 0 && !isGet;
  if (hasBody && !headers.some(([name]) => name === "content-type"))
    headers.push(["content-type", FORM]);
  return withHost({
    method: method ?? (hasBody ? "POST" : "GET"),
    url: (/^https?:\/\//.test(url) ? url : `https://${url}`) + inUrl,
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: hasBody ? text : null,
  });
}

/** What curl and fetch send from the URL. */
function withHost(request: HttpRequest): HttpRequest {
  const host = /^https?:\/\/([^/?#]+)/.exec(request.url)?.[1];
  if (request.headers["host"] === undefined && host !== undefined)
    request.headers["host"] = host.toLowerCase();
  return request;
}

const FIRST_LINE = /^([A-Z]{3,10}) (\S+)(?: HTTP\/[\d.]+)?$/;

/** The text of an HTTP request: a line, headers, an empty line, the body. */
function readHttp(text: string): HttpRequest {
  const [, head = "", body = ""] = /^([\s\S]*?)(?:\r?\n\r?\n([\s\S]*))?$/.exec(text)!;
  const [first = "", ...lines] = head.split(/\r?\n/);
  const [, method = "", target = ""] = FIRST_LINE.exec(first.trim())!;
  const said: Pick<Said, "headers"> = { headers: [] };
  for (const line of lines) addHeader(said, line);
  const headers = Object.fromEntries(said.headers) as Record<string, string>;
  if (target.startsWith("/") && headers["host"] === undefined)
    invalid("the HTTP request has no Host header");
  const url = target.startsWith("/") ? `https://${headers["host"]}${target}` : target;
  // A paste ends in a line break that was not sent.
  const sent = body.replace(/\r?\n$/, "");
  return withHost({ method, url, headers, body: sent === "" ? null : sent });
}

/**
 * A request as people paste it: a curl command as shells take it, or the text of an HTTP request.
 * Nothing when the text is neither. @throws EcdError `InvalidPaste` when it is one that cannot be read
 */
export function readPasted(text: string): HttpRequest | undefined {
  const trimmed = text.replace(/^\ufeff/, "").trimStart();
  if (/^\$?\s*curl\s/.test(trimmed)) return readCurl(trimmed);
  return FIRST_LINE.test(/^[^\r\n]*/.exec(trimmed)![0].trim()) ? readHttp(trimmed) : undefined;
}
