import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const SOURCES = fileURLToPath(new URL("../../", import.meta.url));
const DUTCH = /^(?:web\/texts\/nl|core\/diagnosis-texts\/nl|server\/[\w-]+-pages).*(?<!\.test)\.ts$/;

test("Dutch says u to whoever reads it, on every page and in every diagnosis", () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll(path.sep, "/"))
    .filter((file) => DUTCH.test(file));
  expect(files.length).toBeGreaterThan(20);
  const familiar = files.flatMap((file) =>
    readFileSync(path.join(SOURCES, file), "utf8")
      .split("\n")
      .filter((line) => /\b(?:je|jij|jou|jouw|jullie|jezelf|jijzelf)\b/i.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(familiar).toEqual([]);
});
