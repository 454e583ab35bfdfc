// Debian's Dovecot for tests and benchmarks: its own configuration and folders, any user, the password "pass", and
// access tokens by introspection. Listens on 127.0.0.1 only.
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, utimes, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "./free-port.ts";
import { pathOf } from "./needs.ts";

const START_MS_MAX = 10_000;

export interface DovecotOptions {
  /** Where mail lies; a temporary folder unless named. Kept when named. */
  readonly mailFolder?: string;
  /** An OAuth 2.0 introspection endpoint (RFC 7662), with credentials in the address. */
  readonly introspectionUrl?: string;
  /** How many may be signed in at once; 100 unless said. */
  readonly connectionsMax?: number;
}

export interface Dovecot {
  readonly port: number;
  readonly tlsPort: number;
  /** PEM of the authority that signed the server's certificate. */
  readonly ca: string;
  /** The user's Maildir; INBOX itself, other folders as ".Name". */
  readonly maildir: (user: string) => string;
  /** Puts a message into a folder as a delivery would. `flags` are Maildir letters: S seen, F flagged, R answered. */
  deliver(user: string, folder: string, message: Uint8Array, flags?: string, date?: number): Promise<void>;
  /** Ownership of files that were written directly. */
  adopt(folder: string): void;
  close(): Promise<void>;
}

export async function startDovecot(options: DovecotOptions = {}): Promise<Dovecot> {
  const home = await mkdtemp(path.join(os.tmpdir(), "twinbox-dovecot-"));
  const mailFolder = options.mailFolder ?? path.join(home, "mail");
  const [port, tlsPort] = [await freePort(), await freePort()];
  const account = mailAccount();
  chmodSync(home, 0o755);
  mkdirSync(mailFolder, { recursive: true });
  if (account.change) chownSync(mailFolder, account.uid, account.gid);
  makeCertificates(home);
  writeFileSync(
    path.join(home, "dovecot.conf"),
    configuration({ home, mailFolder, port, tlsPort, account, options }),
  );
  if (options.introspectionUrl !== undefined) {
    writeFileSync(path.join(home, "oauth2.conf"), introspection(options.introspectionUrl));
  }
  const server = spawn(pathOf("dovecot"), ["-F", "-c", path.join(home, "dovecot.conf")], {
    stdio: "ignore",
  });
  const ended = new Promise<void>((resolve) => server.on("exit", () => resolve()));
  await answering(port, home);
  let delivered = 0;
  /** Folders that are there and belong to the mail account. */
  const made = new Set<string>();
  const folderOf = (user: string, folder: string): string =>
    path.join(mailFolder, user, "Maildir", folder === "INBOX" ? "" : `.${folder}`);
  const adopt = (folder: string): void => {
    if (account.change) execFileSync("chown", ["-R", `${account.uid}:${account.gid}`, folder]);
  };
  return {
    port,
    tlsPort,
    ca: readFileSync(path.join(home, "ca.crt"), "utf8"),
    maildir: (user) => path.join(mailFolder, user, "Maildir"),
    adopt,
    async deliver(user, folder, message, flags = "", date = Date.now()) {
      const target = folderOf(user, folder);
      if (!made.has(target)) {
        for (const part of ["cur", "new", "tmp"]) await mkdir(path.join(target, part), { recursive: true });
        adopt(path.join(mailFolder, user));
        made.add(target);
      }
      const name = `${Math.floor(date / 1000)}.M${++delivered}P${process.pid}.test`;
      const unfinished = path.join(target, "tmp", name);
      await writeFile(unfinished, message);
      await utimes(unfinished, date / 1000, date / 1000);
      if (account.change) chownSync(unfinished, account.uid, account.gid);
      const place = flags === "" ? path.join("new", name) : path.join("cur", `${name}:2,${flags}`);
      await rename(unfinished, path.join(target, place));
    },
    async close() {
      server.kill("SIGTERM");
      await ended;
      await rm(home, { recursive: true, force: true });
    },
  };
}

interface Account {
  readonly user: string;
  readonly group: string;
  readonly uid: number;
  readonly gid: number;
  /** Files must be given to it, since we are root. */
  readonly change: boolean;
}

