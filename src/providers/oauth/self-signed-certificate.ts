// A certificate that its own key signs (RFC 5280 section 4.1), written in DER (X.690). Node reads certificates and makes
// none, and this is one of a fixed shape: nothing that comes from elsewhere is in it but the moment.
import { generateKeyPair, type KeyObject, randomBytes, sign } from "node:crypto";
import { promisify } from "node:util";
import type { ClientCertificate } from "../../engine/ports/certificates.ts";

const KEY_BITS = 2048;
const NAME = "Twinbox";
const DAY_MS = 24 * 3_600_000;
/** The longest that portals offer for a secret too. */
const LIFE_MS = 730 * DAY_MS;
/** Clocks differ. */
const EARLIER_MS = DAY_MS;

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const NULL = 0x05;
const OBJECT = 0x06;
const UTF8 = 0x0c;
const UTC_TIME = 0x17;
const SEQUENCE = 0x30;
const SET = 0x31;
const VERSION = 0xa0;

/** sha256WithRSAEncryption, 1.2.840.113549.1.1.11 (RFC 8017 appendix A.2.4). */
const SIGNATURE = der(SEQUENCE, der(OBJECT, Buffer.from("2a864886f70d01010b", "hex")), der(NULL));
/** commonName, 2.5.4.3. */
const COMMON_NAME = der(OBJECT, Buffer.from("550403", "hex"));
const V3 = 2;

/** `now`: milliseconds since 1970 UTC. */
export async function selfSignedCertificate(now: number): Promise<ClientCertificate> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)("rsa", { modulusLength: KEY_BITS });
  const body = bodyOf(publicKey, now);
  const signature = sign("sha256", body, privateKey);
  const certificate = der(SEQUENCE, body, SIGNATURE, der(BIT_STRING, Buffer.of(0), signature));
  return {
    certificate: pem(certificate),
    privateKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

/** What is signed: TBSCertificate. */
function bodyOf(publicKey: KeyObject, now: number): Buffer {
  const name = der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8, Buffer.from(NAME)))));
  const serial = randomBytes(16);
  // Positive, and without zeros in front.
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  return der(
    SEQUENCE,
    der(VERSION, der(INTEGER, Buffer.of(V3))),
    der(INTEGER, serial),
    SIGNATURE,
    name,
    der(SEQUENCE, time(now - EARLIER_MS), time(now + LIFE_MS)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
  );
}

/** Until 2049 as UTCTime (RFC 5280 section 4.1.2.5): "261129203000Z". */
function time(at: number): Buffer {
  const digits = new Date(at).toISOString().replace(/[-:T]/g, "").slice(2, 14);
  return der(UTC_TIME, Buffer.from(`${digits}Z`));
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content]);
  const bytes = length < 0x100 ? Buffer.of(length) : Buffer.of(length >> 8, length & 0xff);
  return Buffer.concat([Buffer.of(tag, 0x80 | bytes.length), bytes, content]);
}

function pem(certificate: Buffer): string {
  const lines = certificate.toString("base64").replace(/(.{64})/g, "$1\n");
  return `-----BEGIN CERTIFICATE-----\n${lines.trimEnd()}\n-----END CERTIFICATE-----\n`;
}
