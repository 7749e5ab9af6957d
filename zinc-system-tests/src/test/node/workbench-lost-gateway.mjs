// A gateway is killed and comes back while somebody writes in the workbench; nothing is lost, also over a reload without it.
import { browserScenario } from './browser.mjs';
import { ask } from './scenario.mjs';

await browserScenario(async (browser, one, two) => {
  const anna = await browser.window('Anna');
  const ben = await browser.window('Ben');
  await anna.open(one, 'lost');
  await ben.open(two, 'lost');
  await anna.isConnected();
  await anna.type('before. ');
  await ben.reads('before. ');
  await anna.shows('saved');
  await anna.canBeOpenedOffline(); // what it fetches for that, it fetches once

  await ask('kill the gateway');
  await anna.isNotConnected();
  await anna.type('while it was away. ');
  await anna.shows('offline');
  await ben.type('Ben goes on. ', 'Control+Home');
  await ask('start it again');
  await anna.isConnected();
  const expected = 'Ben goes on. before. while it was away. ';
  await Promise.all([anna.reads(expected), ben.reads(expected)]);
  await anna.shows('saved');

  await ask('kill the gateway');
  await anna.isNotConnected();
  await anna.type('kept in the browser. ');
  await anna.shows('offline');
  await anna.hasWritten();
  await anna.page.goto('about:blank');
  await anna.open(one, 'lost');
  await anna.reads(`${expected}kept in the browser. `);
  await anna.shows('offline');
  await anna.type('opened without it. ');
  await ask('start it again');
  await anna.isConnected();
  await Promise.all([anna, ben].map((window) => window.reads(`${expected}kept in the browser. opened without it. `)));
  await anna.shows('saved');
  anna.assertNoProblems({ exceptNetwork: true });
  ben.assertNoProblems();
});
