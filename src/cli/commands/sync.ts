// `twinbox sync MAILBOX --once`.
import { parseArguments } from "../arguments.ts";
import { stopSignal } from "../stop-signal.ts";
import { syncOnce } from "../sync-once.ts";
import { UsageError } from "../usage-error.ts";
import { findMailbox, withHouse } from "../with-house.ts";
import { readStatus } from "./status.ts";

export async function syncCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArguments(args, {
    once: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  });
  if (!values.once) throw new UsageError("Say --once; `twinbox serve` syncs for ever.");
  return withHouse(async (house) => {
    const mailbox = await findMailbox(house, positionals[0]);
    if (mailbox.state === "unmapped") throw new UsageError("No folders are mapped yet; see twinbox connect.");
    if (mailbox.state === "stopped") throw new UsageError(`${mailbox.address} is disconnected.`);
    const abort = new AbortController();
    void stopSignal().then(() => abort.abort());
    await syncOnce(house, mailbox, abort.signal);
    const status = await readStatus(house, (await house.connections.findMailbox(mailbox.id)) ?? mailbox);
    const quiet = !abort.signal.aborted && status.problem === null && status.done === status.total;
    if (values.json) console.log(JSON.stringify(status));
    else if (quiet)
      console.log(`${status.address} is equal on both sides: ${status.messages} messages here.`);
    else console.log(`${status.address}: ${status.done} of ${status.total} messages; not finished.`);
    return quiet ? 0 : 1;
  });
}
