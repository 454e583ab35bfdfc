import { google } from "./google.ts";
import { microsoft } from "./microsoft.ts";
import type { SignInKind, SignInService } from "./sign-in-service.ts";

export const SIGN_IN_SERVICES: readonly SignInService[] = [microsoft, google];

/** Null for a provider that is reached with a password. */
export function signInServiceOf(kind: SignInKind): SignInService;
export function signInServiceOf(kind: string): SignInService | null;
export function signInServiceOf(kind: string): SignInService | null {
  return SIGN_IN_SERVICES.find((service) => service.kind === kind) ?? null;
}
