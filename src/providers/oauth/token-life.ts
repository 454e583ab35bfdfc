import type { TokenEndpointResponse } from "openid-client";
import type { Clock } from "../../base/clock.ts";

/** A token answer without expires_in: assume the shortest life that is documented. */
const LIFE_SECONDS_DEFAULT = 3600;

/** When the token of an answer that has just come ends, ms. */
export function endOf({ expires_in }: TokenEndpointResponse, clock: Clock): number {
  return clock.now() + (expires_in ?? LIFE_SECONDS_DEFAULT) * 1000;
}
