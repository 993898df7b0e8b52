// A console by its command, and a browser that tells what went wrong in its pages.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const COMMAND = fileURLToPath(new URL("../../npm/dist/cli.js", import.meta.url));

/** Debian's Chromium, without a sandbox (containers) and without talk of its own. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Why there can be no browser test, or false. */
export const noBrowser = existsSync(executable()) ? false : `no browser at ${executable()}`;

function executable() {
  return process.env["CHROMIUM"] || "/usr/bin/chromium";
}

export function startBrowser() {
  return chromium.launch({ executablePath: executable(), args: FLAGS });
}

/** `ecd console` as people start it: its address, what it said, and how to stop it. */
export async function startConsole({ flags = [], env = {} } = {}) {
  const child = spawn(process.execPath, [COMMAND, "console", "--port", "0", ...flags], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (said += text));
  const exited = once(child, "exit");
  const url = await new Promise((resolve, reject) => {
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (part) => {
      text += part;
      const address = /http:\/\/\S+/.exec(text)?.[0];
      if (address && text.includes("\n")) resolve(address);
    });
    exited.then(([code]) => reject(new Error(`ecd console ended with ${code}: ${said}`)));
  });
  const stop = async (signal = "SIGTERM") => {
    child.kill(signal);
    const [code] = await exited;
    return code;
  };
  return { url, stop, said: () => said };
}

/** Serves files from memory on another port of loopback, by path: the stranger. */
export async function serve(files) {
  const server = createServer((request, response) => {
    const file = files[new URL(request.url, "http://localhost").pathname];
    response.writeHead(file ? 200 : 404, {
      "content-type": file?.type ?? "text/plain",
      ...file?.headers,
    });
    response.end(file?.body ?? "");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = () => new Promise((resolve) => server.close(resolve).closeAllConnections());
  return { url: `http://127.0.0.1:${server.address().port}`, close };
}

/**
 * A page that was opened at the address, with what it did wrong: violations of its policy, errors of
 * its scripts, requests to other origins. It is ready when there is a button inside of `ready`.
 */
export async function openPage(browser, url, { ready = "ecd-copy-image", ...options } = {}) {
  const context = await browser.newContext({ locale: "en-US", ...options });
  const page = await context.newPage();
  const wrongs = [];
  await page.exposeFunction("tellWrong", (what) => wrongs.push(what));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
      globalThis.tellWrong(`policy: ${violatedDirective} ${blockedURI}`);
    });
  });
  page.on("pageerror", (error) => wrongs.push(`script: ${error.message}`));
  page.on("console", (message) => {
    // Refused calls are answered with 4xx, which the browser reports as an error of its own.
    const isAnswer = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !isAnswer) wrongs.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol !== "data:" && origin !== new URL(url).origin)
      wrongs.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  await page.locator(ready).getByRole("button").first().waitFor();
  return { page, wrongs, close: () => context.close() };
}

/** The form's parts, through the shadow tree. */
export function formOf(page) {
  const element = page.locator("ecd-copy-image");
  return {
    element,
    field: (name) => element.locator(`[name=${name}]`),
    /** What a screen reader reads after the field's name and value. */
    description: (name) =>
      element.locator(`[name=${name}]`).evaluate((input) =>
        (input.getAttribute("aria-describedby") ?? "")
          .split(" ")
          .map((id) =>
            input.getRootNode().getElementById(id)?.textContent.replace(/\s+/g, " ").trim(),
          )
          .join(" | "),
      ),
    submit: element.locator("button[type=submit]"),
    result: element.locator(".job"),
  };
}

/** Parameters that the emulator takes as it is after its start. */
export const GOOD = {
  RegionId: "cn-hangzhou",
  ImageId: "m-gx2x1dhsmusr2demo",
  DestinationRegionId: "cn-shenzhen",
  DestinationImageName: "Office_Shenzhen",
  DestinationDescription: "Copied by a test.",
};

export async function fill(form, params) {
  for (const [name, value] of Object.entries(params)) await form.field(name).fill(value);
}
