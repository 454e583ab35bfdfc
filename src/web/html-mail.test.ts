// HTML mail can neither run nor fetch anything: what the sanitiser lets through the frame's policy stops, and the
// other way round; so both are tried, together and with the sanitiser left out.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { frameDocument } from "./app/mail/frame-document.ts";
import { type Bench, browserTest, closeBrowserAtEnd } from "./testing/browser.ts";
import { fakeRow } from "./testing/fake-mail.ts";
import { type EmailSettings, panelStates } from "./testing/fake-settings.ts";

closeBrowserAtEnd();

const CORPUS = fileURLToPath(new URL("../../../shared/corpus/xss/dompurify-payloads.json", import.meta.url));
const FRAMES_AT_ONCE = 20;
const REMOTE = "http://tracker.example";

/** Each tries to run a script, to load something, or to lead the page away. */
const ATTACKS: readonly string[] = [
  `<script>top.hacked=1;alert(1)</script>`,
  `<img src=x onerror="top.hacked=1;fetch('${REMOTE}/onerror')">`,
  `<svg onload="top.hacked=1"><image href="${REMOTE}/svg.png"/><use href="${REMOTE}/use.svg#x"/></svg>`,
  `<svg><a><animate attributeName=href values="javascript:top.hacked=1"/><text>click</text></a></svg>`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">`,
  `<noscript><p title="</noscript><img src=x onerror=alert(1)>">`,
  `<iframe src="${REMOTE}/frame"></iframe><iframe srcdoc="<script>top.hacked=1</script>"></iframe>`,
  `<object data="${REMOTE}/object"></object><embed src="${REMOTE}/embed">`,
  `<form action="${REMOTE}/form"><input name=q autofocus onfocus="top.hacked=1"><button>Sign in</button></form>`,
  `<meta http-equiv="refresh" content="0;url=${REMOTE}/refresh"><base href="${REMOTE}/">`,
  `<link rel=stylesheet href="${REMOTE}/style.css"><link rel=prefetch href="${REMOTE}/prefetch">`,
  `<style>@import "${REMOTE}/import.css"; body{background:url(${REMOTE}/css.png)} @font-face{font-family:x;src:url(${REMOTE}/font)} p{font-family:x;cursor:url(${REMOTE}/cursor),auto}</style><p>styled</p>`,
  `<style>p{background:\\75rl(${REMOTE}/escaped.png);--u:url(${REMOTE}/var.png);border-image:var(--u)}</style><p>x</p>`,
  `<p style="background:url('${REMOTE}/attribute.png');position:fixed;inset:0;z-index:99999">over everything</p>`,
  `<img src="${REMOTE}/pixel.png"><img srcset="${REMOTE}/srcset.png 1x"><img src="//tracker.example/relative.png">`,
  `<picture><source srcset="${REMOTE}/source.png"><img src="data:image/png;base64,AAAA"></picture>`,
  `<video poster="${REMOTE}/poster.png" src="${REMOTE}/video" autoplay></video><audio src="${REMOTE}/audio" autoplay></audio>`,
  `<table background="${REMOTE}/table.png"><tr><td background="${REMOTE}/cell.png">x</td></tr></table>`,
  `<body background="${REMOTE}/body.png" onload="top.hacked=1"><a href="javascript:top.hacked=1">click</a>`,
  `<a href="data:text/html,<script>alert(1)</script>">click</a><a href=" vbscript:x">click</a>`,
];

function payloads(): readonly string[] {
  if (!existsSync(CORPUS)) {
    console.log("left out: the payloads of the shared corpus are absent");
    return ATTACKS;
  }
  const known = JSON.parse(readFileSync(CORPUS, "utf8")) as readonly { readonly payload: unknown }[];
  return [...ATTACKS, ...known.flatMap(({ payload }) => (typeof payload === "string" ? [payload] : []))];
}

async function openWithHtml(bench: Bench, html: string): Promise<void> {
  const { fake, page } = bench;
  fake.world.settings = panelStates.inSync as EmailSettings;
  fake.world.special.set(fakeRow(1, 99_999).id, { html });
  await page.goto(`${fake.url}/mail`);
  await page.getByRole("option").first().click();
  await page.locator("iframe").waitFor();
}

/** A frame has loaded when all that it may load is there, or was refused. */
async function frameLoaded({ page }: Bench): Promise<void> {
  await page.frames()[1]?.waitForLoadState("load");
}