/** Dovecot refuses to serve mail as root: Debian's user `mail` does then. */
function mailAccount(): Account {
  if (process.getuid?.() === 0) {
    const uid = Number(execFileSync("id", ["-u", "mail"], { encoding: "utf8" }));
    const gid = Number(execFileSync("id", ["-g", "mail"], { encoding: "utf8" }));
    return { user: "mail", group: "mail", uid, gid, change: true };
  }
  const { username, uid, gid } = os.userInfo();
  const group = execFileSync("id", ["-gn"], { encoding: "utf8" }).trim();
  return { user: username, group, uid, gid, change: false };
}

function configuration(bed: {
  readonly home: string;
  readonly mailFolder: string;
  readonly port: number;
  readonly tlsPort: number;
  readonly account: Account;
  readonly options: DovecotOptions;
}): string {
  const { home, account } = bed;
  const oauth = bed.options.introspectionUrl !== undefined;
  const rootless = account.change
    ? ""
    : `default_internal_user = ${account.user}\ndefault_internal_group = ${account.group}\ndefault_login_user = ${account.user}\n`;
  const most = bed.options.connectionsMax ?? 100;
  const chroot = account.change ? "" : "chroot =";
  return `base_dir = ${home}/run
state_dir = ${home}/run
log_path = ${home}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <${home}/server.crt
ssl_key = <${home}/server.key
disable_plaintext_auth = no
auth_mechanisms = plain login${oauth ? " xoauth2 oauthbearer" : ""}
auth_cache_size = 0
auth_failure_delay = 0
mail_location = maildir:~/Maildir
mail_uid = ${account.user}
mail_gid = ${account.group}
first_valid_uid = 1
mail_max_userip_connections = 0
default_process_limit = ${most}
default_client_limit = ${most * 4}
maildir_copy_with_hardlinks = yes
imap_idle_notify_interval = 29 mins
${rootless}${
  oauth
    ? `passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${home}/oauth2.conf
}
`
    : ""
}passdb {
  driver = static
  mechanisms = plain login
  args = password=pass
}
userdb {
  driver = static
  args = uid=${account.user} gid=${account.group} home=${bed.mailFolder}/%u allow_all_users=yes
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Sent {
    special_use = \\Sent
    auto = subscribe
  }
  mailbox Archive {
    special_use = \\Archive
    auto = subscribe
  }
  mailbox Drafts {
    special_use = \\Drafts
    auto = subscribe
  }
  mailbox Trash {
    special_use = \\Trash
    auto = subscribe
  }
}
service imap-login {
  ${chroot}
  inet_listener imap {
    port = ${bed.port}
  }
  inet_listener imaps {
    port = ${bed.tlsPort}
    ssl = yes
  }
  service_count = 0
  process_min_avail = 1
}
service anvil {
  ${chroot}
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
${account.change ? "" : "service stats {\n  chroot =\n}\n"}`;
}

function introspection(url: string): string {
  return `introspection_mode = post
introspection_url = ${url}
username_attribute = upn
scope = https://outlook.office.com/IMAP.AccessAsUser.All
active_attribute = active
active_value = true
timeout_msecs = 5000
`;
}

function makeCertificates(home: string): void {
  const openssl = (...args: readonly string[]): void => {
    execFileSync("openssl", args, { cwd: home, stdio: "ignore" });
  };
  openssl(
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-days",
    "30",
    "-subj",
    "/CN=Twinbox test authority",
    "-keyout",
    "ca.key",
    "-out",
    "ca.crt",
  );
  openssl(
    "req",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-subj",
    "/CN=localhost",
    "-keyout",
    "server.key",
    "-out",
    "server.csr",
  );
  writeFileSync(path.join(home, "names"), "subjectAltName=DNS:localhost,IP:127.0.0.1");
  openssl(
    "x509",
    "-req",
    "-in",
    "server.csr",
    "-CA",
    "ca.crt",
    "-CAkey",
    "ca.key",
    "-CAcreateserial",
    "-days",
    "30",
    "-out",
    "server.crt",
    "-extfile",
    "names",
  );
}

async function answering(port: number, home: string): Promise<void> {
  const until = performance.now() + START_MS_MAX;
  while (performance.now() < until) {
    const greeted = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("data", () => {
        resolve(true);
        socket.destroy();
      });
      socket.once("error", () => resolve(false));
    });
    if (greeted) return;
    await wait(50);
  }
  throw new Error(
    `Dovecot didn't start:\n${readFileSync(path.join(home, "dovecot.log"), "utf8").slice(-2000)}`,
  );
}
