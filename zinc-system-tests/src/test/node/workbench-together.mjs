// Two windows on two relays write at once, see each other come and go, and one goes offline and comes back.
import { browserScenario } from './browser.mjs';
import { ask, assert } from './scenario.mjs';

await browserScenario(async (browser, one, two) => {
  const anna = await browser.window('Anna');
  const ben = await browser.window('Ben');
  await anna.open(one, 'together');
  await ben.open(two, 'together');
  await Promise.all([anna.isConnected(), ben.isConnected()]);

  await anna.sees(['Anna', 'Ben']);
  await ben.sees(['Anna', 'Ben']);

  await anna.type('first line\nsecond line\n');
  await ben.reads('first line\nsecond line\n');
  await Promise.all([anna.type('Anna types at the end. '), ben.type('Ben types at the start. ', 'Control+Home')]);
  const expected = 'Ben types at the start. first line\nsecond line\nAnna types at the end. ';
  await Promise.all([anna.reads(expected), ben.reads(expected)]);
  await Promise.all([anna.shows('saved'), ben.shows('saved')]);
  await ben.page.locator('.cm-ySelectionInfo', { hasText: 'Anna' }).waitFor({ state: 'attached' }); // her cursor

  await ben.context.setOffline(true);
  await ben.type('Offline. ');
  await ben.isNotConnected();
  await ben.shows('offline');
  await anna.sees(['Anna']);
  await anna.type('Meanwhile. ', 'Control+Home');
  await ben.page.locator('.cm-content').focus();
  assert((await ben.text()).endsWith('Offline. '), 'Ben has written offline');
  assert(!(await anna.text()).includes('Offline. '), 'Anna does not see it yet');
  await ben.context.setOffline(false);
  const merged = 'Meanwhile. Ben types at the start. first line\nsecond line\nAnna types at the end. Offline. ';
  await Promise.all([anna.reads(merged), ben.reads(merged)]);
  await ben.isConnected();
  await Promise.all([anna.shows('saved'), ben.shows('saved')]);
  await anna.sees(['Anna', 'Ben']);

  await ben.page.goto(`${two}/#/documents`);
  await anna.sees(['Anna']);
  await ask('look');
  anna.assertNoProblems();
  ben.assertNoProblems({ exceptNetwork: true });
});
