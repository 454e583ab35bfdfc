// Makes a fresh checkout ready and runs a command on the right Node: `node scripts/ready.mjs [--web] COMMAND ...`.
// Runs on Node 20, before anything is installed; so only what Node itself has.
// - installs the packages when they are missing or older than the lock file;
// - with --web builds the pages when they are missing or older than their sources;
// - runs COMMAND with Node 24 first on the PATH. It must be started from here: a shell remembers where it found
//   `node` before the install and would go on with the system's.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const modules = path.join(root, "node_modules");
const args = process.argv.slice(2);
const web = args[0] === "--web";
if (web) args.shift();

process.chdir(root);
install();
// glibc keeps what threads free, a pool for each, and large buffers too once it has seen some: without these an
// import of mail takes 30 MB more.
const memory = { MALLOC_ARENA_MAX: "2", MALLOC_MMAP_THRESHOLD_: "262144", MALLOC_TRIM_THRESHOLD_: "131072" };
const environment = { ...memory, ...process.env, PATH: searchPath() };
if (web) buildPages();
run(args);

function install() {
  const lock = changed(path.join(root, "package-lock.json"));
  const installed = changed(path.join(modules, ".package-lock.json"));
  if (installed >= lock && existsSync(nodeFolder())) return;
  console.error("Installing packages (once, about half a minute) ...");
  const npm = spawnSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", process.stderr, process.stderr],
    shell: process.platform === "win32",
  });
  if (npm.status !== 0) fail("The packages could not be installed; npm's message stands above.");
  if (!existsSync(nodeFolder())) {
    const major = Number(process.versions.node.split(".")[0]);
    if (major < 24) {
      fail(`There is no packaged Node for ${process.platform}-${process.arch}: install Node 24 or newer.`);
    }
  }
}

function nodeFolder() {
  const folder = path.join(modules, `node-${process.platform}-${process.arch}`, "bin");
  const major = Number(process.versions.node.split(".")[0]);
  return existsSync(folder) || major < 24 ? folder : path.dirname(process.execPath);
}

/** npm 10 installs the packaged Node without linking its command, so its own folder goes on the PATH. */
function searchPath() {
  return [nodeFolder(), path.join(modules, ".bin"), process.env.PATH].join(path.delimiter);
}

function buildPages() {
  const folders = ["src/web/app", "src/web/texts", "src/web/public", "src/api"].map((each) =>
    newest(path.join(root, each)),
  );
  const files = ["src/web/index.html", "vite.config.ts"].map((each) => changed(path.join(root, each)));
  if (changed(path.join(root, "dist/web/index.html")) > Math.max(...folders, ...files)) return;
  console.error("Building the pages ...");
  const vite = spawnSync("vite", ["build", "--logLevel", "error"], {
    cwd: root,
    env: environment,
    stdio: ["ignore", process.stderr, process.stderr],
    shell: process.platform === "win32",
  });
  if (vite.status !== 0) fail("The pages could not be built; the message stands above.");
}

function newest(folder) {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    latest = Math.max(latest, entry.isDirectory() ? newest(full) : changed(full));
  }
  return latest;
}

function changed(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function run([command, ...rest]) {
  const child = spawn(command, rest, { cwd: root, env: environment, stdio: "inherit" });
  // Ctrl-C reaches the whole process group by itself; the child decides when it has stopped.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  // A signal to npm ends only npm's own shell: when the parent goes, the child is told.
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid !== parent) {
      clearInterval(watch);
      child.kill("SIGTERM");
    }
  }, 250);
  child.on("error", (error) => fail(`${command} could not be started: ${error.message}`));
  child.on("exit", (code, signal) => {
    clearInterval(watch);
    process.exit(code ?? (signal === "SIGINT" ? 130 : 143));
  });
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
