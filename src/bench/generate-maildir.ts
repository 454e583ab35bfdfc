// A mailbox for measuring, written as a Maildir: sizes as in real mail (median about 12 kB, mean about 45 kB, up to
// 8 MB), text with HTML beside it, and base64 attachments that don't compress. Seeded: the same every time.
import { mkdir, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { seededRandom } from "./seeded-random.ts";

const DAY_MS = 24 * 60 * 60_000;
const NEWEST = Date.UTC(2026, 10, 1);
/** How many answer another one, of the so many before them. */
const ANSWERS = 0.5;
const NEAR = 60;
const WORDS =
  "interview candidate vacancy contract morning client project start salary region team offer question answer " +
  "planning schedule feedback profile experience company travel manager office update meeting proposal reference";

export interface MaildirPlan {
  /** Folder name ("INBOX" or another) and how many messages it gets. */
  readonly folders: readonly (readonly [name: string, count: number])[];
  readonly seed: number;
  /** Median and spread of the log-normal distribution of sizes, in bytes. */
  readonly medianBytes: number;
  readonly sigma: number;
}

export const STANDARD_PLAN: MaildirPlan = {
  folders: [
    ["INBOX", 12_000],
    ["Sent", 5_000],
    ["Archive", 2_500],
    ["Trash", 500],
  ],
  seed: 20_261,
  medianBytes: 11_800,
  sigma: 1.6,
};

/** Answers how many messages and bytes were written. */
export async function generateMaildir(
  folder: string,
  plan: MaildirPlan,
): Promise<{ readonly messages: number; readonly bytes: number }> {
  const random = seededRandom(plan.seed);
  const threads = seededRandom(plan.seed + 1);
  let messages = 0;
  let bytes = 0;
  for (const [name, count] of plan.folders) {
    const target = name === "INBOX" ? folder : path.join(folder, `.${name}`);
    for (const part of ["cur", "new", "tmp"]) await mkdir(path.join(target, part), { recursive: true });
    /** Of each message those that it answers, the first one first. */
    const answers: (readonly string[])[] = [];
    for (let i = 0; i < count; i++) {
      const answered =
        i > 0 && threads() < ANSWERS ? i - 1 - Math.floor(threads() * Math.min(i, NEAR)) : null;
      const above =
        answered === null ? [] : [...(answers[answered] ?? []), `<${name}.${answered}@bench.example>`];
      answers.push(above);
      const date = NEWEST - (count - i) * (DAY_MS / 20) - Math.floor(random() * 60_000);
      const message = makeMessage(random, plan, { name: `${name}.${i}`, date, answers: above });
      const flags = `${random() < 0.05 ? "F" : ""}${random() < 0.2 ? "R" : ""}${random() < 0.85 ? "S" : ""}`;
      const file = path.join(
        target,
        "cur",
        `${Math.floor(date / 1000)}.M${i}P1.bench,S=${message.length}:2,${flags}`,
      );
      await writeFile(file, message);
      await utimes(file, date / 1000, date / 1000);
      messages++;
      bytes += message.length;
    }
  }
  return { messages, bytes };
}

function makeMessage(
  random: () => number,
  plan: MaildirPlan,
  {
    name,
    date,
    answers,
  }: { readonly name: string; readonly date: number; readonly answers: readonly string[] },
): Buffer {
  // Box-Muller gives the normal distribution whose exponential the sizes follow.
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const size = Math.min(8_000_000, Math.max(1_500, plan.medianBytes * Math.exp(plan.sigma * normal)));
  const boundary = `b${Math.floor(random() * 1e12).toString(36)}`;
  const text = prose(random, Math.min(size * 0.3, 6_000));
  const head = [
    `Received: from mx.bench.example by in.bench.example; ${new Date(date).toUTCString()}`,
    `Message-ID: <${name}@bench.example>`,
    `Date: ${new Date(date).toUTCString().replace("GMT", "+0000")}`,
    `From: "Person ${Math.floor(random() * 500)}" <person${Math.floor(random() * 500)}@example.org>`,
    "To: bench@bench.example",
    ...(answers.length === 0
      ? []
      : [`In-Reply-To: ${answers.at(-1)}`, `References: ${answers.slice(-20).join("\r\n ")}`]),
    `Subject: =?utf-8?Q?${prose(random, 40).trim().replace(/ /g, "_")}_=E2=9C=93?=`,
    "MIME-Version: 1.0",
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
  ];
  const parts = [
    `--${boundary}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n`,
    `--${boundary}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>${text}</p>\r\n`,
  ];
  const left = Math.floor(size - text.length * 2 - 700);
  if (left > 400) {
    const bytes = Buffer.allocUnsafe(Math.floor(left * 0.74));
    for (let i = 0; i < bytes.length; i += 4)
      bytes.writeUInt32LE((random() * 2 ** 32) >>> 0, Math.min(i, bytes.length - 4));
    const lines = bytes.toString("base64").replace(/(.{76})/g, "$1\r\n");
    parts.push(
      `--${boundary}\r\nContent-Type: application/pdf; name="cv.pdf"\r\nContent-Disposition: attachment; filename="cv.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n${lines}\r\n`,
    );
  }
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${parts.join("")}--${boundary}--\r\n`);
}

function prose(random: () => number, length: number): string {
  const words = WORDS.split(" ");
  let text = "";
  let line = 0;
  while (text.length < length) {
    const word = words[Math.floor(random() * words.length)] ?? "";
    line += word.length + 1;
    text += line > 72 ? `${word}\r\n` : `${word} `;
    if (line > 72) line = 0;
  }
  return text.trimEnd();
}
