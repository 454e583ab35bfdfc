import { readConfig } from "../config.ts";
import { openHouse } from "../house.ts";
import { createLog } from "../log.ts";
import { firstOperatorLink, startServing } from "../serve.ts";
import { stopSignal } from "../stop-signal.ts";

export async function serveCommand(): Promise<number> {
  const stop = stopSignal();
  const config = readConfig(process.env, process.cwd());
  const house = await openHouse(config, createLog(config.logLevel, null));
  try {
    const running = await startServing(house);
    try {
      console.log(`Twinbox runs at ${config.publicUrl}`);
      const link = await firstOperatorLink(house);
      if (link !== null) {
        console.log(
          `There is no operator yet. Open this link once, within 24 hours, to become the first:\n${link}`,
        );
      }
      await stop;
    } finally {
      await running.close();
    }
  } finally {
    await house.close();
  }
  return 0;
}
