import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { openDataFolder } from "./data-folder.ts";
import { openMasterKey } from "./master-key.ts";
import { StartError } from "./start-error.ts";
import { temporaryFolder } from "./testing/temporary-folder.ts";

const other = randomBytes(32).toString("base64");

test("the first start makes a key that only we may read, later ones find it", async () => {
  const folder = await openDataFolder(temporaryFolder());
  const key = await openMasterKey(folder, null);
  expect(key).toHaveLength(32);
  expect(statSync(path.join(folder.path, "key")).mode & 0o777).toBe(0o600);
  expect(await openMasterKey(folder, null)).toEqual(key);
  expect(readdirSync(folder.path).sort()).toEqual(["key", "key.check", "version"]);
});

test("two first starts at once agree on one key", async () => {
  const folder = await openDataFolder(temporaryFolder());
  const keys = await Promise.all(Array.from({ length: 8 }, () => openMasterKey(folder, null)));
  for (const key of keys) expect(key).toEqual(keys[0]);
});

test("a key that was opened to others is closed again", async () => {
  const folder = await openDataFolder(temporaryFolder());
  await openMasterKey(folder, null);
  chmodSync(path.join(folder.path, "key"), 0o644);
  await openMasterKey(folder, null);
  expect(statSync(path.join(folder.path, "key")).mode & 0o777).toBe(0o600);
});

test("a given key is used and never written down", async () => {
  const folder = await openDataFolder(temporaryFolder());
  expect((await openMasterKey(folder, other)).toString("base64")).toBe(other);
  expect(readdirSync(folder.path).sort()).toEqual(["key.check", "version"]);
});

test("another key than the data was sealed with is refused in one sentence", async () => {
  const folder = await openDataFolder(temporaryFolder());
  await openMasterKey(folder, null);
  await expect(openMasterKey(folder, other)).rejects.toThrow(/^TWINBOX_KEY isn't the master key .*: give it/);
  writeFileSync(path.join(folder.path, "key"), other);
  await expect(openMasterKey(folder, null)).rejects.toThrow(/key isn't the master key/);
});

test("a key that is missing is not replaced by a new one", async () => {
  const folder = await openDataFolder(temporaryFolder());
  await openMasterKey(folder, null);
  rmSync(path.join(folder.path, "key"));
  await expect(openMasterKey(folder, null)).rejects.toThrow(/is missing, and there is data sealed with it/);
  rmSync(path.join(folder.path, "key.check"));
  mkdirSync(path.join(folder.path, "packs", "a workspace"), { recursive: true });
  await expect(openMasterKey(folder, null)).rejects.toThrow(StartError);
});

test("a key of another length is refused", async () => {
  const folder = await openDataFolder(temporaryFolder());
  await expect(openMasterKey(folder, "c2hvcnQ=")).rejects.toThrow(
    /^TWINBOX_KEY must hold base64 of exactly 32/,
  );
  writeFileSync(path.join(folder.path, "key"), "c2hvcnQ=");
  await expect(openMasterKey(folder, null)).rejects.toThrow(/key must hold base64 of exactly 32 bytes/);
});
