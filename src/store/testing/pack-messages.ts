import { createHash } from "node:crypto";

const LONGEST = 40_000;

/** Lifelike enough: text that compresses, and an attachment in base64 that hardly does. */
export function messageOf(number: number): Buffer {
  const seed = createHash("sha256").update(`message ${number}`).digest();
  const attachment = createHash("shake256", { outputLength: seed.readUInt16LE(0) % LONGEST }).update(seed);
  return Buffer.from(
    `Message-ID: <${seed.toString("hex")}@contoso.example>\r\nSubject: Message ${number}\r\n\r\n` +
      `${"The interview is on Tuesday at ten. ".repeat(seed[2] ?? 1)}\r\n${attachment.digest("base64")}`,
  );
}
