// Format, lint, types and unused code; each says what it found, all run, one failure fails.
import { spawnSync } from "node:child_process";

const CHECKS = [
  ["biome", "check", "."],
  ["tsc", "--noEmit", "-p", "tsconfig.json"],
  ["tsc", "--noEmit", "-p", "src/web/tsconfig.json"],
  ["oxlint", "--type-aware", "--deny-warnings", "src"],
  ["knip", "--no-progress"],
];

let failed = false;
for (const [command, ...args] of CHECKS) {
  const started = performance.now();
  const { status } = spawnSync(command, args, { stdio: "inherit" });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${status === 0 ? "ok    " : "FAILED"} ${command} ${args.join(" ")} (${seconds} s)`);
  failed ||= status !== 0;
}
process.exit(failed ? 1 : 0);
