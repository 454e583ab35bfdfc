import { existsSync, readdirSync } from "node:fs";

const DEBIAN = "/usr/lib/postgresql";

export function findTestBinaries(): string {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort() : [];
  const version = versions.at(-1);
  if (version === undefined) throw new Error("There is no Postgres for the tests.");
  return `${DEBIAN}/${version}/bin`;
}
