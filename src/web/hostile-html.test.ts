// What HTML mail can do to who reads it: nothing, twice. The sanitiser takes out what it may not have, and the frame stops
// what the sanitiser would let through; so every attack is tried against both, and against the frame alone.
import type { CDPSession } from "playwright-core";
import { expect, test } from "vitest";
import { frameDocument } from "./app/mail/frame-document.ts";
import { type Bench, browserTest, closeBrowserAtEnd } from "./testing/browser.ts";
import { bundleFrame } from "./testing/bundled-frame.ts";
import { fakeRow } from "./testing/fake-mail.ts";
import { type EmailSettings, panelStates } from "./testing/fake-settings.ts";
import { htmlAttacks, REMOTE, WANTING } from "./testing/html-attacks.ts";

closeBrowserAtEnd();

const FRAMES_AT_ONCE = 20;
const SANDBOX = "allow-popups allow-popups-to-escape-sandbox";

async function openMail(bench: Bench, html: string): Promise<void> {
  const { fake, page } = bench;
  fake.world.settings = panelStates.inSync as EmailSettings;
  fake.world.special.set(fakeRow(1, 99_999).id, { html });
  await page.goto(`${fake.url}/mail`);
  await page.getByRole("option").first().click();
  await page.locator("iframe.mail-frame").waitFor();
  await page.evaluate(await bundleFrame());
}

/** Shows documents in frames like the mail page's own, and paints them: what a style wants is loaded only then. */
async function showFrames(
  { page }: Bench,
  build: "walled" | "darkened" | "bare",
  htmls: readonly string[],
): Promise<void> {
  for (let from = 0; from < htmls.length; from += FRAMES_AT_ONCE) {
    const some = JSON.stringify(htmls.slice(from, from + FRAMES_AT_ONCE));
    await page.evaluate(
      `Promise.all(${some}.map((html) => new Promise((done) => {
        const frame = document.querySelector("iframe.mail-frame").cloneNode();
        frame.className = "tried";
        frame.style.cssText = "position:fixed;inset:0;width:300px;height:300px";
        frame.addEventListener("load", () => done(), { once: true });
        frame.srcdoc = mailFrame.${build}(html);
        document.body.append(frame);
      })))`,
    );
    await page.screenshot();
    await page.evaluate(`document.querySelectorAll("iframe.tried").forEach((frame) => frame.remove())`);
  }
}

interface Watched {
  /** Scripts that a frame's document compiled, to run them or not. */
  readonly scripts: string[];
  readonly dialogs: string[];
  readonly navigations: string[];
  readonly popups: string[];
}

async function watch({ page, context }: Bench): Promise<Watched & { readonly session: CDPSession }> {
  const watched: Watched = { scripts: [], dialogs: [], navigations: [], popups: [] };
  const session = await context.newCDPSession(page);
  session.on("Debugger.scriptParsed", ({ url, length }) => {
    if (url.startsWith("about:srcdoc")) watched.scripts.push(`${url} ${length}`);
  });
  await session.send("Debugger.enable");
  page.on("dialog", async (dialog) => {
    watched.dialogs.push(dialog.message());
    await dialog.dismiss();
  });
  page.on("framenavigated", (frame) => {
    // What a frame in the frame wanted was refused before it began.
    if (!/^(?:about:|chrome-error:)/.test(frame.url())) watched.navigations.push(frame.url());
  });
  context.on("page", (popup) => watched.popups.push(popup.url()));
  return { ...watched, session };
}

const NOTHING = { scripts: [], dialogs: [], navigations: [], popups: [], foreign: [], own: [] };

browserTest("a script that runs in a frame would be seen", async (bench) => {
  await openMail(bench, "<p>Hello</p>");
  const watched = await watch(bench);
  await bench.page.evaluate(
    `new Promise((done) => {
      const frame = document.createElement("iframe");
      frame.sandbox = "allow-scripts";
      frame.onload = done;
      frame.srcdoc = "<img src=x onerror=1><body onload='2'>";
      document.body.append(frame);
    })`,
  );
  // The policy of the page itself stops it as well, so that not even this one runs.
  expect(bench.broken.splice(0).join()).toContain("Content Security Policy");
  await bench.page.goto("about:blank");
  await bench.page.setContent(`<iframe sandbox="allow-scripts" srcdoc="<body onload='2'>"></iframe>`);
  await expect.poll(() => watched.scripts.length).toBeGreaterThan(0);
});

