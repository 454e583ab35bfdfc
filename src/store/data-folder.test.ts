import { chmodSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { holdServerLock, openDataFolder } from "./data-folder.ts";
import { runChild } from "./testing/child.ts";
import { smallDisk, temporaryFolder } from "./testing/temporary-folder.ts";

test("the folder is made for us alone, with the folders above it, and opened again", async () => {
  const folder = path.join(temporaryFolder(), "a folder", "data");
  expect(await openDataFolder(folder)).toEqual({ path: folder });
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  const all = await Promise.all([1, 2, 3, 4].map(() => openDataFolder(folder)));
  expect(all).toHaveLength(4);
});

test("a folder that was there keeps its mode", async () => {
  const folder = temporaryFolder();
  chmodSync(folder, 0o750);
  await openDataFolder(folder);
  expect(statSync(folder).mode & 0o777).toBe(0o750);
});

test("data of a newer Twinbox is refused in one sentence", async () => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, "version"), "2\n");
  await expect(openDataFolder(folder)).rejects.toThrow(
    /was written by a newer Twinbox \(format 2, .* knows 1\)/,
  );
  writeFileSync(path.join(folder, "version"), "\u0000\u0000");
  await expect(openDataFolder(folder)).rejects.toThrow(/should hold a number and doesn't/);
});

test("a file where the folder should be is named", async () => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, "file"), "");
  await expect(openDataFolder(path.join(folder, "file"))).rejects.toThrow(/there is a file of that name/);
  await expect(openDataFolder(path.join(folder, "file", "data"))).rejects.toThrow(
    /a part of its path is a file/,
  );
});

test("a second server on the same data is refused and told the process of the first", async () => {
  const folder = temporaryFolder();
  const first = runChild("run-server-lock.ts", [folder]);
  await first.line("held");
  await expect(holdServerLock(folder)).rejects.toThrow(`(process ${first.pid})`);
  // Commands beside the server don't mind.
  await openDataFolder(folder);
  first.kill("SIGTERM");
  expect(await first.ended).toBe(0);
  await (await holdServerLock(folder)).release();
});

test("a server that was killed leaves no lock behind", async () => {
  const folder = temporaryFolder();
  for (let round = 0; round < 3; round++) {
    const server = runChild("run-server-lock.ts", [folder]);
    await server.line("held");
    server.kill("SIGKILL");
    expect(await server.ended).toBe("SIGKILL");
  }
  const lock = await holdServerLock(folder);
  await expect(holdServerLock(folder)).rejects.toThrow(`(process ${process.pid})`);
  await lock.release();
  await (await holdServerLock(folder)).release();
});

test("the server's lock needs a folder", async () => {
  const folder = path.join(temporaryFolder(), "missing");
  await expect(holdServerLock(folder)).rejects.toThrow(/can't be used/);
  mkdirSync(folder);
  await (await holdServerLock(folder)).release();
});

test("a full disk is named before anything is written", async () => {
  const disk = smallDisk(60);
  if (disk === null) return;
  await expect(openDataFolder(disk)).rejects.toThrow(/disk of .* is full: less than 64 MB free/);
});
