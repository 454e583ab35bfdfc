// Writing, sending, conversations, and what was changed: the windows and lines of the mail page that come and go.
import type { Bench } from "../browser.ts";
import { fakeId } from "../fake-mail.ts";
import { fakeSend, tooFast, unknownRecipient } from "../fake-sends.ts";
import { type EmailSettings, MAILBOX_ID, panelStates } from "../fake-settings.ts";
import { closeDialog, follow, open, press, type Step, shown, text } from "./walk.ts";

const NEWEST = 100_000;
const PARTS = [fakeId(1, NEWEST - 3), fakeId(1, NEWEST)];

const to = ({ page }: Bench) => page.locator(".compose").getByLabel("To", { exact: true });

/** As many windows as there are. */
async function closeWindows({ page }: Bench): Promise<void> {
  for (const close of (await page.getByRole("button", { name: "Save and close" }).all()).toReversed()) {
    await close.click();
  }
  await page.locator(".compose").waitFor({ state: "detached" });
}

export const writingWalk: readonly Step[] = [
  [
    "conversation",
    async (bench) => {
      await open(bench, "/mail", ({ fake }) => {
        fake.world.settings = panelStates.inSync as EmailSettings;
        fake.world.conversations = [PARTS];
        fake.world.special.set(PARTS[0] ?? "", { flags: ["seen"] });
      });
      await bench.page.locator('[role=option][aria-posinset="1"]').click();
      await shown(bench.page.locator(".conversation-line[aria-expanded=false]"));
    },
  ],
  [
    "write: loading",
    async (bench) => {
      bench.fake.world.held.add("listIdentities");
      await press(bench, "New message");
      await shown(bench.page.locator(".compose-loading"));
    },
  ],
  [
    "write: people are found",
    async (bench) => {
      bench.fake.world.release();
      await to(bench).fill("e");
      await shown(
        bench.page.getByRole("option", { name: "Eva de Wit" }).and(bench.page.locator(".people-found *")),
      );
    },
  ],
  [
    "write: what isn't an address, and can't be sent",
    async (bench) => {
      await to(bench).fill("not an address,");
      await press(bench, "Cc");
      await press(bench, "Send");
      await shown(bench.page.locator(".send-line"));
    },
  ],
  [
    "write: a link is set",
    async (bench) => {
      await bench.page.locator(".compose").getByRole("button", { name: "Link", exact: true }).click();
      await shown(bench.page.getByPlaceholder("https://"));
    },
  ],
  [
    "write: plain text, with a file",
    async (bench) => {
      await press(bench, "Plain text");
      const file = { name: "CV.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF") };
      await bench.page.locator(".compose input[type=file]").setInputFiles(file);
      await shown(bench.page.getByRole("button", { name: "Remove CV.pdf" }));
    },
  ],
  [
    "write: an answer with its quote, and another window as a bar",
    async (bench) => {
      await press(bench, "Reply");
      await press(bench, "Show quoted text");
      await shown(bench.page.locator(".compose-quote-frame"));
    },
  ],
  [
    "send: under way",
    async (bench) => {
      await closeWindows(bench);
      bench.fake.world.sends = [fakeSend(1, "Offer")];
      bench.fake.push("sends", { mailboxId: MAILBOX_ID, sends: bench.fake.world.sends });
      await text(bench, "Sending “Offer” …");
    },
  ],
  [
    "send: refused, put off and in doubt",
    async (bench) => {
      const sends = [
        fakeSend(1, "Refused", {
          ...{ state: "refused", diagnosis: unknownRecipient },
          refusedRecipients: ["evx@fabrikam.example"],
        }),
        fakeSend(2, "Put off", { diagnosis: tooFast }),
        fakeSend(3, "Sought", { state: "doubtful", looking: true }),
        fakeSend(4, "Lost", { state: "doubtful" }),
      ];
      bench.fake.world.sends = sends;
      bench.fake.push("sends", { mailboxId: MAILBOX_ID, sends });
      await text(bench, "We don’t know whether “Lost” was sent");
    },
  ],
  [
    "changes: loading",
    async (bench) => {
      bench.fake.world.held.add("listChanges");
      await follow(bench, "/account/changes");
      await shown(bench.page.locator("main .mantine-Skeleton-root").first());
    },
  ],
  [
    "changes: could not be read",
    async (bench) => {
      const { world } = bench.fake;
      world.refusals.set("listChanges", { status: 403, problem: { title: "Not now.", code: "no" } });
      world.release();
      await text(bench, "Not now.");
      world.refusals.clear();
    },
  ],
  [
    "changes: none",
    async (bench) => {
      await press(bench, "Try again");
      await text(bench, "Nothing yet");
    },
  ],
  [
    "panel: the addresses one writes from",
    async (bench) => {
      await follow(bench, "/account/email-settings");
      await press(bench, "Sender addresses and signatures");
      await shown(bench.page.getByRole("dialog").getByRole("textbox").first());
    },
  ],
  [
    "panel: live updates are interrupted",
    async (bench) => {
      await closeDialog(bench);
      bench.fake.cutStreams(false);
      await text(bench, "Live updates are interrupted");
    },
  ],
];
