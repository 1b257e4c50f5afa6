// SPDX-License-Identifier: MIT
// The page of a trace, in a real browser: stepping, jumping, links, marks, keys alone, dark and light, paper.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";
import { open, program, run, tracePage } from "./browser.mjs";

let browser, page, problems;
before(async () => ({ browser, page, problems } = await open()));
after(async () => {
  await browser.close();
  assert.deepEqual(problems, []);
});

const place = () => page.textContent("#place");
const label = async () => (await page.textContent("#detail h2")).split("#")[0].trim();

test("keys step by step, operation, round and block, both ways", async () => {
  await page.goto(tracePage("des", "des"));
  assert.match(await place(), /^step 1 of 445/);
  for (const key of ["ArrowRight", "ArrowRight", "ArrowLeft"]) await page.keyboard.press(key);
  assert.match(await place(), /^step 2 of/);
  await page.keyboard.press("}");
  await page.keyboard.press("}");
  await page.keyboard.press("]");
  assert.match(await place(), /Block 1 > Round 1 > E\(R\)/);
  await page.keyboard.press("n");
  await page.keyboard.press("n");
  assert.equal(await label(), "B1");
  await page.keyboard.press("n");
  assert.equal(await label(), "S1(B1)...S8(B8)");
  await page.keyboard.press("p");
  assert.equal(await label(), "B1");
  await page.keyboard.press("End");
  assert.match(await place(), /^step 445 of 445/);
  await page.keyboard.press("Backspace");
  assert.equal(await label(), "B1");
});

test("the slider, the tree, the list, the search and the sources go there", async () => {
  await page.fill("#slider", "100");
  assert.match(await place(), /^step 100 of/);
  await page.getByRole("button", { name: "Key schedule", exact: true }).click();
  assert.match(await place(), /^step 2 of/);
  await page.locator("#list tr.step", { hasText: "C1" }).first().click();
  assert.equal(await label(), "C1");
  await page.keyboard.press("/");
  await page.keyboard.type("5c82b597");
  await page.keyboard.press("Enter");
  assert.equal(await label(), "S1(B1)...S8(B8)");
  await page.keyboard.press("g");
  await page.keyboard.type("round 7");
  await page.keyboard.press("Enter");
  assert.match(await place(), /Block 1 > Round 7 >/);
  await page.locator("#detail .sources button").first().click();
  assert.equal(await label(), "R6");
});

test("the page stops where the terminal stops", async () => {
  for (const name of ["des3", "sha256", "pbkdf2", "fernet", "ecdsa", "rsa-oaep"]) {
    const keys = [..."}}}}}}}}}}}}]]]]nnn[[{{{]]p"];
    const script = keys.map((key) => key + "\nscreen\n").join("");
    const shown = execFileSync(program, ["step", name, "--script", "-"], { input: script, encoding: "utf8" });
    const expected = [...shown.matchAll(/ (\d+)\/\d+$/gm)].map((m) => m[1]);
    assert.equal(expected.length, keys.length);
    await page.goto(tracePage("stops-" + name, name));
    for (const [i, key] of keys.entries()) {
      await page.keyboard.press(key);
      assert.equal(await page.inputValue("#slider"), expected[i], `${name}: ${keys.slice(0, i + 1).join("")}`);
    }
  }
});

