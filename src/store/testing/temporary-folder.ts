import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";

/** Removed at the end of the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "twinbox-store-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  return folder;
}

/** A disk of that size, in the kernel's memory; unmounted at the end of the test. Null where that isn't allowed:
 *  the test is then left out, which only root in CI may not do. */
export function smallDisk(megabytes: number): string | null {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    return leftOut("making a small disk needs root");
  const folder = temporaryFolder();
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder], { stdio: "pipe" });
  } catch (error) {
    if (process.env.CI === "true") throw error;
    return leftOut("no tmpfs may be mounted here");
  }
  onTestFinished(() => {
    execFileSync("umount", ["--lazy", folder]);
  });
  return folder;
}

function leftOut(reason: string): null {
  console.log(`left out: ${reason}`);
  return null;
}
