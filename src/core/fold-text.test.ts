import { expect, test } from "vitest";
import { newScan } from "../store/testing/store-world.ts";
import { foldText, searchText } from "./fold-text.ts";

test("case and accents don't matter, composed or not", () => {
  for (const [text, folded] of [
    ["Réunion", "reunion"],
    ["RE\u0301UNION", "reunion"],
    ["Straße ŁÓDŹ Ærø", "strasse lodz aero"],
    ["İstanbul", "istanbul"],
    ["ÄÖÜ ñ ç", "aou n c"],
    ["Ελλάδα", "ελλαδα"],
    ["日本語", "日本語"],
  ] as const) {
    expect(foldText(text)).toBe(folded);
    expect(foldText(folded)).toBe(folded);
  }
});

test("subject, names and addresses are searched, each person once, within a limit", () => {
  const scan = newScan("Offer");
  const text = searchText({ ...scan, cc: scan.from });
  expect(text.split("\n")).toEqual(["offer", "eva de wit eva@adatum.example", "ada@contoso.example"]);
  const many = Array.from({ length: 5000 }, (_, index) => ({ name: "", address: `user${index}@x.example` }));
  expect(searchText({ ...scan, to: many }).length).toBeLessThanOrEqual(16_000);
});
