// Mail that is sent, from the request to the recipient's mailbox and the provider's Sent, and what becomes of it where that
// fails halfway.
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AnswerOf } from "../api/operations.ts";
import { readAttachments } from "../core/open-message.ts";
import type { PlaygroundControl } from "../playground/control.ts";
import type { ProfileName } from "../playground/imap/profiles.ts";
import type { ApiClient } from "./testing/api-client.ts";
import { mapProposals, offerImap, panelUntil, settingsFor } from "./testing/by-hand.ts";
import { ADA, BRAM, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { connectByForms } from "./testing/sign-in-by-forms.ts";
import { until } from "./testing/until.ts";

const CHLOE = "chloe@contoso.example";

type Sends = AnswerOf<"listSends">["sends"];

let twinbox: RunningTwinbox;
let control: PlaygroundControl;
let count = 0;
afterAll(() => twinbox?.close());

async function open(profile: ProfileName): Promise<void> {
  await twinbox?.close();
  twinbox = await startTwinbox({ profile });
  ({ control } = twinbox.playground);
}

class Sender {
  readonly client: ApiClient;
  readonly mailboxId: string;
  readonly address: string;

  constructor(client: ApiClient, mailboxId: string, address: string) {
    this.client = client;
    this.mailboxId = mailboxId;
    this.address = address;
  }

  letter(
    subject: string,
    { to = BRAM, more = "", files = [] }: { to?: string; more?: string; files?: readonly LetterFile[] } = {},
  ): Uint8Array<ArrayBuffer> {
    const head = `From: <${this.address}>\r\nTo: <${to}>\r\n${more}Subject: ${subject}\r\n`;
    const body = files.length === 0 ? "\r\nHello.\r\n" : bodyWith(files);
    return new Uint8Array(
      Buffer.from(`${head}Message-ID: <${subject.replaceAll(" ", ".")}@x.example>\r\n${body}`),
    );
  }

  async post(path: string, headers: Record<string, string>, body?: Uint8Array<ArrayBuffer>) {
    const response = await this.client.visit(`/v1/mailboxes/${this.mailboxId}${path}`, {
      method: "POST",
      headers,
      ...(body === undefined ? {} : { body }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  }

  async draft(bytes: Uint8Array<ArrayBuffer>): Promise<{ id: string; revision: string }> {
    const { body } = await this.post("/drafts", { "content-type": "message/rfc822" }, bytes);
    return { id: body.id ?? "", revision: body.revision ?? "" };
  }

  async sendDraft({
    id,
    revision,
  }: {
    id: string;
    revision: string;
  }): Promise<{ id: string; messageId: string }> {
    const { status, body } = await this.post(`/drafts/${id}/send`, { "if-match": `"${revision}"` });
    expect(status).toBe(202);
    return { id: body.id ?? "", messageId: body.messageId ?? "" };
  }

  /** The ten seconds of undo are over, and whatever waits is looked at. */
  async passTime(seconds = 10): Promise<void> {
    const ms = seconds * 1000;
    await twinbox.sql(
      `update twinbox.sending set due_at = due_at - ${ms} where state in ('waiting', 'handing')`,
      `update twinbox.change set attempted_at = attempted_at - ${ms} where state = 'attempted'`,
    );
    twinbox.house.hints.publish({
      kind: "sending",
      workspaceId: twinbox.workspace.id,
      mailboxId: this.mailboxId as never,
    });
  }

  async sends(): Promise<Sends> {
    return (await this.client.call("listSends", { params: { mailboxId: this.mailboxId } })).sends;
  }

  async listed(role: string, subject: string) {
    const params = { mailboxId: this.mailboxId };
    const folders = await this.client.call("listFolders", { params });
    const folder = folders.find((each) => each.role === role)?.id ?? "";
    const { messages } = await this.client.call("listMessages", { params, query: { folder } });
    return messages.filter((message) => message.subject === subject);
  }

  there(folder: string, subject: string, address = this.address): readonly Buffer[] {
    return control
      .listMessages(address, folder, 1_000)
      .filter((message) => message.subject === subject)
      .map(({ uid }) => control.bytesOf(address, folder, uid));
  }
}

interface LetterFile {
  readonly name: string;
  readonly content: Buffer;
}

function bodyWith(files: readonly LetterFile[]): string {
  const parts = files.map(({ name, content }) => {
    const lines = content.toString("base64").match(/.{1,76}/g) ?? [];
    const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(name)}`;
    const head = `Content-Disposition: ${disposition}\r\nContent-Transfer-Encoding: base64`;
    return `--b\r\nContent-Type: application/octet-stream\r\n${head}\r\n\r\n${lines.join("\r\n")}\r\n`;
  });
  const head = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
  return `${head}--b\r\n\r\nHello.\r\n${parts.join("")}--b--\r\n`;
}

function subjectOf(name: string): string {
  return `${name} ${++count}`;
}

describe("with Office 365", () => {
  let ada: Sender;
  beforeAll(async () => {
    await open("exchange");
    const client = await twinbox.signIn(ADA);
    const mailboxId = await connectByForms(client, ADA);
    await mapProposals(client);
    ada = new Sender(client, mailboxId, ADA);
    await panelUntil(client, ({ mailbox }) => mailbox?.state === "inSync");
  });

  test("a draft that is sent leaves Drafts at once, comes back when undone, and goes out once", async () => {
    const subject = subjectOf("Offer");
    const draft = await ada.draft(ada.letter(subject, { more: `Bcc: ${CHLOE}\r\n` }));
    await until(
      "it is a draft there",
      async () => ada.there("Drafts", subject),
      ({ length }) => length === 1,
    );
    const first = await ada.sendDraft(draft);
    expect(await ada.listed("drafts", subject)).toEqual([]);
    expect(await ada.sends()).toMatchObject([{ id: first.id, subject, to: [BRAM, CHLOE], state: "waiting" }]);
    await ada.client.call("undoSend", { params: { mailboxId: ada.mailboxId, sendId: first.id } });
    expect(await ada.listed("drafts", subject)).toMatchObject([{ id: draft.id }]);
    expect(await ada.sends()).toEqual([]);

    const { id, messageId } = await ada.sendDraft(draft);
    await ada.passTime();
    await until(
      "it is in Sent here",
      () => ada.listed("sent", subject),
      ([sent]) => sent?.id === messageId,
    );
    expect(await ada.sends()).toEqual([]);
    const undo = await ada.post(`/sends/${id}/undo`, {});
    expect(undo.status, "too late").toBe(409);
    for (const address of [BRAM, CHLOE]) {
      const [got, ...others] = ada.there("INBOX", subject, address);
      expect(others).toEqual([]);
      expect(got?.toString()).toMatch(/^Date: .* \+0000\r\nFrom: /m);
      expect(got?.toString()).not.toContain("Bcc");
    }
    await until(
      "its draft has gone",
      async () => ada.there("Drafts", subject),
      ({ length }) => length === 0,
    );
    await until(
      "the copy that Exchange filed is this one",
      () => ada.client.call("listChanges", { params: { mailboxId: ada.mailboxId }, query: {} }),
      ({ changes }) => changes.every(({ outcome }) => outcome !== "waiting"),
    );
    expect(ada.there("Sent Items", subject)).toHaveLength(1);
    expect(await ada.listed("sent", subject)).toMatchObject([{ id: messageId }]);
  });

  test("a message that a program gives goes out too, and asked again under its name once", async () => {
    const subject = subjectOf("By a program");
    const headers = { "content-type": "message/rfc822", "idempotency-key": subject.replaceAll(" ", "-") };
    const first = await ada.post("/sends", headers, ada.letter(subject));
    const again = await ada.post("/sends", headers, ada.letter(subject));
    expect([first.status, again.body]).toEqual([202, first.body]);
    const other = await ada.post("/sends", headers, ada.letter("Another"));
    expect(other.status).toBe(422);
    await ada.passTime();
    await until(
      "it is there",
      async () => ada.there("INBOX", subject, BRAM),
      ({ length }) => length > 0,
    );
    expect(ada.there("INBOX", subject, BRAM)).toHaveLength(1);
  });

  test("what was answered shows it, here and there, once the answer is sent", async () => {
    const subject = subjectOf("Asked");
    const id = subject.replaceAll(" ", ".");
    const head = `Message-ID: <${id}@x>\r\nFrom: <${BRAM}>\r\nTo: <${ADA}>\r\nSubject: ${subject}\r\n`;
    await control.deliver(ADA, { raw: Buffer.from(`${head}\r\nHello.\r\n`) });
    await until(
      "it is here",
      () => ada.listed("inbox", subject),
      ({ length }) => length === 1,
    );
    const letter = ada.letter(subjectOf("Re"), { more: `In-Reply-To: <${id}@x>\r\n` });
    await ada.sendDraft(await ada.draft(letter));
    expect((await ada.listed("inbox", subject))[0]?.flags).toEqual([]);
    await ada.passTime();
    await until(
      "it shows here",
      () => ada.listed("inbox", subject),
      ([message]) => message?.flags.includes("answered") === true,
    );
    const flagsThere = () =>
      control.listMessages(ADA, "INBOX", 1_000).find((message) => message.subject === subject)?.flags ?? [];
    await until(
      "and there",
      async () => flagsThere(),
      (flags) => flags.includes("\\Answered"),
    );
  });

  test("what can't be sent to anybody, or was edited meanwhile, is refused before anything happens", async () => {
    const subject = subjectOf("Refused");
    const nobody = await ada.draft(ada.letter(subject, { to: "Eva" }));
    const refused = await ada.post(`/drafts/${nobody.id}/send`, { "if-match": `"${nobody.revision}"` });
    expect([refused.status, refused.body.code]).toEqual([422, "invalid"]);
    const stale = await ada.post(`/drafts/${nobody.id}/send`, { "if-match": `"${crypto.randomUUID()}"` });
    expect(stale.status).toBe(412);
    const unnamed = await ada.post(`/drafts/${nobody.id}/send`, {});
    expect(unnamed.status).toBe(428);
    expect(await ada.listed("drafts", subject)).toHaveLength(1);
  });

  test("what the server refuses is a draft again, with the reason; what it can't take now goes out later", async () => {
    const subject = subjectOf("Send as");
    const draft = await ada.draft(ada.letter(subject));
    control.setSwitch(ADA, "smtpSendError", "554 5.2.252 SendAsDenied; not allowed to send as this address");
    await ada.sendDraft(draft);
    await ada.passTime();
    const [refused] = await until(
      "refused",
      () => ada.sends(),
      ([send]) => send?.state === "refused",
    );
    expect(refused).toMatchObject({ subject, draftId: draft.id, diagnosis: { id: "smtp-sendas" } });
    expect(await ada.listed("drafts", subject)).toMatchObject([{ id: draft.id }]);
    await ada.client.call("dismissSends", { params: { mailboxId: ada.mailboxId } });
    expect(await ada.sends()).toEqual([]);

    control.setSwitch(ADA, "smtpSendError", "432 4.3.2 Concurrent connections limit exceeded.");
    const { messageId } = await ada.sendDraft(draft);
    await ada.passTime();
    await until(
      "put off",
      () => ada.sends(),
      ([send]) => send?.diagnosis?.id === "smtp-rate",
    );
    control.setSwitch(ADA, "smtpSendError", "");
    await ada.passTime(600);
    await until(
      "sent",
      () => ada.listed("sent", subject),
      ([sent]) => sent?.id === messageId,
    );
    expect(ada.there("INBOX", subject, BRAM)).toHaveLength(1);
  });

  test("cut off before the answer it is in doubt, and found in Sent it was sent", async () => {
    const subject = subjectOf("Doubt");
    const draft = await ada.draft(ada.letter(subject));
    control.setSwitch(ADA, "smtpCutAtEnd", true);
    const { messageId } = await ada.sendDraft(draft);
    await ada.passTime();
    await until(
      "sent after all",
      () => ada.listed("sent", subject),
      ([sent]) => sent?.id === messageId,
    );
    control.setSwitch(ADA, "smtpCutAtEnd", false);
    await until(
      "no doubt",
      () => ada.sends(),
      ({ length }) => length === 0,
    );
    expect(ada.there("INBOX", subject, BRAM)).toHaveLength(1);
    expect(ada.there("Sent Items", subject)).toHaveLength(1);
    await until(
      "its draft has gone",
      async () => ada.there("Drafts", subject),
      ({ length }) => length === 0,
    );
  });

  test("in doubt and not in Sent, it waits for a person, and is never sent again by itself", async () => {
    const subject = subjectOf("Lost");
    const draft = await ada.draft(ada.letter(subject));
    control.setSwitch(ADA, "smtpCutAtEnd", true);
    control.setSwitch(ADA, "sentNotFiled", true);
    const { id, messageId } = await ada.sendDraft(draft);
    await ada.passTime();
    await until(
      "in doubt",
      () => ada.sends(),
      ([send]) => send?.state === "doubtful",
    );
    control.setSwitch(ADA, "smtpCutAtEnd", false);
    await ada.passTime(600);
    await until(
      "nobody looks any more",
      () => ada.sends(),
      ([send]) => send?.looking === false,
    );
    expect(ada.there("INBOX", subject, BRAM)).toHaveLength(1);
    const body = { answer: "sent" } as const;
    await ada.client.call("answerDoubt", { params: { mailboxId: ada.mailboxId, sendId: id }, body });
    expect(await ada.listed("sent", subject)).toMatchObject([{ id: messageId }]);
    await ada.passTime(60);
    await until(
      "put into Sent",
      async () => ada.there("Sent Items", subject),
      ({ length }) => length === 1,
    );
    control.setSwitch(ADA, "sentNotFiled", false);
    expect(ada.there("INBOX", subject, BRAM)).toHaveLength(1);
  });

  test("where Exchange takes no SMTP it goes out by Graph, blind copies too, and what Graph knows is in no doubt", async () => {
    control.setSwitch(
      ADA,
      "smtpLoginError",
      "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
    );
    for (const cut of [false, true]) {
      const subject = subjectOf("By Graph");
      control.setSwitch(ADA, "smtpCutAtEnd", cut);
      const draft = await ada.draft(ada.letter(subject, { more: `Bcc: ${CHLOE}\r\n` }));
      const { messageId } = await ada.sendDraft(draft);
      await ada.passTime();
      await until(
        "it is in Sent here",
        () => ada.listed("sent", subject),
        ([sent]) => sent?.id === messageId,
      );
      for (const address of [BRAM, CHLOE]) {
        expect(ada.there("INBOX", subject, address)).toHaveLength(1);
        expect(ada.there("INBOX", subject, address)[0]?.toString()).not.toContain("Bcc");
      }
      expect(ada.there("Sent Items", subject)).toHaveLength(1);
      await until(
        "no draft is left",
        async () => ada.there("Drafts", subject),
        ({ length }) => length === 0,
      );
    }
    control.setSwitch(ADA, "smtpCutAtEnd", false);
    control.setSwitch(ADA, "graphError", "403 ErrorAccessDenied");
    const subject = subjectOf("By nobody");
    await ada.sendDraft(await ada.draft(ada.letter(subject)));
    await ada.passTime();
    const [refused] = await until(
      "refused",
      () => ada.sends(),
      ([send]) => send?.state === "refused",
    );
    expect(refused).toMatchObject({ subject, diagnosis: { id: "graph-forbidden" } });
    await ada.client.call("dismissSends", { params: { mailboxId: ada.mailboxId } });
    control.setSwitch(ADA, "graphError", "");
    control.setSwitch(ADA, "smtpLoginError", "");
  });

  test("by Graph large files go apart from their message, which is whole where it arrives", async () => {
    control.setSwitch(
      ADA,
      "smtpLoginError",
      "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
    );
    control.setSwitch(ADA, "graphCutsUploads", true);
    const files = [
      { name: "plan.pdf", content: randomBytes(7_000_000) },
      { name: "naïve ☃.bin", content: randomBytes(2_500_000) },
      { name: "small.txt", content: randomBytes(1_000) },
    ];
    const subject = subjectOf("Large");
    const more = `Bcc: ${CHLOE}\r\nIn-Reply-To: <asked@x.example>\r\n`;
    const { id, messageId } = await ada.sendDraft(await ada.draft(ada.letter(subject, { more, files })));
    await ada.passTime();
    const [waiting] = await until(
      "tried in vain",
      () => ada.sends(),
      ([send]) => send?.diagnosis != null,
    );
    expect(waiting).toMatchObject({ id, state: "waiting" });
    await until(
      "no draft is left of it",
      async () => ada.there("Drafts", subject),
      ({ length }) => length <= 1,
    );
    control.setSwitch(ADA, "graphCutsUploads", false);
    await ada.passTime(60);
    await until(
      "it is in Sent here",
      () => ada.listed("sent", subject),
      ([sent]) => sent?.id === messageId,
    );
    for (const [folder, address] of [
      ["INBOX", BRAM],
      ["INBOX", CHLOE],
      ["Sent Items", ADA],
    ] as const) {
      const [bytes, ...others] = ada.there(folder, subject, address);
      expect(others).toEqual([]);
      expect(bytes?.toString("latin1")).toContain("In-Reply-To: <asked@x.example>");
      const arrived = [...readAttachments(bytes ?? new Uint8Array())];
      expect(arrived.map(({ info }) => info.fileName).sort()).toEqual(files.map(({ name }) => name).sort());
      for (const { name, content } of files) {
        const found = arrived.find(({ info }) => info.fileName === name);
        expect(content.equals(found?.content ?? new Uint8Array()), name).toBe(true);
      }
    }
    await until(
      "no draft is left",
      async () => ada.there("Drafts", subject),
      ({ length }) => length === 0,
    );
    control.setSwitch(ADA, "smtpLoginError", "");
  });

  test("left behind by a process that had begun to hand it over, it is in doubt", async () => {
    const subject = subjectOf("Killed");
    const draft = await ada.draft(ada.letter(subject));
    const { id } = await ada.sendDraft(draft);
    await twinbox.sql(
      `update twinbox.sending set state = 'handing', handed_at = due_at, due_at = 0, taken_until = 1 where id = '${id}'`,
    );
    await ada.passTime();
    await until(
      "in doubt",
      () => ada.sends(),
      ([send]) => send?.state === "doubtful",
    );
    expect(ada.there("INBOX", subject, BRAM)).toEqual([]);
    const body = { answer: "again" } as const;
    await ada.client.call("answerDoubt", { params: { mailboxId: ada.mailboxId, sendId: id }, body });
    await until(
      "sent",
      async () => ada.there("INBOX", subject, BRAM),
      ({ length }) => length === 1,
    );
  });
});

describe("with any other server", () => {
  beforeAll(() => open("modern"));

  test("its copy is put into Sent from here, once", async () => {
    const client = await twinbox.signIn(BRAM);
    const providerId = await offerImap(twinbox);
    const attempt = await client.call("connectByHand", { body: settingsFor(twinbox, providerId, BRAM) });
    expect(attempt).toMatchObject({ state: "connected", diagnosis: null });
    const mailboxId = await mapProposals(client);
    await panelUntil(client, ({ mailbox }) => mailbox?.state === "inSync");
    const bram = new Sender(client, mailboxId, BRAM);
    control.setSwitch(BRAM, "sentNotFiled", true);
    const subject = subjectOf("No copy");
    const { messageId } = await bram.sendDraft(await bram.draft(bram.letter(subject, { to: CHLOE })));
    await bram.passTime();
    await until(
      "listed",
      () => bram.listed("sent", subject),
      ([sent]) => sent?.id === messageId,
    );
    expect(bram.there("Verzonden items", subject)).toEqual([]);
    await bram.passTime(60);
    await until(
      "there",
      async () => bram.there("Verzonden items", subject),
      ({ length }) => length === 1,
    );
    expect(await bram.listed("sent", subject)).toMatchObject([{ id: messageId }]);
    control.setSwitch(BRAM, "sentNotFiled", false);
  });
});
