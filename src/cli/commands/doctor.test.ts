import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { UsageError } from "../usage-error.ts";
import { doctorCommand } from "./doctor.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const run = promisify(execFile);

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function twinbox(args: readonly string[], language = "en_US.UTF-8"): Promise<Ended> {
  const env = { PATH: process.env.PATH, LANG: language };
  const running = run(process.execPath, [MAIN, ...args], { env });
  running.child.stdin?.end("a1 NO AUTHENTICATE failed.");
  try {
    return { code: 0, ...(await running) };
  } catch (error) {
    return error as Ended;
  }
}

test("an error is explained: its name first, then what to do", async () => {
  const { code, stdout } = await twinbox([
    "doctor",
    "explain",
    "--text",
    "AADSTS90094: x",
    "--stage",
    "token",
  ]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^ms-admin-consent {2}In your organization an administrator has to approve/);
  expect(stdout).toContain("Who can fix it: your Microsoft 365 administrator");
  expect(stdout).toContain("Reference: AADSTS90094");
});

test("it is read from standard input too, and explained in the language of the terminal", async () => {
  const { stdout } = await twinbox(["doctor", "explain"], "nl_NL.UTF-8");
  expect(stdout).toMatch(/^exo-imap-disabled {2}Microsoft accepteerde uw aanmelding/);
  expect(stdout).toContain("Waarschijnlijk, omdat");
});

test("as data it has the same", async () => {
  const { stdout } = await twinbox(["doctor", "explain", "--json", "--language", "nl", "--text", "5.7.60"]);
  expect(JSON.parse(stdout)).toMatchObject({
    id: "smtp-sendas",
    who: "mailAdmin",
    what: "Dit account mag niet onder het adres van de afzender versturen.",
  });
});

test("a mistake in the arguments ends with 2 and says where to read more", async () => {
  const { code, stdout, stderr } = await twinbox(["doctor"]);
  expect(code).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^Whom should the doctor see\?.*\nSee: twinbox help doctor$/m);
});

test.each([
  [["explain", "--text", " "], "The text of the error is empty."],
  [["explain", "--text", "x", "--stage", "lunch"], '--stage "lunch" is none of: authorize'],
  [["explain", "--text", "x", "--provider", "yahoo"], "--provider must be"],
  [["explain", "--text", "x", "--language", "fr"], "--language must be en or nl."],
  [["explain", "some", "words"], '"some" belongs to no option'],
])("%j is refused with one clear sentence", async (args, sentence) => {
  await expect(doctorCommand(args)).rejects.toThrow(UsageError);
  await expect(doctorCommand(args)).rejects.toThrow(sentence);
});
