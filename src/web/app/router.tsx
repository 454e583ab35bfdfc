// All pages. What isn't needed for the first look comes in chunks of its own.
import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  retainSearchParams,
} from "@tanstack/react-router";
import { askForFolders } from "./mail/folders-query.ts";
import { ownPath } from "./own-path.ts";
import { type Session, sessionQuery } from "./session.ts";
import { BrokenPage } from "./shell/broken-page.tsx";
import { MissingPage } from "./shell/missing-page.tsx";
import { FirstSkeleton, PageSkeleton } from "./shell/page-skeleton.tsx";
import { RootLayout } from "./shell/root-layout.tsx";
import { withAllTexts } from "./words/load-texts.ts";

interface RouterContext {
  readonly client: QueryClient;
}

const root = createRootRouteWithContext<RouterContext>()({
  component: RootLayout,
  errorComponent: BrokenPage,
  notFoundComponent: MissingPage,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { to?: string } =>
    typeof search.to === "string" ? { to: ownPath(search.to) } : {},
  component: lazyRouteComponent(() => import("./sign-in/sign-in-page.tsx"), "SignInPage"),
});

const welcome = createRoute({
  getParentRoute: () => root,
  path: "/welcome",
  component: lazyRouteComponent(
    withAllTexts(() => import("./sign-in/welcome-page.tsx")),
    "WelcomePage",
  ),
});

const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  // With its menus: whoever signs in hasn't got to wait for them.
  component: lazyRouteComponent(() => import("./shell/shell.tsx"), "Shell"),
  pendingComponent: FirstSkeleton,
  beforeLoad: async ({ context, location }) => {
    if (location.pathname.startsWith("/mail")) void askForFolders(context.client);
    const session = await context.client.ensureQueryData(sessionQuery);
    if (session === null) {
      throw redirect({ to: "/sign-in", search: location.pathname === "/" ? {} : { to: location.href } });
    }
    return { session };
  },
});

function only(allowed: (session: Session) => boolean) {
  return ({ context }: { readonly context: { readonly session: Session } }) => {
    if (!allowed(context.session)) throw redirect({ to: "/" });
  };
}
const user = only(({ kind }) => kind === "user");
const admin = only(({ kind, role }) => kind === "user" && role === "admin");
const operator = only(({ kind }) => kind === "operator");

const start = createRoute({
  getParentRoute: () => shell,
  path: "/",
  beforeLoad: ({ context }) => {
    throw redirect({
      to: context.session.kind === "operator" ? "/operator" : "/mail/{-$folderId}/{-$messageId}",
    });
  },
});

export const mailRoute = createRoute({
  getParentRoute: () => shell,
  path: "/mail/{-$folderId}/{-$messageId}",
  validateSearch: ({ q, mailbox }: Record<string, unknown>): { q?: string; mailbox?: string } => ({
    ...(typeof q === "string" && q !== "" ? { q: q.slice(0, 500) } : {}),
    ...(typeof mailbox === "string" ? { mailbox } : {}),
  }),
  // From message to message the page stays: a skeleton in its place, on a slow machine, would take the keyboard away.
  pendingMs: Number.POSITIVE_INFINITY,
  // Whose mail it is stays while one goes from folder to folder.
  search: { middlewares: [retainSearchParams(["mailbox"])] },
  beforeLoad: user,
  component: lazyRouteComponent(() => import("./mail/mail-page.tsx"), "MailPage"),
});

const emailSettings = createRoute({
  getParentRoute: () => shell,
  path: "/account/email-settings",
  beforeLoad: user,
  component: lazyRouteComponent(
    withAllTexts(() => import("./account/account-page.tsx")),
    "AccountPage",
  ),
});

const changes = createRoute({
  getParentRoute: () => shell,
  path: "/account/changes",
  beforeLoad: user,
  component: lazyRouteComponent(
    withAllTexts(() => import("./account/changes-page.tsx")),
    "ChangesPage",
  ),
});

const records = createRoute({
  getParentRoute: () => shell,
  path: "/records",
  validateSearch: ({ q, type }: Record<string, unknown>): { q?: string; type?: string } => ({
    ...(typeof q === "string" && q !== "" ? { q: q.slice(0, 500) } : {}),
    ...(typeof type === "string" && type !== "" ? { type } : {}),
  }),
  // While one types the page stays, and the field with it.
  pendingMs: Number.POSITIVE_INFINITY,
  beforeLoad: user,
  component: lazyRouteComponent(
    withAllTexts(() => import("./records/records-page.tsx")),
    "RecordsPage",
  ),
});

const record = createRoute({
  getParentRoute: () => shell,
  path: "/records/$recordId",
  beforeLoad: user,
  component: lazyRouteComponent(
    withAllTexts(() => import("./records/record-page.tsx")),
    "RecordPage",
  ),
});

const recordSettings = createRoute({
  getParentRoute: () => shell,
  path: "/settings/records",
  beforeLoad: admin,
  component: lazyRouteComponent(
    withAllTexts(() => import("./settings/records/record-settings-page.tsx")),
    "RecordSettingsPage",
  ),
});

const providers = createRoute({
  getParentRoute: () => shell,
  path: "/settings/providers",
  beforeLoad: admin,
  component: lazyRouteComponent(
    withAllTexts(() => import("./settings/providers-page.tsx")),
    "ProvidersPage",
  ),
});

const organisation = createRoute({
  getParentRoute: () => shell,
  path: "/settings/providers/$providerId/organisation",
  beforeLoad: admin,
  component: lazyRouteComponent(
    withAllTexts(() => import("./settings/organisation/organisation-page.tsx")),
    "OrganisationPage",
  ),
});

const users = createRoute({
  getParentRoute: () => shell,
  path: "/settings/users",
  beforeLoad: admin,
  component: lazyRouteComponent(
    withAllTexts(() => import("./settings/users-page.tsx")),
    "UsersPage",
  ),
});

const operatorRoute = createRoute({
  getParentRoute: () => shell,
  path: "/operator",
  beforeLoad: operator,
  component: lazyRouteComponent(
    withAllTexts(() => import("./operator/operator-page.tsx")),
    "OperatorPage",
  ),
});

const tree = root.addChildren([
  signIn,
  welcome,
  shell.addChildren([
    ...[start, mailRoute, records, record, emailSettings, changes, providers, organisation, users],
    ...[recordSettings, operatorRoute],
  ]),
]);

export function createAppRouter(client: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { client },
    defaultPreload: "intent",
    defaultPendingMs: 150,
    defaultPendingMinMs: 200,
    defaultPendingComponent: PageSkeleton,
    scrollRestoration: false,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
