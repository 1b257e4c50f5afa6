// SPDX-License-Identifier: MIT
// Pages of the chat in one Chromium, each in a context of its own, as two users' browsers are.
import { join } from "node:path";
import { createRequire } from "node:module";

const { chromium } = createRequire(join(process.env.GLASSLOCK_WEB_MODULES, "package.json"))("playwright-core");

export async function chromiumPages() {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });
  const problems = [];
  return {
    problems,
    async open(address, options = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
      const page = await context.newPage();
      page.on("pageerror", (error) => problems.push(String(error)));
      page.on("console", (message) => {
        // A connection that is refused while the server is down is what the page is made for.
        if (message.type() === "error" && !/WebSocket connection|ERR_CONNECTION_REFUSED/.test(message.text())) problems.push(message.text());
      });
      await page.goto(address);
      return page;
    },
    close: () => browser.close(),
  };
}