test("a deep link opens its step, and stepping keeps the address", async () => {
  await page.goto(tracePage("deep", "des") + "#step-86");
  assert.equal(await label(), "S5(B5)");
  assert.equal(await page.textContent("td.here"), "11");
  await page.keyboard.press("ArrowRight");
  assert.match(page.url(), /#step-87$/);
});

test("marks show what a byte of AES reaches: a column, then everything", async () => {
  await page.goto(tracePage("aes", "aes") + "#step-97");
  assert.equal(await label(), "plaintext");
  for (const key of ["u", "d", "d"]) await page.keyboard.press(key);
  const count = async (ref) => page.textContent(`#list tr[data-ref="${ref}"] td.count`);
  assert.equal(await count(102), "* 32/128");
  assert.equal(await count(106), "* 128/128");
});

// The page's own closure over the links against the program's, for a bit of every kind of trace.
test("the page marks what the program marks", async () => {
  for (const [name, at] of [["des", 200], ["aes", 120], ["sha256", 300], ["ecdsa", 60]]) {
    const screen = execFileSync(program, ["step", name, "--script", "-", "--size", "200x200"],
      { input: `type g${at}\nenter\nu\nu\nd\nscreen\n`, encoding: "utf8" });
    const expected = [...screen.matchAll(/#(\d+) .* \* (\d+\/\d+)$/gm)].map((m) => [+m[1], m[2]]);
    assert.ok(expected.length > 2, name);
    await page.goto(tracePage("marks-" + name, name) + "#step-" + at);
    for (const key of ["u", "u", "d"]) await page.keyboard.press(key);
    for (const [ref, count] of expected.filter(([ref]) => Math.abs(ref - at) <= 40))
      assert.equal(await page.textContent(`#list tr[data-ref="${ref}"] td.count`), "* " + count, `${name} #${ref}`);
  }
});

test("every value of the golden traces stands on the page", async () => {
  const golden = { des: "des-133457799BBCDFF1.txt", sha256: "sha256-abc.txt", "aes-128": "aes-fips197-C1.txt" };
  for (const [name, file] of Object.entries(golden)) {
    await page.goto(tracePage("golden-" + name, name));
    await page.selectOption("#base", "hex");
    const count = +(await page.getAttribute("#slider", "max")), seen = new Set();
    for (let i = 0; i < count; i++) {
      seen.add(await page.evaluate(() => document.querySelector("#detail .digits").textContent));
      await page.keyboard.press("ArrowRight");
    }
    const text = readFileSync("tests/golden/" + file, "utf8").split("INVERSE")[0];
    const words = text.split(/[\s=()]+/).filter((w) => /^[0-9a-fA-F]{7,}$/.test(w) && !/^[01]{7}$/.test(w));
    assert.ok(words.length > 90);
    for (const word of words) assert.ok(seen.has(word.toLowerCase()), `${name}: ${word} is nowhere on the page`);
  }
});

test("two runs stand side by side, with their curve", async () => {
  await page.goto(tracePage("twin", "des", "--diff", "in:0") + "#step-70");
  assert.match(await page.textContent("#detail .twin"), /with in:0: 1 of 64 bits differ/);
  assert.equal(await page.locator("#detail .twin .changed").count(), 1);
  assert.match(await page.textContent('#list tr[data-ref="70"] td.count'), /1\/64/);
  await page.click("#chart summary");
  assert.equal(await page.locator("#chart circle").count(), 16);
});

test("a toy run stands beside the real one", async () => {
  await page.goto(tracePage("beside", "rsa-oaep", "--beside", "toy") + "#step-14");
  assert.match(await page.textContent("#note"), /rsa -p 61 -q 53 -e 17 --in 65\. .*no room for padding/);
  assert.match(await page.textContent("#detail .twin"), /no partner in the toy run: it has no "EME-OAEP encoding"/);
  await page.keyboard.press("b");
  assert.equal(await label(), "m");
  await page.keyboard.press("End");
  await page.keyboard.press("B");
  await page.keyboard.press("B");
  assert.equal(await label(), "multiply by x");
  assert.match(await page.textContent("#detail .twin"), /#15 of the toy run:\s*2790 = 789 \* 65 mod 3233/);
  assert.equal(await page.textContent('#list tr[aria-current] td.beside'), "2790");
  await page.selectOption("#base", "binary");
  assert.match(await page.textContent("#detail .twin"), /10101110 0110/);
  await page.keyboard.press("h");
  assert.match(await page.textContent("#detail .twin"), /hidden, too/);
  assert.equal(await page.textContent('#list tr[aria-current] td.beside'), "");
  await page.goto(tracePage("ecdsa-beside", "ecdsa", "--beside", "toy") + "#step-5130");
  assert.match(await page.textContent("#detail .twin"), /then it alone: 11 steps/);
  await page.goto(tracePage("plain", "rsa"));
  assert.ok(!(await page.isVisible("#beside")));
});

// The same page with every hidden value, and all that is said of it, replaced: what looks the same tells nothing.
function altered(page, from) {
  const file = new URL(page).pathname, other = file.replace(".html", `-without-${from}.html`);
  let html = readFileSync(file, "utf8");
  const rewrite = (id, change) => {
    html = html.replace(new RegExp(`(<script type="application/json" id="${id}">)(.*?)(</script>)`, "s"), (_, open, json, close) => {
      const data = JSON.parse(json);
      change(data);
      return open + JSON.stringify(data).replaceAll("<", "\\u003c") + close;
    });
  };
  rewrite("trace", (trace) => {
    for (const s of trace.steps.slice(from - 1)) {
      if (s.bits) s.value = (((1n << BigInt(s.bits)) - 1n) ^ BigInt("0x" + s.value)).toString(16).padStart(s.value.length, "0");
      s.text = s.text.replace(/six bits [01 ]+:/, "six bits 1 1111 1:").replace(/row \d+/, "row 99").replace(/column \d+/, "column 99").replace(/gives .*/, "gives something else");
    }
  });
  rewrite("extra", (extra) => {
    extra.natural = extra.natural.map((v, i) => (i >= from - 1 ? "something else" : v));
    extra.formula = extra.formula.map((v, i) => (i >= from - 1 ? v.replace(/row \d+, column \d+$/, "row 99, column 99") : v));
  });
  writeFileSync(other, html);
  return "file://" + other;
}

test("a quiz hides what comes, one key shows it, and nothing leaks", async () => {
  const seen = () => page.evaluate(() => document.querySelector("header").innerText + document.querySelector("main").outerHTML);
  for (const [name, from, ...more] of [["des", 86], ["des", 200], ["des", 70, "--diff", "in:0"], ["aes", 103], ["aes", 101, "--diff", "key:1"], ["rsa", 10], ["ecdsa", 56], ["sha256", 60]]) {
    const real = tracePage(`quiz-${name}-${from}`, name, ...more), screens = [];
    for (const address of [real, altered(real, from)]) {
      await page.goto(address + "#step-" + from);
      await page.keyboard.press("h");
      for (const base of ["natural", "hex", "binary", "decimal", "matrix"]) {
        await page.selectOption("#base", base);
        for (const keys of ["", "u", "u", "d", "d", "du"]) {
          for (const key of keys) await page.keyboard.press(key);
          screens.push(await seen());
        }
      }
    }
    const half = screens.length / 2;
    for (let i = 0; i < half; i++) assert.equal(screens[i], screens[half + i], `${name} #${from}`);
  }
  await page.goto(tracePage("quiz", "des") + "#step-86");
  assert.ok(!(await page.isVisible("#reveal")));
  await page.keyboard.press("h");
  assert.equal(await page.textContent("#detail .digits"), "____");
  assert.match(await place(), /what comes here\?$/);
  assert.equal(await page.locator("td.here").count(), 0);
  await page.keyboard.press("/"); // the ciphertext is not found before it is shown
  await page.keyboard.type("85e813540f0ab405");
  await page.keyboard.press("Enter");
  assert.match(await place(), /nothing here is called/);
  await page.keyboard.press("r");
  assert.equal(await page.textContent("#detail .digits"), "1011");
  assert.equal(await page.textContent("td.here"), "11");
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.textContent("#detail .digits"), "______");
  await page.click("#reveal");
  assert.match(await page.textContent("#detail .digits"), /^[01]{6}$/);
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  assert.match(await page.locator("#printed tr:not(.scope)").nth(87).textContent(), /____/);
  await page.emulateMedia({ media: "screen" });
  await page.click("#hide");
  assert.ok(!(await page.textContent("#list")).includes("____"));
});

test("it works by keyboard alone, and says where it is", async () => {
  await page.goto(tracePage("keyboard", "rsa"));
  assert.equal(await page.getAttribute("#place", "aria-live"), "polite");
  await page.keyboard.press("Tab"); // the first button of the toolbar
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.match(await place(), /^step 2 of/);
  await page.keyboard.press("?");
  assert.ok(await page.isVisible("#help"));
  await page.keyboard.press("Escape");
  assert.ok(!(await page.isVisible("#help")));
  const unnamed = await page.$$eval("button, input, select", (all) => all.filter((e) => !(e.textContent.trim() || e.title || e.closest("label") || e.ariaLabel)).length);
  assert.equal(unnamed, 0);
});

test("dark and light, by the system and by the button", async () => {
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await paper();
  await page.emulateMedia({ colorScheme: "light" });
  const light = await paper();
  assert.notEqual(dark, light);
  await page.click("#theme");
  assert.equal(await paper(), dark);
});

test("paper gets every value once, and no controls", async () => {
  await page.goto(tracePage("paper", "des"));
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  assert.ok(!(await page.isVisible(".toolbar")));
  assert.equal(await page.locator("#printed tr:not(.scope)").count(), 445);
  await page.emulateMedia({ media: "screen" });
});

test("long traces stay usable", async () => {
  await page.goto(tracePage("p256", "ecdsa", "--curve", "P-256"));
  const count = +(await page.getAttribute("#slider", "max"));
  assert.ok(count > 4000);
  const started = Date.now();
  for (let i = 0; i < 20; i++) await page.keyboard.press("]");
  assert.ok(Date.now() - started < 10000);
  assert.ok((await page.locator("#tree button").count()) < 300);
  assert.ok((await page.locator("#list tr").count()) < 250);
});

test("text from outside stays text", async () => {
  const html = readFileSync(new URL(tracePage("text", "sha256", "--text", "</script><script>alert(1)</script>")), "utf8");
  assert.equal(html.split("</script>").length - 1, 3);
  assert.doesNotMatch(html, /src=|href=|https?:/);
  assert.match(run("trace", "--help"), /html/);
});
