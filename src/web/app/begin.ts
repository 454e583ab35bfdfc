// Comes before all else: the chunks of the page are on their way while those that everybody needs are evaluated.
if (location.pathname.startsWith("/mail")) {
  void import("./shell/shell.tsx").catch(() => undefined);
  void import("./mail/mail-page.tsx").catch(() => undefined);
  // With a message open.
  if (location.pathname.split("/").length > 3) void import("./mail/reading-pane.tsx").catch(() => undefined);
}
if (location.pathname === "/sign-in") void import("./sign-in/sign-in-page.tsx").catch(() => undefined);
