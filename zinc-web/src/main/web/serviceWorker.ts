import { addRoute, precache, type PrecacheEntry, PrecacheFallbackPlugin } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";
import { NetworkOnly } from "workbox-strategies";

/*
 * Keeps the workbench's own files in the browser, so that it can be opened while the gateway does not answer; documents
 * have copies of their own. The page comes from the gateway where it answers: a new workbench shows at once.
 */

/** All files of the workbench, written down here when it is built. */
declare const FILES: PrecacheEntry[];

/** How long a gateway may take to answer, in seconds, before the page is shown without it. */
const patienceSeconds = 3;

const page = "/index.html";

precache(FILES);
registerRoute(
  new NavigationRoute(
    new NetworkOnly({
      networkTimeoutSeconds: patienceSeconds,
      plugins: [new PrecacheFallbackPlugin({ fallbackURL: page })],
    }),
    { allowlist: [/^\/(\?|$)/, /^\/index\.html/] },
  ),
);
addRoute(); // after that of the page: the first that fits counts
