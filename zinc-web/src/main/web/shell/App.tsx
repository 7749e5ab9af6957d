import { useSignalEffect } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import "./app.css";
import { token, tokenWanted, wordsOf } from "../api/http.ts";
import { askWhoWeAre, me } from "../api/me.ts";
import { DocumentsPage } from "../documents/DocumentsPage.tsx";
import { Avatar } from "../profile/Avatar.tsx";
import { ProfileDialog } from "../profile/ProfileDialog.tsx";
import { profile } from "../profile/profile.ts";
import { Announcer } from "./announcer.tsx";
import { MoonIcon, SunIcon, SystemThemeIcon } from "./icons.tsx";
import { lazy } from "./lazy.tsx";
import { clusterHref, documentsHref, followAddress, type Route, route } from "./router.ts";
import { TokenPage } from "./TokenPage.tsx";
import { chooseTheme, nextTheme, theme } from "./theme.ts";
import { Unknown } from "./Unknown.tsx";

const DocumentPage = lazy(async () => (await import("../document/DocumentPage.tsx")).DocumentPage);
const ClusterPage = lazy(async () => (await import("../cluster/ClusterPage.tsx")).ClusterPage);

export function App() {
  const main = useRef<HTMLElement>(null);
  useEffect(followAddress, []);
  useEffect(fetchTheRestLater, []);
  useSignalEffect(() => {
    token.value; // asks again with another token
    askWhoWeAre().catch((problem: unknown) => console.info(`zinc: ${wordsOf(problem)}`));
  });
  useSignalEffect(() => {
    document.title = `${titleOf(route.value)} · Zinc`;
  });
  return (
    <>
      <a
        class="skip-link"
        href="#main"
        onClick={(event) => {
          event.preventDefault(); // the address belongs to the router
          main.current?.focus();
        }}
      >
        Skip to content
      </a>
      <Header />
      <main id="main" ref={main} tabIndex={-1}>
        {tokenWanted.value ? <TokenPage /> : <Page route={route.value} />}
      </main>
      <Announcer />
    </>
  );
}

/** Fetches what opens a text while nobody waits for it: it then opens at once, even when the connection is gone by then. */
function fetchTheRestLater() {
  const fetchIt = () => {
    Promise.all([import("../document/DocumentPage.tsx"), import("../kinds/text.ts")]).catch((problem: unknown) =>
      console.info(`zinc: ${wordsOf(problem)}`),
    );
  };
  if ("requestIdleCallback" in window) requestIdleCallback(fetchIt, { timeout: 4_000 });
  else setTimeout(fetchIt, 1_500); // Safari
}

function Page({ route }: { route: Route }) {
  switch (route.page) {
    case "documents":
      return <DocumentsPage />;
    case "document":
      return <DocumentPage key={route.name} name={route.name} />;
    case "cluster":
      return <ClusterPage />;
    case "unknown":
      return <Unknown path={route.path} />;
  }
}

function titleOf(route: Route): string {
  switch (route.page) {
    case "documents":
      return "Documents";
    case "document":
      return route.name;
    case "cluster":
      return "Cluster";
    case "unknown":
      return "Not found";
  }
}

function Header() {
  const page = route.value.page;
  return (
    <header class="header">
      <a class="brand" href={documentsHref}>
        <span class="brand-tile" aria-hidden="true" />
        <span class="brand-name">Zinc</span>
      </a>
      <nav aria-label="Main">
        <a href={documentsHref} aria-current={page === "documents" || page === "document" ? "page" : undefined}>
          Documents
        </a>
        <a href={clusterHref} aria-current={page === "cluster" ? "page" : undefined}>
          Cluster
        </a>
      </nav>
      {me.value && (
        <span class="where" title={`Version ${me.value.version}`}>
          <span class="sr-only">You are connected to </span>
          {me.value.cluster} <span aria-hidden="true">·</span> {me.value.gateway}
        </span>
      )}
      <div class="header-tools">
        <ThemeButton />
        <ProfileButton />
      </div>
    </header>
  );
}

function ThemeButton() {
  const icons = { system: <SystemThemeIcon />, light: <SunIcon />, dark: <MoonIcon /> };
  const label = `Theme: ${theme.value}. Change to ${nextTheme(theme.value)}`;
  return (
    <button
      type="button"
      class="button quiet icon"
      aria-label={label}
      title={label}
      onClick={() => chooseTheme(nextTheme(theme.value))}
    >
      {icons[theme.value]}
    </button>
  );
}

function ProfileButton() {
  const [open, setOpen] = useState(false);
  const { name, colour } = profile.value;
  return (
    <>
      <button
        type="button"
        class="button quiet icon"
        aria-label={`You appear as ${name}. Change it`}
        title={`You appear as ${name}`}
        onClick={() => setOpen(true)}
      >
        <Avatar name={name} colour={colour.strong} title="" />
      </button>
      {open && <ProfileDialog onClose={() => setOpen(false)} />}
    </>
  );
}
