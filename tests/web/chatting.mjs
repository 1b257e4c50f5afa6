// SPDX-License-Identifier: MIT
// Servers, clients in lines and pages for the browser tests of the chat; all of them end with the test.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { program } from "./browser.mjs";

const DEADLINE = 20000;

// A program that runs while we talk to it: what it prints is kept, and can be waited for.
export class Live {
  constructor(args, env = {}) {
    this.child = spawn(program, args, { env: { ...process.env, ...env } });
    this.seen = "";
    this.waiting = [];
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text) => {
        this.seen += text;
        this.waiting = this.waiting.filter((check) => !check());
      });
    }
    this.ended = new Promise((resolve) => this.child.on("exit", (code, signal) => resolve(code ?? signal)));
  }

  // The match, once it is there.
  until(pattern) {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`never printed ${pattern}, but:\n${this.seen}`)), DEADLINE);
      const check = () => {
        const match = this.seen.match(pattern);
        if (match) {
          clearTimeout(late);
          resolve(match);
        }
        return match;
      };
      if (!check()) this.waiting.push(check);
    });
  }

  say(line) {
    this.child.stdin.write(line + "\n");
  }

  async end(signal = "SIGTERM") {
    this.child.kill(signal);
    return this.ended;
  }
}

// One test's folder and processes: `await using`-like, by hand: call end() in a finally.
export class Scene {
  constructor(protocol) {
    this.protocol = protocol;
    this.folder = mkdtempSync(join(tmpdir(), "glasslock-chat-"));
    this.live = [];
  }

  start(args, env) {
    const live = new Live(args, env);
    this.live.push(live);
    return live;
  }

  async serve(port = 0, ...args) {
    const password = this.protocol === "socketchat" ? ["--password", "env:ROOM"] : [];
    this.server = this.start(["serve", "--protocol", this.protocol, "--port", String(port), "--data", join(this.folder, "server"), ...password, ...args], { ROOM: "open sesame" });
    this.port = (await this.server.until(/port +(\d+)/))[1];
  }

  clientArgs(name) {
    const secret = this.protocol === "socketchat" ? ["--password", "env:ROOM"] : this.protocol === "chatlock" ? [] : ["--register", "--password", "env:SECRET"];
    return ["--protocol", this.protocol, "--port", this.port, "--user", name, "--data", join(this.folder, name), ...secret];
  }

  lines(name, ...args) {
    return this.start(["chat", "--plain", ...this.clientArgs(name), ...args], { ROOM: "open sesame", SECRET: "correct horse 7!" });
  }

  // The program behind a page; its address.
  async web(name, ...args) {
    const web = this.start(["web", "--web-port", "0", "--no-open", ...(name ? this.clientArgs(name) : ["--protocol", this.protocol, "--port", this.port, "--data", join(this.folder, "web")]), ...args], { ROOM: "open sesame", SECRET: "correct horse 7!" });
    web.address = (await web.until(/(http:\/\/\S+)/))[1];
    return web;
  }

  async end() {
    await Promise.all(this.live.map((live) => live.end("SIGKILL")));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export async function say(page, text) {
  await page.fill("#input", text);
  await page.press("#input", "Enter");
}

export const line = (page, text) => page.locator("#log .line", { hasText: text }).last().waitFor({ timeout: DEADLINE });

export async function lineCount(page, text) {
  return page.locator("#log .line .text", { hasText: text }).count();
}

export { assert, DEADLINE };
