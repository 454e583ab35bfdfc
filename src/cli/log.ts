import { createWriteStream } from "node:fs";
import pino from "pino";
import type { Log } from "../base/log.ts";

/** JSON lines to a file or to standard error. Only typed events with plain fields get here. */
export function createLog(level: string, file: string | null): Log {
  const destination = file === null ? process.stderr : createWriteStream(file, { flags: "a", mode: 0o600 });
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  return {
    debug: (event, fields) => logger.debug({ event, ...fields }),
    info: (event, fields) => logger.info({ event, ...fields }),
    warn: (event, fields) => logger.warn({ event, ...fields }),
    error: (event, fields) => logger.error({ event, ...fields }),
  };
}
