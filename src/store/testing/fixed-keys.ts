import type { MasterKeys } from "../master-key.ts";

/** Master keys that stay as they are. */
export function fixedKeys(...keys: readonly Uint8Array[]): MasterKeys {
  return { current: async () => keys.map((key) => Buffer.from(key)) };
}
