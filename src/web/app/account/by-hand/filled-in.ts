// What was found is filled in, but never over what somebody typed: only where nothing stands, or what was filled in
// before.
import { EMPTY, type Typed, type TypedServer } from "./typed-settings.ts";
import type { FoundSettings } from "./use-lookup.ts";

export type Filled = Pick<Typed, "incoming" | "outgoing" | "userName">;
export const NOTHING_FILLED: Filled = {
  incoming: EMPTY.incoming,
  outgoing: EMPTY.outgoing,
  userName: EMPTY.userName,
};

export function filledBy(found: FoundSettings): Filled {
  if (found.kind !== "settings") return NOTHING_FILLED;
  const { incoming, outgoing, userName } = found;
  return {
    incoming: typedServer(incoming),
    outgoing: outgoing === null ? EMPTY.outgoing : typedServer(outgoing),
    userName,
  };
}

export function fillIn(typed: Typed, before: Filled, now: Filled): Typed {
  const isOurs = (field: "incoming" | "outgoing"): boolean =>
    typed[field].host === "" || JSON.stringify(typed[field]) === JSON.stringify(before[field]);
  return {
    ...typed,
    incoming: isOurs("incoming") ? now.incoming : typed.incoming,
    outgoing: isOurs("outgoing") ? now.outgoing : typed.outgoing,
    userName: typed.userName === "" || typed.userName === before.userName ? now.userName : typed.userName,
  };
}

function typedServer(server: {
  readonly host: string;
  readonly port: number;
  readonly security: TypedServer["security"];
}): TypedServer {
  return { host: server.host, port: String(server.port), security: server.security };
}
