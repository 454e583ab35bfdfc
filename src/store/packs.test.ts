import { createHash, randomBytes } from "node:crypto";
import {
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { PackId } from "../base/ids.ts";
import type { PackOwner, PackStore, SealedPlace } from "../engine/ports/vault.ts";
import { runChild } from "./testing/child.ts";
import { messageOf } from "./testing/pack-messages.ts";
import { keyName, keyRows, ownerOf, ownerOne, ownerTwo, packStore } from "./testing/pack-world.ts";
import { smallDisk, temporaryFolder } from "./testing/temporary-folder.ts";

const PACK_BYTES_MAX = 8 * 1024 * 1024;
const unreadable = { code: "secretUnreadable" };
const broken = { name: "InvariantError" };

async function withStore<T>(
  work: (store: PackStore, folder: string) => Promise<T>,
  folder = temporaryFolder(),
): Promise<T> {
  const store = packStore(folder, keyRows());
  try {
    return await work(store, folder);
  } finally {
    await store.close();
  }
}

function packsOf(folder: string, { workspaceId, mailboxId }: PackOwner = ownerOne): readonly string[] {
  const mailbox = path.join(folder, workspaceId, mailboxId);
  return existsSync(mailbox) ? readdirSync(mailbox).map((name) => path.join(mailbox, name)) : [];
}

function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new Error(`nothing at ${index}`);
  return item;
}

/** Every error, as its code or name. */
async function outcomeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "ok",
    (error: { code?: string; name: string }) => error.code ?? error.name,
  );
}

test("any bytes come back as they were, in batches of any size", async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 2000 }),
    fc.string({ maxLength: 300 }).map((text) => Buffer.from(text.repeat(50))),
    fc.nat(400_000).map((length) => randomBytes(length)),
  );
  await withStore(async (store) => {
    await fc.assert(
      fc.asyncProperty(fc.array(bytes, { maxLength: 8 }), async (messages) => {
        const places = await store.append(ownerOne, messages);
        expect(places).toHaveLength(messages.length);
        for (const [index, place] of places.entries()) {
          const message = at(messages, index);
          expect(place.size).toBe(message.length);
          expect(Buffer.from(place.sha256)).toEqual(createHash("sha256").update(message).digest());
          expect(Buffer.compare(await store.read(ownerOne, place), message)).toBe(0);
        }
      }),
      { numRuns: 60 },
    );
  });
});

test("what compresses gets smaller, what doesn't is kept as it is", async () => {
  await withStore(async (store) => {
    const text = Buffer.from("The interview is on Tuesday. ".repeat(1000));
    const noise = randomBytes(30_000);
    const [first, second] = await store.append(ownerOne, [text, noise]);
    expect(first?.length).toBeLessThan(text.length / 10);
    expect(second?.length).toBe(noise.length + 29);
  });
});

test("a pack holds no word of the mail", async () => {
  await withStore(async (store, folder) => {
    const message = Buffer.from(`Subject: a secret interview\r\n\r\n${randomBytes(40).toString("hex")}`);
    await store.append(ownerOne, [message, message]);
    const pack = readFileSync(at(packsOf(folder), 0));
    expect(pack.includes("secret")).toBe(false);
    expect(statSync(at(packsOf(folder), 0)).mode & 0o777).toBe(0o600);
  });
});

test("batches share a pack up to 8 MB, and a larger batch gets one of its own", async () => {
  await withStore(async (store, folder) => {
    const batches = [3, 3, 3, 9, 1].map((megabytes) => [randomBytes(megabytes * 1024 * 1024)]);
    const places: SealedPlace[] = [];
    for (const batch of batches) places.push(...(await store.append(ownerOne, batch)));
    const packs = places.map(({ packId }) => packId);
    expect(packs[1]).toBe(packs[0]);
    expect(new Set(packs.slice(1)).size).toBe(4);
    const sizes = packsOf(folder).map((file) => statSync(file).size);
    expect(sizes.filter((size) => size > PACK_BYTES_MAX)).toHaveLength(1);
    for (const [index, place] of places.entries()) {
      expect(Buffer.compare(await store.read(ownerOne, place), at(at(batches, index), 0))).toBe(0);
    }
  });
});

test("batches that come at once lie one after another; mailboxes don't wait for each other's place", async () => {
  await withStore(async (store) => {
    const numbers = Array.from({ length: 30 }, (_, index) => index);
    const places = await Promise.all(
      numbers.map((number) => store.append(number % 2 ? ownerOne : ownerTwo, [messageOf(number)])),
    );
    for (const [number, [place]] of places.entries()) {
      const owner = number % 2 ? ownerOne : ownerTwo;
      expect(Buffer.compare(await store.read(owner, at([place], 0) as SealedPlace), messageOf(number))).toBe(
        0,
      );
    }
    expect(new Set(places.flat().map(({ packId }) => packId)).size).toBe(2);
  });
});

