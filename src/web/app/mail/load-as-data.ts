/** Null: there is nothing. */
export async function loadAsData(
  url: string,
  signal: AbortSignal,
): Promise<{ readonly base64: string; readonly type: string; readonly size: number } | null> {
  const response = await fetch(url, { credentials: "same-origin", signal });
  if (!response.ok) return null;
  const blob = await response.blob();
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      const text = typeof reader.result === "string" ? reader.result : "";
      resolve({ base64: text.slice(text.indexOf(",") + 1), type: blob.type, size: blob.size });
    };
    reader.onerror = () => reject(reader.error ?? new Error("unreadable"));
    reader.readAsDataURL(blob);
  });
}
