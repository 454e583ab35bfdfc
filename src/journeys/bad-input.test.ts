// What a stranger, a hurried person or a wrong setting does over HTTP, and what is answered.
import { afterAll, beforeAll, expect, test } from "vitest";
import { ADA, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { connectByForms, toCallback } from "./testing/sign-in-by-forms.ts";

let twinbox: RunningTwinbox;
beforeAll(async () => {
  twinbox = await startTwinbox();
});
afterAll(() => twinbox?.close());

test("a mailbox is connected by the provider's pages", async () => {
  const ada = await twinbox.signIn(ADA);
  const id = await connectByForms(ada, ADA);
  const { mailbox } = await ada.call("readEmailSettings");
  expect(mailbox).toMatchObject({ id, address: ADA, state: "unmapped" });
});