test("after a restart a new pack is begun and the old ones are read", async () => {
  const folder = temporaryFolder();
  const rows = keyRows();
  const first = packStore(folder, rows);
  const before = await first.append(ownerOne, [messageOf(1)]);
  await first.close();
  const second = packStore(folder, rows);
  const after = await second.append(ownerOne, [messageOf(2)]);
  expect(at(after, 0).packId).not.toBe(at(before, 0).packId);
  expect(Buffer.compare(await second.read(ownerOne, at(before, 0)), messageOf(1))).toBe(0);
  await second.close();
  await expect(second.append(ownerOne, [messageOf(3)])).rejects.toMatchObject(broken);
});

test("any byte of a pack that changed is noticed", async () => {
  const folder = temporaryFolder();
  const rows = keyRows();
  const writer = packStore(folder, rows);
  const messages = [Buffer.from("x".repeat(300)), randomBytes(120), Buffer.alloc(0), Buffer.from("short")];
  const places = await writer.append(ownerOne, messages);
  await writer.close();
  const file = at(packsOf(folder), 0);
  const whole = readFileSync(file);
  for (let index = 0; index < whole.length; index++) {
    const changed = Buffer.from(whole);
    changed[index] = at([...changed], index) ^ (1 << (index % 8));
    writeFileSync(file, changed);
    const reader = packStore(folder, rows);
    const outcomes = await Promise.all(places.map((place) => outcomeOf(reader.read(ownerOne, place))));
    await reader.close();
    expect(
      outcomes.filter((outcome) => outcome === "InvariantError").length,
      `byte ${index}`,
    ).toBeGreaterThan(0);
    expect(["ok", "InvariantError"]).toEqual(expect.arrayContaining(outcomes));
  }
});

test("a pack that was cut, lost or put under another name is noticed", async () => {
  const folder = temporaryFolder();
  const rows = keyRows();
  const store = packStore(folder, rows);
  const [place] = await store.append(ownerOne, [messageOf(1)]);
  await store.append(ownerTwo, [messageOf(2)]);
  await store.close();
  const file = at(packsOf(folder), 0);
  const whole = readFileSync(file);
  const readAnew = async (wanted: SealedPlace | undefined): Promise<string> => {
    const reader = packStore(folder, rows);
    const outcome = await outcomeOf(reader.read(ownerOne, at([wanted], 0) as SealedPlace));
    await reader.close();
    return outcome;
  };
  writeFileSync(file, whole.subarray(0, whole.length - 1));
  expect(await readAnew(place)).toBe("InvariantError");
  writeFileSync(file, readFileSync(at(packsOf(folder, ownerTwo), 0)));
  expect(await readAnew(place)).toBe("InvariantError");
  renameSync(file, `${file}.away`);
  expect(await readAnew(place)).toBe("InvariantError");
  renameSync(`${file}.away`, file);
  writeFileSync(file, whole);
  expect(await readAnew(place)).toBe("ok");
});

test("keys and places can't be swapped: not between messages, packs, mailboxes or workspaces", async () => {
  const folder = temporaryFolder();
  const rows = keyRows();
  const store = packStore(folder, rows);
  const owners = [ownerOne, ownerTwo, ownerOf(2, 1)];
  const [a, b] = await store.append(ownerOne, [Buffer.from("aaaa"), Buffer.from("bbbb")]);
  const [other] = await store.append(ownerTwo, [Buffer.from("cccc")]);
  await store.append(at(owners, 2), [Buffer.from("dddd")]);
  if (!a || !b || !other) throw new Error("three places");
  const swapped: readonly SealedPlace[] = [
    { ...a, wrappedKey: b.wrappedKey },
    { ...a, wrappedKey: other.wrappedKey },
    { ...a, offset: b.offset },
    { ...a, packId: other.packId },
    { ...a, size: 5 },
    { ...a, wrappedKey: a.wrappedKey.slice(0, 40) },
  ];
  for (const place of swapped) {
    expect(await outcomeOf(store.read(ownerOne, place))).not.toBe("ok");
  }
  for (const owner of owners.slice(1)) expect(await outcomeOf(store.read(owner, a))).not.toBe("ok");
  expect(await outcomeOf(store.read(ownerOne, { ...a, sha256: b.sha256 }))).toBe("InvariantError");
  await store.close();

  // A row moved to another mailbox or workspace, by whoever can write to the database.
  const [one, two] = [rows.rows.get(keyName(ownerOne)), rows.rows.get(keyName(ownerTwo))];
  if (!one || !two) throw new Error("two keys");
  rows.rows.set(keyName(ownerOne), two);
  rows.rows.set(keyName(ownerTwo), one);
  const thief = packStore(folder, rows);
  await expect(thief.read(ownerOne, a)).rejects.toMatchObject(unreadable);
  await expect(thief.append(ownerTwo, [Buffer.from("more")])).rejects.toMatchObject(unreadable);
  await thief.close();
});

