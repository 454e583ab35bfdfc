// The master keys: which there are and what each has sealed; a new one while servers run; one that is needed no more.
import { randomBytes } from "node:crypto";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { waitForFileLock } from "../../store/file-lock.ts";
import { createKeyRotation, type KeyRotation } from "../../store/key-rotation.ts";
import { sourceOfKeys, writeKeyCheck, writeKeyFile } from "../../store/master-key.ts";
import { KEY_BYTES, keyIdOf } from "../../store/seal-key.ts";
import { parseArguments } from "../arguments.ts";
import type { House } from "../house.ts";
import { UsageError } from "../usage-error.ts";
import { withHouse } from "../with-house.ts";

/** What was sealed by the earlier key just before the new one was there is stored by then. */
const SETTLE_MS = 3_000;
const LOCK_MS = 5_000;

interface KeyStatus {
  readonly id: string;
  readonly seals: boolean;
  readonly sealed: number;
}

export async function keysCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArguments(args, { json: { type: "boolean", default: false } });
  const act = actOf(positionals);
  return withHouse(async (house) => {
    const rotation = createKeyRotation(house.database, house.masterKeys, house.vault);
    if (act !== null) await locked(house, () => act(house, rotation));
    await tell(house, rotation, values.json);
    return 0;
  });
}

type Act = (house: House, rotation: KeyRotation) => Promise<void>;

/** Null: they are only told. */
function actOf([name, id, ...more]: readonly string[]): Act | null {
  if (name === undefined) return null;
  if (name === "rotate" && id === undefined) return rotate;
  if (name === "remove" && id !== undefined && more.length === 0) {
    return (house, rotation) => remove(house, rotation, id);
  }
  throw new UsageError("Say rotate, or remove and a key's id, or nothing.");
}

/** Two that change keys at once would lose one. */
async function locked(house: House, work: () => Promise<void>): Promise<void> {
  const lock = await waitForFileLock(path.join(house.config.dataFolder, "key.lock"), LOCK_MS);
  if (lock === null) throw new UsageError("Another process changes the keys just now: try again.");
  try {
    await work();
  } finally {
    lock.release();
  }
}

async function rotate(house: House, rotation: KeyRotation): Promise<void> {
  const keys = await house.masterKeys.current();
  const { sealed } = await rotation.count();
  // Begun before and interrupted: it is gone on with, and there isn't yet another key.
  const isUnfinished = sealed.slice(1).some((count) => count > 0);
  if (house.config.key === null) {
    if (!isUnfinished) await writeKeyFile(house.folder, [randomBytes(KEY_BYTES), ...keys]);
  } else if (keys.length === 1) {
    throw new UsageError(
      "The master key comes from TWINBOX_KEY. Make a new one (openssl rand -base64 32), start every server with TWINBOX_KEY=OLD,NEW, then with TWINBOX_KEY=NEW,OLD, and run this with the latter.",
    );
  }
  do await wait(SETTLE_MS);
  while ((await rotation.sealAnew()) > 0);
  await writeKeyCheck(house.folder, await house.masterKeys.current());
  await audit(house, "keys.rotated");
}

async function remove(house: House, rotation: KeyRotation, id: string): Promise<void> {
  const keys = await house.masterKeys.current();
  const index = keys.findIndex((key) => idOf(key) === id.toLowerCase());
  if (index < 0) throw new UsageError(`There is no key ${id}.`);
  if (index === 0) throw new UsageError(`Key ${id} is the one that seals: rotate first.`);
  const { sealed } = await rotation.count();
  if ((sealed[index] ?? 0) > 0) {
    throw new UsageError(`Key ${id} is still needed for ${sealed[index]} secrets: rotate first.`);
  }
  if (house.config.key !== null)
    throw new UsageError("Take it out of TWINBOX_KEY yourself: nothing needs it.");
  await writeKeyFile(
    house.folder,
    keys.filter((_, each) => each !== index),
  );
  await audit(house, "keys.removed");
}

async function tell(house: House, rotation: KeyRotation, json: boolean): Promise<void> {
  const { sealed, unreadable } = await rotation.count();
  const keys = (await house.masterKeys.current()).map(
    (key, index): KeyStatus => ({ id: idOf(key), seals: index === 0, sealed: sealed[index] ?? 0 }),
  );
  const source = sourceOfKeys(house.folder, house.config.key);
  if (json) {
    console.log(JSON.stringify({ source, keys, unreadable }, null, 2));
    return;
  }
  console.log(`Master keys in ${source}:`);
  for (const { id, seals, sealed: count } of keys) {
    const use = seals ? "seals" : count > 0 ? "opens only" : "isn't needed any more, but for older backups";
    console.log(`  ${id}  ${count} secrets, ${use}`);
  }
  if (unreadable > 0) console.log(`  ${unreadable} secrets were sealed by none of these keys.`);
}

async function audit(house: House, action: string): Promise<void> {
  await house.accounts.audit({ at: Date.now(), workspaceId: null, actor: "cli", action, detail: {} });
}

function idOf(key: Buffer): string {
  return keyIdOf(key).toString("hex");
}
