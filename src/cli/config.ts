// Every setting, read in one place from the environment; all mistakes are reported at once.
import path from "node:path";
import { z } from "zod";
import { type AllowedNetwork, parseAllowedNetwork } from "../providers/net/address-guard.ts";
import { POSTGRES_VERSION_MIN } from "../store/database.ts";
import { StartError } from "../store/start-error.ts";

export interface Config {
  /** Absolute. */
  readonly dataFolder: string;
  readonly databaseUrl: string | null;
  readonly host: string;
  readonly port: number;
  /** Without a slash at the end. */
  readonly publicUrl: string;
  /** Addresses and networks of the proxies before it. */
  readonly proxies: readonly string[];
  /** Base64 of 32 bytes each, with commas between; null: the key file in the data folder. */
  readonly key: string | null;
  readonly logLevel: "debug" | "info" | "warn" | "error";
  /** Where users' mail servers may be beside public addresses. */
  readonly mailNetworks: readonly AllowedNetwork[];
}

export const PORT_DEFAULT = 3210;

/** Name, meaning and default of each, for `twinbox help`. */
export const SETTINGS: readonly (readonly [name: string, meaning: string])[] = [
  ["TWINBOX_DATA", "folder for database, packs and key (default: .data/server)"],
  [
    "DATABASE_URL",
    `an own Postgres ${POSTGRES_VERSION_MIN} or newer, without a pooler (default: an embedded one in the data folder)`,
  ],
  ["TWINBOX_HOST", "address to listen on (default: 127.0.0.1)"],
  ["TWINBOX_PORT", `port to listen on (default: ${PORT_DEFAULT})`],
  ["TWINBOX_URL", "address under which browsers reach Twinbox (default: http://localhost:<port>)"],
  [
    "TWINBOX_PROXIES",
    "addresses or networks of your reverse proxies: 127.0.0.1, 10.1.0.0/16; their X-Forwarded-For then tells who asks, for the limits of tries (default: none)",
  ],
  [
    "TWINBOX_KEY",
    "master key, base64 of 32 bytes (default: the file `key` in the data folder); of several, with commas between, the first seals",
  ],
  [
    "TWINBOX_MAIL_NETWORKS",
    "private networks in which users' mail servers may be: 10.1.0.0/16, or 10.1.2.3:1993 for another port than mail's (default: none, only public addresses)",
  ],
  ["TWINBOX_LOG", "debug, info, warn or error (default: info)"],
];

const networks = (message: string) =>
  z
    .string()
    .default("")
    .transform((text) => text.split(",").flatMap((each) => (each.trim() === "" ? [] : [each.trim()])))
    .refine((all) => all.every((each) => parseAllowedNetwork(each) !== null), message);

/** Links are made by writing behind it. Null: nothing is wrong. */
function wrongInUrl(text: string): string | null {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return "must be an http:// or https:// address";
  const { username, password, pathname } = new URL(text);
  if (username !== "" || password !== "") return "must not have a user name or password";
  if (/[?#]/.test(text)) return "must not have a query or a fragment (? or #)";
  return pathname === "/" ? null : "must not have a path";
}

const environment = z.object({
  TWINBOX_DATA: z.string().min(1).default(".data/server"),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(?:ql)?:\/\//, "must begin with postgres://")
    .optional(),
  TWINBOX_HOST: z.string().min(1).default("127.0.0.1"),
  TWINBOX_PORT: z.coerce.number("must be a number").int().min(1).max(65_535).default(PORT_DEFAULT),
  TWINBOX_URL: z
    .string()
    .trim()
    .superRefine((text, context) => {
      const message = wrongInUrl(text);
      if (message !== null) context.addIssue({ code: "custom", message });
    })
    .optional(),
  TWINBOX_PROXIES: networks("must be networks: 127.0.0.1, 10.1.0.0/16").refine(
    (all) => all.every((each) => parseAllowedNetwork(each)?.port === null),
    "must be networks without ports: 127.0.0.1, 10.1.0.0/16",
  ),
  TWINBOX_KEY: z
    .string()
    .refine(
      (keys) => keys.split(",").every((key) => Buffer.from(key, "base64").length === 32),
      "must be base64 of exactly 32 bytes",
    )
    .optional(),
  TWINBOX_MAIL_NETWORKS: networks("must be networks: 10.1.0.0/16, 10.1.2.3:1993").transform((all) =>
    all.flatMap((each) => parseAllowedNetwork(each) ?? []),
  ),
  TWINBOX_LOG: z.enum(["debug", "info", "warn", "error"]).default("info"),
});

/** Throws StartError that names every wrong setting, never its value (it may be a secret). */
export function readConfig(variables: Readonly<Record<string, string | undefined>>, folder: string): Config {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const result = environment.safeParse(given);
  if (!result.success) {
    const mistakes = result.error.issues.map(({ path: [name], message }) => `${String(name)} ${message}`);
    throw new StartError(`These settings are wrong: ${mistakes.join("; ")}.`);
  }
  const settings = result.data;
  return {
    dataFolder: path.resolve(folder, settings.TWINBOX_DATA),
    databaseUrl: settings.DATABASE_URL ?? null,
    host: settings.TWINBOX_HOST,
    port: settings.TWINBOX_PORT,
    publicUrl: (settings.TWINBOX_URL ?? `http://localhost:${settings.TWINBOX_PORT}`).replace(/\/$/, ""),
    proxies: settings.TWINBOX_PROXIES,
    key: settings.TWINBOX_KEY ?? null,
    logLevel: settings.TWINBOX_LOG,
    mailNetworks: settings.TWINBOX_MAIL_NETWORKS,
  };
}
