// Sends a file as it is and tells how far it is, which fetch can't.
import { type ProblemBody, ProblemError } from "./problem-error.ts";
import { chosenLanguage } from "./words/chosen-language.ts";

export function sendBytes<Answer>(input: {
  readonly method: string;
  readonly url: string;
  readonly file: File;
  /** From 0 to 1. */
  readonly onProgress: (part: number) => void;
  readonly signal: AbortSignal;
}): Promise<Answer> {
  const { file, signal } = input;
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(input.method, input.url);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.setRequestHeader("accept-language", chosenLanguage());
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      input.onProgress(total === 0 ? 0 : loaded / total);
    });
    request.addEventListener("load", () => {
      if (request.status === 200) resolve(request.response as Answer);
      else reject(new ProblemError(problemIn(request)));
    });
    const offline = { type: "about:blank", title: "", status: 0, code: "offline" };
    request.addEventListener("error", () => reject(new ProblemError(offline)));
    request.addEventListener("abort", () => reject(new ProblemError({ ...offline, code: "aborted" })));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}

function problemIn({ status, response }: XMLHttpRequest): ProblemBody {
  const told = (response ?? {}) as Partial<ProblemBody>;
  return { type: "about:blank", title: "", status, code: "unknown", ...told };
}
