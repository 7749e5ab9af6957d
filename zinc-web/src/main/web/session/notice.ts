/** What the gateway tells about an open document besides its content. */
export type Notice =
  | { type: "rights"; right: "read" | "write" | "none" }
  | { type: "deleted"; to: string | null }
  | { type: "refused"; reason: string };

/** Reads a stateless message; null for those that are not for us. */
export function readNotice(payload: string): Notice | null {
  let message: unknown;
  try {
    message = JSON.parse(payload);
  } catch {
    return null; // stateless messages are any application's, in any form
  }
  if (typeof message !== "object" || message === null || !("type" in message)) return null;
  switch (message.type) {
    case "rights":
      if (!("right" in message)) return null;
      return message.right === "read" || message.right === "write" || message.right === "none"
        ? { type: "rights", right: message.right }
        : null;
    case "deleted":
      return { type: "deleted", to: "to" in message && typeof message.to === "string" ? message.to : null };
    case "refused":
      return { type: "refused", reason: "reason" in message ? String(message.reason) : "" };
    default:
      return null;
  }
}