browserTest("no attack in a mail runs or loads anything, and the page stays where it is", async (bench) => {
  const { fake, page } = bench;
  const dialogs: string[] = [];
  page.on("dialog", async (dialog) => {
    dialogs.push(dialog.message());
    await dialog.dismiss();
  });
  await openWithHtml(
    bench,
    payloads()
      .map((payload) => `<div>${payload}</div>`)
      .join("\n"),
  );
  const frame = page.locator("iframe");
  expect(await frame.getAttribute("sandbox")).toBe("allow-popups allow-popups-to-escape-sandbox");
  await frameLoaded(bench);
  expect(await page.evaluate("window.hacked")).toBeUndefined();
  expect(dialogs).toEqual([]);
  expect(new URL(page.url()).pathname).toContain("/mail/");
  expect(fake.world.requests.filter((request) => request.includes("favicon"))).toEqual([]);
  const clean = (await frame.getAttribute("srcdoc")) ?? "";
  expect(clean).not.toMatch(/<(?:script|form|input|svg|math|object|embed|link|base|video|audio)\b/i);
  expect(clean.split("</head>")[1]).not.toMatch(/tracker\.example/);
  bench.broken.length = 0;
});

browserTest("the frame alone stops every attack, without the sanitiser", async (bench) => {
  const { fake, page } = bench;
  const dialogs: string[] = [];
  page.on("dialog", async (dialog) => {
    dialogs.push(dialog.message());
    await dialog.dismiss();
  });
  await openWithHtml(bench, "<p>Hello</p>");
  await page.frameLocator("iframe").getByText("Hello").waitFor();
  const documents = payloads().map((payload) =>
    frameDocument({ html: `${payload}<p>end</p>`, remote: false }),
  );
  for (let from = 0; from < documents.length; from += FRAMES_AT_ONCE) {
    const some = JSON.stringify(documents.slice(from, from + FRAMES_AT_ONCE));
    await page.evaluate(
      `Promise.all(${some}.map((text) => new Promise((done) => {
        const frame = document.querySelector("iframe").cloneNode();
        frame.addEventListener("load", () => { frame.remove(); done(); }, { once: true });
        frame.srcdoc = text;
        document.body.append(frame);
      })))`,
    );
  }
  expect(await page.evaluate("window.hacked")).toBeUndefined();
  expect(dialogs).toEqual([]);
  expect(new URL(page.url()).origin).toBe(fake.url);
  // The browser says what it refused; that is the test.
  bench.broken.length = 0;
});

browserTest("pictures from elsewhere come only when asked for, and nothing but pictures", async (bench) => {
  const { page } = bench;
  await openWithHtml(
    bench,
    `<p>Newsletter</p><img alt="banner" src="${REMOTE}/banner.png"><style>@import "${REMOTE}/x.css";</style><script src="${REMOTE}/x.js"></script>`,
  );
  await page.frameLocator("iframe").getByText("Newsletter").waitFor();
  await frameLoaded(bench);
  expect(bench.foreign).toEqual([]);
  await Promise.all([
    page.waitForEvent("requestfailed", (request) => request.url() === `${REMOTE}/banner.png`),
    page.getByRole("button", { name: "Show images" }).click(),
  ]);
  await frameLoaded(bench);
  expect(bench.foreign).toEqual([`${REMOTE}/banner.png`]);
  bench.foreign.length = 0;
  bench.broken.length = 0;
});

browserTest("a picture inside the mail is shown without asking, and links open apart", async (bench) => {
  const { fake, page } = bench;
  const { id } = fakeRow(1, 99_999);
  fake.world.special.set(id, {
    attachmentList: [
      {
        part: "1",
        fileName: "logo.png",
        contentType: "image/png",
        size: 70,
        contentId: "logo@mail",
        inline: true,
      },
    ],
  });
  const html = `<img alt="logo" src="cid:logo@mail"><a href="https://xn--bcher-kva.example/" target="_top">books</a>`;
  fake.world.special.set(id, { ...fake.world.special.get(id), html });
  fake.world.settings = panelStates.inSync as EmailSettings;
  await page.goto(`${fake.url}/mail`);
  await page.getByRole("option").first().click();
  const frame = page.frameLocator("iframe");
  await frame.getByRole("img", { name: "logo" }).waitFor();
  expect(await frame.getByRole("img", { name: "logo" }).getAttribute("src")).toMatch(
    /^data:image\/png;base64,/,
  );
  const link = frame.getByRole("link", { name: "books" });
  expect(await link.getAttribute("rel")).toBe("noopener noreferrer");
  expect(await link.getAttribute("target")).toBe("_blank");
  expect(await link.getAttribute("title")).toBe("https://xn--bcher-kva.example/");
  // It stands in the text already.
  expect(await page.getByRole("list", { name: "Attachments" }).count()).toBe(0);
});

test("the frame's policy comes before anything of the mail", () => {
  const document = frameDocument({ html: "<p>x</p>", remote: false });
  expect(document.indexOf("Content-Security-Policy")).toBeLessThan(document.indexOf("<style"));
  expect(document).toContain("default-src 'none'; style-src 'unsafe-inline'; img-src data:;");
  expect(frameDocument({ html: "", remote: true })).toContain("img-src data: https: http:;");
});
