import { useState } from "preact/hooks";
import type { DocumentSession, End } from "../session/DocumentSession.ts";
import { announce } from "../shell/announcer.tsx";
import { CopyIcon, WarnIcon } from "../shell/icons.tsx";
import { documentHref, documentsHref } from "../shell/router.ts";

interface Properties {
  session: DocumentSession;
  end: End;
  text: () => string;
  onReopen: () => void;
}

/** Says why one can write no further here, and what to do with what one wrote. */
export function Ended({ session, end, text, onReopen }: Properties) {
  const [copied, setCopied] = useState(false);
  const [byHand, setByHand] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text());
      setCopied(true);
      announce("Copied");
    } catch {
      setByHand(true); // browsers let only pages write there that came by HTTPS, and that they were allowed to
    }
  };
  const reopen = async () => {
    await session.discard();
    onReopen();
  };
  return (
    <div class="ended" role="alert">
      <WarnIcon />
      <p>
        {explain(end)}
        {byHand && " This browser does not let the page copy: select the text below, and copy it yourself."}
      </p>
      <span class="ended-actions">
        {end.why !== "forbidden" && (
          <button type="button" class="button" onClick={() => void copy()}>
            <CopyIcon size={16} />
            {copied ? "Copied" : "Copy my text"}
          </button>
        )}
        {end.why === "gone" ? (
          <a class="button primary" href={end.renamedTo === null ? documentsHref : documentHref(end.renamedTo)}>
            {end.renamedTo === null ? "All documents" : "Open it"}
          </a>
        ) : (
          <button type="button" class="button primary" onClick={() => void reopen()}>
            Load it afresh
          </button>
        )}
      </span>
    </div>
  );
}

export function explain(end: End): string {
  switch (end.why) {
    case "gone":
      return end.renamedTo === null
        ? "This document is no longer here: it was deleted or renamed. Below is what you last saw; it is not kept."
        : `This document is called “${end.renamedTo}” now. Below is what you last saw; write on under the new name.`;
    case "replaced":
      return "This document was deleted and made anew while you were away. Below is your copy of the old one; it is not kept.";
    case "forbidden":
      return `You may no longer open this document. ${end.reason}`.trim();
    case "refused":
      return `The host refused what you wrote last${end.reason ? `: ${end.reason}` : ""}. Copy your text if you need it, then load the document afresh.`;
  }
}
