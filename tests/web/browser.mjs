// SPDX-License-Identifier: MIT
// What the browser tests share: the program, its pages as files, a browser that has no network.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRequire } from "node:module";

const modules = process.env.GLASSLOCK_WEB_MODULES;
const { chromium } = createRequire(join(modules, "package.json"))("playwright-core");

export const program = process.env.GLASSLOCK_BIN || "build/glasslock";
export const run = (...args) => execFileSync(program, args, { encoding: "utf8", maxBuffer: 1 << 28 });

const directory = mkdtempSync(join(tmpdir(), "glasslock-web-"));
process.on("exit", () => rmSync(directory, { recursive: true, force: true }));

// The page of a trace, as a file's address.
export function tracePage(name, ...args) {
  const file = join(directory, name + ".html");
  run("trace", ...args, "--format", "html", "--out", file);
  return "file://" + file;
}

export async function open(options = {}) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  page.on("request", (request) => request.url().startsWith("file:") || problems.push("asked the network for " + request.url()));
  return { browser, page, problems };
}
