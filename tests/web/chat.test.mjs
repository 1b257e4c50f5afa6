// SPDX-License-Identifier: MIT
// The chat's page in Chromium: two browsers and one client in lines, through each protocol.
import { createServer } from "node:http";
import { test } from "node:test";
import { chromiumPages } from "./pages.mjs";
import { Scene, say, line, lineCount, assert, DEADLINE } from "./chatting.mjs";

async function scene(protocol, work) {
  const s = new Scene(protocol);
  const pages = await chromiumPages();
  try {
    await s.serve();
    await work(s, pages);
    assert.deepEqual(pages.problems, []);
  } finally {
    await pages.close();
    await s.end();
  }
}

// The page knows of so many others, and so does the server: some old clients are online when they have sent their name.
const company = (page, others) => page.locator("#people details").nth(others - 1).waitFor({ timeout: DEADLINE });

for (const protocol of ["chatlock", "socketchat", "coursework", "glasslock"])
  test(`${protocol}: two browsers and a client in lines`, () => scene(protocol, async (s, pages) => {
    const alice = await pages.open((await s.web("alice")).address);
    await alice.locator("#state.online").waitFor({ timeout: DEADLINE });
    const bob = await pages.open((await s.web("bob")).address);
    await bob.locator("#state.online").waitFor({ timeout: DEADLINE });
    const carol = s.lines("carol");
    await carol.until(/you are carol/);
    await company(alice, 2);

    await say(alice, "good morning");
    await line(bob, "good morning");
    await carol.until(/good morning/);
    carol.say("hello from the terminal");
    await line(alice, "hello from the terminal");
    await line(bob, "hello from the terminal");

    // What is no text of ours is text all the same.
    await say(bob, "<script>document.title='owned'</script><img src=x onerror=alert(1)>");
    await line(alice, "<script>");
    assert.equal(await alice.locator("#log script, #log img").count(), 0);
    assert.notEqual(await alice.title(), "owned");
    assert.equal(await lineCount(alice, "good morning"), 1);
    assert.equal(await lineCount(bob, "good morning"), 1);
  }));

for (const protocol of ["chatlock", "glasslock"])
  test(`${protocol}: private:NAME:text is for one`, () => scene(protocol, async (s, pages) => {
    const alice = await pages.open((await s.web("alice")).address);
    await alice.locator("#state.online").waitFor({ timeout: DEADLINE });
    const bob = await pages.open((await s.web("bob")).address);
    await bob.locator("#state.online").waitFor({ timeout: DEADLINE });
    const carol = s.lines("carol");
    await carol.until(/you are carol/);
    await company(alice, 2);
    await say(alice, "private:bob:for bob alone");
    await bob.locator("#log .line, #rooms .unread", { hasText: /for bob alone|1/ }).first().waitFor({ timeout: DEADLINE });
    await say(alice, "for all");
    await carol.until(/for all/);
    assert.ok(!carol.seen.includes("for bob alone"));
  }));

test("glasslock: invitations, friends, receipts", () => scene("glasslock", async (s, pages) => {
  const alice = await pages.open((await s.web("alice")).address);
  await alice.locator("#state.online").waitFor({ timeout: DEADLINE });
  const bob = await pages.open((await s.web("bob")).address);
  await bob.locator("#state.online").waitFor({ timeout: DEADLINE });
  await alice.locator("#people summary", { hasText: "bob" }).waitFor({ timeout: DEADLINE });

  await say(alice, "/group exam bob");
  const invited = bob.locator("#rooms li", { hasText: "exam" });
  await invited.locator("button", { hasText: "Accept" }).click({ timeout: DEADLINE });
  await invited.locator("button", { hasText: "Accept" }).waitFor({ state: "detached", timeout: DEADLINE });
  await alice.locator("#rooms button", { hasText: "exam" }).first().click();
  await say(alice, "in the group");
  await invited.locator("button").first().click();
  await line(bob, "in the group");
  await alice.locator("#log .receipt[title^='✓✓']").waitFor({ timeout: DEADLINE }); // bob has it before his eyes

  await bob.locator("#people summary", { hasText: "alice" }).click();
  await bob.locator("#people button", { hasText: "Ask to be friends" }).click();
  await line(alice, /bob/);
  await say(alice, "/friend accept bob");
  await alice.locator("#people summary", { hasText: /bob.*friend/ }).waitFor({ timeout: DEADLINE });
  await bob.locator("#people summary", { hasText: /alice.*friend/ }).waitFor({ timeout: DEADLINE });

  // Both compare the same number, and see the pictures of both fingerprints.
  await say(alice, "/verify bob");
  await say(bob, "/verify alice");
  const number = /(\d{5} ){11}\d{5}/;
  await line(alice, number);
  await line(bob, number);
  const read = async (page) => (await page.locator("#log .line", { hasText: number }).last().textContent()).match(number)[0];
  assert.equal(await read(alice), await read(bob));
  assert.equal(await alice.locator("#log .line", { hasText: number }).last().locator("svg.print").count(), 2);
}));

