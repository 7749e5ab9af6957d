// A gateway goes away while all write, by kill -9 or because its process stands still, and comes back.
import { bothKinds } from './clients.mjs';
import { ask, assert, scenario, turn, until, untilSame } from './scenario.mjs';

await scenario(async (one, two, room, isClosed) => {
  const here = bothKinds('here', one, room);
  const there = bothKinds('there', two, room);
  const all = [...here, ...there];
  const written = [];
  const write = async (clients, when) => {
    for (let i = 0; i < 50; i++) {
      for (const client of clients) {
        const line = `${client.name} ${when} ${i}\n`;
        written.push(line);
        client.text.insert(0, line);
      }
      await turn();
    }
  };
  await untilSame(all);
  await write(all, 'before');
  await ask('lose');
  await write(all, 'meanwhile');
  await untilSame(there); // and does not wait for those who are away
  if (isClosed === 'closed') await until('the loss is noticed', () => here.every((client) => !client.isSynced));
  await write(all, 'later');
  await ask('return');
  await write(all, 'after');
  await untilSame(all);
  const lines = all[0].text.toString().split('\n').filter(Boolean).sort();
  const expected = written.map((line) => line.trimEnd()).sort();
  assert(JSON.stringify(lines) === JSON.stringify(expected), `each of ${expected.length} lines is there once, but ${lines.length} are`);
  await until('all is saved', () => all.every((client) => !client.unsaved));
});
