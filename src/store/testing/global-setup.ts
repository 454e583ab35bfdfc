// For vitest's globalSetup: one Postgres for the whole run (TEST_DATABASE_URL, else the embedded one), with a
// migrated template.
import { randomBytes } from "node:crypto";
import type { TestProject } from "vitest/node";
import type { DatabasePlace } from "../database.ts";
import { createTemplate, runAsAdmin } from "./template-database.ts";
import { startTemporaryPostgres } from "./temporary-postgres.ts";

export interface TestPostgres {
  /** Someone who may make databases. */
  readonly admin: DatabasePlace;
  readonly template: string;
}

declare module "vitest" {
  interface ProvidedContext {
    testPostgres: TestPostgres;
  }
}

/** What it answers is called at the end of the run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const template = `twinbox_template_${randomBytes(4).toString("hex")}`;
  const { admin, stop } = await startServer(template);
  try {
    await createTemplate(admin, template);
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide("testPostgres", { admin, template });
  return stop;
}

async function startServer(
  template: string,
): Promise<{ readonly admin: DatabasePlace; readonly stop: () => Promise<void> }> {
  const url = process.env.TEST_DATABASE_URL;
  if (url) {
    const admin = { url };
    const drop = [`alter database ${template} allow_connections true`, `drop database ${template}`];
    return { admin, stop: () => runAsAdmin(admin, ...drop) };
  }
  const server = await startTemporaryPostgres();
  return { admin: { connection: server.connection }, stop: () => server.stop() };
}
