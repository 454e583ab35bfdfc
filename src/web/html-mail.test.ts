// HTML mail as it is shown: its pictures, those inside it and those from elsewhere, and its links.
import { expect } from "vitest";
import { type Bench, browserTest, closeBrowserAtEnd } from "./testing/browser.ts";
import { fakeRow } from "./testing/fake-mail.ts";
import { type EmailSettings, panelStates } from "./testing/fake-settings.ts";
import { REMOTE } from "./testing/html-attacks.ts";

closeBrowserAtEnd();

async function openWithHtml(bench: Bench, html: string): Promise<void> {
  const { fake, page } = bench;
  fake.world.settings = panelStates.inSync as EmailSettings;
  const { id } = fakeRow(1, 99_999);
  fake.world.special.set(id, { ...fake.world.special.get(id), html });
  await page.goto(`${fake.url}/mail`);
  await page.getByRole("option").first().click();
  await page.locator("iframe").waitFor();
}

/** Addresses of images that our server was asked for. */
function asked({ fake }: Bench): readonly string[] {
  return fake.world.requests.flatMap((request) => {
    const address = /\/images\?address=(.*)$/.exec(request)?.[1];
    return address === undefined ? [] : [decodeURIComponent(address)];
  });
}

/** A frame has loaded when all that it may load is there, or was refused. */
async function frameLoaded({ page }: Bench): Promise<void> {
  await page.frames()[1]?.waitForLoadState("load");
}

const LETTER = `<p>Newsletter</p><img alt="banner" src="${REMOTE}/banner.png"><style>@import "${REMOTE}/x.css";</style>`;

browserTest(
  "images from elsewhere come when they are asked for, by our server, and nothing but images",
  async (bench) => {
    const { fake, page } = bench;
    await openWithHtml(bench, LETTER);
    const frame = page.frameLocator("iframe");
    await frame.getByText("Newsletter").waitFor();
    await frameLoaded(bench);
    const banner = frame.getByAltText("banner");
    expect(await banner.getAttribute("src")).toBeNull();
    expect(asked(bench)).toEqual([]);
    await page.getByRole("button", { name: "Show images" }).click();
    await expect.poll(() => banner.getAttribute("src")).toMatch(/^data:image\/png;base64,/);
    expect(asked(bench)).toEqual([`${REMOTE}/banner.png`]);
    // Of another message nothing was said.
    fake.world.special.set(fakeRow(1, 99_998).id, { html: LETTER });
    await page.getByRole("option").nth(1).click();
    await page.getByRole("button", { name: "Show images" }).waitFor();
  },
);

browserTest(
  "images of a sender always come once that was said, until it is taken back in the same place",
  async (bench) => {
    const { fake, page } = bench;
    await openWithHtml(bench, LETTER);
    const banner = page.frameLocator("iframe").getByAltText("banner");
    const sender = fakeRow(1, 99_999).from[0]?.address ?? "";
    await page.getByRole("button", { name: `Always for ${sender}` }).click();
    await page.getByText(`Images of ${sender} are always shown.`).waitFor();
    await expect.poll(() => banner.getAttribute("src")).toMatch(/^data:image/);
    await page.getByRole("button", { name: "Ask again" }).click();
    await page.getByRole("button", { name: "Show images" }).waitFor();
    await expect.poll(() => banner.getAttribute("src")).toBeNull();
    expect(fake.world.requests.filter((each) => each.startsWith("PUT"))).toHaveLength(2);
  },
);

browserTest("a sender that may be another can't be said always for", async (bench) => {
  bench.fake.world.special.set(fakeRow(1, 99_999).id, { senderDoubt: "otherAddress" });
  await openWithHtml(bench, LETTER);
  await bench.page.getByRole("button", { name: "Show images" }).waitFor();
  expect(await bench.page.getByRole("button", { name: /Always/ }).count()).toBe(0);
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

/** The contrast of an element's letters with what lies behind them (WCAG 2, 1.4.3). */
const CONTRAST = `(element) => {
  const pixel = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const luminance = (colour) => {
    pixel.clearRect(0, 0, 1, 1);
    pixel.fillStyle = colour;
    pixel.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...pixel.getImageData(0, 0, 1, 1).data].slice(0, 3).map((each) => each / 255)
      .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  let ground = element;
  while (/rgba\\(0, 0, 0, 0\\)|transparent/.test(getComputedStyle(ground).backgroundColor)) ground = ground.parentElement;
  const [one, other] = [getComputedStyle(element).color, getComputedStyle(ground).backgroundColor].map(luminance);
  return { paper: other > 0.5 ? "light" : "dark", ratio: (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05) };
}`;

async function contrasts(
  bench: Bench,
): Promise<{ readonly papers: readonly string[]; readonly least: number }> {
  await bench.page.frameLocator("iframe").locator(".text").first().waitFor();
  const found = await bench.page
    .frames()[1]
    ?.evaluate<readonly { paper: string; ratio: number }[]>(
      `[...document.querySelectorAll(".text")].map(${CONTRAST})`,
    );
  if (found === undefined) throw new Error("there is no frame");
  return {
    papers: [...new Set(found.map(({ paper }) => paper))],
    least: Math.min(...found.map(({ ratio }) => ratio)),
  };
}

const WORDS = [
  ["plain", "<p class=text>Hello</p>"],
  [
    "Outlook's",
    `<html><head><style>p.MsoNormal{color:black;background:white} a:link{color:#0563C1}</style></head><body bgcolor="white" text="black" link="#0563C1">
     <p class="MsoNormal text">Hello</p><p class=text style="color:#1F497D">Hello</p><p style="color:rgb(0,0,0)!important" class=text>Hello</p>
     <a class=text href="https://a.example">there</a><table><tr><td class=text bgcolor="#ffffff">Hello</td></tr></table></body></html>`,
  ],
  [
    "with signs of its own",
    `<font color=333333 class=text>Hello</font><font color=navy class=text>Hello</font><i class=text style="color:red">!</i>`,
  ],
] as const;
const DESIGNED = [
  [
    "a dark body",
    `<body bgcolor="#222222" text="#ffffff" link="#99ccff"><p class=text>Hello</p><a class=text href="https://a.example">there</a></body>`,
  ],
  [
    "a coloured cell",
    `<table><tr><td class=text style="background:#0a5;color:#000">Hello</td></tr></table><p class=text>Hello</p>`,
  ],
  [
    "a coloured class",
    `<style>@media screen{.x{background-color:#003}} .x{color:#eee}</style><div class="x text">Hello</div><p class=text>Hello</p>`,
  ],
  [
    "a design for the dark",
    `<style>@media (prefers-color-scheme: dark){p{color:#111}}</style><p class=text>Hello</p>`,
  ],
] as const;

browserTest(
  "in the dark a mail of words is light on dark, one with paper of its own as designed; both can be read",
  async (bench) => {
    await bench.page.emulateMedia({ colorScheme: "dark" });
    for (const [scheme, mails] of [
      ["dark", WORDS],
      ["light", DESIGNED],
    ] as const) {
      for (const [name, html] of mails) {
        await openWithHtml(bench, html);
        const { papers, least } = await contrasts(bench);
        expect(least, name).toBeGreaterThan(4.5);
        if (scheme === "dark") expect(papers, name).toEqual(["dark"]);
        expect(await bench.page.locator(`iframe.${scheme}`).count(), name).toBe(1);
      }
    }
  },
);
