// All of it works with the keyboard alone: create, write, keep a version, go back, delete.
import { browserScenario, untilAsync } from './browser.mjs';
import { ask, assert } from './scenario.mjs';

await browserScenario(async (browser, url) => {
  const anna = await browser.window('Anna');
  const { page } = anna;
  const { keyboard } = page;
  const focused = () =>
    page.evaluate(() => {
      const element = document.activeElement;
      return element === null
        ? ''
        : (element.getAttribute('aria-label') ?? element.labels?.[0]?.innerText ?? element.innerText ?? '').trim();
    });
  /** Presses Tab until the focus is on what has the name; a keyboard user cannot go elsewhere. */
  const tabTo = async (name, key = 'Tab') => {
    const passed = [];
    for (let i = 0; i < 60; i++) {
      await keyboard.press(key);
      const at = await focused();
      if (name.test(at)) return;
      passed.push(at);
    }
    throw new Error(`Tab does not come to ${name}, but to ${passed.join(' | ')}`);
  };

  await page.goto(url);
  await page.getByRole('heading', { name: 'Documents' }).waitFor();
  await keyboard.press('Tab');
  assert((await focused()) === 'Skip to content', 'the first stop is the skip link');
  await keyboard.press('Enter');
  await tabTo(/New document/);
  await keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await untilAsync('the cursor is in the field', async () => /^Name/.test(await focused()), focused);
  await keyboard.type('by keyboard');
  await keyboard.press('Enter');
  await anna.editor.waitFor();
  await anna.isConnected();
  await untilAsync('the cursor is in the text', async () => /^Text of by keyboard/.test(await focused()));
  await keyboard.type('Written by keyboard.');
  await anna.shows('saved');

  await tabTo(/^Versions/, 'Shift+Tab');
  await keyboard.press('Enter');
  await page.getByRole('complementary', { name: 'Versions' }).waitFor();
  await tabTo(/^Keep the text/);
  await keyboard.type('first');
  await keyboard.press('Enter');
  await page.getByRole('button', { name: 'Restore first' }).waitFor();
  await tabTo(/^All documents/, 'Shift+Tab');
  await keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Documents' }).waitFor();

  await page.getByRole('button', { name: 'Delete by keyboard' }).waitFor();
  await tabTo(/^Delete by keyboard/);
  await keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert(/^Delete by keyboard/.test(await focused()), 'the focus is where it was');
  await keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await tabTo(/^Delete$/);
  await keyboard.press('Enter');
  await page.getByRole('button', { name: 'Delete by keyboard' }).waitFor({ state: 'detached' });
  await ask('look');
  anna.assertNoProblems();
});