test("a record with its key can't be moved to another place: not inside a pack, not to another pack", async () => {
  const folder = temporaryFolder();
  const rows = keyRows();
  const places: SealedPlace[] = [];
  for (let round = 0; round < 2; round++) {
    const store = packStore(folder, rows);
    places.push(...(await store.append(ownerOne, [randomBytes(100), randomBytes(100)])));
    await store.close();
  }
  const fileOf = ({ packId }: SealedPlace): string =>
    at(
      packsOf(folder).filter((file) => file.includes(packId)),
      0,
    );
  const recordOf = (place: SealedPlace): Buffer =>
    readFileSync(fileOf(place)).subarray(place.offset, place.offset + place.length);
  const target = at(places, 0);
  const whole = readFileSync(fileOf(target));
  // The neighbour, and the one at the same offset of the other pack.
  for (const source of [at(places, 1), at(places, 2)]) {
    const record = recordOf(source);
    writeFileSync(
      fileOf(target),
      Buffer.concat([whole.subarray(0, target.offset), record, whole.subarray(193)]),
    );
    const reader = packStore(folder, rows);
    const { wrappedKey, sha256 } = source;
    const forged = { ...target, wrappedKey, sha256 };
    expect(await outcomeOf(reader.read(ownerOne, forged))).toBe("secretUnreadable");
    await reader.close();
    writeFileSync(fileOf(target), whole);
  }
});

test("every byte of a wrapped key counts", async () => {
  await withStore(async (store) => {
    const [place] = await store.append(ownerOne, [messageOf(1)]);
    if (!place) throw new Error("one place");
    for (let index = 0; index < place.wrappedKey.length; index++) {
      const wrappedKey = Uint8Array.from(place.wrappedKey, (byte, each) =>
        each === index ? byte ^ 1 : byte,
      );
      await expect(store.read(ownerOne, { ...place, wrappedKey })).rejects.toMatchObject(unreadable);
    }
  });
});

test("with another master key, or after its key was destroyed, nothing is readable", async () => {
  const folder = temporaryFolder();
  const rows = keyRows();
  const store = packStore(folder, rows);
  const [place] = await store.append(ownerOne, [messageOf(1)]);
  if (!place) throw new Error("one place");
  await store.close();
  const other = packStore(folder, rows, randomBytes(32));
  await expect(other.read(ownerOne, place)).rejects.toMatchObject(unreadable);
  await other.close();
  rows.rows.delete(keyName(ownerOne));
  const late = packStore(folder, rows);
  await expect(late.read(ownerOne, place)).rejects.toMatchObject(unreadable);
  expect(rows.rows.has(keyName(ownerOne))).toBe(false);
  await late.close();
});

test("two processes that begin a mailbox at once seal under the same keys", async () => {
  const folder = temporaryFolder();
  const rows = keyRows();
  const stores = Array.from({ length: 4 }, () => packStore(folder, rows));
  const places = await Promise.all(
    stores.map((store, number) => store.append(ownerOne, [messageOf(number)])),
  );
  const reader = packStore(folder, rows);
  for (const [number, [place]] of places.entries()) {
    if (!place) throw new Error("one place each");
    expect(Buffer.compare(await reader.read(ownerOne, place), messageOf(number))).toBe(0);
  }
  for (const store of [...stores, reader]) await store.close();
});

test("erasing a mailbox removes its packs and leaves the others", async () => {
  await withStore(async (store, folder) => {
    const [place] = await store.append(ownerOne, [messageOf(1)]);
    const [kept] = await store.append(ownerTwo, [messageOf(2)]);
    if (!place || !kept) throw new Error("two places");
    await store.read(ownerOne, place);
    await store.erase(ownerOne);
    expect(packsOf(folder)).toEqual([]);
    await expect(store.read(ownerOne, place)).rejects.toMatchObject(broken);
    expect(Buffer.compare(await store.read(ownerTwo, kept), messageOf(2))).toBe(0);
    await store.erase(ownerOne);
    const [again] = await store.append(ownerOne, [messageOf(3)]);
    expect(again?.packId).not.toBe(place.packId);
  });
});

test("erased by another process and begun again, a mailbox is sealed under its new key", async () => {
  const folder = temporaryFolder();
  const rows = keyRows();
  const server = packStore(folder, rows);
  await server.append(ownerOne, [messageOf(1)]);
  const command = packStore(folder, rows);
  rows.rows.delete(keyName(ownerOne));
  await command.erase(ownerOne);
  await command.close();
  const [place] = await server.append(ownerOne, [messageOf(2)]);
  if (!place) throw new Error("one place");
  const reader = packStore(folder, rows);
  expect(Buffer.compare(await reader.read(ownerOne, place), messageOf(2))).toBe(0);
  await reader.close();
  await server.close();
});

