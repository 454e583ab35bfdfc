import { expect, test } from "vitest";
import { whereCommand } from "./where.ts";

test.each(["2026-02-31", "2026-13-01", "28-11-2026", "yesterday"])("--day %s is no day", async (day) => {
  await expect(whereCommand(["ada@contoso.example", "--day", day])).rejects.toThrow("--day is a date");
});
