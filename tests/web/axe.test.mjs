// SPDX-License-Identifier: MIT
// An automated check of accessibility (axe-core: WCAG 2.1 A and AA) on each view, light and dark, wide and narrow.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { chromiumPages } from "./pages.mjs";
import { Scene, say, line, assert, DEADLINE } from "./chatting.mjs";

const axe = readFileSync(createRequire(join(process.env.GLASSLOCK_WEB_MODULES, "package.json")).resolve("axe-core/axe.min.js"), "utf8");

// The page's policy keeps strange scripts out; the check comes in by the debugger, as an evaluation.
async function violations(page, view) {
  await page.evaluate(axe);
  const result = await page.evaluate(() => axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] }));
  assert.ok(result.passes.length > 10, "axe looked at nothing");
  return result.violations.map((v) => `${view}: ${v.id}: ${v.help}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(" | ")}`);
}

const VIEWS = {
  chat: async () => {},
  wire: (page) => say(page, "/wire on"),
  emotes: (page) => page.click("#emotes"),
  commands: (page) => page.click("#help"),
  lab: async (page) => {
    await page.keyboard.press("Escape");
    await page.click("[data-view=lab]");
    await page.locator("details.job").first().waitFor({ timeout: DEADLINE });
    await page.locator("details.job summary").first().click();
  },
};

for (const [name, options] of Object.entries({
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  telephone: { viewport: { width: 390, height: 800 } },
  projector: { viewport: { width: 1920, height: 1080 } },
}))
  test(`no violation on any view: ${name}`, async () => {
    const s = new Scene("chatlock");
    const pages = await chromiumPages();
    try {
      await s.serve();
      const bob = s.lines("bob", "--stay");
      await bob.until(/you are bob/);
      const page = await pages.open((await s.web("alice")).address, options);
      await page.locator("#state.online").waitFor({ timeout: DEADLINE });
      bob.say("hello");
      bob.say("private:alice:psst");
      await line(page, "psst");
      await say(page, "and hello to you");
      await say(page, "/nonsense");
      await line(page, "nonsense");
      const found = [];
      for (const [view, go] of Object.entries(VIEWS)) {
        await go(page);
        found.push(...(await violations(page, view)));
        if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `${name}-${view}.png`) });
      }
      assert.deepEqual(found, []);
    } finally {
      await pages.close();
      await s.end();
    }
  });