test("glasslock: who are you? asked on the page", () => scene("glasslock", async (s, pages) => {
  const page = await pages.open((await s.web(null)).address);
  await page.fill("#join [name=name]", "dora", { timeout: DEADLINE });
  await page.fill("#join [name=password]", "short");
  await page.click("#join button[value=register]");
  await line(page, /password/i);
  await page.fill("#join [name=password]", "correct horse 7!");
  await page.click("#join button[value=register]");
  await page.locator("#state.online", { hasText: "dora" }).waitFor({ timeout: DEADLINE });
  assert.ok(!(await page.textContent("#log")).includes("correct horse"));
}));

test("the drawer shows what crossed the wire, and steps through it", () => scene("chatlock", async (s, pages) => {
  const page = await pages.open((await s.web("alice")).address);
  await page.locator("#state.online").waitFor({ timeout: DEADLINE });
  await page.click("#wire-toggle");
  await page.locator("#wire:not([hidden])").waitFor({ timeout: DEADLINE });
  await say(page, "hello");
  await page.locator("#wire-list li.out", { hasText: "b9eb4e73991df0c4" }).waitFor({ timeout: DEADLINE });
  const [opened] = await Promise.all([page.context().waitForEvent("page"), page.click("#wire-list li.said button")]);
  await opened.waitForURL(/lab\/page/, { timeout: 60000 });
  await opened.waitForLoadState();
  assert.match(await opened.title(), /DES/i);
}));

test("twenty messages a second for a minute: each comes once", { timeout: 180000 }, () => scene("glasslock", async (s, pages) => {
  const alice = await pages.open((await s.web("alice")).address);
  await alice.locator("#state.online").waitFor({ timeout: DEADLINE });
  const bob = s.lines("bob");
  await bob.until(/you are bob/);
  const begin = Date.now();
  for (let i = 0; i < 1200; i++) {
    bob.say(`number ${i}.`);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, begin + 50 * (i + 1) - Date.now())));
  }
  await line(alice, "number 1199.");
  const texts = await alice.locator("#log .message .text").allTextContents();
  const numbers = texts.map((text) => text.match(/^number (\d+)\.$/)).filter(Boolean).map((match) => Number(match[1]));
  assert.deepEqual(numbers, [...Array(1200).keys()]);
}));

test("the server goes down and comes back: nothing typed is lost", () => scene("glasslock", async (s, pages) => {
  const alice = await pages.open((await s.web("alice")).address);
  await alice.locator("#state.online").waitFor({ timeout: DEADLINE });
  const bob = s.lines("bob");
  await bob.until(/you are bob/);
  await say(alice, "before");
  await bob.until(/before/);
  const port = s.port;
  await s.server.end("SIGTERM");
  await alice.locator("#state:not(.online)").waitFor({ timeout: DEADLINE });
  await say(alice, "typed while it was down");
  await s.serve(port);
  await alice.locator("#state.online").waitFor({ timeout: 60000 });
  await bob.until(/typed while it was down/);
  assert.equal(await lineCount(alice, "typed while it was down"), 1);
}));

test("the page's program is restarted: history is there", () => scene("glasslock", async (s, pages) => {
  const first = await s.web("alice");
  const alice = await pages.open(first.address);
  await alice.locator("#state.online").waitFor({ timeout: DEADLINE });
  await say(alice, "remember this");
  await alice.locator("#log .receipt", { hasText: /sent|received/ }).first().waitFor({ timeout: DEADLINE });
  await first.end("SIGTERM");
  await alice.locator("#banner:not([hidden])").waitFor({ timeout: DEADLINE });
  const args = s.clientArgs("alice").filter((arg) => arg !== "--register");
  s.clientArgs = () => args;
  const again = await pages.open((await s.web("alice")).address);
  await line(again, "remember this");
  assert.equal(await lineCount(again, "remember this"), 1);
}));

