/** Signals this close together are one wish: npm and `scripts/ready.mjs` pass on what the process has got as well. */
const ONE_WISH_MS = 1_000;

/** Resolves at the first SIGINT or SIGTERM. Another one, a second or more later, ends the process at once. */
export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let asked: number | null = null;
    const stop = (): void => {
      asked ??= performance.now();
      if (performance.now() - asked >= ONE_WISH_MS) process.exit(130);
      resolve();
    };
    process.on("SIGINT", stop);
    process.on("SIGTERM", stop);
  });
}