test("hundreds of packs are read with few files open", async () => {
  await withStore(async (store, folder) => {
    const owners = Array.from({ length: 100 }, (_, index) => ownerOf(7, index + 1));
    const places = await Promise.all(owners.map((owner) => store.append(owner, [messageOf(1)])));
    const readAll = () =>
      Promise.all(owners.map((owner, index) => store.read(owner, at(at(places, index), 0))));
    await readAll();
    await readAll();
    if (process.platform !== "linux") return;
    const open = readdirSync("/proc/self/fd").filter((fd) => targetOf(fd).startsWith(folder));
    expect(open.length).toBeGreaterThan(0);
    expect(open.length).toBeLessThanOrEqual(64);
  });
});

function targetOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return "";
  }
}

test("a full disk stops a batch as a whole, and the next one goes on when there is room", async () => {
  const disk = smallDisk(24);
  if (disk === null) return;
  await withStore(async (store, folder) => {
    const message = randomBytes(1024 * 1024);
    const durable: SealedPlace[] = [];
    const ballast = path.join(folder, "ballast");
    writeFileSync(ballast, randomBytes(12 * 1024 * 1024));
    const fill = async (): Promise<void> => {
      for (;;) durable.push(...(await store.append(ownerOne, [message, message, message])));
    };
    await expect(fill()).rejects.toMatchObject({ code: "diskFull", scope: "installation", retry: "later" });
    expect(durable.length).toBeGreaterThan(3);
    const bytes = packsOf(folder).reduce((sum, file) => sum + statSync(file).size, 0);
    const named = durable.reduce((sum, { length }) => sum + length, 0);
    // Nothing is left of the batch that failed.
    expect(bytes).toBe(named + 64 * new Set(durable.map(({ packId }) => packId)).size);
    writeFileSync(ballast, "");
    const more = await store.append(ownerOne, [message]);
    expect(durable.map(({ packId }) => packId)).not.toContain(at(more, 0).packId);
    for (const place of [...durable, ...more]) {
      expect(Buffer.compare(await store.read(ownerOne, place), message)).toBe(0);
    }
  }, disk);
});

interface Durable {
  readonly number: number;
  readonly packId: PackId;
  readonly offset: number;
  readonly length: number;
  readonly size: number;
  readonly sha256: string;
  readonly wrappedKey: string;
}

function durableOf(lines: readonly string[]): readonly Durable[] {
  return lines
    .filter((line) => line.startsWith("durable [") && line.endsWith("]"))
    .flatMap((line) => JSON.parse(line.slice("durable ".length)) as Durable[]);
}

test("killed in the middle of writing, ten times: everything it called durable is there, byte for byte", async () => {
  const folder = temporaryFolder();
  const keyFile = path.join(folder, "keys.json");
  const all: Durable[] = [];
  for (let round = 0; round < 10; round++) {
    const writer = runChild("run-pack-writer.ts", [folder, keyFile, String(round * 100_000)]);
    // At a moment of its own each time: some batches later, in the middle of the next.
    await writer.line("durable", 1 + (round % 4));
    writer.kill("SIGKILL");
    expect(await writer.ended).toBe("SIGKILL");
    all.push(...durableOf(writer.lines));
  }
  expect(all.length).toBeGreaterThan(300);
  await withKeys(folder, keyFile, async (store) => {
    for (const { number, sha256, wrappedKey, ...rest } of all) {
      const place = {
        ...rest,
        sha256: Buffer.from(sha256, "hex"),
        wrappedKey: Buffer.from(wrappedKey, "hex"),
      };
      expect(Buffer.compare(await store.read(ownerOne, place), messageOf(number))).toBe(0);
    }
  });
});

test("a limit on the size of files counts as a full disk", async () => {
  if (process.platform !== "linux") return;
  const folder = temporaryFolder();
  const keyFile = path.join(folder, "keys.json");
  const limited = ["prlimit", `--fsize=${700 * 1024}`];
  const writer = runChild("run-pack-writer.ts", [folder, keyFile], limited);
  expect(await writer.line("failed")).toMatch(/diskFull/);
  expect(await writer.ended).toBe(0);
  const named = durableOf(writer.lines).reduce((sum, { length }) => sum + length, 0);
  expect(statSync(at(packsOf(folder), 0)).size).toBe(named + 64);
});

async function withKeys(
  folder: string,
  keyFile: string,
  work: (store: PackStore) => Promise<void>,
): Promise<void> {
  const store = packStore(folder, keyRows(keyFile));
  try {
    await work(store);
  } finally {
    await store.close();
  }
}
