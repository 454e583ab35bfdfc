// `npm run bench`: measures; see docs/BENCHMARKS.md.
const BENCHMARKS: Readonly<Record<string, () => Promise<void>>> = {
  all: async () => (await import("./beside-mbsync.ts")).benchBesideMbsync(),
  delta: async () => (await import("./beside-mbsync.ts")).benchDelta(),
  flags: async () => (await import("./flags.ts")).benchFlags(),
  search: async () => (await import("./search.ts")).benchSearch(),
  index: async () => (await import("./index-job.ts")).benchIndexJob(),
  web: async () => (await import("./web.ts")).benchWeb(),
  live: async () => (await import("./live.ts")).benchLive(),
  doctor: async () => (await import("./doctor.ts")).benchDoctor(),
  idle: async () => (await import("./idle.ts")).benchIdle(),
};

const name = process.argv[2] ?? "all";
const bench = BENCHMARKS[name];
if (bench === undefined) {
  console.error(`no benchmark is called ${name}: ${Object.keys(BENCHMARKS).join(", ")}`);
  process.exit(1);
}
await bench();
process.exit(0);
