// Certificates made with openssl: good ones of an authority of a test's own, and bad ones.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

export interface Authority {
  /** PEM. */
  readonly ca: string;
  /** For these names ("DNS:localhost", "IP:127.0.0.1"); `days`: from when to when, counted from today. */
  issue(names: readonly string[], days?: { readonly from: number; readonly to: number }): Certificate;
  /** Signed by nobody but itself. */
  selfSigned(names: readonly string[]): Certificate;
}

const DAY_MS = 24 * 60 * 60_000;
const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
/** `openssl ca`, since `openssl x509` can't date back before version 3.4. */
const CONFIGURATION = `[ca]
default_ca = own
[own]
database = index.txt
serial = serial
new_certs_dir = .
certificate = ca.crt
private_key = ca.key
default_md = sha256
policy = any
[any]
commonName = supplied
`;

export function makeAuthority(): Authority {
  const { key, cert } = inFolder(({ run, read }) => {
    const subject = ["-subj", "/CN=Test authority", "-days", "30"];
    run("req", "-x509", ...NEW_KEY, ...subject, "-keyout", "ca.key", "-out", "ca.crt");
    return { key: read("ca.key"), cert: read("ca.crt") };
  });
  return {
    ca: cert,
    issue: (names, { from, to } = { from: -1, to: 30 }) =>
      inFolder((folder) => {
        request(folder, names);
        const files = { "ca.key": key, "ca.crt": cert, "index.txt": "", serial: "01\n", conf: CONFIGURATION };
        for (const [name, text] of Object.entries(files)) folder.write(name, text);
        const dates = ["-startdate", time(from), "-enddate", time(to)];
        folder.run("ca", "-batch", "-notext", "-config", "conf", ...dates, ...SIGNING);
        return { key: folder.read("server.key"), cert: folder.read("server.crt") };
      }),
    selfSigned: (names) =>
      inFolder((folder) => {
        request(folder, names);
        folder.run("x509", "-req", "-signkey", "server.key", "-days", "30", ...SIGNING);
        return { key: folder.read("server.key"), cert: folder.read("server.crt") };
      }),
  };
}

const SIGNING = ["-in", "server.csr", "-extfile", "names", "-out", "server.crt"];

interface Folder {
  readonly run: (...args: readonly string[]) => void;
  readonly read: (name: string) => string;
  readonly write: (name: string, text: string) => void;
}

function inFolder<T>(work: (folder: Folder) => T): T {
  const home = mkdtempSync(path.join(os.tmpdir(), "twinbox-certificates-"));
  try {
    return work({
      run: (...args) => execFileSync("openssl", args, { cwd: home, stdio: "ignore" }),
      read: (name) => readFileSync(path.join(home, name), "utf8"),
      write: (name, text) => writeFileSync(path.join(home, name), text),
    });
  } finally {
    rmSync(home, { recursive: true });
  }
}

function request({ run, write }: Folder, names: readonly string[]): void {
  write("names", `subjectAltName=${names.join(",")}`);
  run("req", ...NEW_KEY, "-subj", "/CN=server", "-keyout", "server.key", "-out", "server.csr");
}

function time(days: number): string {
  const text = new Date(Date.now() + days * DAY_MS).toISOString();
  return `${text.replace(/[-:T]/g, "").slice(0, 14)}Z`;
}
