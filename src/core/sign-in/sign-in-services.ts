import { google } from "./google.ts";
import { microsoft } from "./microsoft.ts";
import type { Cloud, CloudId, OwnHosts, SignInKind, SignInService } from "./sign-in-service.ts";

export const SIGN_IN_SERVICES: readonly SignInService[] = [microsoft, google];

/** Null for a provider that is reached with a password. */
export function signInServiceOf(kind: SignInKind): SignInService;
export function signInServiceOf(kind: string): SignInService | null;
export function signInServiceOf(kind: string): SignInService | null {
  return SIGN_IN_SERVICES.find((service) => service.kind === kind) ?? null;
}

/** Where the people of a provider sign in; null as above, and for a cloud that the service doesn't have. */
export function cloudOf(provider: {
  readonly kind: string;
  readonly cloud: CloudId;
  readonly hosts: OwnHosts | null;
}): Cloud | null {
  const { kind, cloud, hosts } = provider;
  const service = signInServiceOf(kind);
  if (service === null) return null;
  return (hosts === null ? service.clouds[cloud] : service.ownCloud(hosts)) ?? null;
}
