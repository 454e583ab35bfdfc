// The Connections port: providers, attempts, mailboxes, connections, Stop.
import type { Connections } from "../engine/ports/connections.ts";
import { createAttempts } from "./attempts.ts";
import { createConnecting } from "./connecting.ts";
import type { Database } from "./database.ts";
import { createMailboxes } from "./mailboxes.ts";
import { createProviders } from "./providers.ts";
import { createStops } from "./stop.ts";
import { createTakingBack } from "./taking-back.ts";

export function createConnections(db: Database): Connections {
  return {
    ...createProviders(db),
    ...createAttempts(db),
    ...createConnecting(db),
    ...createMailboxes(db),
    ...createStops(db),
    ...createTakingBack(db),
  };
}
