// "Saved" is shown only for what the host has on its disk.
import { browserScenario } from './browser.mjs';
import { ask, assert } from './scenario.mjs';

await browserScenario(async (browser, url) => {
  const anna = await browser.window('Anna');
  const ben = await browser.window('Ben');
  await Promise.all([anna.open(url, 'saved'), ben.open(url, 'saved')]);
  await Promise.all([anna.isConnected(), ben.isConnected()]);
  await anna.type('one ');
  await anna.shows('saved');

  await ask('halt the host');
  await anna.type('two ');
  await ben.reads('one two ');
  assert((await anna.saved()) === 'saving', `what the host has not is not saved, but shown is ${await anna.saved()}`);
  await ask('let the host go on');
  await anna.shows('saved');
  await ask('kill the host and look');
});
