// A document is deleted and another renamed while somebody has them open.
import { browserScenario } from './browser.mjs';
import { ask, assert } from './scenario.mjs';

await browserScenario(async (browser, one, two, folder) => {
  const anna = await browser.window('Anna');
  const ben = await browser.window('Ben');
  await anna.open(one, 'to delete');
  await anna.isConnected();
  await anna.type('What Anna wrote. ');
  await anna.shows('saved');

  await ben.page.goto(`${two}/#/documents`);
  await ben.page.getByRole('button', { name: 'Delete to delete' }).click();
  await ben.page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
  await anna.page.getByText('This document is no longer here').waitFor();
  const findings = await anna.look('deleted', folder);
  assert(findings.length === 0, `nothing is found on the page:\n${findings.join('\n')}`);
  assert((await anna.text()) === 'What Anna wrote. ', 'Anna still sees her text');
  await anna.type('More. ');
  assert((await anna.text()) === 'What Anna wrote. ', 'but writes no more');

  await anna.open(one, 'to rename');
  await anna.isConnected();
  await ben.page.reload();
  await ben.page.getByRole('button', { name: 'Rename to rename' }).click();
  const dialog = ben.page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('renamed');
  await dialog.getByRole('button', { name: 'Rename', exact: true }).click();
  await anna.page.getByText('This document is called “renamed” now').waitFor();
  await anna.page.getByRole('link', { name: 'Open it' }).click();
  await anna.page.getByRole('heading', { name: 'renamed' }).waitFor();
  await anna.isConnected();
  await ask('look');
  anna.assertNoProblems();
  ben.assertNoProblems();
});
