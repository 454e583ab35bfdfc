import { expect, test } from "vitest";
import type { UserId } from "../base/ids.ts";
import { ImageGate } from "./image-gate.ts";

const [ada, bram] = ["ada" as UserId, "bram" as UserId];

test("one person's images are limited at once and by the minute, and nobody else's with them", async () => {
  let now = 0;
  const gate = new ImageGate({ now: () => now });
  const held = Promise.withResolvers<void>();
  const slow = Array.from({ length: 8 }, () => gate.pass(ada, () => held.promise));
  await expect(gate.pass(ada, async () => 1)).rejects.toMatchObject({ status: 429 });
  expect(await gate.pass(bram, async () => 1)).toBe(1);
  held.resolve();
  await Promise.all(slow);
  for (let i = 8; i < 300; i++) await gate.pass(ada, async () => i);
  await expect(gate.pass(ada, async () => 1)).rejects.toMatchObject({ status: 429 });
  now += 60_000;
  expect(await gate.pass(ada, async () => 1)).toBe(1);
});
