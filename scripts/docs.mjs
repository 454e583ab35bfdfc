// Writes what is made from the code: docs/connecting/problems from the doctor's table.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { problemPages } from "../src/core/problem-pages.ts";

const folder = new URL("../docs/connecting/problems/", import.meta.url);
const pages = problemPages();
mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) if (!pages.has(name)) rmSync(new URL(name, folder));
for (const [name, text] of pages) writeFileSync(new URL(name, folder), text);
console.log(`${pages.size} pages in docs/connecting/problems`);
