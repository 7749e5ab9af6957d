// A real browser, Debian's Chromium, and what a person does in the workbench.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { assert, scenario, until } from './scenario.mjs';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const switches = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Noise that a browser makes by itself when a server goes away on purpose. */
const isOfTheNetwork = (text) => /net::ERR_|WebSocket connection to|status of 50[0-9]/.test(text);

/** What a browser notes by itself when a server says no. */
const isRefusal = (text) => /status of 40[13]/.test(text);

/** A window of a person: tabs in it share storage, other windows do not. */
class Window {
  #problems = [];

  constructor(name, context, page) {
    this.name = name;
    this.context = context;
    this.page = page;
    page.on('console', (message) => {
      if (message.type() === 'error') this.#problems.push(message.text());
    });
    page.on('pageerror', (error) => this.#problems.push(`${error}\n${error.stack}`));
  }

  /** Opens a document, which there has to be. */
  async open(url, documentName) {
    await this.page.goto(`${url}/#/documents/${encodeURIComponent(documentName)}`);
    await this.editor.waitFor();
  }

  get editor() {
    return this.page.locator('.paper .cm-content');
  }

  /** The text as the editor has it, also where it is scrolled out of sight. */
  text() {
    return this.editor.evaluate((content) => content.cmTile.root.view.state.doc.toString());
  }

  async reads(expected) {
    const matches = expected instanceof RegExp ? (text) => expected.test(text) : (text) => text === expected;
    let last = '';
    await untilAsync(`${this.name} reads ${expected}`, async () => matches((last = await this.text())), () => last);
  }

  saved() {
    return this.page.locator('[data-saved]').getAttribute('data-saved');
  }

  async shows(state) {
    await this.page.locator(`[data-saved="${state}"]`).waitFor();
  }

  async isConnected() {
    await this.page.locator('[data-connection="connected"]').waitFor();
  }

  /** Waits until the loss of the connection is shown, whether just now or for good. */
  async isNotConnected() {
    await this.page.locator('[data-connection="reconnecting"], [data-connection="offline"]').waitFor();
  }

  /** Waits until the browser has the workbench's files. */
  async canBeOpenedOffline() {
    await this.page.evaluate(async () => void (await navigator.serviceWorker.ready));
  }

  /** Waits until the browser has in its database what was put there so far: a window that is left at once may lose the last key. */
  async hasWritten() {
    await this.page.evaluate(async () => {
      for (const { name } of await indexedDB.databases()) {
        await new Promise((resolve, reject) => {
          const opening = indexedDB.open(name);
          opening.onerror = () => reject(opening.error);
          opening.onsuccess = () => {
            const database = opening.result;
            if (database.objectStoreNames.length === 0) {
              database.close();
              resolve();
              return;
            }
            const reading = database.transaction([...database.objectStoreNames]); // begins when those before it have ended
            reading.objectStore(database.objectStoreNames[0]).count();
            reading.onabort = () => reject(reading.error);
            reading.oncomplete = () => {
              database.close();
              resolve();
            };
          };
        });
      }
    });
  }

  /** Shows a token to a gateway that asks for one. */
  async showToken(token) {
    await this.page.getByLabel('Token').fill(token);
    await this.page.getByRole('button', { name: 'Continue' }).click();
  }

  /** The names of the people who are shown as present. */
  people() {
    return this.page.locator('[data-person]').evaluateAll((all) => all.map((each) => each.dataset.person).sort());
  }

  async sees(names) {
    const wanted = String([...names].sort());
    let last = [];
    await untilAsync(`${this.name} sees ${wanted}`, async () => String((last = await this.people())) === wanted, () => last);
  }

  /** Types at the beginning or the end of the text, as a person does, key by key. */
  async type(text, where = 'Control+End') {
    await this.editor.focus();
    await this.page.keyboard.press(where);
    await this.page.keyboard.type(text);
  }

  /** Has the page itself type, at the end of the text, at the moment at which it gets such an element: before it is painted. */
  async typesAsSoonAsThereIs(selector, text) {
    await this.editor.focus();
    await this.page.keyboard.press('Control+End');
    await this.page.evaluate(
      ([awaited, typed]) => {
        const observer = new MutationObserver(() => {
          if (!document.querySelector(awaited)) return;
          observer.disconnect();
          document.execCommand('insertText', false, typed);
        });
        observer.observe(document.body, { childList: true, subtree: true });
      },
      [selector, text],
    );
  }

  /** Makes a picture of the page; returns what is to be said against it: what axe-core calls serious or critical, and overflow. */
  async look(name, folder) {
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled', caret: 'hide' });
    await this.page.evaluate(axeSource);
    const { found, overflow } = await this.page.evaluate(async () => ({
      found: (await globalThis.axe.run(document, { resultTypes: ['violations'] })).violations.map((violation) => ({
        ...violation,
        nodes: violation.nodes.map((node) => node.html),
      })),
      overflow: document.documentElement.scrollWidth - innerWidth,
    }));
    const findings = found
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, impact, help, nodes }) => `${name}: ${impact}: ${id}: ${help}\n  ${nodes.join('\n  ')}`);
    if (overflow > 0) findings.push(`${name}: the page is ${overflow} px wider than the window`);
    return findings;
  }

  assertNoProblems({ exceptNetwork = false, exceptRefusals = false } = {}) {
    const problems = this.#problems.filter(
      (text) => !(exceptNetwork && isOfTheNetwork(text)) && !(exceptRefusals && isRefusal(text)),
    );
    assert(problems.length === 0, `no error in the console of ${this.name}: ${problems.join('\n')}`);
  }
}

export async function untilAsync(what, condition, whatThereIs = () => '') {
  let isSo = false;
  let problem = null;
  let isAsking = false;
  await until(
    what,
    () => {
      if (problem) throw problem;
      if (!isSo && !isAsking) {
        isAsking = true;
        condition()
          .then((answer) => (isSo = answer), (cause) => (problem = cause))
          .finally(() => (isAsking = false));
      }
      return isSo;
    },
    whatThereIs,
  );
}

export class Browser {
  #browser;
  #folder;

  static async start(executable) {
    const started = new Browser();
    started.#folder = mkdtempSync(join(tmpdir(), 'zinc-browser-'));
    started.#browser = await chromium.launch({
      executablePath: executable,
      headless: true,
      args: switches,
      env: { ...process.env, HOME: started.#folder, XDG_CONFIG_HOME: started.#folder, XDG_CACHE_HOME: started.#folder },
    });
    return started;
  }

  /** A window of somebody new, with nothing stored. */
  async window(name, { width = 1280, height = 800, theme = 'light', storage = {}, isPhone = false } = {}) {
    const context = await this.#browser.newContext({
      viewport: { width, height },
      colorScheme: theme,
      hasTouch: isPhone,
      isMobile: isPhone,
    });
    context.setDefaultTimeout(20_000);
    await context.addInitScript(
      (entries) => {
        if (!location.protocol.startsWith('http')) return; // such as about:blank, which may keep nothing
        for (const [key, value] of Object.entries(entries)) if (localStorage.getItem(key) === null) localStorage.setItem(key, value);
      },
      { 'zinc.name': name, ...storage },
    );
    return new Window(name, context, await context.newPage());
  }

  async close() {
    await this.#browser.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Runs a story in a browser, whose executable is the first argument. */
export const browserScenario = (story) =>
  scenario(async (executable, ...rest) => {
    const browser = await Browser.start(executable);
    try {
      await story(browser, ...rest);
    } finally {
      await browser.close();
    }
  });
