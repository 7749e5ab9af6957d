// Says which text a file of `zinc doc export` holds.
import { readFileSync } from 'node:fs';
import { documentOf, scenario } from './scenario.mjs';

await scenario(async (file) => console.log(documentOf(readFileSync(file)).getText('text').toString()));
