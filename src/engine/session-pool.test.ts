import { expect, test } from "vitest";
import type { Clock } from "../base/clock.ts";
import type { MailboxId } from "../base/ids.ts";
import type { MailSession } from "./ports/mail.ts";
import { SessionPool } from "./session-pool.ts";

const MAILBOX = "ada" as MailboxId;

function bed() {
  let forget = (): void => undefined;
  const clock: Pick<Clock, "sleep"> = {
    sleep: () =>
      new Promise((resolve) => {
        forget = resolve;
      }),
  };
  const closed: string[] = [];
  const session = (name: string) => {
    const state = { isOpen: true, close: async () => void closed.push(name) };
    return { state, session: state as unknown as MailSession };
  };
  return { pool: new SessionPool(clock as Clock), closed, session, forget: () => forget() };
}

test("a session that is left is taken once", () => {
  const { pool, session, closed } = bed();
  const left = session("first");
  pool.put(MAILBOX, left.session);
  expect(pool.take(MAILBOX)).toBe(left.session);
  expect(pool.take(MAILBOX)).toBeNull();
  expect(closed).toEqual([]);
});

test("one that has ended meanwhile is none", () => {
  const { pool, session, closed } = bed();
  const left = session("first");
  pool.put(MAILBOX, left.session);
  left.state.isOpen = false;
  expect(pool.take(MAILBOX)).toBeNull();
  expect(closed).toEqual(["first"]);
});

test("nobody wants it for long: it is closed; a later one takes its place", async () => {
  const { pool, session, closed, forget } = bed();
  pool.put(MAILBOX, session("first").session);
  pool.put(MAILBOX, session("second").session);
  expect(closed).toEqual(["first"]);
  forget();
  await Promise.resolve();
  expect(closed).toEqual(["first", "second"]);
  expect(pool.take(MAILBOX)).toBeNull();
});
