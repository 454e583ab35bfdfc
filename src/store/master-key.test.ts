import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { type DataFolder, openDataFolder } from "./data-folder.ts";
import { openMasterKeys, writeKeyCheck, writeKeyFile } from "./master-key.ts";
import { StartError } from "./start-error.ts";
import { temporaryFolder } from "./testing/temporary-folder.ts";

const other = randomBytes(32).toString("base64");

async function keysOf(folder: DataFolder, given: string | null = null): Promise<readonly Buffer[]> {
  return (await openMasterKeys(folder, given)).current();
}

test("the first start makes a key that only we may read, later ones find it", async () => {
  const folder = await openDataFolder(temporaryFolder());
  const [key] = await keysOf(folder);
  expect(key).toHaveLength(32);
  expect(statSync(path.join(folder.path, "key")).mode & 0o777).toBe(0o600);
  expect(await keysOf(folder)).toEqual([key]);
  expect(readdirSync(folder.path).sort()).toEqual(["key", "key.check", "version"]);
});

test("two first starts at once agree on one key", async () => {
  const folder = await openDataFolder(temporaryFolder());
  const keys = await Promise.all(Array.from({ length: 8 }, () => keysOf(folder)));
  for (const key of keys) expect(key).toEqual(keys[0]);
});

test("a key that was opened to others is closed again", async () => {
  const folder = await openDataFolder(temporaryFolder());
  await openMasterKeys(folder, null);
  chmodSync(path.join(folder.path, "key"), 0o644);
  await openMasterKeys(folder, null);
  expect(statSync(path.join(folder.path, "key")).mode & 0o777).toBe(0o600);
});

test("a given key is used and never written down", async () => {
  const folder = await openDataFolder(temporaryFolder());
  expect(await keysOf(folder, other)).toEqual([Buffer.from(other, "base64")]);
  expect(readdirSync(folder.path).sort()).toEqual(["key.check", "version"]);
});

test("another key than the data was sealed with is refused in one sentence", async () => {
  const folder = await openDataFolder(temporaryFolder());
  await openMasterKeys(folder, null);
  await expect(openMasterKeys(folder, other)).rejects.toThrow(
    /^TWINBOX_KEY isn't the master key .*: give it/,
  );
  writeFileSync(path.join(folder.path, "key"), other);
  await expect(openMasterKeys(folder, null)).rejects.toThrow(/key isn't the master key/);
});

test("a key that is missing is not replaced by a new one", async () => {
  const folder = await openDataFolder(temporaryFolder());
  await openMasterKeys(folder, null);
  rmSync(path.join(folder.path, "key"));
  await expect(openMasterKeys(folder, null)).rejects.toThrow(/is missing, and there is data sealed with it/);
  rmSync(path.join(folder.path, "key.check"));
  mkdirSync(path.join(folder.path, "packs", "a workspace"), { recursive: true });
  await expect(openMasterKeys(folder, null)).rejects.toThrow(StartError);
});

test("a key of another length is refused", async () => {
  const folder = await openDataFolder(temporaryFolder());
  await expect(openMasterKeys(folder, "c2hvcnQ=")).rejects.toThrow(
    /^TWINBOX_KEY must hold base64 of exactly 32/,
  );
  writeFileSync(path.join(folder.path, "key"), "c2hvcnQ=");
  await expect(openMasterKeys(folder, null)).rejects.toThrow(/key must hold base64 of exactly 32 bytes/);
});

test("who has the keys open sees a new one at once, and goes on when the file is taken away", async () => {
  const folder = await openDataFolder(temporaryFolder());
  const opened = await openMasterKeys(folder, null);
  const [old] = await opened.current();
  const fresh = randomBytes(32);
  await writeKeyFile(folder, [fresh, old ?? fresh]);
  expect(await opened.current()).toEqual([fresh, old]);
  expect(statSync(path.join(folder.path, "key")).mode & 0o777).toBe(0o600);
  writeFileSync(path.join(folder.path, "key"), "not a key");
  expect(await opened.current()).toEqual([fresh, old]);
  rmSync(path.join(folder.path, "key"));
  expect(await opened.current()).toEqual([fresh, old]);
});

test("until all is sealed anew it starts with the earlier key, from then on only with the new one", async () => {
  const folder = await openDataFolder(temporaryFolder());
  const fresh = randomBytes(32).toString("base64");
  await openMasterKeys(folder, other);
  const both = await keysOf(folder, `${fresh},${other}`);
  expect(both).toEqual([Buffer.from(fresh, "base64"), Buffer.from(other, "base64")]);
  await expect(openMasterKeys(folder, fresh)).rejects.toThrow(StartError);
  await writeKeyCheck(folder, both);
  expect(await keysOf(folder, fresh)).toHaveLength(1);
  await expect(openMasterKeys(folder, other)).rejects.toThrow(StartError);
});
