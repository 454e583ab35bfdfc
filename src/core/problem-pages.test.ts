import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { DIAGNOSIS_IDS } from "./diagnose.ts";
import { problemPages } from "./problem-pages.ts";

const FOLDER = fileURLToPath(new URL("../../docs/connecting/problems/", import.meta.url));
const pages = problemPages();

test("the pages of docs/connecting/problems are those of the table; else: npm run docs", () => {
  expect(readdirSync(FOLDER).toSorted()).toEqual([...pages.keys()].toSorted());
  for (const [name, text] of pages) {
    expect(readFileSync(path.join(FOLDER, name), "utf8"), `${name} is stale: npm run docs`).toBe(text);
  }
});

test("every problem has a page, and the list leads to each once", () => {
  const list = pages.get("README.md") ?? "";
  for (const id of DIAGNOSIS_IDS) {
    expect(pages.get(`${id}.md`), id).toContain("## What to do");
    expect(list.split(`](${id}.md)`).length, id).toBe(2);
  }
});

test("a page has the signs, who can fix it, the steps and the text for the administrator", () => {
  const text = pages.get("ms-redirect.md") ?? "";
  expect(text).toContain("# Microsoft doesn’t know the address that it should send you back to\n");
  expect(text).toContain("Who can fix it: the administrator of this application.");
  expect(text).toContain("AADSTS50011, AADSTS500113, AADSTS900971, AADSTS70004.");
  expect(text).toContain("add the redirect URI exactly as System settings > Mail providers shows it.");
});
