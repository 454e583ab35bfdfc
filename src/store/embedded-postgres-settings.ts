export const SUPERUSER = "twinbox_owner";
export const DATABASE = "twinbox";

/** Given at every start, so that they change with the version of Twinbox. For a machine with 2 cores and 2 GB that
 *  also runs Twinbox. Durability is never traded. */
export const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: "",
  unix_socket_permissions: "0700",
  max_connections: "60",
  shared_buffers: "128MB",
  effective_cache_size: "512MB",
  work_mem: "8MB",
  maintenance_work_mem: "64MB",
  jit: "off",
  random_page_cost: "1.1",
  fsync: "on",
  full_page_writes: "on",
  synchronous_commit: "on",
  // An import writes a lot: fewer checkpoints, and no WAL for replicas that don't exist.
  wal_level: "minimal",
  max_wal_senders: "0",
  wal_buffers: "16MB",
  max_wal_size: "1GB",
  checkpoint_timeout: "15min",
  checkpoint_completion_target: "0.9",
  timezone: "UTC",
  // The log must never hold values of rows: no statements, no details, no errors of statements.
  log_timezone: "UTC",
  log_min_messages: "log",
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
  log_checkpoints: "off",
};
