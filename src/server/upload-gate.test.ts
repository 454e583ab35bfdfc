import { expect, test } from "vitest";
import type { MailboxId } from "../base/ids.ts";
import { UploadGate } from "./upload-gate.ts";

const box = (name: string | number): MailboxId => String(name) as MailboxId;

test("one mailbox takes so many at once and no more, and others are not held up by it", async () => {
  const gate = new UploadGate();
  const open = Promise.withResolvers<void>();
  const running = Array.from({ length: 8 }, () => gate.pass(box("a"), () => open.promise));
  const late = gate.pass(box("a"), async () => "taken");
  await expect(late).rejects.toMatchObject({ status: 429, code: "too_many" });
  expect(await gate.pass(box("b"), async () => "taken")).toBe("taken");
  open.resolve();
  await Promise.all(running);
  expect(await gate.pass(box("a"), async () => "taken")).toBe("taken");
});

test("all together take so many at once, and one that fails makes room too", async () => {
  const gate = new UploadGate();
  const open = Promise.withResolvers<void>();
  const running = Array.from({ length: 32 }, (_, n) => gate.pass(box(n % 8), () => open.promise));
  const late = gate.pass(box("late"), async () => "taken");
  await expect(late).rejects.toMatchObject({ status: 503 });
  open.reject(new Error("cut"));
  await Promise.allSettled(running);
  expect(await gate.pass(box("late"), async () => "taken")).toBe("taken");
});
