// The browser of tests and benchmarks.
import { type Browser, chromium, type LaunchOptions } from "playwright-core";
import { pathOf } from "./needs.ts";

export function launchChromium(options: LaunchOptions = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: pathOf("chromium"),
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
    ...options,
  });
}
