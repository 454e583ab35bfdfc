// What stands in the fields of "Other (IMAP)", as typed, and what it means to the server.
import type { BodyOf } from "../../../../api/operations.ts";

export type HandSettings = BodyOf<"connectByHand">;
export type TypedServer = { readonly host: string; readonly port: string; readonly security: Security };
export type Security = HandSettings["incoming"]["security"];

export interface Typed {
  readonly address: string;
  readonly displayName: string;
  readonly incoming: TypedServer;
  readonly outgoing: TypedServer;
  readonly userName: string;
  readonly password: string;
}

/** TLS from the first byte comes first (RFC 8314). */
export const EMPTY: Typed = {
  address: "",
  displayName: "",
  incoming: { host: "", port: "993", security: "implicit" },
  outgoing: { host: "", port: "465", security: "implicit" },
  userName: "",
  password: "",
};

const PORTS = {
  incoming: { implicit: "993", starttls: "143" },
  outgoing: { implicit: "465", starttls: "587" },
} as const;

/** A port nobody chose goes with the kind of security. */
export function withSecurity(kind: keyof typeof PORTS, server: TypedServer, security: Security): TypedServer {
  const usual = PORTS[kind];
  const isUsual = server.port === "" || server.port === usual.implicit || server.port === usual.starttls;
  return { ...server, security, port: isUsual && security !== "none" ? usual[security] : server.port };
}

/** Without TLS only this machine is reached. */
export function isThisMachine(host: string): boolean {
  return /^(?:localhost|127\.[\d.]+|::1)$/i.test(host.trim());
}

export function settingsOf(providerId: string, typed: Typed): HandSettings {
  const { displayName, userName, password, incoming, outgoing } = typed;
  const address = typed.address.trim();
  return {
    providerId,
    address,
    displayName: displayName.trim(),
    incoming: serverOf(incoming),
    outgoing: outgoing.host.trim() === "" ? null : serverOf(outgoing),
    userName: userName.trim() || address,
    password,
  };
}

export function serverOf({ host, port, security }: TypedServer): HandSettings["incoming"] {
  return { host: host.trim(), port: Number(port), security };
}
