// What goes wrong in our own house, and what we find out ourselves.
import type { Cause } from "./cause.ts";

export const HOUSE_CAUSES = [
  { id: "moved-elsewhere", who: "nobody", retry: "auto", codes: ["ownershipLost"] },
  { id: "stopped", who: "nobody", retry: "auto", codes: ["stopped"] },
  { id: "receive-only", who: "user", retry: "afterFix", codes: ["receiveOnly"] },
  { id: "changes-waiting", who: "nobody", retry: "auto", codes: ["changesWaiting"] },
  { id: "on-hold", who: "admin", retry: "afterFix", codes: ["onHold"] },
  { id: "store-down", who: "operator", retry: "auto", codes: ["storeDown"] },
  { id: "disk-full", who: "operator", retry: "auto", codes: ["diskFull"], pasted: /\bENOSPC\b/ },
  { id: "secret-unreadable", who: "operator", retry: "afterFix", codes: ["secretUnreadable"] },
  { id: "no-provider", who: "user", retry: "afterFix", codes: ["noProvider"] },
  { id: "provider-not-offered", who: "admin", retry: "afterFix", codes: ["notOffered"] },
  { id: "not-activated", who: "operator", retry: "afterFix", codes: ["notActivated"] },
  { id: "already-connected", who: "user", retry: "afterFix", codes: ["alreadyConnected"] },
  { id: "not-connected", who: "user", retry: "afterFix", codes: ["notConnected"] },
  { id: "no-password", who: "user", retry: "afterFix", codes: ["noPassword"] },
  // Found without a symptom
  { id: "attempt-link-used", who: "user", retry: "reconnect" },
  { id: "attempt-state-wrong", who: "user", retry: "reconnect" },
  { id: "attempt-other-browser", who: "user", retry: "reconnect" },
  { id: "attempt-cancelled", who: "user", retry: "reconnect" },
  { id: "attempt-used-twice", who: "user", retry: "reconnect" },
  { id: "attempt-expired", who: "user", retry: "reconnect" },
  { id: "attempt-other-account", who: "user", retry: "reconnect" },
  { id: "address-not-allowed", who: "user", retry: "reconnect" },
  { id: "unknown", who: "operator", retry: "afterFix" },
] as const satisfies readonly Cause[];
