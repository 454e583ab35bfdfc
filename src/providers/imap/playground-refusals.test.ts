// What the playground's switches and limits refuse, as our errors.
import { expect, test } from "vitest";
import { FLAG_BITS } from "../../core/flags.ts";
import { UidSet } from "../../core/uid-set.ts";
import type { MailSession } from "../../engine/ports/mail.ts";
import type { Playground } from "../../playground/playground.ts";
import { ADA, open } from "../../playground/testing/bed.ts";
import { rejectionOf } from "../testing/observing.ts";
import { provider } from "./testing/played.ts";

async function session(playground: Playground): Promise<MailSession> {
  const token = await playground.control.issueToken(ADA);
  const address = { ...playground.imap, security: "none" } as const;
  return provider.open(address, { kind: "bearer", user: ADA, token, expiresAt: null }, {});
}

const letter = (body: string) => ({
  bytes: Buffer.from(`From: a@b.example\r\nSubject: x\r\n\r\n${body}`),
  flags: FLAG_BITS.seen,
  internalDate: 0,
});

test.each(["exchange", "modern", "minimal"] as const)(
  "a full mailbox takes no more (%s)",
  async (profile) => {
    const playground = await open({ profile });
    const mailbox = await session(playground);
    playground.control.setSwitch(ADA, "overQuota", true);
    const before = playground.control.uidsOf(ADA, "Archive");
    const error = await rejectionOf(mailbox.appendMessage("Archive", letter("x")));
    expect(error).toMatchObject({ code: "refused", scope: "folder", retry: "later" });
    const folder = await mailbox.openForWriting("INBOX");
    const moving = folder.moveMessages(UidSet.range(1, 2), "Archive");
    if (profile === "minimal") expect(await rejectionOf(moving)).toMatchObject({ code: "refused" });
    else expect((await moving).uids.size).toBe(2);
    const moved = profile === "minimal" ? 0 : 2;
    expect(playground.control.uidsOf(ADA, "Archive")).toHaveLength(before.length + moved);
    expect(playground.control.uidsOf(ADA, "INBOX")).toHaveLength(60 - moved);
    await mailbox.close();
  },
);

test.each(["exchange", "modern", "minimal"] as const)(
  "a refused move moves nothing (%s)",
  async (profile) => {
    const playground = await open({ profile });
    const mailbox = await session(playground);
    playground.control.setSwitch(ADA, "movesRefused", true);
    const before = playground.control.listMessages(ADA, "INBOX", 100);
    const folder = await mailbox.openForWriting("INBOX");
    const error = await rejectionOf(folder.moveMessages(UidSet.range(1, 2), "Archive"));
    expect(error).toMatchObject({ code: "refused", scope: "folder", retry: "later" });
    expect(playground.control.listMessages(ADA, "INBOX", 100)).toEqual(before);
    await mailbox.close();
  },
);

test.each(["exchange", "modern"] as const)(
  "a message of 46 MB is refused, and not sent (%s)",
  async (profile) => {
    const mailbox = await session(await open({ profile }));
    const error = await rejectionOf(mailbox.appendMessage("Archive", letter("x\r\n".repeat(16_000_000))));
    expect(error).toMatchObject({ code: "refused", scope: "message", retry: "never" });
    expect(mailbox.traffic.sent).toBeLessThan(10_000);
    expect((await mailbox.openFolder("INBOX", null)).exists).toBe(60);
    await mailbox.close();
  },
);

test("a folder that is open when it becomes read-only is changed no more", async () => {
  const playground = await open({ profile: "exchange" });
  const mailbox = await session(playground);
  const folder = await mailbox.openForWriting("INBOX");
  playground.control.setSwitch(ADA, "readOnlyFolders", "INBOX");
  const change = folder.changeFlags(UidSet.range(1, 2), { add: FLAG_BITS.flagged, remove: 0 });
  expect(await rejectionOf(change)).toMatchObject({ code: "refused", scope: "folder" });
  expect(await rejectionOf(mailbox.appendMessage("INBOX", letter("x")))).toMatchObject({ code: "refused" });
  await mailbox.close();
});
