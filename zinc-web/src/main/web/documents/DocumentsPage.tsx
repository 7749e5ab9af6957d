import { useEffect, useMemo, useState } from "preact/hooks";
import "./documents.css";
import type { DocumentInfo } from "../api/documents.ts";
import { HttpError, wordsOf } from "../api/http.ts";
import { me } from "../api/me.ts";
import { kindOf } from "../kinds/registry.ts";
import { bytesInWords, countInWords, exactTime, timeInWords } from "../shell/format.ts";
import { PencilIcon, PlugOffIcon, PlusIcon, SearchIcon, TextIcon, TrashIcon } from "../shell/icons.tsx";
import { Loading } from "../shell/lazy.tsx";
import { documentHref } from "../shell/router.ts";
import { CreateDialog } from "./CreateDialog.tsx";
import { DeleteDialog } from "./DeleteDialog.tsx";
import { findDocuments, type Order } from "./find.ts";
import { documents, followDocuments, listProblem, refreshDocuments } from "./list.ts";
import { RenameDialog } from "./RenameDialog.tsx";

type Open = { dialog: "create" } | { dialog: "rename" | "delete"; document: DocumentInfo } | null;

export function DocumentsPage() {
  const [open, setOpen] = useState<Open>(null);
  const [search, setSearch] = useState("");
  const [order, setOrder] = useState<Order>("name");
  useEffect(followDocuments, []);
  const all = documents.value;
  const found = useMemo(() => findDocuments(all ?? [], search, order), [all, search, order]);
  const close = () => setOpen(null);
  if (!all) return listProblem.value ? <NoList problem={listProblem.value} /> : <Loading what="Loading documents" />;
  return (
    <div class="page">
      <div class="page-head">
        <h1>Documents</h1>
        <button type="button" class="button primary" onClick={() => setOpen({ dialog: "create" })}>
          <PlusIcon size={18} />
          New document
        </button>
      </div>
      {listProblem.value !== null && (
        <p class="notice" role="status">
          {wordsOf(listProblem.value)} The list shows what was there before.
        </p>
      )}
      {all.length === 0 ? (
        <FirstDocument onCreate={() => setOpen({ dialog: "create" })} />
      ) : (
        <>
          <div class="list-tools">
            <label class="search">
              <span class="sr-only">Search documents</span>
              <SearchIcon size={18} />
              <input
                class="input"
                type="search"
                placeholder="Search by name"
                value={search}
                onInput={(event) => setSearch(event.currentTarget.value)}
              />
            </label>
            <label class="order">
              <span class="sr-only">Order</span>
              <select
                class="input"
                value={order}
                onChange={(event) => setOrder(event.currentTarget.value === "newest" ? "newest" : "name")}
              >
                <option value="name">By name</option>
                <option value="newest">Newest first</option>
              </select>
            </label>
          </div>
          <p class="sr-only" role="status">
            {countInWords(found.length)} of {countInWords(all.length)} documents
          </p>
          {found.length === 0 ? (
            <div class="blank">
              <h2>No name matches “{search.trim()}”</h2>
              <button type="button" class="button" onClick={() => setSearch("")}>
                Clear the search
              </button>
            </div>
          ) : (
            <ul class="document-list">
              {found.map((document) => (
                <Row key={document.name} document={document} onOpen={(dialog) => setOpen({ dialog, document })} />
              ))}
            </ul>
          )}
        </>
      )}
      {me.value && !me.value.keeps && (
        <p class="footnote">This cluster keeps nothing on disk: documents last as long as its host runs.</p>
      )}
      {open?.dialog === "create" && <CreateDialog onClose={close} />}
      {open?.dialog === "rename" && <RenameDialog document={open.document} onClose={close} />}
      {open?.dialog === "delete" && <DeleteDialog document={open.document} onClose={close} />}
    </div>
  );
}

function Row({ document, onOpen }: { document: DocumentInfo; onOpen: (dialog: "rename" | "delete") => void }) {
  const kind = kindOf(document.kind);
  return (
    <li>
      <a class="document-link" href={documentHref(document.name)}>
        <span class="kind-mark">
          <kind.icon />
        </span>
        <span class="document-name">{document.name}</span>
        <span class="document-facts">
          <span>{kind.label}</span>
          <span class="size">{bytesInWords(document.bytes)}</span>
          <span class="edits">
            {countInWords(document.fragments)} {document.fragments === 1 ? "edit" : "edits"}
          </span>
          <time dateTime={new Date(document.createdAtMs).toISOString()} title={exactTime(document.createdAtMs)}>
            {timeInWords(document.createdAtMs)}
          </time>
        </span>
      </a>
      <span class="document-actions">
        <button
          type="button"
          class="button quiet icon"
          aria-label={`Rename ${document.name}`}
          title="Rename"
          onClick={() => onOpen("rename")}
        >
          <PencilIcon size={18} />
        </button>
        <button
          type="button"
          class="button quiet icon"
          aria-label={`Delete ${document.name}`}
          title="Delete"
          onClick={() => onOpen("delete")}
        >
          <TrashIcon size={18} />
        </button>
      </span>
    </li>
  );
}

const FirstDocument = ({ onCreate }: { onCreate: () => void }) => (
  <div class="blank">
    <span class="mark">
      <TextIcon size={28} />
    </span>
    <h2>No documents yet</h2>
    <p>Create one and open it in a second window, or send its address to somebody: you write in it together.</p>
    <div class="actions">
      <button type="button" class="button primary" onClick={onCreate}>
        <PlusIcon size={18} />
        Create the first document
      </button>
    </div>
  </div>
);

const NoList = ({ problem }: { problem: unknown }) => (
  <div class="blank" role="alert">
    <span class="mark bad">
      <PlugOffIcon size={28} />
    </span>
    <h1>
      {problem instanceof HttpError && problem.status === 403
        ? "You may not list documents here"
        : "The documents cannot be shown"}
    </h1>
    <p>{wordsOf(problem)}</p>
    <div class="actions">
      <button type="button" class="button primary" onClick={() => void refreshDocuments()}>
        Try again
      </button>
    </div>
  </div>
);
