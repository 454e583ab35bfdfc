// Files on their way into the message: sent one after the other, each with its progress, until the server has them.
import { useCallback, useEffect, useRef, useState } from "react";
import { problemOf } from "../problem-error.ts";
import { sendFile } from "./send-file.ts";
import { FILES_BYTES_MAX, type WrittenFile } from "./written.ts";

export interface FileUnderWay {
  readonly key: number;
  readonly name: string;
  readonly size: number;
  /** From 0 to 1. */
  readonly sent: number;
  /** Why it isn't going any further; null: it is. */
  readonly failed: "tooLarge" | "offline" | "failed" | null;
}

export interface Files {
  readonly underWay: readonly FileUnderWay[];
  /** `inline`: pictures are to stand in the text. */
  readonly add: (files: readonly File[], inline: boolean) => void;
  /** Stops it, or takes the notice away. */
  readonly drop: (key: number) => void;
}

export function useFiles(input: {
  readonly mailboxId: string;
  /** What the message has already, in bytes. */
  readonly bytes: number;
  /** `picture`: to be shown in the text, from this address. */
  readonly onFile: (file: WrittenFile, picture: string | null) => void;
}): Files {
  const [underWay, setUnderWay] = useState<readonly FileUnderWay[]>([]);
  const latest = useRef({ ...input, underWay });
  useEffect(() => {
    latest.current = { ...input, underWay };
  });
  const counter = useRef(0);
  const running = useRef(new Map<number, AbortController>());
  const queue = useRef(Promise.resolve());
  useEffect(() => {
    const all = running.current;
    return () => {
      for (const each of all.values()) each.abort();
    };
  }, []);
  const tell = useCallback((key: number, part: Partial<FileUnderWay>) => {
    setUnderWay((old) => old.map((each) => (each.key === key ? { ...each, ...part } : each)));
  }, []);
  const drop = useCallback((key: number) => {
    running.current.get(key)?.abort();
    setUnderWay((old) => old.filter((each) => each.key !== key));
  }, []);
  const send = useCallback(
    async (key: number, file: File, inline: boolean, signal: AbortSignal) => {
      if (signal.aborted) return;
      const { mailboxId } = latest.current;
      try {
        const sent = await sendFile({
          mailboxId,
          file,
          signal,
          onProgress: (part) => tell(key, { sent: part }),
        });
        const isPicture = inline && file.type.startsWith("image/");
        const contentId = isPicture ? `${crypto.randomUUID()}@picture` : null;
        const source = { kind: "uploaded", id: sent.id, contentId } as const;
        const { fileName, contentType, size } = sent;
        const written = { source, fileName, contentType, size };
        latest.current.onFile(written, isPicture ? URL.createObjectURL(file) : null);
        drop(key);
      } catch (error) {
        const { code, status } = problemOf(error);
        if (code === "aborted") return;
        tell(key, { failed: status === 413 ? "tooLarge" : code === "offline" ? "offline" : "failed" });
      } finally {
        running.current.delete(key);
      }
    },
    [tell, drop],
  );
  const add = useCallback(
    (files: readonly File[], inline: boolean) => {
      let bytes = latest.current.bytes + latest.current.underWay.reduce((sum, { size }) => sum + size, 0);
      for (const file of files) {
        counter.current += 1;
        const key = counter.current;
        const about = { key, name: file.name, size: file.size, sent: 0 };
        bytes += file.size;
        const failed = bytes > FILES_BYTES_MAX ? "tooLarge" : null;
        if (failed !== null) bytes -= file.size;
        setUnderWay((old) => [...old, { ...about, failed }]);
        if (failed !== null) continue;
        const stopping = new AbortController();
        running.current.set(key, stopping);
        queue.current = queue.current.then(() => send(key, file, inline, stopping.signal));
      }
    },
    [send],
  );
  return { underWay, add, drop };
}
