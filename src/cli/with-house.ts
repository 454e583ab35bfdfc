import type { MailboxId } from "../base/ids.ts";
import type { MailboxRow } from "../engine/ports/connections.ts";
import { readConfig } from "./config.ts";
import { type House, openHouse } from "./house.ts";
import { createLog } from "./log.ts";
import { UsageError } from "./usage-error.ts";

/** Opens the data folder beside a running server or without one, runs `work`, closes everything. */
export async function withHouse<T>(work: (house: House) => Promise<T>): Promise<T> {
  const config = readConfig(process.env, process.cwd());
  // A command talks to a person: only what went wrong is logged, unless asked for.
  const level = process.env.TWINBOX_LOG === undefined ? "error" : config.logLevel;
  const house = await openHouse(config, createLog(level, null));
  try {
    return await work(house);
  } finally {
    await house.close();
  }
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** By id, or by address where only one mailbox has it. */
export async function findMailbox(house: House, name: string | undefined): Promise<MailboxRow> {
  if (name === undefined) throw new UsageError("Name a mailbox: its id (see twinbox status) or address.");
  if (UUID.test(name)) {
    const mailbox = await house.connections.findMailbox(name.toLowerCase() as MailboxId);
    if (mailbox !== null) return mailbox;
  } else {
    const found = (await house.connections.listMailboxes()).filter(
      ({ address }) => address === name.toLowerCase(),
    );
    if (found.length > 1) throw new UsageError(`Several mailboxes are called ${name}: use the id.`);
    if (found[0] !== undefined) return found[0];
  }
  throw new UsageError(`There is no mailbox ${name} in ${house.config.dataFolder} (see twinbox status).`);
}
