import "./begin.ts";
import { MantineProvider } from "@mantine/core";
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ProblemError } from "./problem-error.ts";
import { createAppRouter } from "./router.tsx";
import { sessionQuery } from "./session.ts";
import "./styles.ts";
import { theme } from "./theme.ts";
import { loadFirstTexts, WordsProvider } from "./words/words-provider.tsx";

const RETRIES_MAX = 2;

/** Whoever is told 401 was signed out meanwhile: the shell then shows the sign-in page. */
function notice(error: unknown): void {
  if (error instanceof ProblemError && error.problem.code === "not_signed_in") {
    client.setQueryData(sessionQuery.queryKey, null);
  }
}

/** A refusal and a diagnosis stay what they are when asked again at once. */
function mayPass(error: unknown): boolean {
  if (!(error instanceof ProblemError)) return false;
  const { status, diagnosis } = error.problem;
  return diagnosis === undefined && (status === 0 || status >= 500);
}

const client = new QueryClient({
  queryCache: new QueryCache({ onError: notice }),
  mutationCache: new MutationCache({ onError: notice }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (count, error) => count < RETRIES_MAX && mayPass(error),
    },
  },
});

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has lost its root");
const router = createAppRouter(client);

void loadFirstTexts().then((first) => {
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} defaultColorScheme="auto">
        <WordsProvider first={first}>
          <QueryClientProvider client={client}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </WordsProvider>
      </MantineProvider>
    </StrictMode>,
  );
});
