#!/usr/bin/env node
// The one entry: reads argv and the environment, runs a command, and turns what can go wrong into one clear
// sentence and a non-zero exit.
import { SyncError } from "../base/sync-error.ts";
import { diagnoseError } from "../core/diagnose.ts";
import { diagnosisText } from "../core/diagnosis-texts.ts";
import { StartError } from "../store/start-error.ts";
import { connectCommand } from "./commands/connect.ts";
import { demoCommand } from "./commands/demo.ts";
import { disconnectCommand } from "./commands/disconnect.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { exportCommand } from "./commands/export.ts";
import { helpCommand } from "./commands/help.ts";
import { keysCommand } from "./commands/keys.ts";
import { serveCommand } from "./commands/serve.ts";
import { statusCommand } from "./commands/status.ts";
import { syncCommand } from "./commands/sync.ts";
import { whereCommand } from "./commands/where.ts";
import { UsageError } from "./usage-error.ts";

/** Answers the exit code. */
export type Command = (args: readonly string[]) => Promise<number>;

const COMMANDS: Readonly<Record<string, Command>> = {
  serve: serveCommand,
  demo: demoCommand,
  connect: connectCommand,
  sync: syncCommand,
  status: statusCommand,
  export: exportCommand,
  doctor: doctorCommand,
  where: whereCommand,
  disconnect: disconnectCommand,
  keys: keysCommand,
  help: helpCommand,
};

process.exitCode = await run(process.argv.slice(2));

async function run([name = "help", ...args]: readonly string[]): Promise<number> {
  const command = COMMANDS[name === "--help" || name === "-h" ? "help" : name];
  try {
    if (command === undefined) throw new UsageError(`There is no command "${name}".`);
    if (args.includes("--help") || args.includes("-h")) return await helpCommand([name]);
    return await command(args);
  } catch (error) {
    console.error(sentence(error, name));
    return error instanceof UsageError ? 2 : 1;
  }
}

function sentence(error: unknown, name: string): string {
  if (error instanceof UsageError)
    return `${error.message}\nSee: twinbox help ${name in COMMANDS ? name : ""}`.trim();
  if (error instanceof StartError) return error.message;
  if (error instanceof SyncError) {
    const diagnosis = diagnoseError(error, { stage: "sync", provider: "imap" });
    const { what, steps, forAdministrator } = diagnosisText(diagnosis, "en");
    // The steps are for users, whom the operator may let wait; here the operator reads.
    const isOperators = diagnosis.who === "operator" && forAdministrator !== null;
    return [what, ...(isOperators ? [forAdministrator] : steps), `(${error.message})`].join("\n");
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
