// Uploads and drafts whose connection is cut at any byte, or whose program dies at any commit: what was accepted lies
// at the provider once, and is here once, under its id.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seededRandom } from "../bench/seeded-random.ts";
import type { ProfileName } from "../playground/imap/profiles.ts";
import { dyingStore } from "./testing/dying-store.ts";
import { type Letter, letterBytes } from "./testing/letter.ts";
import { CHLOE, UploadBed } from "./testing/upload-bed.ts";

/** Bytes on the wire between two cuts; where the first is, chance says: many runs cut everywhere. */
const CUT_STEP = 500;
const SEED = Number(process.env.TWINBOX_SEED ?? Math.floor(Math.random() * 2 ** 31));
const TIMEOUT = { timeout: 180_000 };

describe.each(["exchange", "modern", "minimal"] satisfies ProfileName[])(`to %s, seed ${SEED}`, (profile) => {
  let bed: UploadBed;
  let count = 0;
  const random = seededRandom(SEED);
  beforeAll(async () => {
    // What is announced before it can be read costs seconds each time; uploading.slow.test.ts has that.
    bed = await UploadBed.start({ profile, announceMs: 0 });
  });
  afterAll(() => bed?.close());

  /** With Message-ID, without, without anything, in turn. */
  function letter(number: number, text: string): Letter {
    const kinds = [{}, { messageId: null }, { messageId: null, from: null }] as const;
    return { subject: `Letter ${profile} ${number}`, text, ...kinds[number % kinds.length] };
  }

  interface Case {
    /** Answers what it is called. */
    readonly begin: (number: number) => Promise<{ readonly subject: string; readonly id: string }>;
    /** Syncs and ends in the middle; false when it came to the end. */
    readonly end: (at: number) => Promise<boolean>;
    readonly text: string;
    /** One of its revisions lies there always. */
    readonly always: boolean;
  }

  async function endEverywhere({ begin, end, text, always }: Case): Promise<number> {
    for (let at = 0; ; at++) {
      const { subject, id } = await begin(++count);
      const ended = await end(at);
      if (always) expect(bed.texts(subject).length, `try ${at}`).toBeGreaterThan(0);
      await bed.settle();
      expect(bed.texts(subject), `lies there once, try ${at}`).toEqual([text]);
      expect(await bed.mailbox.find(subject), `is here once, try ${at}`).toMatchObject([{ id }]);
      if (!ended) {
        await bed.expectIdle();
        return at;
      }
    }
  }

  const upload = {
    async begin(number: number) {
      const given = letter(number, "New");
      const { messageId } = await bed.mailbox.upload("Archive", letterBytes(given));
      return { subject: given.subject, id: messageId };
    },
    text: "New",
    always: false,
  };
  const savedAgain = {
    async begin(number: number) {
      const draft = await bed.mailbox.newDraft(letterBytes(letter(number, "Old")));
      await bed.settle();
      const given = letter(number, "New");
      await bed.mailbox.saveDraft(draft, letterBytes(given));
      return { subject: given.subject, id: draft.messageId };
    },
    text: "New",
    always: true,
  };
  /** While the first may be on its way. */
  const savedOver = {
    async begin(number: number) {
      const draft = await bed.mailbox.newDraft(letterBytes(letter(number, "Old")));
      await cut(number % 10);
      await bed.passTime();
      const given = letter(number, "New");
      await bed.mailbox.saveDraft(draft, letterBytes(given));
      return { subject: given.subject, id: draft.messageId };
    },
    text: "New",
    always: false,
  };

  async function cut(at: number): Promise<boolean> {
    const { proxy, mailbox } = bed;
    const cuts = proxy.cuts();
    const first = 1 + random() * CUT_STEP;
    proxy.cutAfter = () => Math.floor(first + at * CUT_STEP);
    await mailbox.sync().catch(() => undefined);
    proxy.cutAfter = null;
    return proxy.cuts() > cuts;
  }
  async function die(at: number): Promise<boolean> {
    const { store, died } = dyingStore({ commit: at >> 1, when: at % 2 === 0 ? "before" : "after" });
    await bed.mailbox
      .through(store)
      .sync()
      .catch(() => undefined);
    return died();
  }

  test("an upload that is cut anywhere", TIMEOUT, async () => {
    expect(await endEverywhere({ ...upload, end: cut })).toBeGreaterThan(3);
  });
  test("an upload whose program dies anywhere", TIMEOUT, async () => {
    expect(await endEverywhere({ ...upload, end: die })).toBeGreaterThanOrEqual(4);
  });
  test("a draft that is saved again and cut anywhere", TIMEOUT, async () => {
    expect(await endEverywhere({ ...savedAgain, end: cut })).toBeGreaterThan(3);
  });
  test("a draft that is saved again, whose program dies anywhere", TIMEOUT, async () => {
    expect(await endEverywhere({ ...savedAgain, end: die })).toBeGreaterThanOrEqual(8);
  });
  test("a draft that is saved over while it is on its way, and cut anywhere", TIMEOUT, async () => {
    expect(await endEverywhere({ ...savedOver, end: cut })).toBeGreaterThan(3);
  });

  test("stopped in the middle and connected again, an upload lies there once", TIMEOUT, async () => {
    for (const commit of [0, 1]) {
      for (const when of ["before", "after"] as const) {
        const { subject, id } = await upload.begin(++count);
        await bed.mailbox
          .through(dyingStore({ commit, when }).store)
          .sync()
          .catch(() => undefined);
        await bed.mailbox.stop();
        await bed.connectAgain();
        await bed.settle();
        expect(bed.texts(subject), `died ${when} commit ${commit}`).toEqual(["New"]);
        expect(await bed.mailbox.find(subject)).toMatchObject([{ id }]);
      }
    }
    await bed.expectIdle();
  });

  test("renumbered by the server in the middle, an upload lies there once", TIMEOUT, async () => {
    // Before it was sent, before its place was written, and after.
    for (const commit of [0, 1, 2]) {
      const { subject, id } = await upload.begin(++count);
      const { store } = dyingStore({ commit, when: "before" });
      await bed.mailbox
        .through(store)
        .sync()
        .catch(() => undefined);
      await bed.control.bumpUidValidity(CHLOE, "Archive");
      await bed.settle();
      expect(bed.texts(subject), `died before commit ${commit}`).toEqual(["New"]);
      // What Exchange wrote anew, and had no Message-ID, is another one here once its folder is renumbered.
      const found = await bed.mailbox.find(subject);
      expect(found).toHaveLength(1);
      if (profile !== "exchange") expect(found).toMatchObject([{ id }]);
    }
    await bed.expectIdle();
  });
});