const WALLS = { walled: "sanitised", darkened: "sanitised, in the dark", bare: "in the frame alone" };
for (const build of ["walled", "darkened", "bare"] as const) {
  const how = WALLS[build];
  browserTest(`checks 30, 31, 32: no attack in a mail does anything, ${how}`, async (bench) => {
    await openMail(bench, "<p>Hello</p>");
    const all = htmlAttacks();
    // The dark changes colours alone.
    const attacks = build === "darkened" ? all.filter((html) => /style|color|background/i.test(html)) : all;
    expect(attacks.length).toBeGreaterThan(build === "darkened" ? 20 : 70);
    const watched = await watch(bench);
    // The page's own, once it is idle.
    const asked = () => bench.fake.world.requests.some((request) => request.endsWith("/identities"));
    await expect.poll(asked).toBe(true);
    const before = bench.fake.world.requests.length;
    const place = bench.page.url();
    await showFrames(bench, build, attacks);
    const { session: _, ...seen } = watched;
    // The page's own parts may come meanwhile.
    const isPart = (request: string): boolean => request.startsWith("GET /assets/");
    const own = bench.fake.world.requests.slice(before).filter((request) => !isPart(request));
    expect({ ...seen, foreign: bench.foreign, own }).toEqual(NOTHING);
    expect(bench.page.url()).toBe(place);
    expect(await bench.page.evaluate("window.hacked")).toBeUndefined();
    // The browser says what it refused; that is the test.
    bench.broken.length = 0;
  });
}

browserTest("check 31: the frame of a mail may run nothing, and is nobody's origin", async (bench) => {
  await openMail(bench, "<p>Hello</p>");
  const frame = bench.page.locator("iframe.mail-frame");
  expect(await frame.getAttribute("sandbox")).toBe(SANDBOX);
  expect(await frame.getAttribute("referrerpolicy")).toBe("no-referrer");
  expect(await frame.getAttribute("src")).toBeNull();
});

test("check 31: the frame's policy comes before anything of the mail, and lets nothing be loaded", () => {
  const document = frameDocument({ html: "<p>x</p>", scheme: "light" });
  expect(document.indexOf("Content-Security-Policy")).toBeLessThan(document.indexOf("<style"));
  expect(document).toContain(
    `content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'"`,
  );
});