// A page from another origin that somehow knows the address, token and all.
async function fromElsewhere(pages, address) {
  const elsewhere = createServer((request, response) => response.end("<!doctype html><title>elsewhere</title>"));
  await new Promise((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
  const page = await pages.open(`http://127.0.0.1:${elsewhere.address().port}/`);
  const got = await page.evaluate(async ([base, token]) => {
    const socket = await new Promise((resolve) => {
      const line = new WebSocket(base.replace("http", "ws") + "chat", ["glasslock", token]);
      line.onopen = () => resolve("open");
      line.onerror = () => resolve("refused");
    });
    const run = await fetch(base + "lab/run", { method: "POST", headers: { "X-Glasslock-Token": token }, body: "{}" }).then((r) => r.status, () => "refused");
    const blind = await fetch(base + "lab/run", { method: "POST", mode: "no-cors", body: "{}" }).then((r) => r.type, () => "refused");
    return { socket, run, blind };
  }, address.split("#"));
  elsewhere.close();
  return got;
}

test("a wrong token, another origin: nothing", () => scene("chatlock", async (s, pages) => {
  const address = (await s.web("alice")).address;
  const wrong = await pages.open(address.replace(/#.*/, "#" + "0".repeat(32)));
  await wrong.locator("#banner:not([hidden])").waitFor({ timeout: DEADLINE });
  assert.equal(await wrong.locator("#log .line, #people li").count(), 0);
  const got = await fromElsewhere(pages, address);
  assert.equal(got.socket, "refused");
  assert.equal(got.run, "refused");
  pages.problems.length = 0; // the refusals above
}));

test("ten thousand messages scroll smoothly", () => scene("chatlock", async (s, pages) => {
  const alice = await pages.open((await s.web("alice")).address);
  await alice.locator("#state.online").waitFor({ timeout: DEADLINE });
  await alice.evaluate(async () => {
    const log = await import("/log.js");
    for (let i = 1; i <= 10000; i++)
      log.add(document.querySelector("#room").textContent, { event: "message", who: `user${i % 30}`, text: `line ${i} ` + "word ".repeat(i % 40), time: 1.7e12 + i * 1000, sequence: i });
  });
  assert.equal(await alice.locator("#log .message").count(), 10000);
  const worst = await alice.evaluate(async () => {
    const pane = document.querySelector("#log");
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    const gaps = [];
    let last = performance.now();
    for (let i = 0; i < 120; i++) {
      pane.scrollTop = (pane.scrollHeight * (i + 1)) / 120;
      await frame();
      const now = performance.now();
      gaps.push(now - last);
      last = now;
    }
    gaps.sort((a, b) => a - b);
    return { median: gaps[60], p95: gaps[114] };
  });
  console.log(`# frames while scrolling 10,000 messages: median ${worst.median.toFixed(1)} ms, 95th percentile ${worst.p95.toFixed(1)} ms`);
  assert.ok(worst.median < 100);
}));

test("the lab runs a job and opens its page", () => scene("chatlock", async (s, pages) => {
  const page = await pages.open((await s.web("alice")).address);
  await page.click("[data-view=lab]");
  const attack = page.locator("details.job", { hasText: "chatlock-key" });
  await attack.locator("summary").click();
  await attack.locator("button[type=submit]").click();
  await attack.locator("[role=status]", { hasText: "done" }).waitFor({ timeout: 60000 });
  assert.match(await attack.locator("pre").textContent(), /private key/);
  const trace = page.locator("details.job", { hasText: "DES, one block" });
  await trace.locator("summary").click();
  await trace.locator("button[type=submit]").click();
  const link = trace.locator("a", { hasText: "Open the page" });
  await link.waitFor({ timeout: 60000 });
  const [opened] = await Promise.all([page.context().waitForEvent("page"), link.click()]);
  await opened.waitForLoadState();
  assert.match(await opened.title(), /DES/i);
}));
