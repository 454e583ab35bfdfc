import type { Log } from "../../base/log.ts";

export const noLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