browserTest(
  "check 32: images that are asked for are asked of our server, and nothing else is",
  async (bench) => {
    const { fake, page } = bench;
    await openMail(
      bench,
      `<p>Newsletter</p>${WANTING.join("\n").replace(/<\/?(?:plaintext|frameset)[^>]*>/g, "")}`,
    );
    await page.frameLocator("iframe.mail-frame").getByText("Newsletter").waitFor();
    const asked = () =>
      fake.world.requests.flatMap((request) => {
        const address = /\/images\?address=(.*)$/.exec(request)?.[1];
        return address === undefined ? [] : [decodeURIComponent(address)];
      });
    expect([asked(), bench.foreign]).toEqual([[], []]);
    await page.getByRole("button", { name: "Show images" }).click();
    await page.getByText("Images from the internet are shown.").waitFor();
    await page.screenshot();
    const pictures = asked();
    expect(pictures).toContain(`${REMOTE}/pixel.png`);
    expect(pictures).toContain("//tracker.example/relative.png");
    expect(pictures).toContain(`${REMOTE}/attribute.png`);
    expect(
      pictures.filter((address) => /\.(?:css|js|vtt)$|script|refresh|\/a$|ping|video$|audio$/.test(address)),
    ).toEqual([]);
    expect(new Set(pictures).size).toBe(pictures.length);
    expect(bench.foreign).toEqual([]);
    const source = (await page.locator("iframe.mail-frame").getAttribute("srcdoc")) ?? "";
    expect(source.split("</head>")[1]).not.toMatch(/(?:src|background|url\()[^>]{0,3}(?:https?:)?\/\//i);
    bench.broken.length = 0;
  },
);

/** Each wants to be over the page, or to make it another. */
const OVER = [
  `<style>*,html,body{position:fixed!important;inset:-9999px!important;z-index:2147483647!important;background:red!important}</style><p>x</p>`,
  `<div style="position:fixed;left:-2000px;top:-2000px;width:9000px;height:9000px;background:red;z-index:2147483647">x</div>`,
  `<style>:root{transform:scale(50);filter:invert(1)}body{margin:-5000px;overflow:visible!important}</style><h1>x</h1>`,
  `<style>.mail,.shell,iframe,.message-head{display:none!important}</style><p>x</p>`,
  `<p style="margin-top:-4000px;font-size:4000px;color:red">WIDE</p><div style="width:1000000px;height:1000000px">x</div>`,
  `<div popover=manual style="display:block;position:fixed;inset:0">x</div><dialog open style="position:fixed;inset:0">x</dialog>`,
];

/** Pixels that differ between two pictures of the page. At round corners one or two may, of the same page. */
const NOISE_MAX = 20;
async function differing({ context }: Bench, one: string, other: string): Promise<number> {
  const page = await context.newPage();
  const pixels = await page.evaluate<number>(
    `(async () => {
      const read = async (png) => {
        const blob = await (await fetch("data:image/png;base64," + png)).blob();
        const image = await createImageBitmap(blob);
        const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
        canvas.drawImage(image, 0, 0);
        return new Uint32Array(canvas.getImageData(0, 0, image.width, image.height).data.buffer);
      };
      const [a, b] = [await read("${one}"), await read("${other}")];
      return a.filter((pixel, at) => pixel !== b[at]).length;
    })()`,
  );
  await page.close();
  return pixels;
}

browserTest("check 33: styles of a mail change nothing outside of its frame", async (bench) => {
  const { page } = bench;
  await openMail(bench, "<p>Hello</p>");
  const frame = page.locator("iframe.mail-frame");
  await page.mouse.move(2, 2);
  const outside = async (): Promise<string> => {
    const shot = await page.screenshot({ mask: [frame], animations: "disabled" });
    return shot.toString("base64");
  };
  const before = await outside();
  for (const html of OVER) {
    for (const build of ["walled", "bare"]) {
      await page.evaluate(
        `new Promise((done) => {
          const frame = document.querySelector("iframe.mail-frame");
          frame.addEventListener("load", () => done(), { once: true });
          frame.srcdoc = mailFrame.${build}(${JSON.stringify(html)});
        })`,
      );
      expect(await differing(bench, before, await outside()), `${build}: ${html}`).toBeLessThan(NOISE_MAX);
    }
  }
  // And a change outside is one that would be seen.
  await page.evaluate(`document.querySelector(".message-head").style.background = "red"`);
  expect(await differing(bench, before, await outside())).toBeGreaterThan(NOISE_MAX);
});

const LINKS: readonly (readonly [string, string | null])[] = [
  ["https://example.nl/a?b=c", "https://example.nl/a?b=c"],
  ["//example.nl/", "https://example.nl/"],
  ["mailto:eva@example.nl", "mailto:eva@example.nl"],
  ["tel:+31201234567", "tel:+31201234567"],
  ["https://b\u00fccher.example/", "https://xn--bcher-kva.example/"],
  ["https://\u0430pple.example/", "https://xn--pple-43d.example/"],
  ["https://example.nl\u2044@evil.example/", "https://example.nl%E2%81%84@evil.example/"],
  ["javascript:alert(1)", null],
  [" java\tscript:alert(1)", null],
  ["&#1;javascript:alert(1)", null],
  ["data:text/html,x", null],
  ["vbscript:x", null],
  ["file:///etc/passwd", null],
  ["blob:https://example.nl/1", null],
  ["intent://x", null],
  ["ms-word:ofe|u|https://evil.example/x.docx", null],
  ["search-ms:query=x", null],
  ["/settings", null],
  ["?a=b", null],
];

browserTest("check 35: a link leads where it says, opens apart, and tells nothing", async (bench) => {
  await openMail(bench, "<p>Hello</p>");
  for (const [href, leads] of LINKS) {
    const html = `<a href="${href}" target="_top" title="https://bank.example/">text</a>`;
    const clean = await bench.page.evaluate<string>(`mailFrame.sanitise(${JSON.stringify(html)}).html`);
    const wanted =
      leads === null
        ? []
        : [`href="${leads}"`, `target="_blank"`, `rel="noopener noreferrer"`, `title="${leads}"`];
    const found = [...clean.matchAll(/\b(?:href|target|rel|title|on\w+)="[^"]*"/g)].map(([each]) => each);
    expect(found.filter((each) => leads !== null || !each.startsWith("title")).sort(), href).toEqual(
      wanted.sort(),
    );
  }
});
