// The two database roles beside the one Twinbox signs in as. Neither can log in; the program takes them on.
//   twinbox_app     reads and writes, bound to the workspace of each transaction by row-level security
//   twinbox_lookup  owns the functions that look across workspaces (sql/0004-lookups.sql)
import type pg from "pg";
import { codeOf } from "./postgres-error.ts";
import { StartError } from "./start-error.ts";

export const APP_ROLE = "twinbox_app";
const ROLES = [APP_ROLE, "twinbox_lookup"];

/** Makes the roles where they are missing. Roles belong to the whole server, so another installation's
 *  database  on it may have made them already, or be making them now. */
export async function ensureRoles(client: pg.ClientBase): Promise<void> {
  try {
    for (const role of ROLES) await ensureRole(client, role);
  } catch (error) {
    if (codeOf(error) !== "42501") throw error;
    throw new StartError(await whatToDo(client), { cause: error });
  }
}

async function ensureRole(client: pg.ClientBase, role: string): Promise<void> {
  if (await isMember(client, role)) return;
  await client.query(`do $$ begin
    if not exists (select from pg_roles where rolname = '${role}') then create role ${role} nologin; end if;
  exception when duplicate_object or unique_violation then null; end $$`);
  if (await isMember(client, role)) return;
  await client.query(`grant ${role} to current_user`);
}

async function isMember(client: pg.ClientBase, role: string): Promise<boolean> {
  const { rows } = await client.query<{ member: boolean }>(
    `select exists (select from pg_roles where rolname = $1)
       and pg_has_role(current_user, (select oid from pg_roles where rolname = $1), 'MEMBER') as member`,
    [role],
  );
  return rows[0]?.member === true;
}

async function whatToDo(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query<{ name: string }>("select quote_ident(current_user) as name");
  const name = rows[0]?.name ?? "the user of DATABASE_URL";
  return (
    `The database user ${name} may not create roles. Let an administrator of the database run once: ` +
    `CREATE ROLE twinbox_app NOLOGIN; CREATE ROLE twinbox_lookup NOLOGIN; ` +
    `GRANT twinbox_app, twinbox_lookup TO ${name};`
  );
}
