// A reader cannot write, and rights change while a document is open.
import { browserScenario } from './browser.mjs';
import { ask, assert } from './scenario.mjs';

await browserScenario(async (browser, url, folder) => {
  const findings = [];
  const look = async (window, name) => findings.push(...(await window.look(name, folder)));
  const owner = await browser.window('Owner');
  const guest = await browser.window('Guest');

  await guest.page.goto(url);
  await guest.showToken('wrong');
  await guest.page.getByText('does not accept the last token').waitFor();
  await look(guest, 'token');
  await guest.showToken('guest');
  await guest.page.getByRole('heading', { name: 'Documents' }).waitFor();
  await owner.page.goto(url);
  await owner.showToken('owner');

  await owner.open(url, 'rights');
  await owner.isConnected();
  await owner.type('From the owner. ');
  await owner.shows('saved');
  await guest.open(url, 'rights');
  await guest.reads('From the owner. ');
  await guest.page.getByText('Read only').waitFor();
  await look(guest, 'read-only');
  await guest.type('Not to be. ');
  assert((await guest.text()) === 'From the owner. ', 'a reader cannot write');

  await ask('let the guest write');
  await guest.page.getByText('Read only').waitFor({ state: 'detached' });
  await guest.type('From the guest. ');
  await owner.reads('From the owner. From the guest. ');
  await guest.shows('saved');

  await guest.typesAsSoonAsThereIs('.tag', 'At the very moment. ');
  await ask('take it back from the guest');
  await guest.page.getByText('Read only').waitFor();
  await guest.type('Never. ');
  await owner.type('The end.');
  await Promise.all([owner, guest].map((window) => window.reads('From the owner. From the guest. The end.')));

  await ask('shut the guest out');
  await guest.page.getByText('You may no longer open this document').waitFor();
  await look(guest, 'shut-out');
  assert(findings.length === 0, `nothing is found on the pages:\n${findings.join('\n')}`);
  owner.assertNoProblems({ exceptRefusals: true });
  guest.assertNoProblems({ exceptRefusals: true });
});
