import { expect, test } from "vitest";
import { shortHash } from "./short-hash.ts";

const NAMES = 200_000;

test("names that differ in one place have different hashes, spread over all 53 bits", () => {
  const hashes = Array.from({ length: NAMES }, (_, index) => shortHash(`id ${index}@mail.example`, 1));
  expect(new Set(hashes).size).toBe(NAMES);
  for (let bit = 0; bit < 53; bit++) {
    const set = hashes.filter((hash) => Math.floor(hash / 2 ** bit) % 2 === 1).length;
    expect(Math.abs(set / NAMES - 0.5)).toBeLessThan(0.01);
  }
});

test("a hash is a number that is held exactly, and stays what it is", () => {
  for (const text of ["", "a", "\ud800", "x".repeat(1_000)]) {
    const hash = shortHash(text, 7);
    expect(Number.isSafeInteger(hash) && hash >= 0).toBe(true);
  }
  // What is stored is found by it.
  expect(shortHash("id 1@x", 1)).toBe(7_265_822_480_770_159);
});

test("two workspaces have different ones", () => {
  expect(shortHash("id 1@x", 1)).not.toBe(shortHash("id 1@x", 2));
});
