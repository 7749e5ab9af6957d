// Each page, at both widths and in both themes: axe-core finds nothing serious, the console stays empty; with pictures.
import { browserScenario } from './browser.mjs';
import { assert } from './scenario.mjs';

const sizes = [
  { width: 1280, height: 800 },
  { width: 390, height: 844, isPhone: true },
];

await browserScenario(async (browser, one, two, folder) => {
  const findings = [];
  const other = await browser.window('Ben');
  await other.open(two, 'welcome');
  await other.isConnected();
  await other.type('Ben was here.\n');
  await other.shows('saved');

  for (const theme of ['light', 'dark']) {
    for (const size of sizes) {
      const label = `${size.width}-${theme}`;
      const anna = await browser.window('Anna', { ...size, theme });
      const { page } = anna;
      const look = async (name) => findings.push(...(await anna.look(`${name}-${label}`, folder)));

      await page.goto(one);
      await page.getByRole('link', { name: /welcome/ }).waitFor();
      const [paint] = await page.evaluate(() =>
        performance.getEntriesByName('first-contentful-paint').map((entry) => entry.startTime),
      );
      console.log(`first paint of the documents at ${label}: ${Math.round(paint)} ms`);
      await look('documents');

      await page.getByRole('button', { name: 'New document' }).click();
      await page.getByRole('dialog').waitFor();
      await look('create');
      await page.keyboard.press('Escape');

      await anna.open(one, 'welcome');
      await anna.isConnected();
      await anna.sees(['Anna', 'Ben']);
      await look('document');

      await page.getByRole('button', { name: 'Versions' }).click();
      const panel = page.getByRole('complementary', { name: 'Versions' });
      await panel.getByLabel('Keep the text as it is now').fill(`version ${label}`);
      await panel.getByRole('button', { name: 'Keep' }).click();
      await page.getByRole('button', { name: `Restore version ${label}` }).waitFor();
      await look('versions');
      await other.type(`Ben went on at ${label}.\n`);
      await other.shows('saved');
      await panel.getByRole('button', { name: new RegExp(`^version ${label}`) }).click();
      const comparison = page.getByRole('region', { name: /^Compare/ });
      await comparison.locator('.cm-changedLine', { hasText: `Ben went on at ${label}.` }).waitFor();
      await look('compare');

      await page.goto(`${one}/#/cluster`);
      await page.getByRole('button', { name: 'Picture' }).waitFor();
      await look('cluster-picture');
      await page.getByRole('button', { name: 'Table' }).click();
      await page.getByRole('table').waitFor();
      await look('cluster-table');

      await page.goto(`${one}/#/documents/not%20there`);
      await page.getByText('There is no document').waitFor();
      await look('missing');
      await page.goto(`${one}/#/nowhere`);
      await look('unknown');
      anna.assertNoProblems();
      await anna.context.close();
    }
  }
  other.assertNoProblems();
  assert(findings.length === 0, `nothing is found on the pages:\n${findings.join('\n')}`);
});
